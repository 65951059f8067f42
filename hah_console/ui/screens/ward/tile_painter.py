"""Paints one tile of the ward; colours and fonts are made once per theme."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from hah_console.domain.alarm import Priority
from hah_console.domain.reading import Vital
from hah_console.services.ward import SPARK_VITALS
from hah_console.ui.screens.ward.presenter import Chip, Number, Tile
from hah_console.ui.screens.ward.row_parts import LABEL_GAP, PART_GAP, row_parts
from hah_console.ui.screens.ward.sizes import MEDIUM, TileSize
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import on_selected
from hah_console.ui.widgets.shapes import BAND_TOKENS, FLASH_TOKENS, draw_priority
from hah_console.ui.widgets.text_stock import CENTRE, LEFT, RIGHT, width_of, write_text

PAD, CORNER, BAR, EDGE = 6, 6, 3, 2
MORE = "…"
_TOKENS = (
    "surface", "ink", "ink-2", "ink-3", "line", "selected", "hover", "accent", "stale-hatch",
    *FLASH_TOKENS.values(), *BAND_TOKENS.values(),
)  # fmt: skip
Sparks = dict[Vital, tuple[QPolygonF, ...]]


class TilePainter:
    """``size`` and ``grown`` are those of the grid; ``bright`` is the phase of what flashes; ``old`` greys
    every number."""

    def __init__(self, theme: Theme) -> None:
        self.size: TileSize = MEDIUM
        self.grown = 0
        self.bright = self.old = False
        self._faint = "ink-3"
        self.restyle(theme)

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self._colours = {token: theme.color(token) for token in _TOKENS}
        self._series = {vital: QPen(theme.series(vital), 1) for vital in SPARK_VITALS}
        self._hatch = QBrush(theme.color("stale-hatch"), Qt.BrushStyle.BDiagPattern)

    def paint(
        self, painter: QPainter, box: QRect, tile: Tile, sparks: Sparks, *, chosen: bool, focused: bool, under: bool
    ) -> None:
        """The whole tile into ``box``."""
        self._ground(painter, box, chosen=chosen, under=under)
        inner = box.adjusted(PAD + BAR - 1, 4, -PAD, -4)
        top = self._head(painter, inner, tile)
        foot = self.size.small_px + 7
        middle = QRect(inner.left(), top, inner.width(), inner.bottom() - foot - 3 - top)
        if tile.silent:
            self._silence(painter, middle, tile)
        else:
            self._numbers(painter, middle, tile, sparks)
        self._foot(painter, QRect(inner.left(), inner.bottom() - foot + 1, inner.width(), foot), tile)
        self._edge(painter, box, tile, chosen=chosen, focused=focused)

    def paint_chip(self, painter: QPainter, box: QRect, tile: Tile, *, chosen: bool, under: bool) -> None:
        """Only the foot of the tile in ``box``. PERF: fifty that flash at once took 12 ms as whole tiles."""
        place = self.chip_box(box)
        self._ground(painter, place, chosen=chosen, under=under)
        self._foot(painter, place, tile)

    def _ground(self, painter: QPainter, box: QRect, *, chosen: bool, under: bool) -> None:
        ground = "selected" if chosen else "hover" if under else "surface"
        self._faint = on_selected("ink-3") if chosen else "ink-3"
        painter.fillRect(box, self._colours[ground])

    @property
    def spark(self) -> int:
        """The height of the strip of courses."""
        return self.size.spark + self.grown

    def chip_box(self, box: QRect) -> QRect:
        """Where the chip at the foot of a tile lies: the one part that flashes."""
        foot = self.size.small_px + 7
        return QRect(box.left() + PAD + BAR - 1, box.bottom() - 4 - foot + 1, box.width() - 2 * PAD - BAR + 1, foot)

    def spark_boxes(self, width: int) -> dict[Vital, QRectF]:
        """Where the courses lie in a tile of this width, from the left edge and from the top of their strip."""
        room = (width - 2 * PAD - BAR + 1 - 8) / 2
        return {
            vital: QRectF(number * (room + 8), 1, room, self.spark - 2) for number, vital in enumerate(SPARK_VITALS)
        }

    def _edge(self, painter: QPainter, box: QRect, tile: Tile, *, chosen: bool, focused: bool) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if chosen:
            painter.setPen(QPen(self._colours["accent"], EDGE if focused else 1))
            painter.drawRect(QRectF(box).adjusted(1, 1, -1, -1))
        else:
            painter.setPen(self._colours["line"])
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        if tile.priority is not None:
            painter.fillRect(QRect(box.left(), box.top(), BAR, box.height()), self._theme.edge(tile.priority))

    def _head(self, painter: QPainter, inner: QRect, tile: Tile) -> int:
        """Mark, name and age, score; returns where the rest begins."""
        height = self.size.name_px + 7
        row = QRect(inner.left(), inner.top(), inner.width(), height)
        left = row.left()
        if tile.priority is not None:
            mark = QRectF(left, row.center().y() - 5, 11, 11)
            colour, _ = self._theme.priority(tile.priority)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_priority(painter, tile.priority, mark, colour, self._theme.edge(tile.priority))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            left += 15
        right = self._score(painter, row, tile)
        name = QRect(left, row.top(), max(0, right - left - 4), height)
        taken = self._write(painter, name, tile.name, "ink", self.size.name_px, bold=True)
        name.setLeft(name.left() + taken + 4)
        taken = self._write(painter, name, tile.age, "ink-2", self.size.small_px)
        name.setLeft(name.left() + taken + 6)
        if tile.chip is not None and width_of(tile.day, self.size.small_px) <= name.width():
            self._write(painter, name, tile.day, "ink-2", self.size.small_px)
        return row.bottom() + 2

    def _score(self, painter: QPainter, row: QRect, tile: Tile) -> int:
        """The score's outlined chip and what it is made of; returns its left edge."""
        soft = width_of(tile.score_soft, self.size.small_px)
        width = 26
        left = row.right() - width - (soft + 3 if soft else 0)
        chip = QRectF(left + 1, row.top() + 1.5, width - 2, row.height() - 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colours[BAND_TOKENS[tile.band]], 2 if tile.band == "red" else 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(chip, chip.height() / 2, chip.height() / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self._write(painter, chip.toRect(), tile.score, "ink", self.size.small_px + 1, bold=True, side=CENTRE)
        if soft:
            place = QRect(row.right() - soft, row.top(), soft + 1, row.height())
            self._write(painter, place, tile.score_soft, "ink-2", self.size.small_px)
        return left

    def _numbers(self, painter: QPainter, box: QRect, tile: Tile, sparks: Sparks) -> None:
        spo2, rate, *rest = tile.numbers
        half = (box.width() - 8) // 2
        height = self.size.number_px + 4
        first = QRect(box.left(), box.top(), half, height)
        self._large(painter, first, spo2)
        self._large(painter, first.translated(half + 8, 0), rate)
        second = QRect(box.left(), first.bottom() + 1, box.width(), self.size.small_px + 6)
        self._row(painter, second, tuple(rest))
        self._sparks(painter, QPointF(box.left(), box.bottom() - self.spark + 1), sparks)

    def _large(self, painter: QPainter, box: QRect, number: Number) -> None:
        """A number of now is large; an old one is small, grey and hatched, and has its age instead of its name."""
        if number.stale or self.old:
            painter.fillRect(box, self._hatch)
        if not number.stale:
            taken = self._write(painter, box, number.label, "ink-2", self.size.small_px)
            rest = box.adjusted(taken + 4, 0, 0, 0)
            token, px = self._faint if self.old else "ink", self._fitting(number.value, rest.width())
            self._write(painter, rest, number.value, token, px, bold=not self.old)
            return
        value, size = (number.value, self.size.name_px) if number.age else (number.label, self.size.small_px)
        taken = self._write(painter, box, value, self._faint, size)
        after = number.age or number.value
        self._write(painter, box.adjusted(taken + 4, 0, 0, 0), after, "ink-2", self.size.small_px)

    def _fitting(self, value: str, room: int) -> int:
        """A number that does not fit is written smaller, never cut: a cut one is another number."""
        sizes = (self.size.number_px, self.size.name_px, self.size.small_px)
        return next((px for px in sizes if width_of(value, px, bold=True) <= room), self.size.small_px)

    def _row(self, painter: QPainter, box: QRect, numbers: tuple[Number, ...]) -> None:
        """Breathing, pressure and temperature in one row; an age stands in brackets behind what has it."""
        left = box.left()
        for part in row_parts(numbers, self.size.small_px, box.width()):
            place = QRect(left, box.top(), part.width, box.height())
            if place.right() > box.right() + 1:
                self._write(
                    painter,
                    QRect(left, box.top(), box.right() - left + 1, box.height()),
                    MORE,
                    "ink-2",
                    self.size.small_px,
                )
                return
            stale = part.stale or self.old
            if stale:
                painter.fillRect(place, self._hatch)
            taken = self._write(painter, place, part.label, "ink-2", self.size.small_px)
            rest = place.adjusted(taken + LABEL_GAP if part.label else 0, 0, 1, 0)
            self._write(painter, rest, part.value, self._faint if stale else "ink", self.size.small_px)
            left += part.width + PART_GAP

    def _sparks(self, painter: QPainter, origin: QPointF, sparks: Sparks) -> None:
        painter.translate(origin)
        for vital, strokes in sparks.items():
            painter.setPen(self._series[vital])
            for stroke in strokes:
                painter.drawPolyline(stroke)
        painter.translate(-origin)

    def _silence(self, painter: QPainter, box: QRect, tile: Tile) -> None:
        painter.fillRect(box, self._hatch)
        self._write(painter, box, tile.silent, "ink", self.size.name_px, bold=True, side=CENTRE)

    def _foot(self, painter: QPainter, box: QRect, tile: Tile) -> None:
        """What is said there, then the day of the stay if it fits; an alarm takes the place, and the day goes up."""
        if tile.chip is None:
            taken = self._write(painter, box, tile.foot, self._faint, self.size.small_px)
            rest = box.adjusted(taken + 6, 0, 0, 0)
            if width_of(tile.day, self.size.small_px) <= rest.width():
                self._write(painter, rest, tile.day, "ink-2", self.size.small_px, side=RIGHT)
        else:
            self._chip(painter, box, tile.chip)

    def _chip(self, painter: QPainter, box: QRect, chip: Chip) -> None:
        ground, ink = self._theme.priority(chip.priority)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chip.waiting:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._flash(chip.priority, ground))
        else:
            painter.setPen(QPen(self._theme.edge(chip.priority), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ink = self._colours["ink"]
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        words = box.adjusted(5, 0, -5, 0)
        px = self.size.small_px
        age = width_of(chip.age, px, bold=True) + 4
        fits = width_of(chip.text, px, bold=True) + age <= words.width()
        write_text(painter, words, chip.text, ink, px, bold=True)
        if fits:
            write_text(painter, words, chip.age, ink, px, bold=True, side=RIGHT)

    def _flash(self, priority: Priority, ground: QColor) -> QColor:
        token = FLASH_TOKENS.get(priority) if self.bright else None
        return self._colours[token] if token else ground

    def _write(
        self, painter: QPainter, box: QRect, text: str, token: str, px: int, *, bold: bool = False, side: float = LEFT
    ) -> int:
        return write_text(painter, box, text, self._colours[token], px, bold=bold, side=side)
