"""Paints the lists of the board: pieces in columns, sets and steps in two lines, kinds in figures."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from hah_console.ui.i18n import Texts
from hah_console.ui.screens.equipment.lines import PieceLine, SetLine, StepLine, StockLine
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import RowDelegate, RowList, write
from hah_console.ui.widgets.shapes import triangle

PAD, MARK_PX, HEADER, GAP = 10, 11, 26, 8
PIECES = (("state", 0.12), ("piece", 0.23), ("patient", 0.15), ("clock", 0.25), ("battery", 0.13), ("seen", 0.12))
# i18n: equipment.column.*
STOCK = ("free", "set_aside", "short", "coming_back", "pieces")
STOCK_NAME = 0.34
RIGHT = frozenset({"battery", "seen", *STOCK})


def piece_boxes(box: QRect) -> dict[str, QRect]:
    """Where each column of a piece lies."""
    left, found = box.left() + PAD + MARK_PX + GAP, {}
    room = box.width() - 2 * PAD - MARK_PX - GAP
    for name, share in PIECES:
        found[name] = QRect(left, box.top(), int(room * share) - GAP, box.height())
        left += int(room * share)
    return found


def stock_boxes(box: QRect) -> dict[str, QRect]:
    """Where the name and the figures of a kind lie."""
    room = box.width() - 2 * PAD
    name = QRect(box.left() + PAD, box.top(), int(room * STOCK_NAME), box.height())
    each = (room - name.width()) // len(STOCK)
    left = name.right() + 1
    figures = {part: QRect(left + n * each, box.top(), each - 4, box.height()) for n, part in enumerate(STOCK)}
    return {"name": name, **figures}


class _Delegate(RowDelegate):
    def mark(self, painter: QPainter, box: QRect, top: int) -> None:
        """A triangle: somebody is needed."""
        painter.setBrush(self.theme.color("ink"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(triangle(QRectF(box.left() + PAD, top, MARK_PX, MARK_PX)))


class PieceDelegate(_Delegate):
    """One line per piece; a triangle and bold words where it is overdue."""

    height = 32

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, PieceLine):
            return
        if row.late:
            self.mark(painter, box, box.top() + (box.height() - MARK_PX) // 2)
        for name, place in piece_boxes(box).items():
            bold = name == "piece" or (name == "clock" and row.late)
            token = "ink" if name in ("state", "piece", "clock") else "ink-2"
            self.text(painter, place, getattr(row, name), token, BODY_PX, bold=bold, right=name in RIGHT)


class SetDelegate(_Delegate):
    """Two lines per set: state, whose and until when; what is to be done next."""

    height = 46

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, SetLine):
            return
        left = box.left() + PAD + MARK_PX + GAP
        if row.late:
            self.mark(painter, box, box.top() + 9)
        state = QRect(left, box.top() + 4, 72, 20)
        self.text(painter, state, row.state, "ink", bold=row.late)
        first = QRect(state.right() + GAP, state.top(), box.right() - PAD - state.right() - GAP, 20)
        wide = self.text(painter, first.adjusted(0, 0, -150, 0), row.name, "ink", bold=True)
        clock = first.adjusted(min(wide + 10, first.width() - 150), 0, 0, 0)
        self.text(painter, clock, row.clock, "ink" if row.late else "ink-2", bold=row.late, right=True)
        self.text(painter, first.translated(0, 19), row.what, "ink-2", LABEL_PX)


class StockDelegate(RowDelegate):
    """One line per kind."""

    height = 25

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, StockLine):
            return
        places = stock_boxes(box)
        self.text(painter, places["name"], row.name, "ink", bold=row.short)
        for part, figure in zip(STOCK, row.figures, strict=True):
            loud = part == "short" and row.short
            quiet = figure == "0" and part != "free"
            token = "ink" if loud or part == "free" else "ink-3" if quiet else "ink-2"
            self.text(painter, places[part], figure, token, BODY_PX, bold=loud or part == "free", right=True)


class StepDelegate(RowDelegate):
    """A step of a history, or a line of a check-list with its mark."""

    height = 42

    def row_height(self, row: object) -> int:
        """One line before anybody did it."""
        return self.height if isinstance(row, StepLine) and row.who else 28

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, StepLine):
            return
        inner = box.adjusted(PAD, 3, -PAD, -3)
        first, second = (
            QRect(inner.left(), inner.top(), inner.width(), 19),
            QRect(inner.left(), inner.top() + 18, 0, 17),
        )
        mark = "✓ " if row.done else ""
        taken = self.text(painter, first, row.at, "ink-2", LABEL_PX, right=True) + GAP if row.at else 0
        self.text(painter, first.adjusted(0, 0, -taken, 0), f"{mark}{row.what}", "ink", bold=not row.who)
        second.setWidth(inner.width())
        self.text(painter, second, row.who, "ink-2", LABEL_PX)


class ColumnHeader(QWidget):
    """The names of the columns over a list, of pieces or of stock."""

    def __init__(self, texts: Texts, theme: Theme, rows: RowList, *, stock: bool) -> None:
        super().__init__()
        self._rows, self._stock = rows, stock
        self.setFixedHeight(HEADER)
        self.restyle(texts, theme)

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        self._texts, self._theme = texts, theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, HEADER)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(font(LABEL_PX))
        box = QRect(0, 0, self._rows.viewport().width(), self.height())
        for name, place in (stock_boxes(box) if self._stock else piece_boxes(box)).items():
            words = self._texts(f"equipment.column.{name}")
            write(painter, place, words, self._theme.color("ink-2"), LABEL_PX, right=name in RIGHT)
        painter.setPen(self._theme.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
