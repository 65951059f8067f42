"""Draws the rows of the time line: shift, ways, waits, breaks, visits with their marks."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF

from hah_console.ui.i18n import Texts
from hah_console.ui.map.marks import late_triangle, mixed, route_colour
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.timeline.axis import Axis
from hah_console.ui.timeline.scene import Block, Change, Halt, Row, Scene
from hah_console.ui.widgets.row_list import write

ROW_PX, NAME_PX, HEAD_PX = 34, 168, 24
BLOCK_TOP, BLOCK_PX, MARK_PX, RADIUS = 4, 26, 11, 4
SHARE = 0.16
"""How much of the route's colour the ground of a visit has."""
NARROW_PX, SURNAME_PX, WORDS_PX, HALT_PX = 26, 12, 40, 17
"""A visit has its patient's masked name, a narrow one the surname alone."""
_HATCH = Qt.BrushStyle.FDiagPattern


class RowPainter:
    """Everything in one theme and language. ``axis`` counts from the left edge of what is painted on."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        self.theme, self.texts = theme, texts

    def lanes(self, scene: Scene, axis: Axis, ratio: float) -> QImage:
        """All rows beside their names, painted once."""
        picture = _picture(axis.width, max(1, len(scene.rows)) * ROW_PX, ratio)
        painter = _on(picture)
        painter.fillRect(QRect(0, 0, axis.width, len(scene.rows) * ROW_PX), self.theme.color("ground"))
        for number, row in enumerate(scene.rows):
            self.lane(painter, number * ROW_PX, row, axis)
        painter.end()
        return picture

    def names(self, scene: Scene, ratio: float) -> QImage:
        """The names of all rows."""
        picture = _picture(NAME_PX, max(1, len(scene.rows)) * ROW_PX, ratio)
        painter = _on(picture)
        for number, row in enumerate(scene.rows):
            self._name(painter, QRect(0, number * ROW_PX, NAME_PX, ROW_PX), row)
        painter.end()
        return picture

    def lane(self, painter: QPainter, top: int, row: Row, axis: Axis) -> None:
        """One row."""
        colour, theme = route_colour(self.theme, row.series), self.theme
        painter.fillRect(QRect(0, top, axis.width, ROW_PX), theme.color("ground"))
        shift = QRectF(axis.x(row.starts), top, axis.x(row.ends) - axis.x(row.starts), ROW_PX - 1)
        painter.fillRect(shift, theme.color("surface"))
        self._hours(painter, top, axis)
        if row.allowed > row.ends:
            over = QRectF(shift.right(), top, axis.x(row.allowed) - shift.right(), ROW_PX - 1)
            painter.fillRect(over, QBrush(theme.color("line"), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(QPointF(0, top + ROW_PX - 0.5), QPointF(axis.width, top + ROW_PX - 0.5))
        self._ways(painter, top, row, axis, colour)
        for pause in row.breaks:
            self._break(painter, top, pause, axis)
        for block in row.blocks:
            self.block(painter, self.box(block, top, axis), block, colour)
        for halt in row.halts:
            self._halt(painter, self.halt_box(halt, top, axis), halt)

    def halt_box(self, halt: Halt, top: int, axis: Axis) -> QRectF:
        """Where a stop at the store or a laboratory stands: never too narrow for its sign."""
        left = axis.x(halt.start)
        return QRectF(left, top + BLOCK_TOP + 4, max(HALT_PX, axis.x(halt.end) - left - 1), BLOCK_PX - 8)

    def _halt(self, painter: QPainter, box: QRectF, halt: Halt) -> None:
        """Square and without colour, as nobody's home, with its sign; a triangle where specimens come too late."""
        painter.setPen(QPen(self.theme.color("ink-2"), 1))
        painter.setBrush(self.theme.color("raised"))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        if halt.begun:
            painter.fillRect(box.adjusted(1, 1, -1, -1), QBrush(self.theme.color("stale-hatch"), _HATCH))
        room = QRect(round(box.left()) + 3, round(box.top()), round(box.width()) - 3, round(box.height()))
        write(painter, room, halt.sign, self.theme.color("ink"), LABEL_PX, bold=True)
        if halt.late:
            late_triangle(painter, self.theme, QRectF(box.right() - 4, box.top() - 5, MARK_PX, MARK_PX))

    def box(self, block: Block, top: int, axis: Axis) -> QRectF:
        """Where a visit stands."""
        left, right = axis.x(block.start), axis.x(block.end)
        return QRectF(left, top + BLOCK_TOP, max(4.0, right - left - 1), BLOCK_PX)

    def block(self, painter: QPainter, box: QRectF, block: Block, colour: QColor, *, carried: bool = False) -> None:
        """One visit: ground, edge, name, marks."""
        theme = self.theme
        ground = mixed(colour, theme.color("surface"), SHARE)
        painter.setPen(QPen(theme.color("ink") if carried else colour, 2 if carried else 1))
        if block.change is not Change.NONE and not carried:
            painter.setPen(QPen(theme.color("ink"), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(ground)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        if block.begun:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(theme.color("stale-hatch"), Qt.BrushStyle.FDiagPattern))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.fillRect(QRectF(box.left() + 1, box.top() + 3, 3, box.height() - 6), colour)
        taken = self._marks(painter, box, block)
        room = QRect(round(box.left()) + 6, round(box.top()), round(box.width()) - 9 - taken, round(box.height()))
        if room.width() >= NARROW_PX:
            used = write(painter, room, block.patient, theme.color("ink"), LABEL_PX, bold=True)
            rest = room.adjusted(used + 5, 0, 0, 0)
            if rest.width() >= WORDS_PX:
                write(painter, rest, block.kind, theme.color("ink-2"), LABEL_PX)
        elif room.width() >= SURNAME_PX:
            write(painter, room, block.patient[:1], theme.color("ink"), LABEL_PX, bold=True)

    def head(self, painter: QPainter, axis: Axis, clip: QRect) -> None:
        """The hours above the rows."""
        painter.fillRect(clip, self.theme.color("surface"))
        moment = -(-axis.begins // axis.step()) * axis.step()
        while moment <= axis.ends:
            x = axis.x(moment)
            box = QRect(round(x) + 3, clip.top(), 60, clip.height())
            write(
                painter,
                box,
                f"{moment // 3600 % 24:02d}:{moment % 3600 // 60:02d}",
                self.theme.color("ink-2"),
                LABEL_PX,
            )
            painter.setPen(QPen(self.theme.color("line"), 1))
            painter.drawLine(QPointF(x, clip.top() + 4), QPointF(x, clip.bottom()))
            moment += axis.step()
        painter.drawLine(clip.bottomLeft(), clip.bottomRight())

    def _hours(self, painter: QPainter, top: int, axis: Axis) -> None:
        painter.setPen(QPen(self.theme.color("line"), 1))
        moment = -(-axis.begins // axis.step()) * axis.step()
        while moment <= axis.ends:
            painter.drawLine(QPointF(axis.x(moment), top), QPointF(axis.x(moment), top + ROW_PX))
            moment += axis.step()

    def _ways(self, painter: QPainter, top: int, row: Row, axis: Axis, colour: QColor) -> None:
        """Driving is a solid line, waiting a dotted one."""
        y = top + ROW_PX / 2
        drive, wait = QPen(colour, 2), QPen(self.theme.color("ink-3"), 1.5, Qt.PenStyle.DotLine)
        stops = row.stops
        for stop in stops:
            painter.setPen(drive)
            painter.drawLine(QPointF(axis.x(stop.left), y), QPointF(axis.x(stop.arrival), y))
            if stop.start > stop.arrival:
                painter.setPen(wait)
                painter.drawLine(QPointF(axis.x(stop.arrival), y), QPointF(axis.x(stop.start), y))
        if stops and row.home:
            painter.setPen(drive)
            painter.drawLine(QPointF(axis.x(stops[-1].end), y), QPointF(axis.x(row.home), y))
            painter.drawLine(QPointF(axis.x(row.home), y - 5), QPointF(axis.x(row.home), y + 5))

    def _break(self, painter: QPainter, top: int, pause: tuple[int, int], axis: Axis) -> None:
        left, right = axis.x(pause[0]), axis.x(sum(pause))
        box = QRectF(left, top + BLOCK_TOP + 3, max(4.0, right - left), BLOCK_PX - 6)
        painter.setPen(QPen(self.theme.color("ink-3"), 1))
        painter.setBrush(self.theme.color("surface"))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        room = QRect(round(box.left()) + 3, round(box.top()), round(box.width()) - 4, round(box.height()))
        if room.width() > 12:
            write(painter, room, self.texts("dayline.break"), self.theme.color("ink-2"), LABEL_PX)

    def _marks(self, painter: QPainter, box: QRectF, block: Block) -> int:
        """Marks from the right end: late, broken, begun, pinned, changed; returns the width they take."""
        theme, right = self.theme, box.right() - 3
        ink = theme.color("ink")
        wanted = (
            (bool(block.broken), _cross), (block.begun, _lock), (block.held_person, _pin), (block.held_time, _clock),
            (block.change is Change.PERSON, _swap), (block.change is Change.TIME, _shift),
            (block.change is Change.NEW, _plus),
        )  # fmt: skip
        if block.late and box.width() > MARK_PX:
            late_triangle(painter, theme, QRectF(right - MARK_PX, box.center().y() - MARK_PX / 2, MARK_PX, MARK_PX))
            right -= MARK_PX + 2
        for there, draw in wanted:
            if there and right - MARK_PX > box.left() + 4:
                painter.setPen(QPen(ink, 1.6))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                draw(painter, QRectF(right - MARK_PX, box.center().y() - MARK_PX / 2, MARK_PX, MARK_PX))
                right -= MARK_PX + 3
        return round(box.right() - 3 - right)

    def _name(self, painter: QPainter, box: QRect, row: Row) -> None:
        theme = self.theme
        painter.fillRect(box, theme.color("surface"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(route_colour(theme, row.series))
        painter.drawRoundedRect(QRect(box.left() + 8, box.center().y() - 5, 10, 10), 3, 3)
        inner = box.adjusted(24, 2, -6, -2)
        if row.broken:
            painter.setPen(QPen(theme.color("ink"), 1.8))
            _cross(painter, QRectF(inner.right() - MARK_PX, inner.top() + 3, MARK_PX, MARK_PX))
            inner = inner.adjusted(0, 0, -MARK_PX - 4, 0)
        first = QRect(inner.left(), inner.top(), inner.width(), 16)
        write(painter, first, row.name, theme.color("ink"), BODY_PX, bold=True)
        write(painter, first.translated(0, 14), row.who, theme.color("ink-2"), LABEL_PX)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomRight())


def _picture(width: int, height: int, ratio: float) -> QImage:
    picture = QImage(max(1, round(width * ratio)), max(1, round(height * ratio)), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    return picture


def _on(picture: QImage) -> QPainter:
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def _cross(painter: QPainter, box: QRectF) -> None:
    """A rule is broken."""
    painter.drawLine(box.topLeft(), box.bottomRight())
    painter.drawLine(box.topRight(), box.bottomLeft())


def _lock(painter: QPainter, box: QRectF) -> None:
    """It has begun."""
    body = QRectF(box.left() + 1, box.center().y() - 1, box.width() - 2, box.height() / 2 + 1)
    painter.drawArc(QRectF(box.left() + 2.5, box.top(), box.width() - 5, box.height() - 2), 0, 180 * 16)
    painter.fillRect(body, painter.pen().color())


def _pin(painter: QPainter, box: QRectF) -> None:
    """Bound to a person: a head over a needle."""
    painter.setBrush(painter.pen().color())
    painter.drawEllipse(QRectF(box.left() + 2.5, box.top(), box.width() - 5, box.width() - 5))
    painter.drawLine(QPointF(box.center().x(), box.center().y()), QPointF(box.center().x(), box.bottom()))


def _clock(painter: QPainter, box: QRectF) -> None:
    """Bound to a time."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.drawPolyline(
        QPolygonF(
            [QPointF(box.center().x(), box.top() + 2.5), box.center(), QPointF(box.right() - 3, box.center().y())]
        )
    )


def _swap(painter: QPainter, box: QRectF) -> None:
    """Another person than in the plan in force: two arrows."""
    for y, left, right in ((box.top() + 3, box.left(), box.right()), (box.bottom() - 3, box.right(), box.left())):
        back = 3 if right > left else -3
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        painter.drawLine(QPointF(right, y), QPointF(right - back, y - 3))
        painter.drawLine(QPointF(right, y), QPointF(right - back, y + 3))


def _shift(painter: QPainter, box: QRectF) -> None:
    """Another time: one arrow to both sides."""
    y = box.center().y()
    painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
    for x, back in ((box.left(), 3), (box.right(), -3)):
        painter.drawLine(QPointF(x, y), QPointF(x + back, y - 3))
        painter.drawLine(QPointF(x, y), QPointF(x + back, y + 3))


def _plus(painter: QPainter, box: QRectF) -> None:
    """Not in the plan in force."""
    painter.drawLine(QPointF(box.center().x(), box.top() + 1), QPointF(box.center().x(), box.bottom() - 1))
    painter.drawLine(QPointF(box.left() + 1, box.center().y()), QPointF(box.right() - 1, box.center().y()))
