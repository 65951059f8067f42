"""Takes in readings: one transaction stores them, scores them and runs the alarms over them."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from hah_console.alarms.memory import PatientMemory
from hah_console.alarms.pipeline import Outcome, evaluate
from hah_console.alarms.stages.resolve import Resolved
from hah_console.alarms.view import PatientView
from hah_console.domain.actor import Actor
from hah_console.domain.alarm import Alarm
from hah_console.domain.episode import EpisodeState
from hah_console.domain.ids import AlarmId, PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import LatestVitals, Reading, StaffObservation
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.score.news2 import inputs_from, news2
from hah_console.domain.score.result import ScoreResult, StoredScore
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.latest_values import folded
from hah_console.services.ports import UnitOfWork

R = TypeVar("R", Alarm, PatientLimit)

SCORE_EVERY = timedelta(minutes=1)
"""An unchanged score is stored again after this long, so that the trend has no holes."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A message that cannot be used, kept with its reason."""

    received_at: datetime
    topic: str
    payload: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What one batch did."""

    stored: int = 0
    repeated: int = 0
    rejected: int = 0
    alarms: tuple[Resolved, ...] = ()
    changes: Changes = field(default_factory=Changes)


@dataclass(slots=True)
class _Watched:
    """What the service keeps of one patient between batches."""

    patient_id: PatientId
    spo2_scale: int
    since: datetime
    latest: LatestVitals | None = None
    memory: PatientMemory = field(default_factory=PatientMemory)
    score: StoredScore | None = None


class VitalsIngest:
    """Used by the service's one writer thread. ``reload`` first, and again whenever people may have changed things."""

    def __init__(self, ctx: Context, rules: RulePacks, actor: Actor) -> None:
        self._ctx, self._rules, self._actor = ctx, rules, actor
        self._watched: dict[PatientId, _Watched] = {}
        self._limits: Mapping[PatientId, tuple[PatientLimit, ...]] = {}
        self._observations: Mapping[PatientId, StaffObservation] = {}
        self._alarms: Mapping[PatientId, tuple[Alarm, ...]] = {}

    @property
    def patients(self) -> frozenset[PatientId]:
        """Whose readings are expected."""
        return frozenset(self._watched)

    def reload(self) -> None:
        """Read patients in care, limits, observations and open alarms again."""
        now = self._ctx.clock.now()
        with self._ctx.store() as uow:
            active = [e for e in uow.episodes.open() if e.state is EpisodeState.ACTIVE]
            scale = {patient.patient_id: patient.spo2_scale for patient in uow.patients.all()}
            latest = {} if self._watched else {row.patient_id: row for row in uow.readings.latest()}
            self._limits = _by_patient(uow.limits.current(now))
            self._observations = {row.patient_id: row for row in uow.readings.last_observations()}
            self._alarms = _by_patient(uow.alarms.open())
        kept = {e.patient_id: self._watched.get(e.patient_id) for e in active}
        self._watched = {
            pid: known or _Watched(pid, scale.get(pid, 1), now, latest.get(pid)) for pid, known in kept.items()
        }
        for pid, watched in self._watched.items():
            watched.spo2_scale = scale.get(pid, 1)

    def take(self, readings: Sequence[Reading], rejected: Sequence[Rejected] = ()) -> Taken:
        """Store a batch and run scores and alarms over it, all in one transaction; nothing is kept if it fails."""
        before = self._snapshot()
        try:
            with self._ctx.store() as uow:
                return self._take(uow, readings, rejected)
        except BaseException:
            self._restore(before)
            raise

    def sweep(self) -> Taken:
        """Look at every patient without new readings: silence, expiry of values, delays that run out."""
        before = self._snapshot()
        try:
            with self._ctx.store() as uow:
                alarms = self._evaluate(uow, self._watched.values())
                return Taken(alarms=alarms, changes=self._commit(uow, alarms))
        except BaseException:
            self._restore(before)
            raise

    def _take(self, uow: UnitOfWork, readings: Sequence[Reading], rejected: Sequence[Rejected]) -> Taken:
        for bad in rejected:
            uow.readings.quarantine(bad.received_at, bad.topic, bad.payload, bad.reason)
        fresh = uow.readings.add_many(readings)
        alarms: list[Resolved] = []
        touched: dict[PatientId, _Watched] = {}
        for reading in sorted(fresh, key=lambda r: r.measured_at):
            watched = self._watched.get(reading.patient_id)
            if watched is None:
                continue
            watched.latest = folded(watched.latest, reading)
            touched[reading.patient_id] = watched
            alarms.extend(self._evaluate(uow, (watched,)))
        uow.readings.save_latest([w.latest for w in touched.values() if w.latest is not None])
        changes = self._commit(uow, alarms)
        return Taken(len(fresh), len(readings) - len(fresh), len(rejected), tuple(alarms), changes)

    def _evaluate(self, uow: UnitOfWork, patients: "Iterable[_Watched]") -> tuple[Resolved, ...]:
        now = self._ctx.clock.now()
        resolved: list[Resolved] = []
        scores: list[StoredScore] = []
        for watched in patients:
            score = self._score(watched, now)
            if self._worth_storing(watched.score, score, now):
                watched.score = StoredScore(watched.patient_id, now, score)
                scores.append(watched.score)
            resolved.extend(self._alarm(uow, watched, score, now))
        uow.scores.add_many(scores)
        return tuple(resolved)

    def _score(self, watched: _Watched, now: datetime) -> ScoreResult:
        seen = self._observations.get(watched.patient_id)
        table = self._rules.news2
        return news2(inputs_from(watched.latest, seen, table, now, watched.spo2_scale), table)

    @staticmethod
    def _worth_storing(last: StoredScore | None, score: ScoreResult, now: datetime) -> bool:
        if last is None:
            return score.present > 0
        points = [(item.name, item.points) for item in score.items]
        changed = points != [(item.name, item.points) for item in last.result.items]
        return changed or now - last.scored_at >= SCORE_EVERY

    def _alarm(self, uow: UnitOfWork, watched: _Watched, score: ScoreResult, now: datetime) -> tuple[Resolved, ...]:
        outcome = self._look(watched, score, now)
        if outcome.resolved:
            # a person may have acknowledged since the last reload: decide again on the stored alarms
            self._alarms = _by_patient(uow.alarms.open())
            outcome = self._look(watched, score, now)
        watched.memory = outcome.memory
        saved = tuple(replace(found, alarm=uow.alarms.save(found.alarm)) for found in outcome.resolved)
        if saved:
            self._alarms = _by_patient(uow.alarms.open())
        return saved

    def _look(self, watched: _Watched, score: ScoreResult, now: datetime) -> Outcome:
        pid = watched.patient_id
        own = self._limits.get(pid, ())
        view = PatientView(pid, now, watched.latest, score, own, watched.since, self._rules)
        return evaluate(view, watched.memory, self._alarms.get(pid, ()), _new_alarm_id)

    def _commit(self, uow: UnitOfWork, alarms: Sequence[Resolved]) -> Changes:
        now = self._ctx.clock.now()
        for found in alarms:
            alarm = found.alarm
            facts = {"rule": alarm.rule_id, "version": alarm.rules_version, "state": alarm.state.value}
            if alarm.trigger is not None:
                facts |= {"item": alarm.trigger.item, "item_value": alarm.trigger.value}
            record(uow, self._actor, now, f"alarm_{found.kind}", "alarm", alarm.alarm_id, alarm.patient_id, **facts)
        return uow.commit()

    def _snapshot(self) -> dict[PatientId, tuple[LatestVitals | None, PatientMemory, StoredScore | None]]:
        return {pid: (w.latest, w.memory, w.score) for pid, w in self._watched.items()}

    def _restore(self, before: dict[PatientId, tuple[LatestVitals | None, PatientMemory, StoredScore | None]]) -> None:
        for pid, (latest, memory, score) in before.items():
            if pid in self._watched:
                watched = self._watched[pid]
                watched.latest, watched.memory, watched.score = latest, memory, score


def _new_alarm_id() -> AlarmId:
    return AlarmId(f"A-{uuid.uuid4().hex[:16]}")


def _by_patient(rows: Iterable[R]) -> dict[PatientId, tuple[R, ...]]:
    grouped: dict[PatientId, list[R]] = {}
    for row in rows:
        if row.patient_id is not None:
            grouped.setdefault(row.patient_id, []).append(row)
    return {patient_id: tuple(own) for patient_id, own in grouped.items()}
