"""How long each tier is kept, read from a profile of the site (resources/profiles/retention.toml)."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hah_console.domain.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Retention:
    """``raw``: every set; ``minutes`` and ``quarters``: bins of 1 and 15 minutes. Evidence strips stay."""

    version: str
    raw: timedelta
    minutes: timedelta
    quarters: timedelta


def load_retention(path: Path) -> Retention:
    """The profile of a file; raises InvalidInput with file and key for anything missing or not above zero."""
    with path.open("rb") as file:
        told = tomllib.load(file)
    raw, minutes, quarters = (_days(path, told.get("keep_days", {}), key) for key in ("raw", "minutes", "quarters"))
    return Retention(str(told.get("version", "")), raw, minutes, quarters)


def _days(path: Path, told: dict[str, object], key: str) -> timedelta:
    days = told.get(key)
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        raise InvalidInput(field=f"{path.name}: keep_days.{key}", value=str(days), reason="not_positive")
    return timedelta(days=days)
