"""Rows of the round list: the shape of an alarm, who, the score with its change; below it the day and what is new."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPen

from hah_console.ui.screens.round.row_words import RoundLine
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX, font
from hah_console.ui.widgets.row_list import FOCUS_BAR, RowDelegate
from hah_console.ui.widgets.shapes import BAND_TOKENS, draw_priority

PAD, SHAPE_PX, CHIP_WIDTH, CHIP_HEIGHT, CHANGE_WIDTH, TICK_PX = 12, 12, 40, 20, 34, 12
HEIGHT = 64


class RoundDelegate(RowDelegate):
    """Three lines: who and score, stay and decision, what is new. What was seen today is lighter and ticked."""

    height = HEIGHT

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, RoundLine):
            return
        if row.silent:
            hatch = QBrush(self.theme.color("stale-hatch"), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(QRect(box.left() + FOCUS_BAR, box.bottom() - 21, box.width() - FOCUS_BAR, 20), hatch)
        inner = box.adjusted(PAD, 5, -PAD, -3)
        self._shape(painter, inner, row)
        left = inner.left() + SHAPE_PX + 8
        self._score(painter, inner, row)
        width = inner.right() - CHIP_WIDTH - CHANGE_WIDTH - left
        name = QRect(left, inner.top(), width, 20)
        ink = "ink-2" if row.done else "ink"
        used = self.text(painter, name, row.who, ink, HEADING_PX, bold=not row.done)
        self.text(painter, name.adjusted(used + 6, 0, 0, 0), row.person, "ink-2", LABEL_PX)
        self._second(painter, QRect(left, inner.top() + 20, inner.right() - left, 17), row)
        third = QRect(left, inner.top() + 38, inner.right() - left, 17)
        self.text(painter, third, row.news, "ink" if row.worse else "ink-2", LABEL_PX, bold=row.worse)

    def _second(self, painter: QPainter, box: QRect, row: RoundLine) -> None:
        used = self.text(painter, box, row.stay, "ink-2", LABEL_PX)
        if row.done:
            room = box.adjusted(used + 10, 0, 0, 0)
            tick = QRectF(room.left(), room.center().y() - TICK_PX / 2, TICK_PX, TICK_PX)
            self._tick(painter, tick)
            self.text(painter, room.adjusted(TICK_PX + 4, 0, 0, 0), row.done, "ink", LABEL_PX, bold=True)

    def _tick(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(self.theme.color("accent"), 2))
        knee = QPointF(box.left() + 4, box.bottom() - 2)
        painter.drawLine(QPointF(box.left() + 1, box.center().y() + 1), knee)
        painter.drawLine(knee, QPointF(box.right() - 1, box.top() + 2))

    def _shape(self, painter: QPainter, inner: QRect, row: RoundLine) -> None:
        if row.alarm is None:
            return
        colour = self.theme.priority(row.alarm)[0] if row.waiting else self.theme.color("ink-3")
        edge = self.theme.edge(row.alarm) if row.waiting else None
        draw_priority(painter, row.alarm, QRectF(inner.left(), inner.top() + 4, SHAPE_PX, SHAPE_PX), colour, edge)

    def _score(self, painter: QPainter, inner: QRect, row: RoundLine) -> None:
        left = inner.right() - CHIP_WIDTH - CHANGE_WIDTH
        chip = QRectF(left, inner.top(), CHIP_WIDTH, CHIP_HEIGHT)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.theme.color(BAND_TOKENS[row.band]), 2 if row.band == "red" else 1.5))
        painter.drawRoundedRect(chip, CHIP_HEIGHT / 2, CHIP_HEIGHT / 2)
        painter.setPen(self.theme.color("ink"))
        size = BODY_PX
        if QFontMetrics(font(size, bold=True)).horizontalAdvance(row.chip) > CHIP_WIDTH - 8:
            size = LABEL_PX
        painter.setFont(font(size, bold=True))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, row.chip)
        change = QRect(int(chip.right()) + 4, inner.top(), CHANGE_WIDTH - 4, CHIP_HEIGHT)
        self.text(painter, change, row.change, "ink", LABEL_PX, right=True)
