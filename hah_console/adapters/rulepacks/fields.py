"""Reads typed fields of one TOML file; whatever is wrong is told with file and key."""

import tomllib
from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from hah_console.adapters.rulepacks.toml_lines import line_of
from hah_console.domain.alarm import Priority
from hah_console.domain.errors import HahError
from hah_console.domain.pack_info import PackInfo
from hah_console.domain.rulepack import Band, Bands

E = TypeVar("E", bound=Enum)


WHOLE_FILE = "TOML"
"""Stands in place of a key when the text itself cannot be read."""


LANGUAGES = ("zh_TW", "en")
"""A pack that names things for people names them in each of these."""
INFO_KEYS = ("pack_id", "version", "effective_from", "effective_to", "source")


class RulePackInvalid(HahError):
    """A rule pack cannot be used. Facts: file, line (0: none), place (file with line), key, reason."""

    code = "rule_pack_invalid"

    def __init__(self, file: str, key: str, reason: str, line: int = 0) -> None:
        place = f"{file}:{line}" if line else file
        super().__init__(file=file, line=line, place=place, key=key, reason=reason)


@dataclass(frozen=True, slots=True)
class PackText:
    """The text of a file, to say on which line something is wrong."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Edge:
    """An end of a band, inside of it or not."""

    value: Decimal
    inside: bool

    def before(self, end: "Edge") -> bool:
        """Whether something lies between this beginning and that end."""
        return self.value < end.value or (self.value == end.value and self.inside and end.inside)


class Fields:
    """One table of a TOML file."""

    def __init__(self, origin: PackText, table: Mapping[str, Any], path: tuple[str | int, ...] = ()) -> None:
        self._origin, self._table, self._path = origin, table, path

    def table(self, key: str) -> "Fields":
        """A sub-table."""
        return Fields(self._origin, self._typed(key, dict), (*self._path, key))

    def tables(self, key: str) -> "tuple[Fields, ...]":
        """An array of tables."""
        rows = self._typed(key, list)
        for index, row in enumerate(rows):
            if not isinstance(row, dict):
                raise self.wrong(key, "wrong_type", index)
        return tuple(Fields(self._origin, row, (*self._path, key, index)) for index, row in enumerate(rows))

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._table

    def some_tables(self, key: str) -> "tuple[Fields, ...]":
        """An array of tables that may be missing: then it is empty."""
        return self.tables(key) if key in self._table else ()

    def text(self, key: str) -> str:
        """A text."""
        value: str = self._typed(key, str)
        return value

    def text_or(self, key: str, default: str = "") -> str:
        """A text, or ``default`` when the key is missing."""
        return self.text(key) if key in self._table else default

    def in_languages(self) -> dict[str, str]:
        """The text of each language, whose names are the keys."""
        return {language: self.text(language) for language in LANGUAGES}

    def whole(self, key: str) -> int:
        """A whole number of zero or more."""
        value: int = self._typed(key, int)
        if value < 0:
            raise self.wrong(key, "negative")
        return value

    def number(self, key: str) -> float:
        """A number."""
        return float(self._typed(key, int | float))

    def integer_or_none(self, key: str) -> int | None:
        """A whole number of either sign, or None when the key is missing."""
        return self.integer(key) if key in self._table else None

    def edge(self, inside: str, outside: str = "") -> Edge | None:
        """An end of a band, by the key that includes it or the one that does not; None when it is open."""
        if inside in self._table and outside in self._table:
            raise self.wrong(outside, "written_twice")
        key = inside if inside in self._table else outside
        return Edge(self.decimal(key), key == inside) if key in self._table else None

    def choice_or(self, key: str, words: tuple[str, ...]) -> str:
        """One of some words, or the first of them when the key is missing."""
        return self.choice(key, words) if key in self._table else words[0]

    def integer(self, key: str) -> int:
        """A whole number of either sign."""
        value: int = self._typed(key, int)
        return value

    def decimal(self, key: str) -> Decimal:
        """A number as it is written."""
        return Decimal(str(self._typed(key, int | float)))

    def decimals(self, key: str) -> tuple[Decimal, ...]:
        """A list of numbers as they are written."""
        values = self._typed(key, list)
        for index, value in enumerate(values):
            if not isinstance(value, int | float) or isinstance(value, bool):
                raise self.wrong(key, "wrong_type", index)
        return tuple(Decimal(str(value)) for value in values)

    def fraction(self, key: str) -> Fraction:
        """A number written as text: ``10``, ``0.357`` or ``5/9``."""
        try:
            return Fraction(self.text(key))
        except (ValueError, ZeroDivisionError) as error:
            raise self.wrong(key, "wrong_type") from error

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when the key is missing."""
        values = self._typed(key, list) if key in self._table else []
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise self.wrong(key, "wrong_type", index)
        return tuple(values)

    def text_or_texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one text alone."""
        return (self.text(key),) if isinstance(self._table.get(key), str) else self.texts(key)

    def choice(self, key: str, words: Container[str]) -> str:
        """One of some words."""
        word = self.text(key)
        if word not in words:
            raise self.wrong(key, "unknown_word")
        return word

    def choices(self, key: str, words: Container[str]) -> tuple[str, ...]:
        """A list of some of these words; empty when the key is missing."""
        chosen = self.texts(key)
        for index, word in enumerate(chosen):
            if word not in words:
                raise self.wrong(key, "unknown_word", index)
        return chosen

    def only(self, known: Collection[str]) -> None:
        """Refuse a key that is not known: a misspelt one must not be as if it were missing."""
        for key in self._table:
            if key not in known:
                raise self.wrong(key, "unknown_word")

    def word_list(self, key: str) -> tuple[str, ...]:
        """A list of codes and names under a literal key; empty when the key is missing."""
        return self.texts(key)

    def number_or(self, key: str, default: float) -> float:
        """A number, or ``default`` when the key is missing."""
        return self.number(key) if key in self._table else default

    def truth(self, key: str) -> bool:
        """True or false."""
        if not isinstance(self._table.get(key), bool):
            raise self.wrong(key, "wrong_type" if key in self._table else "missing")
        return bool(self._table[key])

    def truth_or(self, key: str, default: bool = False) -> bool:
        """True or false, or ``default`` when the key is missing."""
        return self.truth(key) if key in self._table else default

    def day(self, key: str) -> date:
        """A calendar day."""
        value: date = self._typed(key, date)
        return value

    def days(self, key: str) -> tuple[date, ...]:
        """A list of calendar days."""
        values = self._typed(key, list)
        for index, value in enumerate(values):
            if type(value) is not date:
                raise self.wrong(key, "wrong_type", index)
        return tuple(values)

    def seconds(self, key: str) -> timedelta:
        """A duration in seconds."""
        return timedelta(seconds=self.whole(key))

    def minutes(self, key: str) -> timedelta:
        """A duration in minutes."""
        return timedelta(minutes=self.whole(key))

    def hours(self, key: str) -> timedelta:
        """A duration in hours."""
        return timedelta(hours=self.whole(key))

    def days_long(self, key: str) -> timedelta:
        """A duration in days."""
        return timedelta(days=self.whole(key))

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

    def some_of(self, key: str, kind: type[E]) -> tuple[E, ...]:
        """A list of values of an enum; empty when the key is missing."""
        words = self.texts(key)
        for index, word in enumerate(words):
            if word not in {value.value for value in kind}:
                raise self.wrong(key, "unknown_word", index)
        return tuple(kind(word) for word in words)

    def word(self, key: str, kind: type[E]) -> E:
        """The key itself as a value of an enum."""
        try:
            return kind(key)
        except ValueError as error:
            raise self.wrong(key, "unknown_word") from error

    def bands(self, key: str) -> Bands:
        """Bands in rising order, the last one open."""
        rows = self._typed(key, list)
        bands = tuple(Band(None if end == "rest" else float(end), int(points)) for end, points in rows)
        if not bands or bands[-1].at_most is not None:
            raise self.wrong(key, "band_hole", len(bands) - 1 if bands else None)
        for index, (one, other) in enumerate(pairwise(bands), 1):
            if one.at_most is None or (other.at_most is not None and other.at_most <= one.at_most):
                same = one.at_most is None or other.at_most == one.at_most
                raise self.wrong(key, "band_overlap" if same else "bands_not_rising", index)
        return bands

    def keys(self) -> tuple[str, ...]:
        """The names in this table."""
        return tuple(self._table)

    def info(self) -> PackInfo:
        """Which pack this is."""
        ends = self.day("effective_to") if self.has("effective_to") else None
        return PackInfo(
            self.text("pack_id"), self.text("version"), self.day("effective_from"), self.text("source"), ends
        )

    def wrong(self, key: str, reason: str, index: int | None = None) -> RulePackInvalid:
        """The error to raise for ``key``, or for one element of its list."""
        path = (*self._path, key) if index is None else (*self._path, key, index)
        return RulePackInvalid(self._origin.file, _written(path), reason, line_of(self._origin.text, path))

    def _typed(self, key: str, kind: Any) -> Any:
        if key not in self._table:
            raise self.wrong(key, "missing")
        value = self._table[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.wrong(key, "wrong_type")
        return value


def _written(path: tuple[str | int, ...]) -> str:
    """``limit[0].vital``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def read_fields(path: Path) -> Fields:
    """The top table of a file; raises RulePackInvalid when it cannot be read."""
    try:
        return fields_of(path.read_text("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise RulePackInvalid(file=path.name, key=WHOLE_FILE, reason="unreadable") from error


def fields_of(text: str, name: str) -> Fields:
    """The top table of a text of TOML called ``name``; raises RulePackInvalid when it is none."""
    try:
        return Fields(PackText(name, text), tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RulePackInvalid(file=name, key=WHOLE_FILE, reason="unreadable") from error
