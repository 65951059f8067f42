"""Transfers with the stages they reached."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, insert, select

from hah_console.adapters.db.mapping.transfer import stage_values, transfer_of, transfer_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import work
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import Row, Values
from hah_console.domain.ids import PatientId, TransferId
from hah_console.domain.transfer import ENDED, Transfer

_STAGE = work.transfer_stage


def _head_of(row: Row) -> Transfer:
    return transfer_of(row, ())


_TRANSFER = Mapping(work.transfer, "transfer", transfer_values, _head_of)


class TransferRows(KeyedRows[TransferId, Transfer]):
    """Transfers, running and ended; the history only grows."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _TRANSFER)

    def open(self) -> tuple[Transfer, ...]:
        """Every transfer that has not ended."""
        return self._where(self._table.c.stage.not_in([stage.value for stage in ENDED]))

    def of_patient(self, patient_id: PatientId) -> tuple[Transfer, ...]:
        """Every transfer of one person."""
        return self._where(self._table.c.patient_id == patient_id)

    def _objects(self, rows: Sequence[Row]) -> tuple[Transfer, ...]:
        stages = self._stages([row["transfer_id"] for row in rows])
        return tuple(transfer_of(row, stages[row["transfer_id"]]) for row in rows)

    def _stages(self, ids: Sequence[str]) -> defaultdict[str, list[Row]]:
        stages: defaultdict[str, list[Row]] = defaultdict(list)
        if ids:
            mine = select(_STAGE).where(_STAGE.c.transfer_id.in_(ids))
            for row in self._tx.rows(mine.order_by(_STAGE.c.transfer_id, _STAGE.c.position)):
                stages[row["transfer_id"]].append(row)
        return stages

    def _save_parts(self, row: Transfer, stored: Values) -> None:  # noqa: ARG002 - the history is not in the head row
        known = self._tx.scalar(
            select(func.count()).select_from(_STAGE).where(_STAGE.c.transfer_id == row.transfer_id)
        )  # fmt: skip
        new = [stage_values(row.transfer_id, i, e) for i, e in enumerate(row.history) if i >= known]
        if new:
            self._tx.write(insert(_STAGE), new)

    def _after(self, row: Transfer, stored: Values) -> Transfer:
        return replace(row, version=stored["version"])
