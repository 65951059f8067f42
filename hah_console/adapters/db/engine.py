"""The engine of either database: how connections are opened and what they promise."""

import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from hah_console.domain.errors import DatabaseUnusable

BUSY_TIMEOUT_MS = 10_000
CONNECT_TIMEOUT_S = 5
IDLE_LIMIT_S = 60.0
"""How long PostgreSQL lets a transaction wait for its next statement before it ends the session."""
POSTGRES_SESSION = (
    f"-c lock_timeout={BUSY_TIMEOUT_MS} -c tcp_keepalives_idle=30 -c TimeZone=UTC -c client_min_messages=warning"
)
SQLITE_SETTINGS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys = ON",
    # Acknowledged to a broker or a person means on the disk, also when the power goes.
    "PRAGMA synchronous = FULL",
    # PERF(memory): of each connection, and a process has four; the system keeps the file's pages anyway.
    "PRAGMA cache_size = -2048",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 67108864",
)


def parse_url(text: str) -> URL:
    """The URL with its driver named; raises DatabaseUnusable for anything but SQLite files and PostgreSQL."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise DatabaseUnusable(location=text.rpartition("@")[2] or "?", reason="bad_url") from error
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or not url.database or url.database == ":memory:":
        raise DatabaseUnusable(location=url.render_as_string(hide_password=True), reason="bad_url")
    return url


def make_engine(url: URL, idle_limit_s: float = IDLE_LIMIT_S) -> Engine:
    """An engine with a connection pool; nothing is opened yet."""
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    session = f"{POSTGRES_SESSION} -c idle_in_transaction_session_timeout={round(idle_limit_s * 1_000)}"
    return create_engine(
        url,
        pool_size=4,
        max_overflow=12,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "options": session},
    )


def _sqlite_engine(url: URL) -> Engine:
    # PERF(memory): the connection used last is used next, so that few of them hold pages.
    engine = create_engine(
        url, pool_size=8, max_overflow=24, pool_use_lifo=True, connect_args={"check_same_thread": False}
    )
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _on_sqlite_connect(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not begin transactions by itself: reads begin deferred, writes immediately (transaction.py).
    connection.isolation_level = None
    for setting in SQLITE_SETTINGS:
        connection.execute(setting)


def _on_sqlite_begin(connection: Connection) -> None:
    # A change feed reads in autocommit: a transaction left open would show it the past for ever.
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN")
