"""How long each tier is kept, read from a profile of the site (resources/profiles/retention.toml)."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from hah_console.domain.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class QuarantineLimits:
    """How long messages that could not be used are kept, and at most how many."""

    keep: timedelta
    most: int


@dataclass(frozen=True, slots=True)
class Retention:
    """``raw``: every set; ``minutes`` and ``quarters``: bins of 1 and 15 minutes. Evidence strips stay.

    ``quarantine`` None: nothing leaves it.
    """

    version: str
    raw: timedelta
    minutes: timedelta
    quarters: timedelta
    quarantine: QuarantineLimits | None = None


def load_retention(path: Path) -> Retention:
    """The profile of a file; raises InvalidInput with file and key for anything missing or not above zero."""
    with path.open("rb") as file:
        told = tomllib.load(file)
    keep = ("raw", "minutes", "quarters", "quarantine")
    raw, minutes, quarters, aside = (timedelta(days=_whole(path, told, "keep_days", key)) for key in keep)
    limits = QuarantineLimits(aside, _whole(path, told, "most", "quarantine"))
    return Retention(str(told.get("version", "")), raw, minutes, quarters, limits)


def _whole(path: Path, told: dict[str, Any], table: str, key: str) -> int:
    number = told.get(table, {}).get(key)
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise InvalidInput(field=f"{path.name}: {table}.{key}", value=str(number), reason="not_positive")
    return number
