"""The part of the world a widget shows, north up; zooming goes in quarters of a level so that tiles stay sharp."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hah_console.ui.map.projection import EARTH_GIRTH_M, to_place, to_world

LEVELS_PER_ZOOM = 4
MIN_LEVEL, MAX_LEVEL = 6 * LEVELS_PER_ZOOM, 18 * LEVELS_PER_ZOOM
FIT_LEVEL = 16 * LEVELS_PER_ZOOM
"""A single place is fitted no closer than this."""
WORLD_PX = 256
TAIWAN = (23.75, 120.95)


def world_pixels(level: int) -> float:
    """Width of the whole world in pixels at a level (a quarter of a zoom step)."""
    return float(WORLD_PX * 2 ** (level / LEVELS_PER_ZOOM))


@dataclass(frozen=True, slots=True)
class Viewport:
    """Centre in world units, level in quarters of a zoom step, size in pixels."""

    x: float
    y: float
    level: int
    width: int
    height: int

    @classmethod
    def home(cls, width: int, height: int) -> "Viewport":
        """All of Taiwan."""
        return cls(*to_world(*TAIWAN), 7 * LEVELS_PER_ZOOM, width, height)

    @property
    def zoom(self) -> float:
        """The zoom as map makers count it: the world is 256 pixels wide at 0."""
        return self.level / LEVELS_PER_ZOOM

    @property
    def scale(self) -> float:
        """Pixels per world unit."""
        return world_pixels(self.level)

    @property
    def corner(self) -> tuple[float, float]:
        """World pixels at this level of the widget's left upper corner, on whole pixels."""
        return float(round(self.x * self.scale - self.width / 2)), float(round(self.y * self.scale - self.height / 2))

    @property
    def metres_per_pixel(self) -> float:
        """On the ground at the centre."""
        latitude, _ = to_place(self.x, self.y)
        return EARTH_GIRTH_M * math.cos(math.radians(latitude)) / self.scale

    def to_screen(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Pixels from the left upper corner."""
        x, y = to_world(latitude, longitude)
        left, top = self.corner
        return x * self.scale - left, y * self.scale - top

    def to_place(self, px: float, py: float) -> tuple[float, float]:
        """(latitude, longitude) under a pixel."""
        left, top = self.corner
        return to_place((px + left) / self.scale, (py + top) / self.scale)

    def resized(self, width: int, height: int) -> "Viewport":
        """The same centre in a widget of another size."""
        return replace(self, width=width, height=height)

    def grown(self, margin: int) -> "Viewport":
        """With ``margin`` more pixels on every side."""
        return replace(self, width=self.width + 2 * margin, height=self.height + 2 * margin)

    def covers(self, other: "Viewport", margin: float = 0) -> bool:
        """Whether the other view lies inside, ``margin`` pixels from the edge, at the same level."""
        if self.level != other.level:
            return False
        left, top = (theirs - own for theirs, own in zip(other.corner, self.corner, strict=True))
        room_x, room_y = self.width - other.width, self.height - other.height
        return margin <= left <= room_x - margin and margin <= top <= room_y - margin

    def panned(self, dx: float, dy: float) -> "Viewport":
        """Look ``dx`` pixels further right and ``dy`` further down."""
        return replace(self, x=_inside(self.x + dx / self.scale), y=_inside(self.y + dy / self.scale))

    def zoomed(self, levels: int, px: float, py: float) -> "Viewport":
        """Closer by quarter levels; the place under the pixel stays there."""
        level = max(MIN_LEVEL, min(MAX_LEVEL, self.level + levels))
        change = 1 / self.scale - 1 / world_pixels(level)
        x, y = self.x + (px - self.width / 2) * change, self.y + (py - self.height / 2) * change
        return replace(self, x=_inside(x), y=_inside(y), level=level)

    def centred(self, latitude: float, longitude: float) -> "Viewport":
        """The same scale over another place."""
        x, y = to_world(latitude, longitude)
        return replace(self, x=x, y=y)

    def fitted(self, places: Sequence[tuple[float, float]], margin: int = 48) -> "Viewport":
        """As close as all (latitude, longitude) stay ``margin`` pixels inside; unchanged without any."""
        if not places:
            return self
        points = [to_world(*place) for place in places]
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        top, bottom = min(y for _, y in points), max(y for _, y in points)
        room = max(1, self.width - 2 * margin), max(1, self.height - 2 * margin)
        pixels = min(room[0] / max(right - left, 1e-12), room[1] / max(bottom - top, 1e-12))
        level = math.floor(math.log2(pixels / WORLD_PX) * LEVELS_PER_ZOOM)
        level = max(MIN_LEVEL, min(FIT_LEVEL, level))
        return replace(self, x=(left + right) / 2, y=(top + bottom) / 2, level=level)

    def shows(self, px: float, py: float, margin: float = 0) -> bool:
        """Whether a pixel lies in the widget, ``margin`` pixels from its edge."""
        return margin <= px <= self.width - margin and margin <= py <= self.height - margin


def _inside(unit: float) -> float:
    return max(0.0, min(1.0, unit))
