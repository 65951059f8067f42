"""The list of routes: a row per worker with her time line, her stops below it when opened."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen

from hah_console.ui.map.marks import late_triangle, route_colour
from hah_console.ui.screens.routes.lines import AllLine, RouteLine, StopLine
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import RowDelegate, RowList, write

PAD, CHEVRON, SWATCH, BADGE, TRIANGLE = 10, 18, 12, 22, 12
INDENT = PAD + CHEVRON + 4
LINE, SMALL_LINE, STRIP = 20, 17, 5
TIME_WIDTH, AMOUNT_PX = 46, 12


class RouteDelegate(RowDelegate):
    """Paints the three kinds of rows."""

    def row_height(self, row: object) -> int:
        if isinstance(row, RouteLine):
            return 62
        return 48 if isinstance(row, StopLine) else 44

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if isinstance(row, AllLine):
            self._all(painter, box, row)
        elif isinstance(row, RouteLine):
            self._route(painter, box, row)
        elif isinstance(row, StopLine):
            self._stop(painter, box, row)

    def _all(self, painter: QPainter, box: QRect, row: AllLine) -> None:
        inner = box.adjusted(INDENT, 3, -PAD, -3)
        first, second = _lines(inner)
        self._pair(painter, first, row.title, row.amount)
        self._notes(painter, second, row.detail, (row.late,))

    def _route(self, painter: QPainter, box: QRect, row: RouteLine) -> None:
        _chevron(painter, QPoint(box.left() + PAD + 6, box.top() + 17), self.theme.color("ink-2"), row.opened)
        inner = box.adjusted(INDENT, 5, -PAD, -5)
        first, second = _lines(inner)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(route_colour(self.theme, row.series))
        painter.drawRoundedRect(QRect(first.left(), first.center().y() - SWATCH // 2 + 1, SWATCH, SWATCH), 3, 3)
        named = first.adjusted(SWATCH + 8, 0, 0, 0)
        self._pair(painter, named, row.name, row.amount, row.who, amount_px=LABEL_PX)
        self._notes(painter, second, row.hours, (row.overtime, row.late))
        _time_line(painter, QRectF(inner.left(), inner.bottom() - STRIP, inner.width(), STRIP), row, self.theme)

    def _stop(self, painter: QPainter, box: QRect, row: StopLine) -> None:
        inner = box.adjusted(INDENT, 4, -PAD, -4)
        colour = route_colour(self.theme, row.series)
        painter.setPen(QPen(colour, 2))
        x = inner.left() + BADGE / 2
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        badge = QRectF(inner.left(), box.center().y() - BADGE / 2 + 1, BADGE, BADGE)
        ground, ink = (self.theme.color("surface"), colour) if row.gone else (colour, self.theme.color("surface"))
        painter.setPen(QPen(colour if row.gone else self.theme.color("surface"), 2))
        painter.setBrush(ground)
        painter.drawEllipse(badge)
        painter.setPen(ink)
        painter.setFont(font(12, bold=True))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, row.number)
        inner.setLeft(inner.left() + BADGE + 6)
        first, second = _lines(inner)
        self.text(painter, QRect(first.left(), first.top(), TIME_WIDTH, LINE), row.time, "ink", BODY_PX, bold=True)
        self._pair(painter, first.adjusted(TIME_WIDTH, 0, 0, 0), row.patient, row.gone, row.task, late=row.late)
        self.text(painter, second.adjusted(0, 0, PAD - 4, 0), row.detail, "ink-2", LABEL_PX)

    def _pair(
        self,
        painter: QPainter,
        line: QRect,
        strong: str,
        right: str,
        soft: str = "",
        *,
        late: str = "",
        amount_px: int = AMOUNT_PX,
    ) -> None:
        """Name at the left, amount or lateness at the right, the rest between them."""
        if late:
            taken = self._late(painter, line, late)
        else:
            taken = self.text(painter, line, right, "ink", amount_px, right=True) if right else 0
        left = line.adjusted(0, 0, -taken - 6, 0)
        width = self.text(painter, left, strong, "ink", BODY_PX, bold=True)
        self.text(painter, left.adjusted(width + 6, 0, 0, 0), soft, "ink-2", LABEL_PX)

    def _notes(self, painter: QPainter, line: QRect, detail: str, notes: tuple[str, ...]) -> None:
        """Detail at the left, bold notes at the right; the last of them carries the mark of lateness."""
        right = QRect(line)
        *others, late = notes
        if late:
            right.setRight(right.right() - self._late(painter, right, late, LABEL_PX) - 10)
        for note in others:
            if note:
                taken = self.text(painter, right, note, "ink", LABEL_PX, bold=True, right=True)
                right.setRight(right.right() - taken - 10)
        self.text(painter, right, detail, "ink-2", LABEL_PX)

    def _late(self, painter: QPainter, line: QRect, words: str, size: int = 12) -> int:
        """The words of lateness at the right end with their triangle; returns the width taken."""
        width = write(painter, line, words, self.theme.color("ink"), size, bold=True, right=True)
        corner = QRectF(line.right() - width - TRIANGLE - 4, line.center().y() - TRIANGLE / 2 + 1, TRIANGLE, TRIANGLE)
        late_triangle(painter, self.theme, corner)
        return width + TRIANGLE + 4


def _lines(inner: QRect) -> tuple[QRect, QRect]:
    first = QRect(inner.left(), inner.top(), inner.width(), LINE)
    return first, QRect(inner.left(), inner.top() + LINE, inner.width(), SMALL_LINE)


def _chevron(painter: QPainter, middle: QPoint, colour: QColor, opened: bool) -> None:
    painter.setPen(QPen(colour, 1.6))
    ends = ((-4, -2), (0, 2), (4, -2)) if opened else ((-2, -4), (2, 0), (-2, 4))
    points = [QPointF(middle.x() + x, middle.y() + y) for x, y in ends]
    painter.drawPolyline(points)


def _time_line(painter: QPainter, strip: QRectF, row: RouteLine, theme: Theme) -> None:
    """Time away as a thin line, visits as blocks, a late one with an edge of ink, the break hollow."""
    colour, middle = route_colour(theme, row.series), strip.center().y()
    painter.setPen(QPen(theme.color("line"), 1.5))
    painter.drawLine(QPointF(strip.left(), middle), QPointF(strip.right(), middle))
    painter.setPen(QPen(colour, 1.5))
    painter.drawLine(_at(strip, row.shift.left, middle), _at(strip, row.shift.right, middle))
    for block in row.blocks:
        left, right = strip.left() + block.left * strip.width(), strip.left() + block.right * strip.width()
        box = QRectF(left, strip.top(), max(2.5, right - left - 1), strip.height())
        hollow = block.kind in ("break", "gone")
        painter.setBrush(theme.color("surface") if hollow else colour)
        painter.setPen(QPen(theme.color("ink-3" if hollow else "ink"), 1) if block.kind != "visit" else QPen(colour, 0))
        painter.drawRoundedRect(box, 1.5, 1.5)


def _at(strip: QRectF, share: float, y: float) -> QPointF:
    return QPointF(strip.left() + share * strip.width(), y)


class RouteList(RowList):
    """Signals: ``unfold_asked`` on Right, ``fold_asked`` on Left, ``toggle_asked`` on a click at the arrow; each with
    the key of the row."""

    unfold_asked = Signal(str)
    fold_asked = Signal(str)
    toggle_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__("routes.list", RouteDelegate(theme), keeps_selection=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        asked = {Qt.Key.Key_Right: self.unfold_asked, Qt.Key.Key_Left: self.fold_asked}.get(Qt.Key(event.key()))
        if asked is not None and self.key() and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            asked.emit(self.key())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.position().x() < INDENT and isinstance(self.row(), RouteLine):
            self.toggle_asked.emit(self.key())
