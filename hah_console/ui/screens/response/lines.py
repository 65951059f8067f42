"""What the cards of the desk show, as frozen rows, and how a row of a card is painted."""

from dataclasses import dataclass, field

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from hah_console.domain.escalation_rules import Decision
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import RowDelegate

PAD, TIME_WIDTH = 8, 62


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One way to do what a card is about: a nurse, a physician, a hospital. ``big`` is its time, ``more`` a third
    line."""

    key: str
    big: str
    name: str
    detail: str
    spoken: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class CardText:
    """One choice in words. ``headline`` is what matters most of it, ``facts`` are label and value, ``hint`` below."""

    decision: Decision
    title: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    hint: str
    options: tuple[OptionLine, ...] = field(default=())
    pending: bool = False

    @property
    def spoken(self) -> str:
        """Everything as one sentence."""
        facts = ", ".join(f"{label} {value}" for label, value in self.facts)
        return ". ".join(part for part in (self.title, self.headline, facts, self.hint) if part)


class OptionDelegate(RowDelegate):
    """Time and name, and below what is to be known about it: one line, or two."""

    height, taller = 42, 59

    def __init__(self, theme: Theme, lines: int = 2) -> None:
        super().__init__(theme)
        if lines > 2:
            self.height = self.taller

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, OptionLine):
            return
        inner = box.adjusted(PAD, 3, -PAD, -3)
        self.text(painter, QRect(inner.left(), inner.top(), TIME_WIDTH, 18), row.big, "ink", BODY_PX, bold=True)
        left = inner.left() + TIME_WIDTH
        self.text(painter, QRect(left, inner.top(), inner.right() - left, 18), row.name, "ink", BODY_PX)
        self.text(painter, QRect(left, inner.top() + 18, inner.right() - left, 16), row.detail, "ink-2", LABEL_PX)
        if row.more:
            self.text(painter, QRect(left, inner.top() + 35, inner.right() - left, 16), row.more, "ink-2", LABEL_PX)
