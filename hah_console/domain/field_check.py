"""Reads the fields of one form and collects all that is wrong with them, so that each can be said beside its field."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from hah_console.domain.errors import InvalidFields, InvalidInput

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class FieldCheck:
    """The typed texts of a form by the name of their field; a field that was never touched is empty."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields
        self._faults: list[InvalidInput] = []

    @property
    def faults(self) -> tuple[InvalidInput, ...]:
        """What is wrong so far, in the order found."""
        return tuple(self._faults)

    def text(self, field: str) -> str:
        """What was typed into a field."""
        return self._fields.get(field, "")

    def read(self, field: str, parse: Callable[[str, str], T], default: T) -> T:
        """The value of a field by ``parse(text, field)``; ``default`` when it cannot be used."""
        try:
            return parse(self.text(field), field)
        except InvalidInput as fault:
            self._faults.append(fault)
            return default

    def read_if_written(self, field: str, parse: Callable[[str, str], T], default: T) -> T:
        """As ``read``, and ``default`` when nothing was typed."""
        return self.read(field, parse, default) if self.text(field).strip() else default

    def choice(self, field: str, kind: type[E], default: E) -> E:
        """The chosen member of an enum, by its code; ``default`` when none was chosen or the code is unknown."""
        code = self.text(field)
        if code and code not in {member.value for member in kind}:
            self.add(field, "unknown", code)
            return default
        return kind(code) if code else default

    def add(self, field: str, reason: str, value: object = "") -> None:
        """Note something wrong that only several fields together show."""
        self._faults.append(InvalidInput(field=field, value=value, reason=reason))

    def require_none(self) -> None:
        """Raise InvalidFields when anything was wrong."""
        if self._faults:
            raise InvalidFields(self.faults)
