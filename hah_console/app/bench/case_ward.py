"""Made-up cases with all a case has: referral, order, doses, visits, cards, notes, alarms and its line of events."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.chart.note import Note, NoteKind, NoteText, Section, begun
from hah_console.domain.claims.card_upload import CardUpload, UploadState
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.dose import Dose, DoseState, DoseWindow
from hah_console.domain.drug import Amount, AmountUnit, Route
from hah_console.domain.episode import Episode
from hah_console.domain.ids import (
    AlarmId,
    CaseEventId,
    DoseId,
    NoteId,
    OrderId,
    StaffId,
    TaskId,
    UserId,
    VisitRecordId,
)
from hah_console.domain.medication_check import Medication
from hah_console.domain.order import Order, OrderKind, OrderState
from hah_console.domain.staff import Profession
from hah_console.domain.task import Task, TaskKind, TaskState
from hah_console.domain.timing import Timing
from hah_console.services.ports import UnitOfWork

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NURSE, PHYSICIAN = UserId("U-nurse"), UserId("U-physician")
SOAP = tuple(
    (section, "病人精神可，體溫 37.2，咳嗽減少，家屬照顧良好。持續抗生素治療，明日追蹤。") for section in Section
)
UNSIGNED_EVERY, NOT_UPLOADED_EVERY, LATE_DOSE_EVERY = 9, 7, 11
"""One in so many of those in care owes this today."""


@dataclass(slots=True)
class MadeCase:
    """Everything of one admission, as of ``now``; ``ended`` is None while in care."""

    number: int
    episode: Episode
    now: datetime
    ended: datetime | None = None
    events: list[CaseEvent] = field(default_factory=list)
    doses: list[Dose] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    visits: list[VisitRecord] = field(default_factory=list)
    uploads: list[CardUpload] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)

    @property
    def order_id(self) -> OrderId:
        """Of its one antibiotic."""
        return OrderId(f"O-{self.episode.episode_id}")

    @property
    def over(self) -> datetime:
        """Until when something has happened."""
        return self.ended or self.now

    def make(self) -> "MadeCase":
        """Fill it day by day."""
        self._begin()
        day = self.episode.admitted_at
        while day < self.over + (DAY if self.ended is None else timedelta(0)):
            self._day(day)
            day += DAY
        if self.ended is not None:
            self._end(self.ended)
        return self

    def save(self, uow: UnitOfWork) -> None:
        """Put it into the store; patient and admission are there."""
        uow.orders.save(self._order())
        uow.tasks.add_many(self.tasks)
        uow.doses.add_many(self.doses)
        for note in self.notes:
            uow.notes.save(note)
        for visit in self.visits:
            uow.visit_records.save(visit)
        for upload in self.uploads:
            uow.card_uploads.save(upload)
        for alarm in self.alarms:
            uow.alarms.save(alarm)
        uow.case_events.add(*self.events)

    def _tell(
        self, kind: CaseEventKind, at: datetime, entity: str, entity_id: str, by: UserId = NURSE, **facts: str
    ) -> None:
        whose, stay, told = self.episode.patient_id, self.episode.episode_id, tuple(sorted(facts.items()))
        key = CaseEventId(f"V-{stay}-{len(self.events)}")
        self.events.append(CaseEvent(key, whose, stay, kind, at, at, by, entity, entity_id, told))

    def _begin(self) -> None:
        start, key = self.episode.admitted_at, f"R-{self.episode.episode_id}"
        kinds = CaseEventKind
        self._tell(kinds.REFERRAL_RECEIVED, start - 5 * HOUR, "referral", key)
        self._tell(kinds.REFERRAL_ACCEPTED, start - 4 * HOUR, "referral", key)
        self._tell(kinds.INTAKE_DECIDED, start - 2 * HOUR, "referral", key, PHYSICIAN, decision="eligible")
        self._tell(kinds.CONSENT_SIGNED, start - HOUR, "episode", self.episode.episode_id)
        condition = self.episode.condition.value
        self._tell(kinds.ADMITTED, start, "episode", self.episode.episode_id, PHYSICIAN, condition=condition)
        self._tell(kinds.ENROLLED, start + 3 * HOUR, "episode", self.episode.episode_id)
        self._tell(kinds.ORDERED, start, "order", self.order_id, PHYSICIAN)
        specimen = f"S-{self.episode.episode_id}"
        self._tell(kinds.SPECIMEN_TAKEN, start + HOUR, "specimen", specimen)
        self._tell(kinds.SPECIMEN_RECEIVED, start + 2 * HOUR, "specimen", specimen)
        self._tell(kinds.RESULT_REPORTED, start + 30 * HOUR, "lab_result", f"L-{self.episode.episode_id}")

    def _day(self, day: datetime) -> None:
        number = len(self.doses)
        done = day < self.over - 12 * HOUR
        self._dose(day, number, done=done)
        if not done:
            return
        self._visit(day, number)
        self._note(day, number)
        video = {"profession": "physician", "mode": "video"}
        self._tell(CaseEventKind.CONTACT_HELD, day + 5 * HOUR, "contact", f"K-{number}", PHYSICIAN, **video)
        if number % 3 == 0:
            self._alarm(day + 7 * HOUR, number)

    def _dose(self, day: datetime, number: int, *, done: bool) -> None:
        episode, key = self.episode, f"{self.episode.episode_id}-{number}"
        late = not done and self.number % LATE_DOSE_EVERY == 0
        due = day - (2 * HOUR if late else timedelta(0))
        window = DoseWindow(due - HOUR, due + HOUR, due + 6 * HOUR)
        state = DoseState.GIVEN if done else DoseState.DUE
        at, by = (due, NURSE) if done else (None, None)
        task_id = TaskId(f"T-{key}")
        self.doses.append(
            Dose(DoseId(f"D-{key}"), self.order_id, episode.episode_id, episode.patient_id, due, window, state, at, by,
                 first=number == 0, task_id=task_id)
        )  # fmt: skip
        self.tasks.append(
            Task(task_id, episode.episode_id, episode.patient_id, TaskKind.IV_DOSE, due - HOUR, due + HOUR, 40,
                 state=TaskState.COMPLETED if done else TaskState.REQUESTED, order_id=self.order_id)
        )  # fmt: skip
        if done:
            self._tell(CaseEventKind.DOSE_GIVEN, due, "dose", f"D-{key}")

    def _visit(self, day: datetime, number: int) -> None:
        episode, key = self.episode, VisitRecordId(f"W-{self.episode.episode_id}-{number}")
        owed = self.ended is None and self.number % NOT_UPLOADED_EVERY == 0 and day > self.now - 2 * DAY
        left = day + 45 * timedelta(minutes=1)
        physician = number == 1
        profession = Profession.PHYSICIAN if physician else Profession.NURSE
        self.visits.append(
            VisitRecord(key, episode.episode_id, episode.patient_id, StaffId("N-1"), profession, day, arrived_at=day,
                        left_at=left, task_id=TaskId(f"T-{episode.episode_id}-{number}"), card_read=True)
        )  # fmt: skip
        state, taken = (UploadState.WAITING, None) if owed else (UploadState.UPLOADED, left + 4 * HOUR)
        self.uploads.append(CardUpload(key, episode.episode_id, episode.patient_id, left + DAY, state, last_at=taken))
        facts = {"profession": profession.value, "mode": "in-person"}
        self._tell(CaseEventKind.ARRIVED, day, "visit_record", key, NURSE, **facts)
        if physician:
            self._tell(CaseEventKind.ARRIVED, day, "visit_record", f"{key}-n", profession="nurse", mode="in-person")
        self._tell(CaseEventKind.LEFT, left, "visit_record", key, NURSE, **facts)
        if not owed:
            self._tell(CaseEventKind.CARD_UPLOADED, left + 4 * HOUR, "visit_record", key)

    def _note(self, day: datetime, number: int) -> None:
        at, key = day + HOUR, NoteId(f"N-{self.episode.episode_id}-{number}")
        text = NoteText(SOAP, NURSE, at)
        note = begun(key, self.episode.patient_id, self.episode.episode_id, NoteKind.VISIT, text)
        owed = self.ended is None and self.number % UNSIGNED_EVERY == 0 and day > self.now - 2 * DAY
        self._tell(CaseEventKind.NOTE_WRITTEN, at, "note", key)
        if not owed:
            self._tell(CaseEventKind.NOTE_SIGNED, at + HOUR, "note", key)
        self.notes.append(note if owed else note.signed(NURSE, at + HOUR))

    def _alarm(self, at: datetime, number: int) -> None:
        key = AlarmId(f"X-{self.episode.episode_id}-{number}")
        self.alarms.append(
            Alarm(key, self.episode.patient_id, "spo2_low", "bench", "spo2", Priority.MEDIUM, Lane.PHYSIOLOGICAL,
                  AlarmState.CLEARED, at, 88.0, 90.0, acknowledged_by=NURSE, acknowledged_at=at + HOUR / 6,
                  cleared_at=at + HOUR / 3)
        )  # fmt: skip

    def _end(self, at: datetime) -> None:
        entity, kinds = self.episode.episode_id, CaseEventKind
        self._tell(kinds.CLOSED, at, "episode", entity, PHYSICIAN, outcome="completed-treatment")
        kept = 14 + (self.number % 20 == 0) * 2 + (self.number % 20 == 10) * 4
        self._tell(kinds.WATCH_ENDED, at + kept * DAY, "closure", entity)

    def _order(self) -> Order:
        episode, medication = self.episode, Medication("ceftriaxone", Amount(Decimal(2), AmountUnit.G), Route.IV, 30)
        timing = Timing(episode.admitted_at, 24, self.over + 2 * DAY)
        return Order(
            self.order_id, episode.episode_id, episode.patient_id, OrderKind.IV_DOSE, timing, PHYSICIAN,
            episode.admitted_at, OrderState.ACTIVE if self.ended is None else OrderState.COMPLETED, medication,
            ordered_by=PHYSICIAN, ordered_at=episode.admitted_at, ended_at=self.ended,
            ended_by=PHYSICIAN if self.ended else None,
        )  # fmt: skip
