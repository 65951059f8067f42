"""A ward for the tests of the user interface: the demo site in a real SQLite database, with vitals, scores, alarms
and a published plan, at a quarter past three at night."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile

import argon2

from hah_console.adapters.db.store import Store
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.adapters.site import load_site
from hah_console.alarms.finding import key_of
from hah_console.domain.actor import Actor, Role
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.clock import ManualClock, SystemClock
from hah_console.domain.errors import HahError
from hah_console.domain.ids import AlarmId, PatientId, PlanId, ShelfId, UserId, VisitId
from hah_console.domain.reading import LatestValue, LatestVitals, Vital
from hah_console.domain.score.result import ScoreItem, ScoreResult, StoredScore
from hah_console.domain.service_state import Heartbeat
from hah_console.domain.shelf import Shelf, ShelfReason
from hah_console.domain.staff import Profession
from hah_console.domain.visit import DayPlan, LegSource, PlannedVisit, PlanState
from hah_console.services.alarm_commands import acknowledge_alarm
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork
from hah_console.services.sign_in import lock, sign_in, sign_out, unlock
from hah_console.services.site_load import load_site_pack
from helpers.stores import migrated_store

NOW = datetime(2026, 11, 22, 19, 12, 45, tzinfo=UTC)
DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
LOADER = Actor(UserId("service"), "service", Role.SERVICE, "test")
RULES = load_rule_packs(DEMO.parent / "rulepacks")
SCORES = (9, 6, 5, 4, 3, 3, 2, 2, 2, 1, 1, 1)
SILENT = 9
"""Position of the patient whose device has been silent for 47 minutes."""


class QuickHasher:
    """Argon2id with the least work."""

    def __init__(self) -> None:
        self._argon = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

    def hash(self, password: str) -> str:
        return self._argon.hash(password)

    def matches(self, stored_hash: str, password: str) -> bool:
        try:
            return self._argon.verify(stored_hash, password)
        except argon2.exceptions.VerifyMismatchError:
            return False


@dataclass(slots=True)
class Bell:
    """Implements the notifier port by remembering what was rung."""

    available: bool = True
    rung: list[int] = field(default_factory=list)
    volumes: list[int] = field(default_factory=list)
    silenced: int = 0

    def alarm(self, priority: int, volume_pct: int = 100) -> None:
        self.rung.append(priority)
        self.volumes.append(volume_pct)

    def silence(self) -> None:
        self.silenced += 1


@dataclass(slots=True)
class Ward:
    """A database of its own with its clock and the commands a console needs."""

    store: Store
    clock: ManualClock
    ctx: Context
    patients: tuple[PatientId, ...]
    hasher: QuickHasher = field(default_factory=QuickHasher)
    bell: Bell = field(default_factory=Bell)

    def sign_in(self, name: str, password: str) -> Actor:
        return sign_in(self.ctx, self.hasher, name, password, "ward-test")

    def unlock(self, actor: Actor, password: str) -> Actor:
        return unlock(self.ctx, self.hasher, actor, password)

    def note_lock(self, actor: Actor) -> Changes:
        return lock(self.ctx, actor)

    def note_sign_out(self, actor: Actor) -> Changes:
        return sign_out(self.ctx, actor)

    def acknowledge(self, actor: Actor, alarm_id: AlarmId, version: int | None = None) -> Changes:
        return acknowledge_alarm(self.ctx, actor, alarm_id, version)

    def raise_alarm(self, alarm: Alarm) -> None:
        """What the service does when it raises an alarm."""
        with self.ctx.store() as uow:
            uow.alarms.save(alarm)
            record(uow, LOADER, alarm.raised_at, "raise_alarm", "alarm", alarm.alarm_id, alarm.patient_id)
            uow.commit()

    def shelve(self, alarm_id: str, *, minutes: float) -> None:
        """What a person does who keeps an alarm quiet for a while."""
        now = self.clock.now()
        with self.ctx.store() as uow:
            alarm = uow.alarms.get(AlarmId(alarm_id))
            shelf = Shelf(
                ShelfId(f"S-{alarm_id}"), alarm.patient_id, key_of(alarm), alarm.rule_id, alarm.subject, alarm.priority,
                ShelfReason.BEING_TREATED, "", "U-nurse1", now, now + timedelta(minutes=minutes),
            )  # fmt: skip
            uow.shelves.save(shelf)
            record(uow, LOADER, now, "shelve_alarm", "alarm", alarm_id, alarm.patient_id)
            uow.commit()

    def receive(self, patient_id: PatientId, **values: float) -> None:
        """What the service does when a reading arrives."""
        with self.ctx.store() as uow:
            uow.readings.save_latest([latest(patient_id, values, self.clock.now())])
            uow.commit()

    def beat(self, at: datetime | None = None) -> None:
        """A sign of life of the service, in machine time."""
        with self.ctx.store() as uow:
            uow.service.beat(Heartbeat("service", 4242, at or SystemClock().now()))
            uow.commit()

    def state_of(self, alarm_id: str) -> AlarmState:
        with self.ctx.store() as uow:
            return uow.alarms.get(AlarmId(alarm_id)).state


def an_alarm(
    number: str,
    patient_id: PatientId | None,
    subject: str,
    value: float | None,
    priority: Priority,
    *,
    minutes_ago: float = 1,
    lane: Lane = Lane.PHYSIOLOGICAL,
) -> Alarm:
    """An active alarm raised some minutes before NOW."""
    raised = NOW - timedelta(minutes=minutes_ago)
    return Alarm(
        AlarmId(number), patient_id, f"test.{subject}", "test", subject, priority, lane, AlarmState.ACTIVE, raised,
        value,
    )  # fmt: skip


def latest(patient_id: PatientId, values: dict[str, float], at: datetime) -> LatestVitals:
    """Last values all received at one moment."""
    return LatestVitals(patient_id, 0, {Vital(name): LatestValue(value, at, at, at) for name, value in values.items()})


def vitals_for(score: int, position: int) -> dict[str, float]:
    """Vital signs that go with a score, slightly different for everybody."""
    return {
        "hr": 62 + score * 6 + position % 9,
        "spo2": 98 - math.ceil(score * 1.3),
        "rr": 15 + score,
        "sbp": 134 - score * 4 - position % 5,
        "dbp": 72 + position % 8,
        "temp": 36.5 + score / 4 + position % 4 / 10,
    }


def make_template(folder: Path) -> Path:
    """Build the database file once; tests copy it."""
    path = folder / "ward.db"
    store = migrated_store(f"sqlite:///{path}")
    ctx = Context(store.unit_of_work, ManualClock(NOW))
    load_site_pack(ctx, LOADER, load_site(DEMO), QuickHasher(), ctx.today())
    with ctx.store() as uow:
        patients = _in_care(uow)
        _write_vitals(uow, patients)
        _write_scores(uow, patients)
        _write_alarms(uow, patients)
        uow.plans.save(_plan(ctx, uow))
        uow.commit()
    store.close()
    return path


def open_ward(template: Path, folder: Path) -> Ward:
    """A ward on its own copy of the template."""
    path = folder / "ward.db"
    copyfile(template, path)
    store, clock = Store(f"sqlite:///{path}"), ManualClock(NOW)
    ctx = Context(store.unit_of_work, clock)
    with ctx.store() as uow:
        patients = _in_care(uow)
    ward = Ward(store, clock, ctx, patients)
    ward.beat()
    return ward


def _in_care(uow: UnitOfWork) -> tuple[PatientId, ...]:
    return tuple(sorted(episode.patient_id for episode in uow.episodes.open()))


def _score_of(position: int) -> int:
    return SCORES[position] if position < len(SCORES) else 0


def _write_vitals(uow: UnitOfWork, patients: Sequence[PatientId]) -> None:
    rows = []
    for position, patient_id in enumerate(patients):
        age = timedelta(minutes=47) if position == SILENT else timedelta(seconds=1 + position % 9)
        rows.append(latest(patient_id, vitals_for(_score_of(position), position), NOW - age))
    uow.readings.save_latest(rows)


def _write_scores(uow: UnitOfWork, patients: Sequence[PatientId]) -> None:
    for position, patient_id in enumerate(patients):
        present = 5 if position == 5 else 7
        steps = [(step, _walk(position, step)) for step in range(96)] + [(96, _score_of(position))]
        uow.scores.add_many(
            [_stored(patient_id, NOW - timedelta(hours=24 - step / 4), points, present) for step, points in steps]
        )


def _walk(position: int, step: int) -> int:
    swing = 1.6 * math.sin(step / (5 + position % 7) + position) + 1.1 * math.sin(step / 2.3 + position * 2)
    return max(0, round(_score_of(position) + swing))


def _stored(patient_id: PatientId, at: datetime, points: int, present: int) -> StoredScore:
    items = [ScoreItem("first", "1", at, points), *(ScoreItem(f"item{i}", "1", at, 0) for i in range(1, present))]
    items += [ScoreItem(f"item{i}", None, None, None) for i in range(present, 7)]
    return StoredScore(patient_id, at, ScoreResult("news2", "test", tuple(items), points, points + 3 * (7 - present)))


def _write_alarms(uow: UnitOfWork, patients: Sequence[PatientId]) -> None:
    high, medium, low = Priority.HIGH, Priority.MEDIUM, Priority.LOW
    alarms = [
        an_alarm("A-1", patients[0], "spo2", 86, high, minutes_ago=0.63),
        an_alarm("A-2", patients[1], "news2", 6, medium, minutes_ago=8),
        an_alarm("A-3", patients[SILENT], "silence", 47, medium, minutes_ago=44, lane=Lane.TECHNICAL),
        an_alarm("A-4", patients[7], "battery", 12, low, minutes_ago=5, lane=Lane.TECHNICAL),
        an_alarm("A-5", patients[3], "temp", 38.2, low, minutes_ago=31),
    ]
    nurse = uow.users.by_sign_in_name("nurse1")
    assert nurse is not None
    for alarm in alarms:
        owned = alarm.alarm_id == "A-2"
        uow.alarms.save(alarm.acknowledged(nurse.user_id, NOW - timedelta(minutes=6)) if owned else alarm)


def _plan(ctx: Context, uow: UnitOfWork) -> DayPlan:
    """Every task of the day on somebody's route, in the middle of its window; one visit should have begun already."""
    nurses = sorted(s.staff_id for s in uow.staff.all() if s.profession is Profession.NURSE)
    start = NOW - timedelta(hours=2)
    tasks = [t for t in uow.tasks.between(start, NOW + timedelta(hours=20)) if t.latest > start]
    visits = []
    for order, task in enumerate(sorted(tasks, key=lambda t: (t.earliest, t.task_id))):
        at = NOW - timedelta(minutes=12) if order == 0 else max(task.earliest, NOW + timedelta(hours=4))
        visits.append(
            PlannedVisit(
                VisitId(f"V-{order}"), task.task_id, task.patient_id, nurses[order % len(nurses)], order, at, at,
                at + timedelta(minutes=task.duration_minutes), 600, 3_000, LegSource.ESTIMATE,
            )
        )  # fmt: skip
    return DayPlan(
        PlanId("plan-1"), ctx.today(), PlanState.PUBLISHED, NOW - timedelta(hours=3), "dispatcher1", tuple(visits),
        (), (), 0, "test", 0.1, number=1, published_at=NOW - timedelta(hours=3), published_by="dispatcher1",
    )  # fmt: skip


def no_planner(*_: object, **__: object) -> bytes:
    """For screens that never plan."""
    raise HahError
