"""Where the parts of a tile of the ward lie, counted from its left upper corner."""

from dataclasses import dataclass
from enum import IntFlag
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF

from hah_console.domain.reading import Vital
from hah_console.services.ward import SPARK_VITALS
from hah_console.ui.screens.ward.sizes import TileSize

PAD, BAR, ABOVE, BETWEEN = 6, 3, 4, 8


class Part(IntFlag):
    """What of a tile may be asked to be painted anew."""

    NUMBERS = 1
    COURSES = 2
    FOOT = 4
    WHOLE = 8


class Place(NamedTuple):
    """A box within a tile. PERF: plain numbers, for a QRect for each part of each tile takes as long as its picture."""

    left: int
    top: int
    width: int
    height: int

    def at(self, left: int, top: int) -> QRect:
        """The box in a tile whose corner lies there."""
        return QRect(self.left + left, self.top + top, self.width, self.height)


@dataclass(frozen=True, slots=True)
class TilePlaces:
    """``middle`` holds the two large numbers, the row of small ones and the strip of courses, or why there are none."""

    head: Place
    middle: Place
    first: Place
    second: Place
    row: Place
    courses: Place
    foot: Place

    def of(self, part: Part) -> Place:
        """The box of a part that is asked for; WHOLE is none of them. Numbers and courses reach a pixel further."""
        if part is Part.FOOT:
            return self.foot
        if part is Part.COURSES:
            return self.courses._replace(width=self.courses.width + 1)
        return Place(self.row.left, self.first.top, self.row.width + 1, self.first.height + self.row.height)

    def course_boxes(self) -> dict[Vital, QRectF]:
        """Where each course lies within the strip."""
        room = (self.courses.width - BETWEEN) / 2
        return {
            vital: QRectF(number * (room + BETWEEN), 1, room, self.courses.height - 2)
            for number, vital in enumerate(SPARK_VITALS)
        }


@lru_cache(maxsize=64)
def tile_places(size: TileSize, grown: int, width: int, height: int) -> TilePlaces:
    """The places in a tile of this width and height; ``grown`` is what its courses have got of the height."""
    left, inner = PAD + BAR - 1, width - 2 * PAD - BAR + 1
    bottom = height - ABOVE
    head, foot, large, courses = size.name_px + 7, size.small_px + 7, size.number_px + 4, size.spark + grown
    top, end = ABOVE + head + 1, bottom - foot - 4
    half = (inner - BETWEEN) // 2
    return TilePlaces(
        head=Place(left, ABOVE, inner, head),
        middle=Place(left, top, inner, end - top),
        first=Place(left, top, half, large),
        second=Place(left + half + BETWEEN, top, half, large),
        row=Place(left, top + large, inner, size.small_px + 6),
        courses=Place(left, end - courses, inner, courses),
        foot=Place(left, bottom - foot, inner, foot),
    )
