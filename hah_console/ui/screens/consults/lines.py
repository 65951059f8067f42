"""Painted rows of consultations and of their steps: a shape, a word and a clock for every state."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPen

from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate

PAD, DOT_PX, CLOCK_WIDTH = 12, 12, 128


@dataclass(frozen=True, slots=True)
class ConsultLine:
    """One consultation in the list."""

    key: str
    who: str
    what: str
    state: str
    clock: str
    overdue: bool
    ended: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One state of the line: reached, present, or ahead."""

    key: str
    name: str
    detail: str
    done: bool
    current: bool
    overdue: bool
    spoken: str


class ConsultDelegate(RowDelegate):
    """Who and what is asked; at the right the state and its clock, bold when overdue."""

    height = 52

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, ConsultLine):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        right = QRect(inner.right() - CLOCK_WIDTH, inner.top(), CLOCK_WIDTH, 20)
        ink = "ink-3" if row.ended else "ink"
        left = QRect(inner.left(), inner.top(), inner.width() - CLOCK_WIDTH - 8, 20)
        self.text(painter, left, row.who, ink, BODY_PX, bold=True)
        self.text(painter, left.translated(0, 20), row.what, "ink-2", LABEL_PX)
        self.text(painter, right, row.state, ink, BODY_PX, right=True)
        self.text(painter, right.translated(0, 20), row.clock, "ink-2", LABEL_PX, bold=row.overdue, right=True)


class StepDelegate(RowDelegate):
    """A filled dot for what was reached, a ring for what lies ahead, a double ring for the present one."""

    height = 36

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, StepLine):
            return
        middle = QPointF(box.left() + PAD + DOT_PX / 2, box.center().y())
        painter.setPen(QPen(self.theme.color("ink" if row.done else "ink-3"), 1.6))
        painter.setBrush(self.theme.color("ink") if row.done else self.theme.color("surface"))
        painter.drawEllipse(middle, DOT_PX / 2 - 1, DOT_PX / 2 - 1)
        if row.current:
            painter.setBrush(self.theme.color("surface"))
            painter.drawEllipse(QRectF(middle.x() - 2.5, middle.y() - 2.5, 5, 5))
        left = box.left() + PAD + DOT_PX + 12
        name = QRect(left, box.top(), 120, box.height())
        self.text(painter, name, row.name, "ink" if row.done else "ink-2", BODY_PX, bold=row.current)
        rest = QRect(left + 128, box.top(), box.right() - left - 128 - PAD, box.height())
        self.text(painter, rest, row.detail, "ink-2", LABEL_PX, bold=row.overdue)
