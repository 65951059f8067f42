"""Editable rows found by id, with the version check that tells the second writer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Table, bindparam, select, update

from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import Row, Values, portions
from hah_console.domain.errors import NotFound, VersionConflict


class Versioned(Protocol):
    """A domain object with a version."""

    @property
    def version(self) -> int: ...


K = TypeVar("K", bound=str)
T = TypeVar("T", bound=Versioned)


@dataclass(frozen=True, slots=True)
class Mapping(Generic[T]):
    """How one noun is stored: its table (first column = the key), and both directions between row and object."""

    table: Table
    entity: str
    values: Callable[[T], Values]
    of: Callable[[Row], T]

    @property
    def key(self) -> str:
        """The name of the key column."""
        return next(iter(self.table.primary_key)).name


class KeyedRows(Generic[K, T]):
    """Get, find, list and save the objects of one table."""

    def __init__(self, transaction: Transaction, mapping: Mapping[T]) -> None:
        self._tx = transaction
        self._mapping = mapping
        self._table = mapping.table
        self._key = mapping.table.c[mapping.key]

    def get(self, key: K) -> T:
        """The object; raises NotFound."""
        found = self.find(key)
        if found is None:
            raise NotFound(entity=self._mapping.entity, entity_id=key)
        return found

    def find(self, key: K) -> T | None:
        """The object or None."""
        found = self._where(self._key == key)
        return found[0] if found else None

    def all(self) -> tuple[T, ...]:
        """Every object in order of its id."""
        return self._where()

    def save(self, row: T) -> T:
        """Insert version 0 or update exactly the row's version; returns what is stored now.

        Raises VersionConflict when somebody else wrote first, NotFound when the row does not exist.
        """
        values = self._mapping.values(row)
        stored = self._inserted(values) if row.version == 0 else self._updated(values)
        self._save_parts(row, stored)
        return self._after(row, stored)

    def _where(self, *conditions: ColumnElement[bool], order: Sequence[Any] = ()) -> tuple[T, ...]:
        statement = select(self._table).where(*conditions).order_by(*order, self._key)
        return self._objects(self._tx.rows(statement))

    def _with_keys(self, keys: Sequence[K]) -> tuple[T, ...]:
        return tuple(row for some in portions(keys) for row in self._where(self._key.in_(some)))

    def _objects(self, rows: Sequence[Row]) -> tuple[T, ...]:
        return tuple(self._mapping.of(row) for row in rows)

    def _save_parts(self, row: T, stored: Values) -> None:
        """Write rows that belong to the object; nothing here."""

    def _after(self, row: T, stored: Values) -> T:  # noqa: ARG002 - aggregates need the object too
        return self._mapping.of(stored)

    def _inserted(self, values: Values) -> Values:
        stored = {**values, "version": 1}
        statement = self._tx.insert(self._table).on_conflict_do_nothing(index_elements=[self._key])
        if self._tx.write(statement.returning(self._key), stored).first() is None:
            self._refuse(values)
        return stored

    def _updated(self, values: Values) -> Values:
        stored = {**values, "version": values["version"] + 1}
        known = (self._key == bindparam("known_key"), self._table.c.version == bindparam("known_version"))
        statement = update(self._table).where(*known)
        named = {"known_key": values[self._mapping.key], "known_version": values["version"]}
        if self._tx.write(statement, {**stored, **named}).rowcount != 1:
            self._refuse(values)
        return stored

    def _refuse(self, values: Values) -> None:
        entity, key = self._mapping.entity, values[self._mapping.key]
        found = self._tx.scalar(select(self._table.c.version).where(self._key == key))
        if found is None:
            raise NotFound(entity=entity, entity_id=key)
        raise VersionConflict(entity=entity, entity_id=key, expected=values["version"], found=found)
