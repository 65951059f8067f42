"""Where the fields of the banner stand: as many as have room beside the name, the others whole on lines below.

SAFETY(whole banner): nothing in it is cut off: what is wider than a line goes over as many as it needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFontMetrics

from hah_console.ui.bedside.banner_text import BannerText, Chip, Field
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX, NUMBER_PX, font
from hah_console.ui.widgets.wrapped import wrapped_height

PAD, GAP = 16, 18
SHAPE_PX, CHIP_PAD, LABEL_GAP = 12, 6, 6
AFTER_NAME = 4
NAME_SIZES = ((NUMBER_PX, 1), (HEADING_PX, 1), (HEADING_PX, 2), (BODY_PX, 2), (LABEL_PX, 3))
"""Sizes of type for the name and lines it may take, the first that has room."""
NAME_FILL = 0.9
"""How much of two lines words fill that are not parted within."""
LINE_HEIGHT = 24
NAME_HEIGHT = 40
"""Room of the name beside the buttons: letters of another script may stand taller than those of the bundled type."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A field at ``left``, ``width`` pixels wide; ``line`` 0 is beside the name, label above, the others lie below.

    ``lines`` is how many of them it takes; only below.
    """

    field: Field
    left: int
    width: int
    line: int
    lines: int = 1


@dataclass(frozen=True, slots=True)
class PlacedName:
    """The name ``width`` pixels wide in type of ``size`` pixels, on at most two lines beside the buttons."""

    width: int
    size: int


def place_name(name: str, top_right: int) -> PlacedName:
    """As large as has room: large type on one line, else smaller, else on two lines, in label type at the least."""
    room = max(1, top_right - GAP - PAD)
    for size, lines in NAME_SIZES:
        wanted = QFontMetrics(font(size, bold=True)).horizontalAdvance(name) + 2
        if wanted <= room * lines * (1 if lines == 1 else NAME_FILL):
            width = min(wanted, room)
            if wrapped_height(name, width, size, bold=True) <= NAME_HEIGHT:
                return PlacedName(width, size)
    return PlacedName(room, NAME_SIZES[-1][0])


def label_width(field: Field) -> int:
    """The width of the label in pixels."""
    return QFontMetrics(font(LABEL_PX)).horizontalAdvance(field.label) + 2


def value_width(field: Field) -> int:
    """The width of the value in pixels, with its chip."""
    words = QFontMetrics(font(BODY_PX, bold=bold_value(field))).horizontalAdvance(field.value) + 2
    return words if field.chip is Chip.NONE else words + SHAPE_PX + 3 * CHIP_PAD


def arrange(text: BannerText, width: int, top_right: int) -> tuple[Placed, ...]:
    """Every field of a banner ``width`` pixels wide whose buttons begin at ``top_right``, in reading order."""
    beside = _beside(text, top_right)
    return beside + _below((*text.fields[len(beside) :], *text.below), width - PAD)


def _beside(text: BannerText, right: int) -> tuple[Placed, ...]:
    left, placed = PAD + place_name(text.name, right).width + GAP + AFTER_NAME, []
    for field in text.fields:
        wanted = max(value_width(field), label_width(field))
        if left + wanted > right - GAP:
            break
        placed.append(Placed(field, left, wanted, 0))
        left += wanted + GAP
    return tuple(placed)


def _below(fields: Sequence[Field], right: int) -> tuple[Placed, ...]:
    left, line, placed = PAD, 1, []
    for field in fields:
        wanted = label_width(field) + LABEL_GAP + value_width(field)
        if left > PAD and left + wanted > right:
            left, line = PAD, line + 1
        if wanted <= right - left:
            placed.append(Placed(field, left, wanted, line))
            left += wanted + GAP
        else:
            placed.append(Placed(field, PAD, right - PAD, line, lines_of(field, right - PAD)))
            left, line = PAD, line + placed[-1].lines
    return tuple(placed)


def value_room(field: Field, width: int) -> int:
    """How wide the words of a value may be in a field ``width`` pixels wide."""
    room = width - label_width(field) - LABEL_GAP
    return room if field.chip is Chip.NONE else room - SHAPE_PX - 3 * CHIP_PAD


def lines_of(field: Field, width: int) -> int:
    """How many lines of the banner a value takes that is wider than one."""
    height = wrapped_height(field.value, value_room(field, width), BODY_PX, bold=bold_value(field))
    return max(1, -(-height // LINE_HEIGHT))


def bold_value(field: Field) -> bool:
    """Whether the value stands in heavy type."""
    return field.chip in (Chip.OUTLINE, Chip.SOLID)
