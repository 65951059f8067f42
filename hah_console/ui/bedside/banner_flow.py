"""Where the fields of the banner stand: as many as have room beside the name, the others whole on lines below."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFontMetrics

from hah_console.ui.bedside.banner_text import BannerText, Chip, Field
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, NUMBER_PX, font

PAD, GAP = 16, 18
SHAPE_PX, CHIP_PAD, LABEL_GAP = 12, 6, 6
AFTER_NAME = 4


@dataclass(frozen=True, slots=True)
class Placed:
    """A field at ``left``, ``width`` pixels wide; ``line`` 0 is beside the name, label above, the others lie below."""

    field: Field
    left: int
    width: int
    line: int


def name_width(name: str) -> int:
    """The width of the name in pixels."""
    return QFontMetrics(font(NUMBER_PX, bold=True)).horizontalAdvance(name) + 2


def label_width(field: Field) -> int:
    """The width of the label in pixels."""
    return QFontMetrics(font(LABEL_PX)).horizontalAdvance(field.label) + 2


def value_width(field: Field) -> int:
    """The width of the value in pixels, with its chip."""
    words = QFontMetrics(font(BODY_PX, bold=field.chip is not Chip.NONE)).horizontalAdvance(field.value) + 2
    return words if field.chip is Chip.NONE else words + SHAPE_PX + 3 * CHIP_PAD


def arrange(text: BannerText, width: int, top_right: int) -> tuple[Placed, ...]:
    """Every field of a banner ``width`` pixels wide whose buttons begin at ``top_right``, in reading order.

    Only a value wider than a whole line is given less room than it wants.
    """
    beside = _beside(text, top_right)
    return beside + _below((*text.fields[len(beside) :], *text.below), width - PAD)


def _beside(text: BannerText, right: int) -> tuple[Placed, ...]:
    left, placed = PAD + name_width(text.name) + GAP + AFTER_NAME, []
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
        placed.append(Placed(field, left, min(wanted, right - left), line))
        left += wanted + GAP
    return tuple(placed)
