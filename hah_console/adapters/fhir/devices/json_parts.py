"""Looking into JSON that a stranger wrote: the wrong shape is nothing, never an error."""

from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
_NOTHING: Json = {}


def words(value: object, key: str) -> str:
    """The text under a key; empty when there is none."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""


def part(value: object, key: str) -> Json:
    """The object under a key; an empty one when there is none."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else _NOTHING


def parts(value: object, key: str) -> Iterator[Json]:
    """The objects of the list under a key."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return (each for each in (found if isinstance(found, list) else ()) if isinstance(each, Mapping))
