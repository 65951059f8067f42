"""A copy of the demo pack that a test may spoil."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hah_console.adapters.site import SiteProblem, check_site

DEMO = Path(__file__).resolve().parents[3] / "resources" / "demo"


class SpoiledPack:
    """A pack folder with ways to damage it and to look at what the check says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, file: str) -> Path:
        return self.folder / file

    def put(self, file: str, line: int, **cells: str) -> None:
        """Change cells of one line (the header is line 1)."""
        rows = self._rows(file)
        for column, value in cells.items():
            rows[line - 1][rows[0].index(column)] = value
        self._write(file, rows)

    def rename_column(self, file: str, old: str, new: str) -> None:
        self.edit(file, lambda text: text.replace(old, new, 1))

    def drop_column(self, file: str, column: str) -> None:
        rows = self._rows(file)
        place = rows[0].index(column)
        self._write(file, [row[:place] + row[place + 1 :] for row in rows])

    def repeat_line(self, file: str, line: int) -> int:
        """Append a copy of a line; returns the number of the new one."""
        rows = self._rows(file)
        self._write(file, [*rows, list(rows[line - 1])])
        return len(rows) + 1

    def edit(self, file: str, change: Callable[[str], str]) -> None:
        self.path(file).write_text(change(self.path(file).read_text("utf-8")), "utf-8")

    def problems(self) -> tuple[SiteProblem, ...]:
        return check_site(self.folder)

    def found(self) -> set[tuple[str, int, str, str]]:
        return {(p.file, p.line, p.column, p.code) for p in self.problems()}

    def _rows(self, file: str) -> list[list[str]]:
        with self.path(file).open(encoding="utf-8", newline="") as stream:
            return list(csv.reader(stream))

    def _write(self, file: str, rows: list[list[str]]) -> None:
        with self.path(file).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)


@pytest.fixture
def demo_folder() -> Path:
    return DEMO


@pytest.fixture
def spoiled(tmp_path: Path) -> SpoiledPack:
    shutil.copytree(DEMO, tmp_path / "pack")
    return SpoiledPack(tmp_path / "pack")
