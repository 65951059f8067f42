"""What of the small numbers of a tile fits into their row: names go first, then ages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from hah_console.ui.screens.ward.presenter import Number
from hah_console.ui.widgets.text_stock import width_of

LABEL_GAP, PART_GAP = 3, 5


@dataclass(frozen=True, slots=True)
class RowPart:
    """One number with its name (or none), the words of its value, and the pixels both take."""

    label: str
    value: str
    width: int
    stale: bool


@lru_cache(maxsize=1_000)
def row_parts(numbers: tuple[Number, ...], px: int, room: int) -> tuple[RowPart, ...]:
    """The fullest writing that fits; the form of 120/72 and 36.8° tells what they are without a name."""
    named = _named_first(numbers)
    for some in (numbers, named, _aged_once(named), _ageless(named), _ageless(_unnamed(numbers))):
        parts = tuple(_part(number, px) for number in some)
        if sum(part.width + PART_GAP for part in parts) - PART_GAP <= room:
            break
    return parts


def _part(number: Number, px: int) -> RowPart:
    value = f"{number.value} ({number.age})" if number.age else number.value
    label = width_of(number.label, px) + LABEL_GAP if number.label else 0
    return RowPart(number.label, value, label + width_of(value, px), number.stale)


def _named_first(numbers: Sequence[Number]) -> list[Number]:
    return [number if place == 0 else replace(number, label="") for place, number in enumerate(numbers)]


def _unnamed(numbers: Sequence[Number]) -> list[Number]:
    return [replace(number, label="") for number in numbers]


def _ageless(numbers: Sequence[Number]) -> list[Number]:
    """The ages stand at the foot of the tile as well; an old value is grey and hatched either way."""
    return [replace(number, age="") for number in numbers]


def _aged_once(numbers: Sequence[Number]) -> list[Number]:
    """An age equal to that of the next number is said behind the last of them."""
    following = [*(number.age for number in numbers[1:]), ""]
    return [replace(n, age="") if n.age and n.age == after else n for n, after in zip(numbers, following, strict=True)]
