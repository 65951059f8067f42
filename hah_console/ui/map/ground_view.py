"""Draws the painted tiles of a ground under a view and asks for those that are missing."""

import math
from collections.abc import Iterator
from itertools import count

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from hah_console.domain.map_ground import MapGround
from hah_console.ui.map.ground_layers import GroundLayers
from hah_console.ui.map.picture_supply import PictureSupply
from hah_console.ui.map.strokes import Pause
from hah_console.ui.map.tile_painter import TILE_PX, GroundColours, TileKey, TilePainter
from hah_console.ui.map.viewport import Viewport, world_pixels
from hah_console.ui.theme.theme import Theme

_STYLES = count()


class GroundView:
    """One ground in one theme. Tiles of the level shown before stand in, stretched, for tiles not yet painted."""

    def __init__(
        self, ground: MapGround, theme: Theme, supply: PictureSupply, pause: Pause, ratio: float = 1.0
    ) -> None:
        self._ground, self._supply, self._pause, self._ratio = ground, supply, pause, ratio
        self._colours = GroundColours.of(theme)
        self._style = next(_STYLES)
        self._painter: TilePainter | None = None
        self._levels = (-1, -1)

    def restyled(self, theme: Theme, ratio: float) -> "GroundView":
        """The same ground in other colours; what was prepared of it stays."""
        other = GroundView(self._ground, theme, self._supply, self._pause, ratio)
        if self._painter is not None:
            other._painter = TilePainter(self._painter.layers, other._colours, ratio, self._pause)
        return other

    def draw(self, painter: QPainter, view: Viewport) -> None:
        """Fill the widget; returns at once whatever is missing."""
        self._remember(view.level)
        painter.fillRect(0, 0, view.width, view.height, self._colours.land)
        keys = list(self._visible(view))
        images = [(key, self._supply.picture(key)) for key in keys]
        if any(image is None for _, image in images):
            self._draw_stand_ins(painter, view)
        for key, image in images:
            if image is not None:
                _draw_tile(painter, view, key, image)
        self._supply.want([*keys, *self._ring(keys)], self._paint)

    def complete(self, view: Viewport) -> bool:
        """Whether every tile in view is painted."""
        return all(self._supply.picture(key) is not None for key in self._visible(view))

    def _paint(self, key: TileKey) -> QImage:
        """On the worker: the ground is prepared with the first tile."""
        if self._painter is None:
            self._painter = TilePainter(GroundLayers.of(self._ground), self._colours, self._ratio, self._pause)
        return self._painter.paint(key)

    def _remember(self, level: int) -> None:
        if level != self._levels[1]:
            self._levels = self._levels[1], level

    def _visible(self, view: Viewport) -> Iterator[TileKey]:
        """Tiles in view, the middle first."""
        left, top = view.corner
        columns = range(math.floor(left / TILE_PX), math.floor((left + view.width - 1) / TILE_PX) + 1)
        rows = range(math.floor(top / TILE_PX), math.floor((top + view.height - 1) / TILE_PX) + 1)
        middle_x, middle_y = (left + view.width / 2) / TILE_PX - 0.5, (top + view.height / 2) / TILE_PX - 0.5
        tiles = [(x, y) for x in columns for y in rows]
        tiles.sort(key=lambda tile: math.hypot(tile[0] - middle_x, tile[1] - middle_y))
        return (TileKey(self._style, view.level, x, y) for x, y in tiles)

    def _ring(self, keys: list[TileKey]) -> Iterator[TileKey]:
        """Tiles just outside the view, for the next step in any direction."""
        xs, ys = [key.x for key in keys], [key.y for key in keys]
        known = set(keys)
        for x in range(min(xs, default=0) - 1, max(xs, default=-2) + 2):
            for y in range(min(ys, default=0) - 1, max(ys, default=-2) + 2):
                key = TileKey(self._style, self._levels[1], x, y)
                if key not in known:
                    yield key

    def _draw_stand_ins(self, painter: QPainter, view: Viewport) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for key, image in self._supply.kept():
            if isinstance(key, TileKey) and (key.style, key.level) == (self._style, self._levels[0]):
                _draw_tile(painter, view, key, image)


def _draw_tile(painter: QPainter, view: Viewport, key: TileKey, image: QImage) -> None:
    stretch = view.scale / world_pixels(key.level)
    left, top = view.corner
    size = TILE_PX * stretch
    painter.drawImage(QRectF(key.x * size - left, key.y * size - top, size, size), image)
