"""The lists of the questionnaires: which there are, all answers to one as a table, the answers to choose from."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate
from hah_console.ui.widgets.shapes import triangle

PAD, SHAPE_PX = 12, 10
TABLE_WIDTHS = (110, 106, 90, 240)


@dataclass(frozen=True, slots=True)
class FormLine:
    """A questionnaire with its last sum. ``worse`` says so with a shape beside the words."""

    key: str
    name: str
    total: str
    when: str
    worse: str
    spoken: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answering as a row of the table: cells in their order, and the change against the one before."""

    key: str
    cells: tuple[str, ...]
    change: str
    worse: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """An answer to choose: its digit and words; ``chosen`` was given before."""

    key: str
    digit: str
    words: str
    chosen: bool
    spoken: str


class FormDelegate(RowDelegate):
    """Three lines per questionnaire."""

    height = 72

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, FormLine):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        self.text(painter, QRect(inner.left(), inner.top(), inner.width(), 20), row.name, bold=True)
        self.text(painter, QRect(inner.left(), inner.top() + 20, inner.width(), 20), row.total)
        left = inner.left()
        if row.worse:
            draw_worse(self, painter, left, inner.top() + 40)
            left += SHAPE_PX + 5
            left += self.text(painter, QRect(left, inner.top() + 40, 200, 20), row.worse, bold=True) + 8
        when = QRect(left, inner.top() + 40, inner.right() - left, 20)
        self.text(painter, when, row.when, "ink-2", LABEL_PX)


class AnswerDelegate(RowDelegate):
    """One line per answering."""

    height = 30

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, AnswerLine):
            return
        left = box.left() + PAD
        for text, width in zip(row.cells, TABLE_WIDTHS, strict=True):
            self.text(painter, QRect(left, box.top(), width - 8, box.height()), text)
            left += width
        if row.worse:
            draw_worse(self, painter, left, box.top() + 5)
            left += SHAPE_PX + 5
        self.text(painter, QRect(left, box.top(), box.right() - left, box.height()), row.change, bold=row.worse)


class ChoiceDelegate(RowDelegate):
    """A digit in a frame and what it means."""

    height = 44

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, ChoiceLine):
            return
        frame = QRectF(box.left() + PAD, box.top() + 8, 28, 28)
        painter.setPen(QPen(self.theme.color("ink" if row.chosen else "ink-2"), 2 if row.chosen else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if row.digit:
            painter.drawRoundedRect(frame, 6, 6)
        number = frame.toRect().adjusted(10, 0, 0, 0)
        self.text(painter, number, row.digit, "ink", HEADING_PX, bold=True)
        words = QRect(box.left() + PAD + 42, box.top(), box.width() - PAD - 54, box.height())
        self.text(painter, words, row.words, "ink", BODY_PX + 1, bold=row.chosen)


def draw_worse(delegate: RowDelegate, painter: QPainter, left: int, top: int) -> None:
    """The shape of what got worse, in ink: it is no alarm."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(delegate.theme.color("ink"))
    painter.drawPolygon(triangle(QRectF(left, top + 5, SHAPE_PX, SHAPE_PX)))
