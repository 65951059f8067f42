"""One line of a table: takes values out of its cells and reports each one that cannot be used."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import TypeVar

from hah_console.adapters.site.problem import ProblemList
from hah_console.domain.calendar import parse_day
from hah_console.domain.errors import InvalidInput
from hah_console.domain.site_day import PackDay

E = TypeVar("E", bound=StrEnum)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_OFFSET = re.compile(r"[+-]?\d{1,3}")
_PHONE = re.compile(r"(?:09\d{8}|0[2-8]\d{7,8}|0800\d{6}|119|\+886\d{8,9})(?:#\d{1,6})?")
_YES, _NO = frozenset({"yes", "true", "1", "是"}), frozenset({"no", "false", "0", "否"})
LAST_MINUTE = 48 * 60
"""Clock times run to 48:00 so that a night can be written on the day it begins."""


class Row:
    """Cells by column. Methods return the value, or None after noting the problem; ``ok`` tells if any was noted."""

    __slots__ = ("_problems", "cells", "file", "line", "ok")

    def __init__(self, file: str, line: int, cells: dict[str, str], problems: ProblemList) -> None:
        self.file = file
        self.line = line
        self.cells = cells
        self.ok = True
        self._problems = problems

    def note(self, column: str, code: str, **facts: object) -> None:
        """Report a problem of this line; warnings leave the line usable."""
        before = self._problems.errors
        self._problems.add(self.file, self.line, column, code, **facts)
        self.ok = self.ok and self._problems.errors == before

    def text(self, column: str) -> str:
        """The cell, empty when the column is absent."""
        return self.cells.get(column, "")

    def needed(self, column: str) -> str:
        """The cell, which must not be empty."""
        if not self.text(column):
            self.note(column, "missing_value")
        return self.text(column)

    def identifier(self, column: str) -> str:
        """An id: letters, digits, dot, hyphen, underscore, at most 40 (it becomes part of message topics)."""
        value = self.needed(column)
        if value and not _ID.fullmatch(value):
            self.note(column, "bad_id", value=value)
        return value

    def choice(self, column: str, kind: type[E], default: E | None = None) -> E | None:
        """A member of an enumeration by its code."""
        value = self.text(column)
        if not value and default is not None:
            return default
        if not value:
            self.note(column, "missing_value")
            return None
        try:
            return kind(value)
        except ValueError:
            self.note(column, "not_a_choice", value=value, allowed=tuple(m.value for m in kind))
            return None

    def number(self, column: str, low: float, high: float, default: float | None = None) -> float | None:
        """A number within [low, high]; an empty cell gives the default and is reported when there is none."""
        value = unicodedata.normalize("NFKC", self.text(column))
        if not value:
            if default is None:
                self.note(column, "missing_value")
            return default
        try:
            found = float(value)
        except ValueError:
            self.note(column, "not_a_number", value=value)
            return None
        if not low <= found <= high:
            self.note(column, "out_of_range", value=value, low=low, high=high)
            return None
        return found

    def whole(self, column: str, low: int, high: int, default: int | None = None) -> int | None:
        """A whole number within [low, high]."""
        found = self.number(column, low, high, default)
        if found is not None and found != int(found):
            self.note(column, "not_whole", value=self.text(column))
            return None
        return None if found is None else int(found)

    def flag(self, column: str, default: bool | None) -> bool | None:
        """yes or no (also true/false, 1/0, 是/否)."""
        value = self.text(column).lower()
        if not value:
            return default
        if value not in _YES | _NO:
            self.note(column, "not_yes_no", value=self.text(column))
            return default
        return value in _YES

    def codes(self, column: str) -> tuple[str, ...]:
        """Several values in one cell, separated by semicolons (also ；、)."""
        parts = re.split(r"[;；、]", self.text(column))
        return tuple(part.strip() for part in parts if part.strip())

    def choices(self, column: str, kind: type[E]) -> tuple[E, ...]:
        """Members of an enumeration by their codes, in the order of the enumeration."""
        known = {member.value: member for member in kind}
        for code in self.codes(column):
            if code not in known:
                self.note(column, "not_a_choice", value=code, allowed=tuple(known))
        return tuple(member for code, member in known.items() if code in self.codes(column))

    def date(self, column: str) -> date | None:
        """A calendar day, Gregorian or of the Republic."""
        value = self.needed(column)
        if not value:
            return None
        try:
            return parse_day(value, column)
        except InvalidInput as error:
            self.note(column, str(error.facts["reason"]), value=value)
            return None

    def day(self, column: str) -> PackDay | None:
        """A day offset from the loading day, a calendar day, or ``*`` for every day."""
        value = unicodedata.normalize("NFKC", self.needed(column))
        if value == "*":
            return PackDay()
        if _OFFSET.fullmatch(value):
            return PackDay(offset=int(value))
        found = self.date(column) if value else None
        return PackDay(on=found) if found else None

    def clock(self, column: str, needed: bool = True) -> int | None:
        """Minutes after midnight of ``HH:MM``, up to 48:00 (32:00 is 08:00 of the next day)."""
        value = unicodedata.normalize("NFKC", self.needed(column) if needed else self.text(column))
        if not value:
            return None
        found = _CLOCK.fullmatch(value)
        minutes = int(found[1]) * 60 + int(found[2]) if found else LAST_MINUTE + 1
        if not found or int(found[2]) > 59 or minutes > LAST_MINUTE:
            self.note(column, "not_a_time", value=value)
            return None
        return minutes

    def phone(self, column: str) -> str:
        """A Taiwanese telephone number, or empty."""
        value = self.text(column)
        bare = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", value))
        if value and not _PHONE.fullmatch(bare):
            self.note(column, "bad_phone", value=value)
        return value

    def reference(self, column: str, known: Collection[str] | None, target: str, needed: bool = True) -> str | None:
        """An id that must exist in the file ``target`` (not checked when ``known`` is None); None when empty."""
        value = self.needed(column) if needed else self.text(column)
        if value and known is not None and value not in known:
            self.note(column, "unknown_reference", value=value, target=target)
        return value or None
