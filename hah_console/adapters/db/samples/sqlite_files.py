"""The tiers of a SQLite store: files beside the database, one per span of time, dropped by unlinking."""

import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from hah_console.adapters.db.engine import BUSY_TIMEOUT_MS
from hah_console.adapters.db.failures import of_driver
from hah_console.adapters.db.samples.tiers import DAY_MS, MONDAY_MS, Row, Tier, floor

_EPOCH = date(1970, 1, 1)
_SETTINGS: Final = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA synchronous = FULL",
    "PRAGMA journal_size_limit = 4194304",
    # PERF(memory): of 2 MB a file, as usual, every page would stay: the memory of a service grew for hours.
    "PRAGMA cache_size = -512",
)
_TABLE: Final = (
    # Rows in the order they come, several to a page: rows of 1,000 bytes in an index would take a page each.
    "PRAGMA page_size = 8192",
    "PRAGMA journal_mode = WAL",
    "CREATE TABLE IF NOT EXISTS sample (patient_id TEXT NOT NULL, start INTEGER NOT NULL, packed BLOB NOT NULL)",
    "CREATE UNIQUE INDEX IF NOT EXISTS uq_sample ON sample (patient_id, start)",
)
MOST_OPEN: Final = 8
"""PERF(memory): an open file keeps pages, and one that was dropped its place on the disk."""
_PUT: Final = (
    "INSERT INTO sample VALUES (?, ?, ?) ON CONFLICT (patient_id, start) DO UPDATE SET packed = excluded.packed"
)


class SqliteFiles:
    """Files of one store. Used by one thread at a time; the MOST_OPEN used last stay open until ``close``."""

    def __init__(self, database: Path) -> None:
        self._folder = database.with_name(database.name + "-samples")
        self._open: dict[Path, sqlite3.Connection] = {}
        self._made: set[Path] = set()

    def read(self, tier: Tier, patient_id: str, first_ms: int, last_ms: int) -> list[tuple[int, bytes]]:
        """The rows of a patient that begin in [first, last], in order."""
        query = "SELECT start, packed FROM sample WHERE patient_id = ? AND start BETWEEN ? AND ? ORDER BY start"
        bounds = (patient_id, first_ms, last_ms)
        return [row for path in self._between(tier, first_ms, last_ms) for row in self._rows(path, query, bounds)]

    def patients(self, tier: Tier, first_ms: int, last_ms: int) -> Iterable[str]:
        """Everybody of whom something lies in the files of a span."""
        query = "SELECT DISTINCT patient_id FROM sample"
        return {name for path in self._between(tier, first_ms, last_ms) for (name,) in self._rows(path, query, ())}

    def put(self, tier: Tier, rows: Sequence[Row]) -> None:
        """Store rows; on the disk when it returns, file by file."""
        by_file: dict[Path, list[Row]] = {}
        for row in rows:
            by_file.setdefault(self._path(tier, row[1]), []).append(row)
        for path, own in by_file.items():
            try:
                self._write(path, own)
            except (sqlite3.Error, OSError) as error:
                raise of_driver(error, str(path)) from error

    def drop_before(self, tier: Tier, moment_ms: int) -> int:
        """Unlink files all of which lies before a moment."""
        past = [path for path, start in self._files(tier) if start + tier.file_ms <= moment_ms]
        for path in past:
            self._made.discard(path)
            if (connection := self._open.pop(path, None)) is not None:
                connection.close()
            for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
                with suppress(FileNotFoundError):
                    name.unlink()
        return len(past)

    def close(self) -> None:
        """Close every file."""
        for connection in self._open.values():
            connection.close()
        self._open.clear()
        self._made.clear()

    def _between(self, tier: Tier, first_ms: int, last_ms: int) -> list[Path]:
        return [path for path, start in self._files(tier) if start <= last_ms and start + tier.file_ms > first_ms]

    def _rows(self, path: Path, query: str, bounds: tuple[Any, ...]) -> list[Any]:
        """SAFETY(unreadable file): only a file that is gone, or not yet made, has nothing in it."""
        try:
            return self._connected(path, "rw").execute(query, bounds).fetchall()
        except sqlite3.Error as error:
            # Dropped by another process, or not yet finished, while this one looks for it.
            if "no such table" in str(error) or ("unable to open" in str(error) and not path.exists()):
                return []
            raise of_driver(error, str(path)) from error

    def _files(self, tier: Tier) -> list[tuple[Path, int]]:
        try:
            names = sorted(name for name in os.listdir(self._folder) if name.startswith(f"{tier.name}-"))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise of_driver(error, str(self._folder)) from error
        paths = [self._folder / name for name in names if name.endswith(".db")]
        return [(path, _start_of(path)) for path in paths]

    def _path(self, tier: Tier, moment_ms: int) -> Path:
        start = _EPOCH + timedelta(days=floor(moment_ms, tier.file_ms, MONDAY_MS) // DAY_MS)
        return self._folder / f"{tier.name}-{start.isoformat()}.db"

    def _write(self, path: Path, rows: Sequence[Row]) -> None:
        connection = self._writable(path)
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_PUT, rows)
            connection.execute("COMMIT")
        except sqlite3.Error:
            self._open.pop(path).close()
            self._made.discard(path)
            raise

    def _writable(self, path: Path) -> sqlite3.Connection:
        if path not in self._made:
            self._folder.mkdir(exist_ok=True)
            connection = self._connected(path, "rwc")
            for statement in _TABLE:
                connection.execute(statement)
            self._made.add(path)
        return self._connected(path, "rw")

    def _connected(self, path: Path, mode: str) -> sqlite3.Connection:
        if (known := self._open.pop(path, None)) is not None:
            self._open[path] = known
            return known
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            for setting in _SETTINGS:
                connection.execute(setting)
        except sqlite3.Error:
            connection.close()
            raise
        while len(self._open) >= MOST_OPEN:
            self._open.pop(next(iter(self._open))).close()
        self._open[path] = connection
        return connection


def _start_of(path: Path) -> int:
    return (date.fromisoformat(path.stem.partition("-")[2]) - _EPOCH).days * DAY_MS
