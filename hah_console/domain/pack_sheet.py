"""A pack in the words of one language: what paper prints and what the hospital's page shows, the same on both."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetRow:
    """``detail`` says as of when. ``missing``: nobody has recorded it. ``changed``: not so in the version before."""

    name: str
    text: str
    detail: str = ""
    missing: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A heading with its rows."""

    title: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class SheetChart:
    """One vital of the last 24 h: epoch milliseconds, lowest and highest of each bin; ``last`` in words."""

    name: str
    unit: str
    last: str
    points: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True, slots=True)
class PackSheet:
    """``exercise`` is the sentence that must stand on everything of a drill, empty for a real patient. ``lead`` is what
    nobody may miss: allergies and resuscitation.

    ``chart_from`` and ``chart_to`` are the ends of the time axis in epoch milliseconds; ``ticks`` its marks in words.
    """

    title: str
    case_number: str
    version: str
    issued: str
    hospital: str
    exercise: str
    changes: str
    lead: tuple[SheetRow, ...]
    parts: tuple[SheetPart, ...]
    chart_title: str
    charts: tuple[SheetChart, ...]
    no_charts: str
    chart_from: int
    chart_to: int
    ticks: tuple[tuple[int, str], ...]
    foot: str
    page_of: str
    digest: str
