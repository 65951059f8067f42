"""The patient page: one person's banner, live numbers, score, open alarms, next steps and clocks, as frozen rows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hah_console.alarms.locked import Locked, locked_of
from hah_console.domain.actor import Actor
from hah_console.domain.alarm import Alarm, AlarmState
from hah_console.domain.episode import Episode
from hah_console.domain.errors import NotFound
from hah_console.domain.ids import PatientId
from hah_console.domain.limits import REMEMBERED, PatientLimit
from hah_console.domain.patient import Patient
from hah_console.domain.reading import LatestVitals, StaffObservation
from hah_console.domain.rulepack import AlarmRules
from hah_console.domain.score.result import StoredScore
from hah_console.domain.task import Task
from hah_console.domain.told import Told
from hah_console.domain.transfer import Transfer
from hah_console.domain.visit import DayPlan
from hah_console.services.alarm_told import read_told
from hah_console.services.context import Context
from hah_console.services.live_numbers import LiveNumber, ScoreNow, live_numbers, score_now
from hah_console.services.next_steps import StageClock, WorkStep, stage_clock, work_steps
from hah_console.services.page_openings import note_view
from hah_console.services.patient_facts import Identity, Stay, identity_of, shown_episode, stay_of
from hah_console.services.patient_rules import PatientRules
from hah_console.services.ports import UnitOfWork

NEWS2 = "news2"
STEPS_BACK, STEPS_AHEAD = timedelta(days=1), timedelta(days=2)


@dataclass(frozen=True, slots=True)
class OpenAlarm:
    """An open alarm of the patient; ``owner`` is the name of who acknowledged it, empty while it waits.

    ``locked`` is why it is only shown although its rule is heard.
    """

    alarm: Alarm
    owner: str
    locked: Locked | None = None

    @property
    def waiting(self) -> bool:
        """Whether nobody has acknowledged it."""
        return self.alarm.state is not AlarmState.ACKNOWLEDGED


@dataclass(frozen=True, slots=True)
class PatientPage:
    """Everything beside the trends, as read at ``at``. ``stay`` is None for a person who was never admitted."""

    identity: Identity
    stay: Stay | None
    admitted_at: datetime | None
    numbers: tuple[LiveNumber, ...]
    limits: tuple[PatientLimit, ...]
    score: ScoreNow | None
    observation: StaffObservation | None
    observed_by: str
    alarms: tuple[OpenAlarm, ...]
    transfer: StageClock | None
    transfer_id: str
    steps: tuple[WorkStep, ...]
    at: datetime

    def first_waiting(self) -> OpenAlarm | None:
        """The most urgent alarm nobody has acknowledged."""
        return next((a for a in self.alarms if a.waiting), None)


@dataclass(frozen=True, slots=True)
class _Read:
    patient: Patient
    episode: Episode | None
    latest: LatestVitals | None
    limits: tuple[PatientLimit, ...]
    score: StoredScore | None
    observation: StaffObservation | None
    observed_by: str
    alarms: tuple[OpenAlarm, ...]
    transfer: Transfer | None
    hospital: str
    tasks: tuple[Task, ...]
    plans: tuple[DayPlan, ...]
    staff_names: dict[str, str]


def open_patient(ctx: Context, actor: Actor, patient_id: PatientId) -> None:
    """Record in the audit trail that ``actor`` opens this patient's page; call once per opening, before showing it.

    Raises NotPermitted, and NotFound for an unknown patient; then nothing may be shown.
    """
    with ctx.store() as uow:
        uow.patients.get(patient_id)
    note_view(ctx, actor, "patient", patient_id, patient_id)


def read_patient_page(ctx: Context, patient_id: PatientId, rules: PatientRules) -> PatientPage:
    """The page as of now. Reading it again does not audit again; raises NotFound for an unknown patient."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        read = _read(ctx, uow, patient_id, now, rules.alarms)
    today = ctx.today()
    return PatientPage(
        identity=identity_of(read.patient, today),
        stay=stay_of(ctx, read.episode, rules) if read.episode else None,
        admitted_at=read.episode.admitted_at if read.episode else None,
        numbers=live_numbers(read.latest, read.limits, rules, now),
        limits=read.limits,
        score=score_now(read.score, rules),
        observation=read.observation,
        observed_by=read.observed_by,
        alarms=read.alarms,
        transfer=stage_clock(read.transfer, rules, read.hospital) if read.transfer else None,
        transfer_id=read.transfer.transfer_id if read.transfer else "",
        steps=_steps(read, now),
        at=now,
    )


def _read(ctx: Context, uow: UnitOfWork, patient_id: PatientId, now: datetime, rules: AlarmRules | None) -> _Read:
    patient = uow.patients.find(patient_id)
    if patient is None:
        raise NotFound(entity="patient", entity_id=patient_id)
    transfer = next((t for t in uow.transfers.open() if t.patient_id == patient_id), None)
    hospital = uow.hospitals.find(transfer.hospital_id) if transfer and transfer.hospital_id else None
    users = {str(u.user_id): u.name for u in uow.users.all()}
    seen = uow.readings.last_observation(patient_id)
    days = (ctx.today(), ctx.today() + timedelta(days=1))
    limits = tuple(
        replace(x, author=users.get(x.author, x.author)) for x in uow.limits.current(now) if x.patient_id == patient_id
    )
    lately = tuple(x for x in uow.limits.since(now - REMEMBERED) if x.patient_id == patient_id)
    return _Read(
        patient=patient,
        episode=shown_episode(uow.episodes.of_patient(patient_id)),
        latest=uow.readings.latest_of(patient_id),
        limits=limits,
        score=next(iter(uow.scores.newest(NEWS2, [patient_id])), None),
        observation=seen,
        observed_by=users.get(seen.entered_by, seen.entered_by) if seen else "",
        alarms=_open_alarms(uow, patient_id, users, _Locks(rules, lately, now)),
        transfer=transfer,
        hospital=hospital.name if hospital else "",
        tasks=uow.tasks.of_patient(patient_id),
        plans=tuple(plan for day in days if (plan := uow.plans.published(day)) is not None),
        staff_names={s.staff_id: s.name for s in uow.staff.all()},
    )


@dataclass(frozen=True, slots=True)
class _Locks:
    """By what an alarm of the patient may be low."""

    rules: AlarmRules | None
    limits: tuple[PatientLimit, ...]
    now: datetime

    def of(self, alarm: Alarm, told: Mapping[str, Told]) -> Locked | None:
        return locked_of(alarm, told, self.rules, self.limits, self.now) if self.rules is not None else None


def _open_alarms(
    uow: UnitOfWork, patient_id: PatientId, users: Mapping[str, str], locks: _Locks
) -> tuple[OpenAlarm, ...]:
    mine = [a for a in uow.alarms.open() if a.patient_id == patient_id]
    told = read_told(uow, mine).get(patient_id, {})
    named = (OpenAlarm(a, users.get(a.acknowledged_by or "", a.acknowledged_by or ""), locks.of(a, told)) for a in mine)
    return tuple(sorted(named, key=lambda o: (not o.waiting, -o.alarm.priority, -o.alarm.raised_at.timestamp())))


def _steps(read: _Read, now: datetime) -> tuple[WorkStep, ...]:
    near = (t for t in read.tasks if t.latest >= now - STEPS_BACK and t.earliest <= now + STEPS_AHEAD)
    names = {stop.staff_id: read.staff_names.get(stop.staff_id, "") for plan in read.plans for stop in plan.visits}
    return work_steps(read.patient.patient_id, near, read.plans, names)
