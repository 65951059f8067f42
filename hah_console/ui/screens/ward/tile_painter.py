"""Paints one tile of the ward, or what of it is asked for; parts that many tiles share are kept as pictures."""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from hah_console.domain.reading import Vital
from hah_console.services.ward import SPARK_VITALS
from hah_console.ui.delegates.picture_cache import PictureCache
from hah_console.ui.screens.ward.presenter import Number, Tile
from hah_console.ui.screens.ward.row_parts import PART_GAP, RowPart, row_parts
from hah_console.ui.screens.ward.sizes import TileSize
from hah_console.ui.screens.ward.tile_parts import TileParts
from hah_console.ui.screens.ward.tile_places import BAR, Place, TilePlaces, tile_places
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import on_selected

EDGE = 2
MORE = "…"
KEPT = 1_200
"""Heads of 250 tiles and the numbers that occur, about 5 kB each."""
Sparks = dict[Vital, tuple[QPolygonF, ...]]


class TilePainter:
    """``parts`` knows the phase of what flashes and whether every number is old; ``fit`` what the grid gave.

    PERF: a tile of 14 texts takes 220 us to write and 40 to put together from pictures.
    """

    def __init__(self, theme: Theme) -> None:
        self.parts = TileParts(theme)
        self.grown = 0
        self.pictures = PictureCache(KEPT)
        self._ratio, self._ground = 1.0, "surface"
        self.restyle(theme)

    @property
    def size(self) -> TileSize:
        """Which of the sizes the tiles have."""
        return self.parts.size

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self.parts.restyle(theme)
        self.pictures.clear()
        self._series = {vital: QPen(theme.series(vital), 1) for vital in SPARK_VITALS}

    def fit(self, size: TileSize, grown: int) -> None:
        """Take the size the grid has chosen, and by how much the tiles are higher than that."""
        if (size, grown) != (self.size, self.grown):
            self.parts.size, self.grown = size, grown
            self.pictures.clear()

    def begin(self, painter: QPainter) -> None:
        """Before the tiles of one device are painted."""
        ratio = painter.device().devicePixelRatioF()
        if ratio != self._ratio:
            self._ratio = ratio
            self.pictures.clear()

    def places(self, box: QRect) -> TilePlaces:
        """Where the parts of a tile in ``box`` lie, counted from its corner."""
        return tile_places(self.size, self.grown, box.width(), box.height())

    def paint(
        self, painter: QPainter, box: QRect, tile: Tile, courses: Callable[[], Sparks], wanted: QRect, *,
        chosen: bool, focused: bool, under: bool,
    ) -> None:  # fmt: skip
        """The tile in ``box``, but for parts that lie outside of ``wanted``; ground and edge are always whole."""
        self._ground = "selected" if chosen else "hover" if under else "surface"
        self.parts.faint = on_selected("ink-3") if chosen else "ink-3"
        painter.fillRect(box, self.parts.colours[self._ground])
        places, left, top = self.places(box), box.left(), box.top()
        first, last = wanted.top() - top, wanted.bottom() - top
        if first < places.middle.top:
            self._head(painter, places.head, left, top, tile)
        if tile.silent:
            self.parts.silence(painter, places.middle.at(left, top), tile.silent)
        else:
            if first < places.courses.top and last >= places.first.top:
                self._numbers(painter, places, left, top, tile)
            if first < places.foot.top and last >= places.courses.top:
                self._courses(painter, places.courses, left, top, courses())
        if last >= places.foot.top:
            self._foot(painter, places.foot, left, top, tile)
        self._edge(painter, box, tile, chosen=chosen, focused=focused)

    def _kept(
        self, painter: QPainter, place: Place, left: int, top: int, look: Hashable,
        write: Callable[[QPainter, QRect], None],
    ) -> None:  # fmt: skip
        """One part, from its picture; written where pixels of the screen are not those of the window."""
        if self._ratio % 1:
            write(painter, place.at(left, top))
            return
        ground = self._ground
        picture = self.pictures.picture(
            (look, ground, place.width), place.width, place.height, self._ratio, self.parts.colours[ground], write
        )
        painter.drawPixmap(place.left + left, place.top + top, picture)

    def _head(self, painter: QPainter, place: Place, left: int, top: int, tile: Tile) -> None:
        day = tile.day if tile.chip else None
        score = tile.score, tile.score_soft, tile.band, bool(tile.silent)
        look = (tile.priority, tile.name, tile.age, day, score)
        self._kept(painter, place, left, top, look, lambda p, box: self.parts.head(p, box, tile))

    def _numbers(self, painter: QPainter, places: TilePlaces, left: int, top: int, tile: Tile) -> None:
        spo2, rate, *rest = tile.numbers
        self._large(painter, places.first, left, top, spo2)
        self._large(painter, places.second, left, top, rate)
        self._row(painter, places.row, left, top, tuple(rest))

    def _large(self, painter: QPainter, place: Place, left: int, top: int, number: Number) -> None:
        if number.stale or self.parts.old:  # the hatch goes on from number to number, so it is no picture
            self.parts.number(painter, place.at(left, top), number)
        else:
            look = ("large", number.label, number.value)
            self._kept(painter, place, left, top, look, lambda p, box: self.parts.number(p, box, number))

    def _row(self, painter: QPainter, row: Place, left: int, top: int, numbers: tuple[Number, ...]) -> None:
        """Breathing, pressure and temperature in one row; an age stands in brackets behind what has it."""
        at, end = row.left, row.left + row.width
        for part in row_parts(numbers, self.size.small_px, row.width):
            if at + part.width > end + 1:
                rest = Place(at, row.top, end - at, row.height).at(left, top)
                self.parts.write(painter, rest, MORE, "ink-2", self.size.small_px)
                return
            self._small(painter, Place(at, row.top, part.width + 1, row.height), left, top, part)
            at += part.width + PART_GAP

    def _small(self, painter: QPainter, place: Place, left: int, top: int, part: RowPart) -> None:
        if part.stale or self.parts.old:
            self.parts.small(painter, place.at(left, top), part)
        else:
            look = ("small", part.label, part.value)
            self._kept(painter, place, left, top, look, lambda p, box: self.parts.small(p, box, part))

    def _courses(self, painter: QPainter, strip: Place, left: int, top: int, sparks: Sparks) -> None:
        painter.translate(strip.left + left, strip.top + top)
        for vital, strokes in sparks.items():
            painter.setPen(self._series[vital])
            for stroke in strokes:
                painter.drawPolyline(stroke)
        painter.translate(-strip.left - left, -strip.top - top)

    def _foot(self, painter: QPainter, place: Place, left: int, top: int, tile: Tile) -> None:
        """An alarm takes the place of what is said there, and the day goes up."""
        if tile.chip is not None:
            self.parts.chip(painter, place.at(left, top), tile.chip)
        else:
            look = ("foot", tile.foot, tile.day)
            self._kept(painter, place, left, top, look, lambda p, box: self.parts.calm(p, box, tile.foot, tile.day))

    def _edge(self, painter: QPainter, box: QRect, tile: Tile, *, chosen: bool, focused: bool) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if chosen:
            painter.setPen(QPen(self.parts.colours["accent"], EDGE if focused else 1))
            painter.drawRect(QRectF(box).adjusted(1, 1, -1, -1))
        else:
            painter.setPen(self.parts.colours["line"])
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        if tile.priority is not None:
            painter.fillRect(QRect(box.left(), box.top(), BAR, box.height()), self.parts.edges[tile.priority])
