"""Bring a database to the newest revision with Alembic's operations, without any file beside the code."""

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from hah_console.adapters.db.failures import location_of, translated
from hah_console.adapters.db.migrations.known import NEWEST
from hah_console.adapters.db.transaction import WRITER_LOCK
from hah_console.domain.errors import DatabaseUnusable

VERSION_TABLE = "alembic_version"
QUICK_CHECK_BYTES = 32 * 1024 * 1024
"""Files up to this size are checked for damage at every start (about 0.1 s)."""


def upgrade(engine: Engine, newest: str = NEWEST) -> None:
    """Apply the missing revisions up to ``newest`` in one transaction; several programs may do so at once.

    Raises DatabaseTooNew for a revision this program does not know, DatabaseUnusable for a damaged file or an
    unreachable server, NoWritePermission for a read-only database.
    """
    try:
        with engine.connect() as connection:
            _check_and_apply(connection, newest)
            connection.commit()
    except DBAPIError as error:
        raise translated(error, engine.url) from error


def check_revision(engine: Engine) -> None:
    """Raises DatabaseTooNew, or DatabaseUnusable when the database is older than this program or not one of its own."""
    try:
        with engine.connect() as connection:
            pending = _pending(connection, NEWEST)
    except DBAPIError as error:
        raise translated(error, engine.url) from error
    if pending:
        raise DatabaseUnusable(location=location_of(engine.url), reason="not_migrated")


def _check_and_apply(connection: Connection, newest: str) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        _prepare_sqlite(connection)
    if not _pending(connection, newest):
        return
    from hah_console.adapters.db.migrations.apply import apply_revisions

    _lock(connection, sqlite)
    apply_revisions(connection, _pending(connection, newest))


def _pending(connection: Connection, newest: str) -> tuple[str, ...]:
    """The revisions still to apply, in order."""
    current = _current(connection)
    if current == newest:
        return ()
    from hah_console.adapters.db.migrations.apply import missing  # PERF(start): it loads Alembic

    return missing(current, newest)


def _current(connection: Connection) -> str | None:
    """The revision the database is at, as Alembic keeps it; None for a new database."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()
    return None if found is None else str(found)


def _lock(connection: Connection, sqlite: bool) -> None:
    if sqlite:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})"))


def _prepare_sqlite(connection: Connection) -> None:
    """Refuse a damaged file; let readers work beside the writer (WAL is kept in the file)."""
    size = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    page = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    if size * page <= QUICK_CHECK_BYTES:
        verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if verdict != "ok":
            raise DatabaseUnusable(location=location_of(connection.engine.url), reason="corrupt")
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    connection.exec_driver_sql("BEGIN")
