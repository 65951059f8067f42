"""Contrast of the colour tokens as WCAG 2.2 counts it: text 4.5, shapes and lines that carry meaning 3."""

import pytest

from hah_console.domain.alarm import Priority
from hah_console.domain.reading import Vital
from hah_console.ui.theme.theme import THEMES, Theme
from hah_console.ui.widgets.row_list import on_selected

TEXT, MARK = 4.5, 3.0
PANELS = ("ground", "surface", "raised")
PRIORITIES = ("alarm-high", "alarm-medium", "alarm-low")
ROUTES = tuple(f"route-{number}" for number in range(1, 11))
TEXT_PAIRS = (
    *((ink, panel) for ink in ("ink", "ink-2", "ink-3") for panel in PANELS),
    *((ink, chosen) for ink in ("ink", "ink-2", "accent", "alarm-high") for chosen in ("selected", "hover")),
    *(("accent", panel) for panel in PANELS),
    ("accent-text", "accent"),
    ("accent-text", "accent-hover"),
    ("surface", "ink"),
    ("stale", "surface"),
    ("alarm-high", "surface"),
    *((f"{name}-text", name) for name in PRIORITIES),
    ("alarm-high-text", "alarm-high-flash"),
    ("alarm-medium-text", "alarm-medium-flash"),
    *((ink, f"{name}-soft") for ink in ("ink", "ink-2") for name in PRIORITIES),
    *((f"series-{vital.value}", "surface") for vital in Vital if vital is not Vital.DIASTOLIC),
    ("map-label", "map-ground"),
)
MARK_PAIRS = (
    *((f"{name}-edge", panel) for name in PRIORITIES for panel in (*PANELS, "selected")),
    *((f"news-{band}", panel) for band in ("yellow", "orange", "red") for panel in ("surface", "selected")),
    *(("accent", chosen) for chosen in ("surface", "selected", "hover")),
    *(("ink-2", panel) for panel in PANELS),
    *((f"series-{vital.value}", "surface") for vital in Vital),
    *((route, "map-ground") for route in ROUTES),
    *((route, "surface") for route in ROUTES),
)


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB`` (WCAG 2.2)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(theme: Theme, one: str, other: str) -> float:
    """The contrast ratio of two tokens, 1 to 21."""
    dark, light = sorted((luminance(theme.hex(one)), luminance(theme.hex(other))))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_stands_out_from_its_ground(name: str, ink: str, ground: str) -> None:
    assert contrast(Theme.load(name), ink, ground) >= TEXT


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_a_mark_stands_out_from_its_ground(name: str, mark: str, ground: str) -> None:
    assert contrast(Theme.load(name), mark, ground) >= MARK


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("token", ["ink", "ink-2", "ink-3", *(f"series-{vital.value}" for vital in Vital)])
def test_text_of_a_selected_row_stays_legible(name: str, token: str) -> None:
    assert contrast(Theme.load(name), on_selected(token), "selected") >= TEXT


@pytest.mark.parametrize("name", THEMES)
def test_each_priority_has_ground_text_and_edge_of_its_own(name: str) -> None:
    theme = Theme.load(name)
    grounds = {theme.priority(priority)[0].name() for priority in Priority}
    assert len(grounds) == len({theme.edge(priority).name() for priority in Priority}) == len(Priority)
