"""Escalations and consultations with their steps."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Table, func, insert, select

from hah_console.adapters.db.mapping.consult import consult_of, consult_step_values, consult_values
from hah_console.adapters.db.mapping.escalation import escalation_of, escalation_values, step_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import response
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import Row, Values, ms, portions
from hah_console.domain.alarm import Lane
from hah_console.domain.consult import ENDED_CONSULTS, Consult
from hah_console.domain.escalation import Escalation
from hah_console.domain.ids import ConsultId, EscalationId, PatientId

S = TypeVar("S")


def _escalation_head(row: Row) -> Escalation:
    return escalation_of(row, ())


def _consult_head(row: Row) -> Consult:
    return replace(consult_of(row, _NO_STEP), version=row["version"])


_NO_STEP = ({"state": "requested", "at": 0, "by": "", "note": ""},)
_ESCALATION = Mapping(response.escalation, "escalation", escalation_values, _escalation_head)
_CONSULT = Mapping(response.consult, "consult", consult_values, _consult_head)


class EscalationRows(KeyedRows[EscalationId, Escalation]):
    """Escalations in order of their beginning; steps only grow."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _ESCALATION)

    def open(self) -> tuple[Escalation, ...]:
        """Those that are not over."""
        return self._where(self._table.c.ended_at.is_(None), order=[self._table.c.opened_at])

    def open_of(self, patient_id: PatientId | None, lane: Lane) -> Escalation | None:
        """The open one of a patient (None: of the system) in a lane."""
        mine = (self._table.c.subject == (patient_id or ""), self._table.c.lane == lane.value)
        found = self._where(*mine, self._table.c.ended_at.is_(None))
        return found[0] if found else None

    def of_patient(self, patient_id: PatientId) -> tuple[Escalation, ...]:
        """All of one person."""
        return self._where(self._table.c.patient_id == patient_id, order=[self._table.c.opened_at])

    def between(self, start: datetime, end: datetime) -> tuple[Escalation, ...]:
        """Those begun in [start, end)."""
        opened = self._table.c.opened_at
        return self._where(opened >= ms(start), opened < ms(end), order=[opened])

    def _objects(self, rows: Sequence[Row]) -> tuple[Escalation, ...]:
        steps = _steps(self._tx, response.escalation_step, "escalation_id", [row["escalation_id"] for row in rows])
        return tuple(escalation_of(row, steps[row["escalation_id"]]) for row in rows)

    def _save_parts(self, row: Escalation, stored: Values) -> None:  # noqa: ARG002 - steps are not in the head row
        _append(self._tx, response.escalation_step, row.escalation_id, row.steps, step_values)

    def _after(self, row: Escalation, stored: Values) -> Escalation:
        return replace(row, version=stored["version"])


class ConsultRows(KeyedRows[ConsultId, Consult]):
    """Consultations in order of request; steps only grow."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _CONSULT)

    def open(self) -> tuple[Consult, ...]:
        """Those that are not over."""
        ended = [state.value for state in ENDED_CONSULTS]
        return self._where(self._table.c.state.not_in(ended), order=[self._table.c.requested_at])

    def of_patient(self, patient_id: PatientId) -> tuple[Consult, ...]:
        """All of one person."""
        return self._where(self._table.c.patient_id == patient_id, order=[self._table.c.requested_at])

    def between(self, start: datetime, end: datetime) -> tuple[Consult, ...]:
        """Those requested in [start, end)."""
        asked = self._table.c.requested_at
        return self._where(asked >= ms(start), asked < ms(end), order=[asked])

    def _objects(self, rows: Sequence[Row]) -> tuple[Consult, ...]:
        steps = _steps(self._tx, response.consult_step, "consult_id", [row["consult_id"] for row in rows])
        return tuple(consult_of(row, steps[row["consult_id"]]) for row in rows)

    def _save_parts(self, row: Consult, stored: Values) -> None:  # noqa: ARG002 - steps are not in the head row
        _append(self._tx, response.consult_step, row.consult_id, row.history, consult_step_values)

    def _after(self, row: Consult, stored: Values) -> Consult:
        return replace(row, version=stored["version"])


def _steps(tx: Transaction, table: Table, key: str, ids: Sequence[str]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for some in portions(ids):
        mine = select(table).where(table.c[key].in_(some)).order_by(table.c[key], table.c.position)
        for row in tx.rows(mine):
            found[row[key]].append(row)
    return found


def _append(tx: Transaction, table: Table, key: str, steps: Sequence[S], values: Callable[..., Values]) -> None:
    """Write the steps that are not there yet; those that are, nobody changes."""
    name = next(iter(table.primary_key)).name
    known = tx.scalar(select(func.count()).select_from(table).where(table.c[name] == key))
    new = [values(key, position, step) for position, step in enumerate(steps) if position >= known]
    if new:
        tx.write(insert(table), new)
