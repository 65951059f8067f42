"""Reads typed fields of one TOML file; whatever is wrong is told with file and key."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from hah_console.domain.alarm import Priority
from hah_console.domain.errors import HahError
from hah_console.domain.rulepack import Band, Bands, PackInfo

E = TypeVar("E", bound=Enum)


WHOLE_FILE = "TOML"
"""Stands in place of a key when the text itself cannot be read."""


class RulePackInvalid(HahError):
    """A rule pack cannot be used. Facts: file, key, reason."""

    code = "rule_pack_invalid"


class Fields:
    """One table of a TOML file."""

    def __init__(self, file: str, table: Mapping[str, Any], path: str = "") -> None:
        self._file, self._table, self._path = file, table, path

    def table(self, key: str) -> "Fields":
        """A sub-table."""
        return Fields(self._file, self._typed(key, dict), self._at(key))

    def tables(self, key: str) -> "tuple[Fields, ...]":
        """An array of tables."""
        rows = self._typed(key, list)
        return tuple(Fields(self._file, row, f"{self._at(key)}[{index}]") for index, row in enumerate(rows))

    def some_tables(self, key: str) -> "tuple[Fields, ...]":
        """An array of tables that may be missing: then it is empty."""
        return self.tables(key) if key in self._table else ()

    def text(self, key: str) -> str:
        """A text."""
        value: str = self._typed(key, str)
        return value

    def whole(self, key: str) -> int:
        """A whole number of zero or more."""
        value: int = self._typed(key, int)
        if value < 0:
            raise self.wrong(key, "negative")
        return value

    def number(self, key: str) -> float:
        """A number."""
        return float(self._typed(key, int | float))

    def number_or(self, key: str, default: float) -> float:
        """A number, or ``default`` when the key is missing."""
        return self.number(key) if key in self._table else default

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._table

    def truth(self, key: str) -> bool:
        """True or false."""
        if not isinstance(self._table.get(key), bool):
            raise self.wrong(key, "wrong_type" if key in self._table else "missing")
        return bool(self._table[key])

    def day(self, key: str) -> date:
        """A calendar day."""
        value: date = self._typed(key, date)
        return value

    def seconds(self, key: str) -> timedelta:
        """A duration in seconds."""
        return timedelta(seconds=self.whole(key))

    def minutes(self, key: str) -> timedelta:
        """A duration in minutes."""
        return timedelta(minutes=self.whole(key))

    def hours(self, key: str) -> timedelta:
        """A duration in hours."""
        return timedelta(hours=self.whole(key))

    def priority(self, key: str) -> Priority:
        """An alarm priority by its name."""
        try:
            return Priority[self.text(key).upper()]
        except KeyError as error:
            raise self.wrong(key, "unknown_word") from error

    def one_of(self, key: str, kind: type[E]) -> E:
        """A value of an enum."""
        try:
            return kind(self.text(key))
        except ValueError as error:
            raise self.wrong(key, "unknown_word") from error

    def bands(self, key: str) -> Bands:
        """Bands in rising order, the last one open."""
        rows = self._typed(key, list)
        bands = tuple(Band(None if end == "rest" else float(end), int(points)) for end, points in rows)
        ends = [band.at_most for band in bands[:-1]]
        if not bands or bands[-1].at_most is not None or None in ends or ends != sorted(ends, key=lambda e: e or 0.0):
            raise self.wrong(key, "bands_not_rising")
        return bands

    def keys(self) -> tuple[str, ...]:
        """The names in this table."""
        return tuple(self._table)

    def info(self) -> PackInfo:
        """Which pack this is."""
        return PackInfo(self.text("pack_id"), self.text("version"), self.day("effective_from"), self.text("source"))

    def wrong(self, key: str, reason: str) -> RulePackInvalid:
        """The error to raise for ``key``."""
        return RulePackInvalid(file=self._file, key=self._at(key), reason=reason)

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _typed(self, key: str, kind: Any) -> Any:
        if key not in self._table:
            raise self.wrong(key, "missing")
        value = self._table[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.wrong(key, "wrong_type")
        return value


def read_fields(path: Path) -> Fields:
    """The top table of a file; raises RulePackInvalid when it cannot be read."""
    try:
        return fields_of(path.read_text("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise RulePackInvalid(file=path.name, key=WHOLE_FILE, reason="unreadable") from error


def fields_of(text: str, name: str) -> Fields:
    """The top table of a text of TOML called ``name``; raises RulePackInvalid when it is none."""
    try:
        return Fields(name, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RulePackInvalid(file=name, key=WHOLE_FILE, reason="unreadable") from error
