"""One thing that happened to a patient, whatever it was, as a frozen row of her timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hah_console.domain.alarm import Alarm
from hah_console.domain.case_event import CaseEvent
from hah_console.domain.chart.attachment import Attachment
from hah_console.domain.chart.contact import Contact
from hah_console.domain.chart.note import Note
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.dose import Dose
from hah_console.domain.ids import EpisodeId, OrderId, PatientId, TransferId
from hah_console.domain.lab import LabResult
from hah_console.domain.order import Order
from hah_console.domain.reading import StaffObservation, Vital
from hah_console.domain.score.result import ScorePoint
from hah_console.domain.transfer import StageEntry


class EntryKind(StrEnum):
    """What an entry is about: what can be filtered."""

    VITALS = "vitals"
    OWN = "own"
    ALARM = "alarm"
    DOSE = "dose"
    VISIT = "visit"
    CONTACT = "contact"
    LAB = "lab"
    NOTE = "note"
    ATTACHMENT = "attachment"
    ORDER = "order"
    TRANSFER = "transfer"
    HANDOVER = "handover"
    FORM = "form"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Extent:
    """Lowest and highest value of a vital, in its unit."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class VitalHour:
    """What was measured from ``begin`` to ``end``; ``score`` is the highest NEWS2 stored in it."""

    begin: datetime
    end: datetime
    vitals: Mapping[Vital, Extent]
    score: ScorePoint | None = None


@dataclass(frozen=True, slots=True)
class OwnHour:
    """What the patient measured herself in an hour, with one thing: unverified, no alarm and no score counts it."""

    begin: datetime
    end: datetime
    source: str
    count: int
    vitals: Mapping[Vital, Extent]


@dataclass(frozen=True, slots=True)
class LabSet:
    """The results of what was taken at one moment."""

    specimen_at: datetime
    results: tuple[LabResult, ...]


@dataclass(frozen=True, slots=True)
class StageReached:
    """A transfer has come to a stage."""

    transfer_id: TransferId
    entry: StageEntry
    hospital: str = ""


Thing = (
    VitalHour | OwnHour | StaffObservation | Alarm | Dose | VisitRecord | Contact | LabSet | Note | Attachment
    | StageReached | CaseEvent
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """``entry_id`` is the same whenever it is read; ``at`` is where it stands: of an hour of vitals its end."""

    entry_id: str
    kind: EntryKind
    at: datetime
    thing: Thing


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything from ``start`` to ``end``, newest first, of the admission shown; nothing lies before ``begins``.

    ``names`` are those of users and staff by id; ``orders`` and ``drugs`` what doses and events of orders are about.
    ``admitted_on`` is local to the site, None for who was never admitted.
    """

    patient_id: PatientId
    episode_id: EpisodeId | None
    begins: datetime
    start: datetime
    end: datetime
    admitted_on: date | None
    entries: tuple[TimelineEntry, ...]
    names: Mapping[str, str]
    orders: Mapping[OrderId, Order]

    @property
    def whole(self) -> bool:
        """Whether it reaches back to the beginning."""
        return self.start <= self.begins

    def day_of(self, day: date) -> int | None:
        """Day n of the stay; None before it, or without one."""
        if self.admitted_on is None or day < self.admitted_on:
            return None
        return (day - self.admitted_on) // timedelta(days=1) + 1
