"""Many rows at once by the shortest way of each engine: positional tuples in the order of the table's columns."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Table

from hah_console.adapters.db.transaction import Transaction

_ARRAY_TYPES = {
    "text": "text[]", "big_integer": "bigint[]", "integer": "int[]", "double": "float8[]", "boolean": "bool[]",
    "large_binary": "bytea[]",
}  # fmt: skip
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_BETWEEN, _NULL = "\x1f", "\x1e"
Cells = tuple[Any, ...]


def insert_new(transaction: Transaction, table: Table, rows: Sequence[Cells]) -> None:
    """Insert rows that are not there; a known key raises InvalidInput and leaves the transaction to be undone."""
    if transaction.postgres:
        transaction.copy_in(_copy(table), "".join([_line(row) for row in rows]))
    else:
        transaction.write_tuples(_insert(table), rows)


def put(transaction: Transaction, table: Table, rows: Sequence[Cells]) -> None:
    """Insert rows, replacing those with the same key; of rows with one key the last counts."""
    if not transaction.postgres:
        transaction.write_tuples(f"{_insert(table)} {_on_conflict(table)}", rows)
        return
    keys = [place for place, column in enumerate(table.columns) if column.primary_key]
    once = {tuple(row[place] for place in keys): row for row in rows}
    # an empty text in front: PostgreSQL takes a single empty cell for no cell at all
    columns = tuple(_BETWEEN.join(["", *map(_cell, cells)]) for cells in zip(*once.values(), strict=True))
    transaction.write_tuple(_unnest(table), columns)


@cache
def _names(table: Table) -> str:
    return ", ".join(column.name for column in table.columns)


@cache
def _insert(table: Table) -> str:
    return f"INSERT INTO {table.name} ({_names(table)}) VALUES ({', '.join('?' for _ in table.columns)})"


@cache
def _copy(table: Table) -> str:
    return f"COPY {table.name} ({_names(table)}) FROM STDIN"


@cache
def _unnest(table: Table) -> str:
    # PERF(live vitals): one text per column; the driver's own arrays cost three times as much.
    arrays = ", ".join(f"(string_to_array(%s, '{_BETWEEN}', '{_NULL}'))[2:]::{_array_type(c)}" for c in table.columns)
    return f"INSERT INTO {table.name} ({_names(table)}) SELECT * FROM unnest({arrays}) {_on_conflict(table)}"


def _array_type(column: Column[Any]) -> str:
    return _ARRAY_TYPES[column.type.__visit_name__]


@cache
def _on_conflict(table: Table) -> str:
    keys = ", ".join(column.name for column in table.primary_key)
    rest = ", ".join(f"{c.name} = excluded.{c.name}" for c in table.columns if not c.primary_key)
    return f"ON CONFLICT ({keys}) DO UPDATE SET {rest}"


def _line(row: Cells) -> str:
    return "\t".join([_escaped(value) for value in row]) + "\n"


def _escaped(value: object) -> str:
    if value is None:
        return "\\N"
    return value.translate(_ESCAPES) if isinstance(value, str) else repr(value)


def _cell(value: object) -> str:
    if value is None:
        return _NULL
    return "\\x" + value.hex() if isinstance(value, bytes) else str(value)
