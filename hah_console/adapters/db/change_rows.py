"""The change log: noted during a command, written and numbered in its commit."""

from datetime import datetime

from sqlalchemy import Select, insert, select, text

from hah_console.adapters.db.counters import Counters
from hah_console.adapters.db.tables.system import change_log
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import Row, Values, at, ms
from hah_console.services.changes import Change, Changes

CHANNEL = "hah_changes"
"""PostgreSQL notification channel that wakes the change feeds."""
_NOTIFY = text(f"SELECT pg_notify('{CHANNEL}', :last)")


class ChangeRows:
    """Changes of one unit of work."""

    def __init__(self, transaction: Transaction, counters: Counters) -> None:
        self._tx = transaction
        self._counters = counters
        self._noted: list[Values] = []

    def note(self, kind: str, entity: str, entity_id: str, actor: str, moment: datetime) -> None:
        """Remember a change for the commit."""
        row = {"kind": kind, "entity": entity, "entity_id": entity_id, "actor": actor, "at": ms(moment)}
        self._noted.append(row)

    @property
    def noted(self) -> int:
        """How many changes have been noted."""
        return len(self._noted)

    def back_to(self, noted: int) -> None:
        """Forget what was noted after so many."""
        del self._noted[noted:]

    def write(self) -> Changes:
        """Number and store what was noted, and wake the readers of a PostgreSQL store when the commit is through."""
        if not self._noted:
            return Changes()
        last = self._counters.take("change_log", len(self._noted))
        first = last - len(self._noted) + 1
        rows = [{**row, "sequence": first + i} for i, row in enumerate(self._noted)]
        self._tx.write(insert(change_log), rows)
        if self._tx.postgres:
            self._tx.write(_NOTIFY, {"last": str(last)})
        self._noted.clear()
        return Changes(tuple(change_of(row) for row in rows))


def changes_after(sequence: int, limit: int) -> Select[tuple[object, ...]]:
    """The query for changes after a sequence, in order."""
    return select(change_log).where(change_log.c.sequence > sequence).order_by(change_log.c.sequence).limit(limit)


def change_of(row: Row) -> Change:
    """The change of a row."""
    return Change(row["sequence"], row["kind"], row["entity"], row["entity_id"], row["actor"], at(row["at"]))
