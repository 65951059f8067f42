"""The worklist: everything that is due now or overdue across patients, as frozen rows, the most urgent first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hah_console.domain.actor import Role
from hah_console.domain.alarm import Alarm, AlarmState, Priority
from hah_console.domain.care_clock import CareClock, ClockState
from hah_console.domain.clock_rule import WorkUrgency
from hah_console.domain.dose import Dose, DoseStanding
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.medication_check import Medication
from hah_console.domain.task import Task, TaskKind, TaskState
from hah_console.services.stay import Stay


class WorkKind(StrEnum):
    """What an item is."""

    ALARM = "alarm"
    CLOCK = "clock"
    DOSE = "dose"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class WorkDose:
    """A dose with what is given; ``drug`` is its name, empty when its order is not there."""

    dose: Dose
    drug: str = ""
    medication: Medication | None = None


Subject = Alarm | CareClock | WorkDose | Task


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing to do. ``due_at`` is until when, of an alarm since when; ``late`` when that has passed.

    ``priority`` None: due, and not urgent. ``owned``: somebody is at it. It belongs to everybody of ``role``, or to
    the person ``owner_id`` names; it is done on ``place`` (screen, entity). Names are masked: a list of many patients.
    ``stay`` is the admission that is not closed, None for what is owed after it.
    """

    key: str
    kind: WorkKind
    patient_id: PatientId | None
    episode_id: EpisodeId | None
    name: str
    priority: Priority | None
    owned: bool
    due_at: datetime
    late: bool
    role: Role
    place: tuple[str, str]
    subject: Subject
    owner_id: str = ""
    owner: str = ""
    stay: Stay | None = None

    def need(self) -> tuple[int, bool, datetime, str]:
        """Sort key: severity, then what nobody is at, then time."""
        return (-(self.priority or 0), self.owned, self.due_at, self.key)


@dataclass(frozen=True, slots=True)
class Worklist:
    """Everything as of ``at``. ``own_ids`` are the ids by which the person who looks is named."""

    items: tuple[WorkItem, ...]
    at: datetime
    rules_version: str = ""
    own_ids: frozenset[str] = frozenset()

    def overdue(self) -> int:
        """How many are late or alarm: what waits for somebody."""
        return sum(item.late and not item.owned for item in self.items)


@dataclass(frozen=True, slots=True)
class Names:
    """Masked names of patients and referrals, names of users and staff, by id; the stays of those in care."""

    patients: Mapping[PatientId, str]
    people: Mapping[str, str]
    stays: Mapping[PatientId, Stay] = field(default_factory=dict)
    referrals: Mapping[str, str] = field(default_factory=dict)

    def patient(self, patient_id: PatientId | None) -> str:
        """The masked name, empty when there is none."""
        return self.patients.get(patient_id, "") if patient_id is not None else ""

    def person(self, owner_id: str) -> str:
        """The name of a user or member of staff; the id when it is not known."""
        return self.people.get(owner_id, owner_id)

    def stay(self, patient_id: PatientId | None, episode_id: EpisodeId | None = None) -> Stay | None:
        """The admission something belongs to, when it is not closed."""
        found = self.stays.get(patient_id) if patient_id is not None else None
        return found if found is not None and episode_id in {None, found.episode_id} else None


def alarm_item(alarm: Alarm, names: Names) -> WorkItem:
    """An alarm that is open: nobody has it, or it is not resolved yet."""
    owner = alarm.acknowledged_by or ""
    return WorkItem(
        key=f"alarm:{alarm.alarm_id}",
        kind=WorkKind.ALARM,
        patient_id=alarm.patient_id,
        episode_id=None,
        name=names.patient(alarm.patient_id),
        priority=alarm.priority,
        owned=alarm.state is AlarmState.ACKNOWLEDGED,
        due_at=alarm.raised_at,
        late=True,
        role=Role.NURSE,
        place=("alarms", str(alarm.alarm_id)),
        subject=alarm,
        owner_id=owner,
        owner=names.person(owner),
        stay=names.stay(alarm.patient_id),
    )


def clock_item(clock: CareClock, names: Names) -> WorkItem | None:
    """A clock that is near or overdue; None while there is time, or while it pauses."""
    if clock.priority is None or clock.limit_at is None:
        return None
    on_patient = clock.place == "patient"
    entity = str(clock.patient_id or "") if on_patient else clock.entity_id
    return WorkItem(
        key=f"clock:{clock.key}",
        kind=WorkKind.CLOCK,
        patient_id=clock.patient_id,
        episode_id=clock.episode_id,
        name=names.patient(clock.patient_id) or names.referrals.get(clock.entity_id, ""),
        priority=clock.priority,
        owned=False,
        due_at=clock.limit_at,
        late=clock.state is ClockState.OVERDUE,
        role=clock.owner,
        place=(clock.place, entity),
        subject=clock,
        owner_id=clock.owner_id,
        owner=names.person(clock.owner_id),
        stay=names.stay(clock.patient_id, clock.episode_id),
    )


_LATE_DOSES = frozenset({DoseStanding.LATE, DoseStanding.OVERDUE})


def dose_item(work: WorkDose, now: datetime, urgency: WorkUrgency, names: Names) -> WorkItem | None:
    """A dose whose window has begun; None before it, or when somebody has said what became of it."""
    dose, standing = work.dose, work.dose.standing(now)
    if standing not in {DoseStanding.DUE, *_LATE_DOSES}:
        return None
    urgent = {DoseStanding.LATE: urgency.dose_late, DoseStanding.OVERDUE: urgency.dose_unsettled}
    return WorkItem(
        key=f"dose:{dose.dose_id}",
        kind=WorkKind.DOSE,
        patient_id=dose.patient_id,
        episode_id=dose.episode_id,
        name=names.patient(dose.patient_id),
        priority=urgent.get(standing),
        owned=False,
        due_at=dose.window.latest,
        late=standing in _LATE_DOSES,
        role=Role.NURSE,
        place=("patient", str(dose.patient_id)),
        subject=work,
        stay=names.stay(dose.patient_id, dose.episode_id),
    )


_PHYSICIANS = frozenset({TaskKind.PHYSICIAN_VISIT})
_DISPATCHERS = frozenset({TaskKind.KIT_DELIVERY, TaskKind.KIT_RETRIEVAL, TaskKind.MEDICINE_DELIVERY})


def visit_item(task: Task, now: datetime, urgency: WorkUrgency, names: Names, staff_id: str) -> WorkItem | None:
    """Dated work whose window has begun; ``staff_id`` is who is sent by the plan, or empty."""
    if now < task.earliest:
        return None
    late = now > task.latest
    urgent = urgency.visit_late_hard if task.hard_window else urgency.visit_late
    physician, dispatcher = task.kind in _PHYSICIANS, task.kind in _DISPATCHERS
    return WorkItem(
        key=f"task:{task.task_id}",
        kind=WorkKind.VISIT,
        patient_id=task.patient_id,
        episode_id=task.episode_id,
        name=names.patient(task.patient_id),
        priority=urgent if late else None,
        owned=task.state is TaskState.IN_PROGRESS,
        due_at=task.latest,
        late=late,
        role=Role.PHYSICIAN if physician else Role.DISPATCHER if dispatcher else Role.NURSE,
        place=("patient", str(task.patient_id)),
        subject=task,
        owner_id=staff_id,
        owner=names.person(staff_id),
        stay=names.stay(task.patient_id, task.episode_id),
    )
