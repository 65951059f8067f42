"""Rising numbers of one database, given inside a transaction so that they become visible in order."""

from sqlalchemy import text

from hah_console.adapters.db.transaction import Transaction

_VALUE = text("SELECT value FROM counter WHERE name = :name")
_TAKE = text(
    "INSERT INTO counter (name, value) VALUES (:name, :count) "
    "ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value RETURNING value"
)


class Counters:
    """Named counters; a number given and rolled back is given again."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def take(self, name: str, count: int) -> int:
        """Count up by ``count`` and return the last number taken."""
        return int(self._tx.write(_TAKE, {"name": name, "count": count}).scalar_one())

    def value(self, name: str) -> int:
        """The last number given, 0 for none."""
        return int(self._tx.scalar(_VALUE, {"name": name}) or 0)
