"""Takes in readings: one transaction stores them, scores them and runs the alarms over them."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hah_console.alarms.memory import PatientMemory
from hah_console.alarms.pipeline import Outcome, evaluate, evaluate_system
from hah_console.alarms.stages.resolve import Resolved
from hah_console.alarms.system import SystemFacts
from hah_console.alarms.view import PatientView
from hah_console.domain.actor import Actor
from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.episode import EpisodeState
from hah_console.domain.ids import AlarmId, DeviceId, PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import Reading, StaffObservation
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.score.news2 import inputs_from, news2
from hah_console.domain.score.result import ScoreResult, StoredScore
from hah_console.services.alarm_book import AlarmBook
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.latest_values import folded
from hah_console.services.links import Links
from hah_console.services.ports import UnitOfWork
from hah_console.services.watched import Before, Watched

SCORE_EVERY = timedelta(minutes=1)
"""An unchanged score is stored again after this long, so that the trend has no holes."""
STATUS_EVERY = timedelta(seconds=10)
"""An unchanged status of a monitor is stored again after this long."""


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


class VitalsIngest:
    """Used by the service's one writer thread. ``reload`` first, and again whenever people may have changed things."""

    def __init__(self, ctx: Context, rules: RulePacks, actor: Actor) -> None:
        self._ctx, self._rules = ctx, rules
        self._watched: dict[PatientId, Watched] = {}
        self._limits: Mapping[PatientId, tuple[PatientLimit, ...]] = {}
        self._observations: Mapping[PatientId, StaffObservation] = {}
        self._book, self._links = AlarmBook(actor), Links()
        self._system = PatientMemory()

    @property
    def patients(self) -> frozenset[PatientId]:
        """Whose readings are expected."""
        return frozenset(self._watched)

    def reload(self) -> None:
        """Read patients in care, limits, observations, monitors, open alarms and shelves again."""
        now = self._ctx.clock.now()
        with self._ctx.store() as uow:
            active = [e for e in uow.episodes.open() if e.state is EpisodeState.ACTIVE]
            scale = {patient.patient_id: patient.spo2_scale for patient in uow.patients.all()}
            latest = {} if self._watched else {row.patient_id: row for row in uow.readings.latest()}
            statuses = () if self._watched else uow.devices.statuses()
            self._limits = _limits_by_patient(uow.limits.current(now))
            self._observations = {row.patient_id: row for row in uow.readings.last_observations()}
            self._links.set_gateways(uow.devices.gateways())
            self._book.read(uow, now)
        kept = {e.patient_id: self._watched.get(e.patient_id) for e in active}
        self._watched = {
            pid: known or Watched(pid, scale.get(pid, 1), now, latest.get(pid)) for pid, known in kept.items()
        }
        for pid, watched in self._watched.items():
            watched.spo2_scale = scale.get(pid, 1)
        for status in statuses:
            if status.patient_id in self._watched:
                self._watched[status.patient_id].hear(status, STATUS_EVERY)

    def take(
        self,
        readings: Sequence[Reading],
        rejected: Sequence[Rejected] = (),
        statuses: Sequence[DeviceStatus] = (),
        gateways: Sequence[GatewayStatus] = (),
    ) -> Taken:
        """Store a batch and run scores and alarms over it, all in one transaction; nothing is kept if it fails."""
        return self._in_one(lambda uow, before: self._take(uow, before, readings, rejected, statuses, gateways))

    def sweep(self, facts: SystemFacts | None = None) -> Taken:
        """What comes of time alone: silence, values that expire, delays that run out, the ladder, the system itself."""
        return self._in_one(lambda uow, before: self._sweep(uow, before, facts))

    def _in_one(self, work: Callable[[UnitOfWork, Before], Taken]) -> Taken:
        before, system, links = Before(), self._system, self._links.copy()
        self._book.begin()
        try:
            with self._ctx.store() as uow:
                return work(uow, before)
        except BaseException:
            before.restore()
            self._system, self._links = system, links
            raise

    def _take(
        self,
        uow: UnitOfWork,
        before: Before,
        readings: Sequence[Reading],
        rejected: Sequence[Rejected],
        statuses: Sequence[DeviceStatus],
        gateways: Sequence[GatewayStatus],
    ) -> Taken:
        for bad in rejected:
            uow.readings.quarantine(bad.received_at, bad.topic, bad.payload, bad.reason)
        self._hear(uow, before, statuses, gateways)
        fresh = uow.readings.add_many(readings)
        alarms: list[Resolved] = []
        touched: dict[PatientId, Watched] = {}
        for reading in sorted(fresh, key=lambda r: r.measured_at):
            watched = self._watched.get(reading.patient_id)
            if watched is None:
                continue
            before.keep(watched)
            watched.latest = folded(watched.latest, reading)
            touched[reading.patient_id] = watched
            alarms.extend(self._evaluate(uow, (watched,)))
        uow.readings.save_latest([w.latest for w in touched.values() if w.latest is not None])
        return Taken(len(fresh), len(readings) - len(fresh), len(rejected), tuple(alarms), uow.commit())

    def _sweep(self, uow: UnitOfWork, before: Before, facts: SystemFacts | None) -> Taken:
        now = self._ctx.clock.now()
        alarms = [*self._look_at_system(uow, facts, now)] if facts is not None else []
        for watched in self._watched.values():
            before.keep(watched)
        alarms.extend(self._evaluate(uow, self._watched.values()))
        alarms.extend(self._climb(uow, now))
        return Taken(alarms=tuple(alarms), changes=uow.commit())

    def _hear(
        self, uow: UnitOfWork, before: Before, statuses: Sequence[DeviceStatus], gateways: Sequence[GatewayStatus]
    ) -> None:
        worth_saving: dict[DeviceId, DeviceStatus] = {}
        for status in statuses:
            watched = self._watched.get(status.patient_id)
            if watched is not None:
                before.keep(watched)
            if watched is None or watched.hear(status, STATUS_EVERY):
                worth_saving[status.device_id] = status
        uow.devices.save_statuses(tuple(worth_saving.values()))
        self._links.hear(gateways)
        uow.devices.save_gateways(tuple({row.gateway_id: row for row in gateways}.values()))

    def _evaluate(self, uow: UnitOfWork, patients: Iterable[Watched]) -> tuple[Resolved, ...]:
        now = self._ctx.clock.now()
        resolved: list[Resolved] = []
        scores: list[StoredScore] = []
        for watched in patients:
            score = self._score(watched, now)
            if _worth_storing(watched.score, score, now):
                watched.score = StoredScore(watched.patient_id, now, score)
                scores.append(watched.score)
            resolved.extend(self._alarm(uow, watched, score, now))
        uow.scores.add_many(scores)
        return tuple(resolved)

    def _score(self, watched: Watched, now: datetime) -> ScoreResult:
        seen = self._observations.get(watched.patient_id)
        table = self._rules.news2
        return news2(inputs_from(watched.latest, seen, table, now, watched.spo2_scale), table)

    def _alarm(self, uow: UnitOfWork, watched: Watched, score: ScoreResult, now: datetime) -> tuple[Resolved, ...]:
        outcome = self._look(watched, score, now)
        if outcome.resolved and self._book.refresh(uow, now):
            # a person may have acknowledged since the last reload: decide again on the stored alarms
            outcome = self._look(watched, score, now)
        watched.memory = outcome.memory
        return tuple(self._book.save(uow, found, now) for found in outcome.resolved)

    def _look(self, watched: Watched, score: ScoreResult, now: datetime) -> Outcome:
        pid = watched.patient_id
        devices = tuple(watched.devices.values())
        view = PatientView(
            patient_id=pid,
            now=now,
            latest=watched.latest,
            score=score,
            limits=self._limits.get(pid, ()),
            watched_since=watched.since,
            rules=self._rules,
            devices=devices,
            link_lost=self._links.lost(devices),
            linked_since=self._links.since(devices),
        )
        return evaluate(view, watched.memory, self._book.of(pid), _new_alarm_id)

    def _look_at_system(self, uow: UnitOfWork, facts: SystemFacts, now: datetime) -> tuple[Resolved, ...]:
        self._links.set_broker(facts)
        outcome = self._system_outcome(facts, now)
        if outcome.resolved and self._book.refresh(uow, now):
            outcome = self._system_outcome(facts, now)
        self._system = outcome.memory
        return tuple(self._book.save(uow, found, now) for found in outcome.resolved)

    def _system_outcome(self, facts: SystemFacts, now: datetime) -> Outcome:
        gateways, rules = self._links.gateways.values(), self._rules.alarms
        return evaluate_system(facts, gateways, rules, now, self._system, self._book.of(None), _new_alarm_id)

    def _climb(self, uow: UnitOfWork, now: datetime) -> tuple[Resolved, ...]:
        ladder = self._rules.alarms.ladder
        if not self._book.climbing(ladder, now):
            return ()
        self._book.refresh(uow, now)
        return tuple(self._book.save(uow, found, now) for found in self._book.climbing(ladder, now))


def _worth_storing(last: StoredScore | None, score: ScoreResult, now: datetime) -> bool:
    if last is None:
        return score.present > 0
    points = [(item.name, item.points) for item in score.items]
    changed = points != [(item.name, item.points) for item in last.result.items]
    return changed or now - last.scored_at >= SCORE_EVERY


def _new_alarm_id() -> AlarmId:
    return AlarmId(f"A-{uuid.uuid4().hex[:16]}")


def _limits_by_patient(rows: Iterable[PatientLimit]) -> dict[PatientId, tuple[PatientLimit, ...]]:
    grouped: dict[PatientId, tuple[PatientLimit, ...]] = {}
    for row in rows:
        grouped[row.patient_id] = (*grouped.get(row.patient_id, ()), row)
    return grouped
