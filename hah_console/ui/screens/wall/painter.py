"""Paints the wall board: dark, large, shapes and words beside every colour."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPen

from hah_console.domain.alarm import Priority
from hah_console.ui.screens.wall.layout import WallLayout
from hah_console.ui.screens.wall.presenter import WallAlarm, WallCell, WallHead, WallNumber
from hah_console.ui.theme.fonts import font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.shapes import BAND_TOKENS, FLASH_TOKENS, draw_priority

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
SMALL, CODE, NUMBER, CLOCK = 1.0, 1.25, 2.0, 2.0
HEAD_PARTS = (1.0, 0.85, 0.7, 0.55, 0.45)
"""How small the words of the first line may get where large type has no room for them."""
NOTES_APART = "\N{EM SPACE}\N{EM SPACE}"
SIZES = (NUMBER, 1.75, 1.5, CODE)
"""A number that does not fit is written smaller, never cut: a cut one is another number."""
SHARES = (0.35, 0.39, 0.26)
"""Saturation and pulse may have three figures."""


class WallPainter:
    """One painting of the board; ``bright`` is the phase of what flashes, ``old`` greys every number."""

    def __init__(self, painter: QPainter, theme: Theme, layout: WallLayout, *, bright: bool, old: bool) -> None:
        self._painter, self._theme, self._layout = painter, theme, layout
        self._bright, self._old = bright, old
        self._hatch = QBrush(theme.color("stale-hatch"), Qt.BrushStyle.BDiagPattern)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def head(self, head: WallHead, clock: str, day: str) -> None:
        """Counts on the left, the age of what is shown and the time on the right.

        Nothing stands on anything: large type drops the day, then the words get smaller.
        """
        box = self._layout.head.adjusted(self._px(0.6), 0, -self._px(0.6), 0)
        shown, size = self._fitting_head(head, clock, day, box.width())
        left = box.left() + self._write(box, head.in_care, "ink", size, bold=True) + self._px(1)
        for priority, text in head.counts:
            left = self._shape(priority, left, box)
            left += self._write(box.adjusted(left - box.left(), 0, 0, 0), text, "ink", size) + self._px(1)
        self._write(box.adjusted(left - box.left(), 0, 0, 0), head.silent, "ink", size)
        right = box.right() - self._write(box, clock, "ink", CLOCK * size / CODE, bold=True, right=True)
        for text in (shown, head.age):
            right -= self._px(0.8) if text else 0
            place = QRect(box.left(), box.top(), right - box.left(), box.height())
            right -= self._write(place, text, "ink-2", size, right=True)

    def _fitting_head(self, head: WallHead, clock: str, day: str, room: int) -> tuple[str, float]:
        """The day or nothing in its place, and the size of the words, at which the first line fits."""
        tries = ((day, CODE), *(("", CODE * part) for part in HEAD_PARTS))
        return next((found for found in tries if self._head_width(head, clock, *found) <= room), tries[-1])

    def _head_width(self, head: WallHead, clock: str, day: str, size: float) -> int:
        words = (head.in_care, *(text for _, text in head.counts), head.silent, head.age, day)
        gaps = len(head.counts) * self._px(2.5) + self._px(3.6)
        return sum(self._width(text, size) for text in words) + self._width(clock, CLOCK * size / CODE) + gaps

    def alarms(self, alarms: tuple[WallAlarm, ...], none: str, more: str) -> None:
        """Chips from left to right, most urgent first; what does not fit, also beside a notice, is counted."""
        strip = self._layout.alarms
        if self._old:
            strip.setBottom(self._layout.notice.top() - 1)
        if not alarms:
            self._write(strip.adjusted(self._px(0.6), 0, 0, 0), none, "ink-2", CODE)
            return
        height, gap = self._px(1.9), self._px(0.3)
        left, top = self._px(0.6), strip.top() + gap // 2
        for place, alarm in enumerate(alarms):
            width = self._chip_width(alarm)
            reserve = self._px(5) if place < len(alarms) - 1 else 0
            last = top + height + gap + height > strip.bottom() + gap
            if left + width + (reserve if last else 0) > strip.width() - self._px(0.6):
                if last:
                    rest = QRect(left, top, strip.width() - left, height)
                    self._write(rest, more.format(count=len(alarms) - place), "ink", CODE, bold=True)
                    return
                left, top = self._px(0.6), top + height + gap
            self._chip(QRect(left, top, width, height), alarm)
            left += width + gap

    def cell(self, box: QRect, cell: WallCell) -> None:
        """One patient."""
        self._painter.fillRect(box, self._theme.color("surface"))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(self._theme.color("line"))
        self._painter.drawRect(box.adjusted(0, 0, -1, -1))
        if cell.priority is not None:
            self._painter.fillRect(
                QRect(box.left(), box.top(), self._px(0.3), box.height()), self._theme.edge(cell.priority)
            )
        inner = box.adjusted(self._px(0.7), self._px(0.2), -self._px(0.4), -self._px(0.2))
        top = self._cell_head(inner, cell)
        rest = QRect(inner.left(), top, inner.width(), inner.bottom() - top + 1)
        if cell.silent:
            self._painter.fillRect(rest, self._hatch)
            self._write(rest, cell.silent, "ink", CODE, bold=True, centre=True)
            return
        left = rest.left()
        for number, share in zip(cell.numbers, SHARES, strict=False):
            width = int(rest.width() * share)
            self._number(QRect(left, rest.top(), width - self._px(0.5), rest.height()), number)
            left += width

    def foot(self, page: str, notes: tuple[str, ...]) -> None:
        """Which page this is, the units and how to leave: of ``notes`` the last ones go where there is no room."""
        box = self._layout.foot.adjusted(self._px(0.6), 0, -self._px(0.6), 0)
        room = box.width() - self._write(box, page, "ink", SMALL, bold=True) - self._px(1)
        told = (NOTES_APART.join(notes[:count]) for count in range(len(notes), 0, -1))
        self._write(box, next((t for t in told if self._width(t, SMALL) <= room), ""), "ink-3", SMALL, right=True)

    def notice(self, words: str) -> None:
        """Says in a full line that the board does not follow."""
        box = self._layout.notice
        ground, ink = self._theme.priority(Priority.HIGH)
        self._painter.fillRect(box, ground)
        mark = QRectF(self._px(0.8), box.center().y() - self._px(0.6), self._px(1.2), self._px(1.2))
        draw_priority(self._painter, Priority.HIGH, mark, ink)
        self._painter.setPen(ink)
        self._text(box.adjusted(self._px(2.6), 0, 0, 0), words, CODE, bold=True, flags=_LEFT)

    def sentence(self, words: str) -> None:
        """Stands where the cells would be."""
        box = self._layout.cells.adjusted(self._px(1), 0, -self._px(1), 0)
        self._painter.setPen(self._theme.color("ink"))
        self._painter.setFont(font(self._px(CODE)))
        self._painter.drawText(box, _CENTRE | int(Qt.TextFlag.TextWordWrap), words)

    def _cell_head(self, box: QRect, cell: WallCell) -> int:
        row = QRect(box.left(), box.top(), box.width(), self._px(1.9))
        left = row.left() if cell.priority is None else self._shape(cell.priority, row.left(), row)
        self._write(row.adjusted(left - row.left(), 0, 0, 0), cell.code, "ink", CODE, bold=True)
        chip = QRectF(row.right() - self._px(2.3), row.top() + self._px(0.1), self._px(2.2), self._px(1.7))
        style = Qt.PenStyle.DashLine if cell.silent else Qt.PenStyle.SolidLine
        self._painter.setPen(QPen(self._theme.color(BAND_TOKENS[cell.band]), max(1.0, self._layout.unit / 8), style))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(chip, chip.height() / 2, chip.height() / 2)
        fits = self._width(cell.score, CODE) <= chip.width() - self._px(0.6)
        self._write(chip.toRect(), cell.score, "ink", CODE if fits else SMALL, bold=True, centre=True)
        return row.bottom() + 1

    def _number(self, box: QRect, number: WallNumber) -> None:
        label = QRect(box.left(), box.top(), box.width(), self._px(1.4))
        value = QRect(box.left(), label.bottom(), box.width(), box.bottom() - label.bottom())
        stale = number.stale or self._old
        if stale:
            self._painter.fillRect(value, self._hatch)
        self._write(label, number.label, "ink-2", SMALL)
        size = next((u for u in SIZES if self._width(number.value, u) <= value.width()), SMALL)
        self._write(value, number.value, "ink-3" if stale else "ink", size, bold=not stale)

    def _width(self, text: str, units: float) -> int:
        return QFontMetrics(font(self._px(units), bold=True)).horizontalAdvance(text)

    def _chip_width(self, alarm: WallAlarm) -> int:
        strong = QFontMetrics(font(self._px(CODE), bold=True)).horizontalAdvance(f"{alarm.code} {alarm.text}")
        light = QFontMetrics(font(self._px(SMALL))).horizontalAdvance(alarm.age)
        return self._px(2.2) + strong + self._px(0.6) + light + self._px(0.6)

    def _chip(self, box: QRect, alarm: WallAlarm) -> None:
        ground, ink = self._theme.priority(alarm.priority)
        token = FLASH_TOKENS.get(alarm.priority) if self._bright else None
        if alarm.waiting:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(self._theme.color(token) if token else ground)
        else:
            ink = self._theme.color("ink")
            self._painter.setPen(QPen(self._theme.edge(alarm.priority), 1.5))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), self._px(0.4), self._px(0.4))
        mark = QRectF(box.left() + self._px(0.6), box.center().y() - self._px(0.5), self._px(1.1), self._px(1.1))
        draw_priority(self._painter, alarm.priority, mark, ink)
        self._painter.setPen(ink)
        words = box.adjusted(self._px(2.1), 0, -self._px(0.5), 0)
        self._text(words, f"{alarm.code} {alarm.text}", CODE, bold=True, flags=_LEFT)
        self._text(words, alarm.age, SMALL, bold=False, flags=_RIGHT)

    def _shape(self, priority: Priority, left: int, row: QRect) -> int:
        """A priority's shape in a row; returns where the words begin."""
        mark = QRectF(left, row.center().y() - self._px(0.5), self._px(1.1), self._px(1.1))
        colour, _ = self._theme.priority(priority)
        draw_priority(self._painter, priority, mark, colour, self._theme.edge(priority))
        return left + self._px(1.5)

    def _write(
        self, box: QRect, text: str, token: str, units: float, *, bold: bool = False, right: bool = False,
        centre: bool = False,
    ) -> int:  # fmt: skip
        self._painter.setPen(self._theme.color(token))
        return self._text(box, text, units, bold=bold, flags=_CENTRE if centre else _RIGHT if right else _LEFT)

    def _text(self, box: QRect, text: str, units: float, *, bold: bool, flags: int) -> int:
        """Write one line, shortened to the room; returns the width it took."""
        face = font(self._px(units), bold=bold)
        metrics = QFontMetrics(face)
        width = metrics.horizontalAdvance(text)
        shown = text if width <= box.width() else metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        self._painter.setFont(face)
        self._painter.drawText(box, flags, shown)
        return min(width, box.width())

    def _px(self, units: float) -> int:
        return self._layout.px(units)
