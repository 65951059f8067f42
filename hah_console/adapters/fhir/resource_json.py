"""FHIR as JSON without loss: numbers keep their digits (``1.00``), nothing hostile gets in, keys keep their order."""

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import msgspec

from hah_console.adapters.fhir.errors import FhirRefused

LARGEST_BYTES = 64 * 2**20
DEEPEST = 100
"""Levels of objects and lists; the deepest resource of the published examples has fewer than 30."""
Resource = dict[str, object]
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def read_file(path: Path) -> Resource:
    """The resource of a file. Raises FhirRefused, OSError."""
    if path.stat().st_size > LARGEST_BYTES:
        raise FhirRefused(file=path.name, reason="over_64_mb")
    return parse(path.read_bytes(), path.name)


def parse(content: bytes, name: str = "") -> Resource:
    """The resource of some bytes, decimals as Decimal. Raises FhirRefused."""
    if len(content) > LARGEST_BYTES:
        raise FhirRefused(file=name, reason="over_64_mb")
    try:
        value = json.loads(content, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_object)
    except RecursionError:
        raise FhirRefused(file=name, reason="too_deep") from None
    except _DoubleKey:
        raise FhirRefused(file=name, reason="double_key") from None
    except ValueError:
        raise FhirRefused(file=name, reason="not_json") from None
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
        raise FhirRefused(file=name, reason="not_fhir")
    if depth_of(value) > DEEPEST:
        raise FhirRefused(file=name, reason="too_deep")
    return value


def parse_quickly(content: bytes) -> object:
    """Any JSON value of a server that is asked often; digits are kept. Raises ValueError, RecursionError."""
    return json.loads(content, parse_float=Decimal, parse_constant=_no_number)


def written(value: object) -> bytes:
    """JSON of a value; Decimal as it was read."""
    return _ENCODER.encode(value)


def depth_of(value: object) -> int:
    """How many levels of objects and lists a value has, counted without recursion."""
    level, depth = [value], 0
    while level:
        level = [inner for each in level for inner in _inner(each)]
        depth += bool(level)
    return depth


def _inner(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return [each for each in value.values() if isinstance(each, dict | list)]
    return [each for each in value if isinstance(each, dict | list)] if isinstance(value, list) else ()


class _DoubleKey(Exception):
    """A key stands twice in one object."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """SAFETY(double key): of two values under one key JSON readers keep one without a word; neither is taken here."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _DoubleKey
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
