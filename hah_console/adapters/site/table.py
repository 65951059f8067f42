"""Reads one CSV file into rows that know their line; whatever is wrong with its shape is reported."""

import csv
import difflib
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hah_console.adapters.site.columns import TableSpec
from hah_console.adapters.site.problem import ProblemList
from hah_console.adapters.site.row import Row
from hah_console.adapters.site.text_file import read_text

Line = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file; ``usable`` is False when the file or a needed column is missing."""

    spec: TableSpec
    rows: tuple[Row, ...] = ()
    usable: bool = False

    def known(self, column: str) -> frozenset[str] | None:
        """Every value of a column, for checking references (also of rows with other errors); None when unusable."""
        if not self.usable:
            return None
        return frozenset(row.cells.get(column, "") for row in self.rows) - {""}


def read_table(folder: Path, spec: TableSpec, problems: ProblemList) -> Table:
    """Read ``spec.file``; a missing file that is not needed is an empty usable table."""
    path = folder / spec.file
    if not path.exists():
        if spec.needed:
            problems.add(spec.file, 0, "", "missing_file")
        return Table(spec, usable=not spec.needed)
    text = read_text(path, problems)
    lines = _lines(text, spec.file, problems) if text is not None else []
    return _table(spec, lines, problems) if lines else Table(spec)


def _lines(text: str, file: str, problems: ProblemList) -> list[Line]:
    return list(_read(io.StringIO(text, newline=""), file, problems))


def _read(stream: io.StringIO, file: str, problems: ProblemList) -> Iterator[Line]:
    reader = csv.reader(stream, strict=True)
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
    except csv.Error:
        problems.add(file, before + 1, "", "broken_quotes")


def _table(spec: TableSpec, lines: list[Line], problems: ProblemList) -> Table:
    line, header = lines[0]
    complete = _check_header(spec, line, header, problems)
    rows = tuple(_rows(spec, header, lines[1:], problems))
    if not lines[1:]:
        problems.add(spec.file, line, "", "no_rows" if spec.needed else "no_rows_optional")
    return Table(spec, rows if complete else (), complete)


def _check_header(spec: TableSpec, line: int, header: list[str], problems: ProblemList) -> bool:
    missing = [name for name in spec.required if name not in header]
    for name in missing:
        close = difflib.get_close_matches(name, [n for n in header if n not in spec.columns], 1)
        if close:
            problems.add(spec.file, line, name, "missing_column_like", found=close[0])
        else:
            problems.add(spec.file, line, name, "missing_column")
    for name in (n for n in header if n and n not in spec.columns):
        problems.add(spec.file, line, name, "unknown_column", known=tuple(spec.columns))
    for name in (n for n, times in Counter(header).items() if n and times > 1):
        problems.add(spec.file, line, name, "duplicate_column")
    return not missing


def _rows(spec: TableSpec, header: list[str], lines: list[Line], problems: ProblemList) -> Iterator[Row]:
    for line, cells in lines:
        full = cells[: len(header)]
        if len(cells) < len(header) or any(cells[len(header) :]):
            problems.add(spec.file, line, "", "ragged_row", expected=len(header), found=len(cells))
            continue
        yield Row(spec.file, line, dict(zip(header, full, strict=True)), problems)
