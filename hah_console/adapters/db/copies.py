"""Copies the rows of some patients many times over, with other ids and at other times: a store as large as one gets."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import BigInteger, Column, Table

from hah_console.adapters.db.tables import care, case, chart, claims, orders, people, work
from hah_console.adapters.db.values import ms

TABLES: Sequence[Table] = (
    people.patient, people.episode, orders.order, orders.dose, work.task, chart.note, case.case_event, care.alarm,
    claims.visit_record, claims.card_upload,
)  # fmt: skip
_IDS = frozenset({
    "patient_id", "medical_record_number", "episode_id", "order_id", "dose_id", "task_id", "note_id", "event_id",
    "entity_id", "alarm_id", "visit_record_id",
})  # fmt: skip
_NUMBERS = "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < ?)"


def copy_patients(file: Path, like: str, copies: int, apart: timedelta, until: datetime) -> None:
    """Copy everything of the patients whose id is ``like`` so often, each copy ``apart`` earlier than the one before.

    What would have happened after ``until`` is left out. SQLite files nobody else has open; indexes are built at the
    end. Foreign keys are not looked at: a copy refers to copies.
    """
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        for table in TABLES:
            _copy(connection, table, like, (copies, round(apart.total_seconds() * 1000)))
        connection.execute("DELETE FROM case_event WHERE at > ?", (ms(until),))
        connection.execute("COMMIT")
    finally:
        connection.close()


def _copy(connection: sqlite3.Connection, table: Table, like: str, by: tuple[int, int]) -> None:
    copied = [column for column in table.columns if not _is_counted(column)]
    names = ", ".join(f'"{column.name}"' for column in copied)
    values = ", ".join(_value(column, by[1]) for column in copied)
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (table.name,)
    ).fetchall()
    connection.execute(f"CREATE TEMP TABLE one AS SELECT * FROM {table.name} WHERE patient_id LIKE ?", (like,))
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.execute(f"{_NUMBERS} INSERT INTO {table.name} ({names}) SELECT {values} FROM n, one", (by[0],))
    for _, sql in indexes:
        connection.execute(sql)
    connection.execute("DROP TABLE one")


def _is_counted(column: Column[object]) -> bool:
    """The database numbers the row itself."""
    return column.primary_key and column.autoincrement is True


def _value(column: Column[object], apart_ms: int) -> str:
    name = f'one."{column.name}"'
    if column.name in _IDS:
        return f"{name} || '-' || n.k"
    return f"{name} - n.k * {apart_ms}" if isinstance(column.type, BigInteger) else name
