"""Ports of the store for the nouns of a case: events, referrals, orders, notes, visits, claims. See ``ports``."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.claims.card_upload import CardUpload
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.ids import EpisodeId, PatientId, StaffId, TaskId, VisitRecordId
from hah_console.services.keyed_port import Keyed


class CaseEvents(Protocol):
    """What happened in each case, in order of when; append-only. ``add`` leaves an event that is there as it was.

    ``of_episodes`` goes admission by admission; periods are [start, end). ``since`` has what was written after a
    number, in order of writing, and the number of the last. ``unanswered`` are the admissions with an event of
    ``starts`` (from ``since`` on) after which none of ``ends`` came: of the admission, or with ``entity`` of the thing.
    """

    def add(self, *events: CaseEvent) -> None: ...
    def of_episode(self, episode_id: EpisodeId) -> tuple[CaseEvent, ...]: ...
    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[CaseEvent, ...]: ...
    def of_entity(self, entity_id: str) -> tuple[CaseEvent, ...]: ...
    def of_episodes(
        self, episode_ids: Sequence[EpisodeId], kinds: Collection[CaseEventKind]
    ) -> tuple[CaseEvent, ...]: ...
    def between(self, start: datetime, end: datetime, kinds: Collection[CaseEventKind]) -> tuple[CaseEvent, ...]: ...
    def last_number(self) -> int: ...
    def since(self, number: int) -> tuple[int, tuple[CaseEvent, ...]]: ...
    def unanswered(
        self,
        starts: Collection[CaseEventKind],
        ends: Collection[CaseEventKind],
        entity: str = "",
        since: datetime | None = None,
    ) -> frozenset[EpisodeId]: ...


class VisitRecords(Keyed[VisitRecordId, VisitRecord], Protocol):
    """Visits as they were, by arrival; one without an arrival stands where it was noted. Periods are [start, end).
    Those made in vain are found by their id alone."""

    def some(self, visit_record_ids: Sequence[VisitRecordId]) -> tuple[VisitRecord, ...]: ...
    def of_episode(self, episode_id: EpisodeId) -> tuple[VisitRecord, ...]: ...
    def of_task(self, task_id: TaskId) -> VisitRecord | None: ...
    def between(self, start: datetime, end: datetime) -> tuple[VisitRecord, ...]: ...
    def open(self) -> tuple[VisitRecord, ...]: ...
    def count_of_staff(self, staff_id: StaffId, start: datetime, end: datetime) -> int: ...


class CardUploads(Keyed[VisitRecordId, CardUpload], Protocol):
    """Card data on their way to the payer; ``waiting``: what was not taken yet, the most urgent first."""

    def waiting(self) -> tuple[CardUpload, ...]: ...
    def of_visits(self, visit_record_ids: Sequence[VisitRecordId]) -> tuple[CardUpload, ...]: ...
