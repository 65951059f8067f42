"""One database transaction: many readers, one writer at a time on both engines, driver errors translated."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import CursorResult, Engine, Executable, Table
from sqlalchemy.engine import RowMapping
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from hah_console.adapters.db.failures import driver_error, translated
from hah_console.adapters.db.values import Values
from hah_console.domain.errors import HahError

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy.dialects import postgresql, sqlite

    Insert = sqlite.Insert | postgresql.Insert

WRITER_LOCK = 0x4841_4831
"""Key of the PostgreSQL advisory lock that every writer holds until it commits."""


class Transaction:
    """Reads see committed rows; the first write takes the writer's place until commit or rollback.

    With one writer at a time numbers given in a transaction (change log, audit chain, last values) become visible in
    their own order without gaps, and no two writers can block each other crosswise. What was read before the first
    write may have changed since: editable rows carry a version for that.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.postgres = engine.dialect.name == "postgresql"
        self._driver_error = driver_error(engine)
        self._writing = False
        self._undo: list[Callable[[], None]] = []
        try:
            self._connection = engine.connect()
        except DBAPIError as error:
            raise translated(error, engine.url) from error

    def rows(self, statement: Executable, parameters: Values | None = None) -> Sequence[RowMapping]:
        """All rows of a query."""
        return self._run(statement, parameters).mappings().all()

    def row(self, statement: Executable, parameters: Values | None = None) -> RowMapping | None:
        """The first row of a query, or None."""
        return self._run(statement, parameters).mappings().first()

    def tuples(self, statement: Executable, parameters: Values | None = None) -> Sequence[Any]:
        """All rows of a query as plain tuples."""
        return self._run(statement, parameters).all()

    def scalar(self, statement: Executable, parameters: Values | None = None) -> Any:
        """The first column of the first row, or None."""
        return self._run(statement, parameters).scalar()

    def write(self, statement: Executable, parameters: Values | Sequence[Values] | None = None) -> CursorResult[Any]:
        """Run a statement that changes rows."""
        self.become_writer()
        return self._run(statement, parameters)

    def write_tuples(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run one statement of the driver for each row of positional values."""
        if rows:
            self.become_writer()
            self._driver(sql, list(rows))

    def write_tuple(self, sql: str, row: tuple[Any, ...]) -> None:
        """Run a statement of the driver with positional values."""
        self.become_writer()
        self._driver(sql, row)

    def driver_rows(self, sql: str, row: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """The rows of a query of the driver (places marked ``?`` on both engines) within a writing transaction.

        PERF(roll-up): a tenth of the cost of a statement that goes through SQLAlchemy.
        """
        self.become_writer()
        driver: Any = self._connection.connection.driver_connection
        try:
            found: list[tuple[Any, ...]] = driver.execute(self._marked(sql), row).fetchall()
        except self._driver_error as error:
            raise self._said(sql, error) from error
        return found

    def driver_many(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run a statement of the driver (places marked ``?``) for each row."""
        self.write_tuples(self._marked(sql), rows)

    def copy_in(self, sql: str, lines: str) -> None:
        """PostgreSQL: a COPY from standard input; ``lines`` in its text format."""
        self.become_writer()
        driver: psycopg.Connection[Any] = self._connection.connection.driver_connection  # type: ignore[assignment]
        try:
            with driver.cursor() as cursor, cursor.copy(sql) as copy:
                copy.write(lines)
        except self._driver_error as error:
            raise self._said(sql, error) from error

    def mark(self, name: str) -> None:
        """Begin a part that can be undone by itself with ``back_to``."""
        self.become_writer()
        self._driver(f"SAVEPOINT {name}")

    def back_to(self, name: str) -> None:
        """Undo everything since ``mark``."""
        self._driver(f"ROLLBACK TO SAVEPOINT {name}")

    def keep(self, name: str) -> None:
        """The part since ``mark`` is not undone by itself any more."""
        self._driver(f"RELEASE SAVEPOINT {name}")

    def on_undo(self, forget: Callable[[], None]) -> None:
        """Call ``forget`` when this transaction is not committed, while no other writer can have begun."""
        if forget not in self._undo:
            self._undo.append(forget)

    def insert(self, table: Table) -> "Insert":
        """An INSERT that knows ON CONFLICT. PERF(memory): only the engine's own dialect is loaded, 2 MB less."""
        if self.postgres:
            from sqlalchemy.dialects import postgresql

            return postgresql.insert(table)
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)

    def upsert(self, table: Table, rows: Sequence[Values]) -> None:
        """Insert rows, replacing those with the same primary key."""
        insert = self.insert(table)
        keys = [column.name for column in table.primary_key]
        rest = {name: insert.excluded[name] for name in rows[0] if name not in keys}
        self.write(insert.on_conflict_do_update(index_elements=keys, set_=rest), rows)

    def become_writer(self) -> None:
        """Wait for the writer's place; raises DatabaseUnusable (reason ``busy``) after the engine's time-out."""
        if self._writing:
            return
        if self.postgres:
            self._driver(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
        else:
            self._driver("COMMIT")
            self._driver("BEGIN IMMEDIATE")
        self._writing = True

    def commit(self) -> None:
        """Make the writes permanent; a new transaction begins with the next statement."""
        try:
            self._connection.commit()
        except DBAPIError as error:
            # A commit refused by SQLite leaves its transaction open; such a connection is not used again.
            self._forget()
            self._connection.invalidate()
            raise translated(error, self._engine.url) from error
        self._writing = False
        self._undo.clear()

    def close(self) -> None:
        """Undo what was not committed and give the connection back."""
        self._forget()
        try:
            self._connection.close()
        except SQLAlchemyError:
            self._connection.invalidate()
            self._connection.close()

    def _marked(self, sql: str) -> str:
        return sql.replace("?", "%s") if self.postgres else sql

    def _said(self, sql: str, error: Exception) -> HahError:
        wrapped: Any = DBAPIError.instance(sql, None, error, self._driver_error)
        return translated(wrapped, self._engine.url)

    def _forget(self) -> None:
        for forget in self._undo:
            forget()
        self._undo.clear()

    def _driver(self, sql: str, parameters: Any = None) -> None:
        try:
            self._connection.exec_driver_sql(sql, parameters)
        except DBAPIError as error:
            raise translated(error, self._engine.url) from error

    def _run(self, statement: Executable, parameters: Values | Sequence[Values] | None) -> CursorResult[Any]:
        try:
            return self._connection.execute(statement, parameters)
        except DBAPIError as error:
            raise translated(error, self._engine.url) from error
