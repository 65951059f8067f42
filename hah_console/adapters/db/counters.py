"""Rising numbers of one database, given inside a transaction so that they become visible in order."""

from sqlalchemy import select

from hah_console.adapters.db.tables.system import counter
from hah_console.adapters.db.transaction import Transaction


class Counters:
    """Named counters; a number given and rolled back is given again."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def take(self, name: str, count: int) -> int:
        """Count up by ``count`` and return the last number taken."""
        insert = self._tx.insert(counter).values(name=name, value=count)
        raised = insert.on_conflict_do_update(
            index_elements=["name"], set_={"value": counter.c.value + insert.excluded.value}
        )  # fmt: skip
        return int(self._tx.write(raised.returning(counter.c.value)).scalar_one())

    def value(self, name: str) -> int:
        """The last number given, 0 for none."""
        return int(self._tx.scalar(select(counter.c.value).where(counter.c.name == name)) or 0)
