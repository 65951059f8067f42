"""Paints one tile of the ground: sea, land, boundaries and streets. Runs on a worker thread."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from hah_console.ui.map.direction_marks import arrows, chevron
from hah_console.ui.map.ground_layers import GroundLayers, Pieces, Rect
from hah_console.ui.map.road_styles import CASED_FROM_PX, STYLES
from hah_console.ui.map.strokes import Pause, line_pen, no_pause, paths, polygon, stroke, thinned
from hah_console.ui.map.viewport import LEVELS_PER_ZOOM, world_pixels
from hah_console.ui.theme.theme import Theme

TILE_PX = 512
KEPT_TILES = 96
"""One tile takes a megabyte at one device pixel per pixel."""
EDGE_PX = 32
"""What lies this far outside still reaches into a tile with its width."""
BOUNDARY_FROM_ZOOM = 8.0
ARROWS_FROM_ZOOM, ARROW_PX = 16, 5.0


@dataclass(frozen=True, slots=True)
class TileKey:
    """``style`` counts grounds and themes; x and y count tiles of a level from the north-west."""

    style: int
    level: int
    x: int
    y: int

    @property
    def rect(self) -> Rect:
        """The tile with its edge in world units."""
        scale = world_pixels(self.level)
        left, top = self.x * TILE_PX, self.y * TILE_PX
        far = TILE_PX + EDGE_PX
        return (left - EDGE_PX) / scale, (top - EDGE_PX) / scale, (left + far) / scale, (top + far) / scale


@dataclass(frozen=True, slots=True)
class GroundColours:
    """Colours of the ground in one theme."""

    water: QColor
    land: QColor
    boundary: QColor
    road: QColor
    road_edge: QColor
    road_major: QColor
    arrow: QColor

    @classmethod
    def of(cls, theme: Theme) -> "GroundColours":
        """From the theme's map tokens."""
        tokens = "map-water", "map-ground", "map-unmarked", "map-road", "map-road-edge", "map-road-major", "map-label"
        return cls(*(theme.color(token) for token in tokens))


@dataclass(frozen=True, slots=True)
class TilePainter:
    """Paints tiles of one ground in one theme. ``ratio`` is device pixels per pixel."""

    layers: GroundLayers
    colours: GroundColours
    ratio: float = 1.0
    pause: Pause = no_pause

    def paint(self, key: TileKey) -> QImage:
        """The tile as an image of 512 logical pixels."""
        side = round(TILE_PX * self.ratio)
        image = QImage(side, side, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self.ratio)
        image.fill(self.colours.water if self.layers.land else self.colours.land)
        painter = QPainter(image)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._land(painter, key)
            self._boundaries(painter, key)
            self._roads(painter, key)
            self._directions(painter, key)
        finally:
            painter.end()
        return image

    def _land(self, painter: QPainter, key: TileKey) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colours.land)
        scale = world_pixels(key.level)
        for ring in self.layers.land_within(key.rect):
            painter.drawPolygon(polygon(ring * scale - np.array([key.x, key.y]) * TILE_PX))
            self.pause()

    def _boundaries(self, painter: QPainter, key: TileKey) -> None:
        if key.level >= BOUNDARY_FROM_ZOOM * LEVELS_PER_ZOOM:
            colour = QColor(self.colours.boundary)
            colour.setAlphaF(0.6)
            stroke(painter, _paths(self.layers.boundaries, key), line_pen(colour, 1.1), self.pause)

    def _roads(self, painter: QPainter, key: TileKey) -> None:
        """All edges under all roads, so that crossings stay open."""
        zoom = key.level / LEVELS_PER_ZOOM
        shown = []
        for road_class, style in STYLES.items():
            if road_class in self.layers.roads and zoom >= style.from_zoom:
                shown.append((style, _paths(self.layers.roads[road_class], key)))
                self.pause()
        for style, lines in shown:
            if style.width(zoom) >= CASED_FROM_PX:
                stroke(painter, lines, line_pen(self.colours.road_edge, style.width(zoom) + 1.4), self.pause)
        for style, lines in shown:
            width = style.width(zoom)
            plain = self.colours.road if width >= CASED_FROM_PX else self.colours.road_edge
            stroke(painter, lines, line_pen(self.colours.road_major if style.major else plain, width), self.pause)

    def _directions(self, painter: QPainter, key: TileKey) -> None:
        """Small arrows along one-way streets, as soon as one sees lanes."""
        if key.level < ARROWS_FROM_ZOOM * LEVELS_PER_ZOOM:
            return
        layer, scale = self.layers.one_way, world_pixels(key.level)
        painter.setPen(line_pen(self.colours.arrow, 1.4))
        for piece in layer.within(key.rect).tolist():
            span = slice(layer.firsts[piece], layer.lasts[piece] + 1)
            xs, ys = layer.xs[span] * scale - key.x * TILE_PX, layer.ys[span] * scale - key.y * TILE_PX
            for mark in arrows(xs, ys):
                painter.drawPolyline(chevron(*mark, ARROW_PX))
            self.pause()


def _paths(pieces: Pieces, key: TileKey) -> list[QPainterPath]:
    xs, ys, goes_on = pieces.points(pieces.within(key.rect))
    scale = world_pixels(key.level)
    return list(paths(*thinned(xs * scale - key.x * TILE_PX, ys * scale - key.y * TILE_PX, goes_on)))
