"""The team with its shifts and duty roster."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Table, delete, select

from hah_console.adapters.db.mapping.staff import duty_of, duty_values, shift_of, shift_values, staff_of, staff_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import people
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import Values, ms
from hah_console.domain.ids import StaffId
from hah_console.domain.staff import Duty, Shift, Staff

_STAFF = Mapping(people.staff, "staff", staff_values, staff_of)
_SHIFT, _DUTY = people.shift.c, people.duty.c


class StaffRows(KeyedRows[StaffId, Staff]):
    """Team members; shifts and duties given again replace the ones of the same id or start."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _STAFF)

    def add_shifts(self, shifts: Sequence[Shift]) -> None:
        """Store shifts."""
        self._put(people.shift, [shift_values(s) for s in shifts])

    def shifts(self, start: datetime, end: datetime) -> tuple[Shift, ...]:
        """Shifts that overlap [start, end), earliest first."""
        overlap = (_SHIFT.starts_at < ms(end), _SHIFT.ends_at > ms(start))
        statement = select(people.shift).where(*overlap).order_by(_SHIFT.starts_at, _SHIFT.shift_id)
        return tuple(shift_of(row) for row in self._tx.rows(statement))

    def add_duties(self, duties: Sequence[Duty]) -> None:
        """Store duties."""
        self._put(people.duty, [duty_values(d) for d in duties])

    def duties(self, at: datetime) -> tuple[Duty, ...]:
        """Who answers in which role at a moment."""
        holds = (_DUTY.starts_at <= ms(at), _DUTY.ends_at > ms(at))
        statement = select(people.duty).where(*holds).order_by(_DUTY.role, _DUTY.staff_id)
        return tuple(duty_of(row) for row in self._tx.rows(statement))

    def duties_between(self, start: datetime, end: datetime) -> tuple[Duty, ...]:
        """The roster of [start, end), earliest first."""
        overlap = (_DUTY.starts_at < ms(end), _DUTY.ends_at > ms(start))
        statement = select(people.duty).where(*overlap).order_by(_DUTY.starts_at, _DUTY.role, _DUTY.staff_id)
        return tuple(duty_of(row) for row in self._tx.rows(statement))

    def remove_duty(self, duty: Duty) -> bool:
        """Take one duty off the roster; whether it was there."""
        mine = (_DUTY.role == duty.role, _DUTY.staff_id == duty.staff_id, _DUTY.starts_at == ms(duty.starts_at))
        return self._tx.write(delete(people.duty).where(*mine)).rowcount == 1

    def _put(self, table: Table, rows: Sequence[Values]) -> None:
        if rows:
            self._tx.upsert(table, rows)
