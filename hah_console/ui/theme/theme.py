"""Named colour tokens of one theme; no colour exists outside them."""

import json
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor, QPalette

from hah_console.domain.alarm import Priority
from hah_console.domain.reading import Vital
from hah_console.ui.resources import resource_path
from hah_console.ui.theme.qss import style_sheet

THEMES = ("light", "dark")
_PRIORITY_TOKENS = {Priority.HIGH: "alarm-high", Priority.MEDIUM: "alarm-medium", Priority.LOW: "alarm-low"}


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by token name. Frozen: switching the theme makes a new one."""

    name: str
    tokens: tuple[tuple[str, str], ...]

    @classmethod
    def load(cls, name: str) -> "Theme":
        """The theme ``light`` or ``dark`` from resources/themes; any other name gives light."""
        return cls(known := name if name in THEMES else THEMES[0], _tokens(known))

    @property
    def dark(self) -> bool:
        """Whether text is light on dark ground."""
        return self.name == "dark"

    def hex(self, token: str) -> str:
        """The colour of a token as ``#RRGGBB``; raises KeyError for an unknown token."""
        return dict(self.tokens)[token]

    def color(self, token: str) -> QColor:
        """The colour of a token; raises KeyError for an unknown token."""
        return QColor(self.hex(token))

    def series(self, vital: Vital) -> QColor:
        """The hue of one vital sign, the same on every plot."""
        return self.color(f"series-{vital.value}")

    def priority(self, priority: Priority) -> tuple[QColor, QColor]:
        """Ground and text colour of an alarm priority."""
        token = _PRIORITY_TOKENS[priority]
        return self.color(token), self.color(f"{token}-text")

    def edge(self, priority: Priority) -> QColor:
        """The outline of a priority's shape on a panel, where its own colour may be too light to be seen."""
        return self.color(f"{_PRIORITY_TOKENS[priority]}-edge")

    def qss(self) -> str:
        """The application's style sheet in these colours."""
        return style_sheet(dict(self.tokens), resource_path("icons", f"tick-{self.name}.svg").as_posix())

    def palette(self) -> QPalette:
        """The Qt palette in these colours, for everything the style sheet does not reach."""
        palette = QPalette()
        for role, token in _PALETTE.items():
            palette.setColor(role, self.color(token))
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("ink-3"))
        return palette


_PALETTE = {
    QPalette.ColorRole.Window: "ground",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "ground",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.PlaceholderText: "ink-3",
    QPalette.ColorRole.Highlight: "selected",
    QPalette.ColorRole.HighlightedText: "ink",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "ink",
    QPalette.ColorRole.Link: "accent",
}


@lru_cache(maxsize=4)
def _tokens(name: str) -> tuple[tuple[str, str], ...]:
    raw = json.loads(resource_path("themes", f"{name}.json").read_text("utf-8"))
    return tuple((token, str(value)) for token, value in raw["tokens"].items())
