"""How single values are stored: epoch milliseconds, ISO days, sorted JSON lists, places as four columns."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from hah_console.domain.place import Place

Values = dict[str, Any]
E = TypeVar("E", bound=StrEnum)


AT_ONCE = 500
"""Values asked for in one statement; both engines limit their number."""
T = TypeVar("T")


class Row(Protocol):
    """A row read by column name: of the database, or just made of an object."""

    def __getitem__(self, name: str, /) -> Any: ...


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ms(moment: datetime) -> int:
    """Epoch milliseconds of an aware datetime, smaller parts cut off; a naive one raises TypeError."""
    since = moment - EPOCH
    # PERF(live vitals): half the time of dividing by a timedelta.
    return since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000


def ms_or_none(moment: datetime | None) -> int | None:
    """Epoch milliseconds, None for None."""
    return None if moment is None else ms(moment)


def at(stored: int) -> datetime:
    """The aware UTC moment of stored milliseconds."""
    return EPOCH + timedelta(milliseconds=stored)


def at_or_none(stored: int | None) -> datetime | None:
    """The moment, None for None."""
    return None if stored is None else at(stored)


def day(stored: str) -> date:
    """The day of stored ISO text."""
    return date.fromisoformat(stored)


def value_or_none(member: StrEnum | None) -> str | None:
    """The code of an enum member, None for None."""
    return None if member is None else member.value


def member_or_none(kind: type[E], stored: str | None) -> E | None:
    """The enum member of a stored code, None for None."""
    return None if stored is None else kind(stored)


def dumps(structure: object) -> str:
    """Compact JSON text that keeps Chinese readable."""
    return json.dumps(structure, ensure_ascii=False, separators=(",", ":"))


def words(items: Iterable[str]) -> str:
    """A list of words as JSON text, in the order given."""
    return dumps(list(items))


def word_tuple(stored: str) -> tuple[str, ...]:
    """The words of JSON text."""
    return tuple(json.loads(stored))


def facts(pairs: tuple[tuple[str, str], ...]) -> str:
    """Named facts as JSON text."""
    return dumps([list(pair) for pair in pairs])


@lru_cache(maxsize=4096)
def fact_tuple(stored: str) -> tuple[tuple[str, str], ...]:
    """The named facts of JSON text. PERF: of a thousand events nine hundred say one of a few dozen things."""
    return tuple((name, value) for name, value in json.loads(stored))


def place_values(prefix: str, place: Place) -> Values:
    """The four columns of a place."""
    return {
        f"{prefix}_lat": place.lat,
        f"{prefix}_lon": place.lon,
        f"{prefix}_address": place.address,
        f"{prefix}_access_note": place.access_note,
    }


def place_of(prefix: str, row: Row) -> Place:
    """The place of four columns."""
    return Place(
        row[f"{prefix}_lat"], row[f"{prefix}_lon"], row[f"{prefix}_address"], row[f"{prefix}_access_note"]
    )  # fmt: skip


def portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in as many parts as it takes statements to ask for them."""
    for first in range(0, len(values), AT_ONCE):
        yield values[first : first + AT_ONCE]
