"""Transfers with the stages they reached, who signed their hand-over, and the moments of their pathway."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Column, Table, delete, insert, select

from hah_console.adapters.db.mapping.transfer import (
    milestone_values,
    signature_values,
    stage_of,
    stage_values,
    transfer_of,
    transfer_values,
)
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import work
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import Row, Values
from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import PatientId, TransferId
from hah_console.domain.transfer import ENDED, StageEntry, Transfer, next_stages

_STAGE, _SIGNATURE, _MILESTONE = work.transfer_stage, work.transfer_signature, work.transfer_milestone
_ENDED = [stage.value for stage in ENDED]


def _head_of(row: Row) -> Transfer:
    return transfer_of(row, ())


_TRANSFER = Mapping(work.transfer, "transfer", transfer_values, _head_of)


class TransferRows(KeyedRows[TransferId, Transfer]):
    """Transfers, running and ended; the history only grows, and by no step out of order."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _TRANSFER)

    def open(self) -> tuple[Transfer, ...]:
        """Every transfer that has not ended."""
        return self._where(self._table.c.stage.not_in(_ENDED))

    def of_patient(self, patient_id: PatientId) -> tuple[Transfer, ...]:
        """Every transfer of one person."""
        return self._where(self._table.c.patient_id == patient_id)

    def _objects(self, rows: Sequence[Row]) -> tuple[Transfer, ...]:
        ids = [row["transfer_id"] for row in rows]
        stages = self._parts(_STAGE, _STAGE.c.position, ids)
        signatures = self._parts(_SIGNATURE, _SIGNATURE.c.at, ids)
        moments = self._parts(_MILESTONE, _MILESTONE.c.position, ids)
        keys = ((row, row["transfer_id"]) for row in rows)
        return tuple(transfer_of(row, stages[key], signatures[key], moments[key]) for row, key in keys)

    def _parts(self, table: Table, order: Column[int], ids: Sequence[str]) -> defaultdict[str, list[Row]]:
        parts: defaultdict[str, list[Row]] = defaultdict(list)
        if ids:
            mine = select(table).where(table.c.transfer_id.in_(ids))
            for row in self._tx.rows(mine.order_by(table.c.transfer_id, order)):
                parts[row["transfer_id"]].append(row)
        return parts

    def _save_parts(self, row: Transfer, stored: Values) -> None:  # noqa: ARG002 - the parts are not in the head row
        key = row.transfer_id
        known = [stage_of(r) for r in self._parts(_STAGE, _STAGE.c.position, [key])[key]]
        _require_legal(known, row)
        self._add(_STAGE, [stage_values(key, i, e) for i, e in enumerate(row.history) if i >= len(known)])
        self._tx.write(delete(_SIGNATURE).where(_SIGNATURE.c.transfer_id == key))
        self._add(_SIGNATURE, [signature_values(key, one) for one in row.signatures])
        told = len(self._parts(_MILESTONE, _MILESTONE.c.position, [key])[key])
        self._add(_MILESTONE, [milestone_values(key, i, m) for i, m in enumerate(row.milestones) if i >= told])

    def _add(self, table: Table, rows: list[Values]) -> None:
        if rows:
            self._tx.write(insert(table), rows)

    def _after(self, row: Transfer, stored: Values) -> Transfer:
        return replace(row, version=stored["version"])


def _require_legal(known: Sequence[StageEntry], row: Transfer) -> None:
    """SAFETY(order of stages): nothing of the history changes, and each new stage may follow the one before it.

    Raises IllegalTransition; whoever writes, also a program with a fault, leaves one legal state.
    """
    stages = row.stages()
    if tuple(e.stage for e in known) != stages[: len(known)]:
        raise IllegalTransition(entity="transfer", state=known[-1].stage.value, move="rewrite")
    for place in range(max(1, len(known)), len(stages)):
        if stages[place] not in next_stages(stages[:place]):
            raise IllegalTransition(entity="transfer", state=stages[place - 1].value, move=stages[place].value)
