"""Change feeds: SQLite polls its data version, PostgreSQL is notified; both read the log by sequence."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from hah_console.adapters.db.change_rows import CHANNEL, change_of, changes_after
from hah_console.adapters.db.failures import driver_error, translated
from hah_console.adapters.db.tables.system import change_log
from hah_console.services.changes import Change

if TYPE_CHECKING:
    import psycopg

POLL_S = 0.05
CLOSE_CHECK_S = 0.25
_NEWEST = f"SELECT max(sequence) FROM {change_log.name}"
T = TypeVar("T")


class _Feed:
    """What both engines share: one connection of their own, reopened after a failure; one caller at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._lock = threading.Lock()
        self._closed = threading.Event()

    def last_sequence(self) -> int:
        """The sequence of the newest change, 0 for none."""
        return self._with_connection(lambda c: int(c.execute(select(func.max(change_log.c.sequence))).scalar() or 0))

    def since(self, after: int, limit: int = 1_000) -> tuple[Change, ...]:
        """Up to ``limit`` changes after a sequence, in order, without gaps."""
        return self._with_connection(lambda c: _read(c, after, limit))

    def wait(self, after: int, timeout_s: float) -> tuple[Change, ...]:
        """Block until there are changes after a sequence, up to ``timeout_s``; empty then or when closed."""
        return self._with_connection(lambda c: self._wait(c, after, time.monotonic() + timeout_s))

    def close(self) -> None:
        """End a running ``wait`` and close the connection; may be called from any thread."""
        self._closed.set()
        with self._lock:
            self._drop()

    def _wait(self, connection: Connection, after: int, deadline: float) -> tuple[Change, ...]:
        raise NotImplementedError

    def _open(self) -> Connection:
        return self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def _with_connection(self, read: Callable[[Connection], T]) -> T:
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._open()
                return read(self._connection)
            except DBAPIError as error:
                self._drop()
                raise translated(error, self._engine.url) from error

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()


class SqliteChangeFeed(_Feed):
    """Looks at ``PRAGMA data_version`` twenty times a second, and reads the log only when it moved and has grown."""

    def _wait(self, connection: Connection, after: int, deadline: float) -> tuple[Change, ...]:
        seen = -1
        while not self._closed.is_set():
            version = self._number(connection, "PRAGMA data_version")
            if version != seen and self._number(connection, _NEWEST) > after:
                return _read(connection, after, 1_000)
            seen = version
            if (left := deadline - time.monotonic()) <= 0:
                break
            self._closed.wait(min(POLL_S, left))
        return ()

    def _number(self, connection: Connection, sql: str) -> int:
        """One number, asked of the driver itself. PERF(1 % of a core): through SQLAlchemy it takes 20 times as long."""
        driver: Any = connection.connection.driver_connection
        try:
            return driver.execute(sql).fetchone()[0] or 0
        except driver_error(self._engine) as error:
            raise DBAPIError(sql, None, error) from error


class PostgresChangeFeed(_Feed):
    """Listens on the notification channel; a missed notice loses nothing because the log is read by sequence."""

    def _open(self) -> Connection:
        connection = super()._open()
        connection.exec_driver_sql(f"LISTEN {CHANNEL}")
        return connection

    def _wait(self, connection: Connection, after: int, deadline: float) -> tuple[Change, ...]:
        while not self._closed.is_set():
            if found := _read(connection, after, 1_000):
                return found
            if (left := deadline - time.monotonic()) <= 0:
                break
            self._listen(connection, min(CLOSE_CHECK_S, left))
        return ()

    def _listen(self, connection: Connection, seconds: float) -> None:
        driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
        try:
            for _ in driver.notifies(timeout=seconds, stop_after=1):
                pass
        except driver_error(self._engine) as error:
            raise DBAPIError("LISTEN", None, error) from error


def _read(connection: Connection, after: int, limit: int) -> tuple[Change, ...]:
    rows = connection.execute(changes_after(after, limit)).mappings().all()
    return tuple(change_of(row) for row in rows)
