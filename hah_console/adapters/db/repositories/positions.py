"""Where people are, as last told."""

from collections.abc import Sequence

from sqlalchemy import select

from hah_console.adapters.db.mapping.position import position_of, position_values
from hah_console.adapters.db.tables.field import staff_position
from hah_console.adapters.db.transaction import Transaction
from hah_console.domain.position import StaffPosition


class PositionRows:
    """One row per person."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def put(self, positions: Sequence[StaffPosition]) -> tuple[StaffPosition, ...]:
        """See Positions: a phone that was offline sends what is long past; that never hides where somebody is now."""
        return tuple(position for position in positions if self._put(position))

    def latest(self) -> tuple[StaffPosition, ...]:
        """The newest of everybody who ever told, by id."""
        rows = self._tx.rows(select(staff_position).order_by(staff_position.c.staff_id))
        return tuple(position_of(row) for row in rows)

    def _put(self, position: StaffPosition) -> bool:
        insert = self._tx.insert(staff_position)
        newer = insert.on_conflict_do_update(
            index_elements=[staff_position.c.staff_id],
            set_={name: insert.excluded[name] for name in ("lon", "lat", "at", "accuracy_m")},
            where=insert.excluded.at > staff_position.c.at,
        )
        stored = self._tx.write(newer.returning(staff_position.c.staff_id), position_values(position))
        return stored.first() is not None
