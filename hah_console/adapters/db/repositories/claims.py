"""Visits as they were, and card data on their way to the payer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from hah_console.adapters.db.mapping.claims import upload_of, upload_values, visit_of, visit_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import claims
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import ms
from hah_console.domain.claims.card_upload import CardUpload, UploadState
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.ids import EpisodeId, StaffId, TaskId, VisitRecordId

_VISIT = Mapping(claims.visit_record, "visit_record", visit_values, visit_of)
_UPLOAD = Mapping(claims.card_upload, "card_upload", upload_values, upload_of)


class VisitRecordRows(KeyedRows[VisitRecordId, VisitRecord]):
    """Visits in order of arrival, one without an arrival where it was noted. Of several only those that were made: one
    in vain is found by its id alone."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _VISIT)

    def some(self, visit_record_ids: Sequence[VisitRecordId]) -> tuple[VisitRecord, ...]:
        """Those of these ids that are there."""
        return self._with_keys(visit_record_ids)

    def of_episode(self, episode_id: EpisodeId) -> tuple[VisitRecord, ...]:
        """The visits of one admission."""
        return self._where(self._table.c.episode_id == episode_id, self._made(), order=[self._when()])

    def of_task(self, task_id: TaskId) -> VisitRecord | None:
        """The visit that carried out a task."""
        found = self._where(self._table.c.task_id == task_id, self._made())
        return found[0] if found else None

    def between(self, start: datetime, end: datetime) -> tuple[VisitRecord, ...]:
        """The visits that begin in [start, end); without an arrival or with only a leaving: noted in it."""
        when = self._when()
        return self._where(when >= ms(start), when < ms(end), self._made(), order=[when])

    def open(self) -> tuple[VisitRecord, ...]:
        """The visits somebody is at now."""
        table = self._table
        at_it = (table.c.arrived_at.is_not(None), table.c.left_at.is_(None), self._made())
        return self._where(*at_it, order=[table.c.arrived_at])

    def count_of_staff(self, staff_id: StaffId, start: datetime, end: datetime) -> int:
        """How many visits one person began in [start, end)."""
        at = self._table.c.arrived_at
        made = (self._table.c.staff_id == staff_id, self._made())
        mine = select(func.count()).where(*made, at >= ms(start), at < ms(end))
        return int(self._tx.scalar(mine))

    def _made(self) -> ColumnElement[bool]:
        return self._table.c.in_vain == ""

    def _when(self) -> ColumnElement[int]:
        return func.coalesce(self._table.c.arrived_at, self._table.c.left_at, self._table.c.noted_at)


class CardUploadRows(KeyedRows[VisitRecordId, CardUpload]):
    """The queue of card data, the most urgent first."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _UPLOAD)

    def waiting(self) -> tuple[CardUpload, ...]:
        """Everything the payer has not taken yet."""
        return self._where(self._table.c.state != UploadState.UPLOADED.value, order=[self._table.c.due_at])

    def of_visits(self, visit_record_ids: Sequence[VisitRecordId]) -> tuple[CardUpload, ...]:
        """The card data of many visits."""
        return self._with_keys(visit_record_ids)
