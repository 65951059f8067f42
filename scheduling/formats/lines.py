"""Text instances line by line: numbers in columns, and errors that name the line."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scheduling.errors import ProblemInvalid


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, counted from 1."""

    file: str
    number: int
    text: str

    def numbers(self, *names: str) -> tuple[int, ...]:
        """Whole numbers in columns of these names; raises ProblemInvalid naming the line and the column."""
        fields = self.text.split()
        if len(fields) != len(names):
            raise self.fault(f"has {len(fields)} columns, not {len(names)} ({', '.join(names)})")
        return tuple(self._number(name, field) for name, field in zip(names, fields, strict=True))

    def fault(self, reason: str) -> ProblemInvalid:
        """The error that something is wrong here."""
        return ProblemInvalid(f"{self.file} line {self.number}", reason)

    def _number(self, name: str, field: str) -> int:
        try:
            value = float(field)
        except ValueError:
            raise self.fault(f"{name} is {field!r}, not a number") from None
        if not value.is_integer():
            raise self.fault(f"{name} is {field}, not a whole number")
        return int(value)


def lines_of(path: Path) -> tuple[Line, ...]:
    """The lines of a text file without blank ones; raises ProblemInvalid for an empty or binary file."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ProblemInvalid(path.name, "is not text") from error
    found = tuple(_lines(path.name, text))
    if not found:
        raise ProblemInvalid(path.name, "is empty")
    return found


def _lines(file: str, text: str) -> Iterator[Line]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield Line(file, number, line)
