"""Ports: what the use cases ask of the outside world. Adapters implement them; nothing here imports an adapter."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from hah_console.domain.actor import Actor
from hah_console.domain.alarm import Alarm
from hah_console.domain.audit import AuditEntry, AuditHead, ChainedEntry
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.clock import Clock
from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.episode import Episode
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import (
    AlarmId,
    EpisodeId,
    HospitalId,
    KitId,
    PatientId,
    PlanId,
    RuleSetId,
    ShelfId,
    StaffId,
    TaskId,
    TransferId,
    UserId,
)
from hah_console.domain.kit import Kit
from hah_console.domain.limits import PatientLimit
from hah_console.domain.patient import Patient
from hah_console.domain.reading import LatestVitals, Reading, StaffObservation, Vital
from hah_console.domain.rule_set import RuleSet
from hah_console.domain.score.result import StoredScore
from hah_console.domain.service_state import Heartbeat, Lease, SourceState
from hah_console.domain.shelf import Shelf
from hah_console.domain.staff import Duty, Shift, Staff
from hah_console.domain.strip import EvidenceStrip, WaveSegment
from hah_console.domain.task import Task
from hah_console.domain.transfer import Transfer
from hah_console.domain.trend import Trend
from hah_console.domain.user import SignInFailures, User
from hah_console.domain.visit import DayPlan
from hah_console.services.changes import Change, Changes
from hah_console.services.keyed import Keyed


class Patients(Keyed[PatientId, Patient], Protocol):
    """All patients ever."""


class Episodes(Keyed[EpisodeId, Episode], Protocol):
    """All admissions."""

    def open(self) -> tuple[Episode, ...]: ...
    def of_patient(self, patient_id: PatientId) -> tuple[Episode, ...]: ...


class CaseEvents(Protocol):
    """What happened in each case, in order of when; append-only. ``add`` leaves an event that is there as it was.

    ``of_episodes`` goes admission by admission; periods are [start, end).
    """

    def add(self, *events: CaseEvent) -> None: ...
    def of_episode(self, episode_id: EpisodeId) -> tuple[CaseEvent, ...]: ...
    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[CaseEvent, ...]: ...
    def of_entity(self, entity_id: str) -> tuple[CaseEvent, ...]: ...
    def of_episodes(
        self, episode_ids: Sequence[EpisodeId], kinds: Collection[CaseEventKind]
    ) -> tuple[CaseEvent, ...]: ...
    def between(self, start: datetime, end: datetime, kinds: Collection[CaseEventKind]) -> tuple[CaseEvent, ...]: ...


class StaffMembers(Keyed[StaffId, Staff], Protocol):
    """The team with its shifts and duty roster."""

    def add_shifts(self, shifts: Sequence[Shift]) -> None: ...
    def shifts(self, start: datetime, end: datetime) -> tuple[Shift, ...]: ...
    def add_duties(self, duties: Sequence[Duty]) -> None: ...
    def duties(self, at: datetime) -> tuple[Duty, ...]: ...


class Kits(Keyed[KitId, Kit], Protocol):
    """Equipment kits."""


class Hospitals(Keyed[HospitalId, Hospital], Protocol):
    """Backup hospitals."""


class Users(Keyed[UserId, User], Protocol):
    """Sign-in accounts."""

    def by_sign_in_name(self, name: str) -> User | None: ...


class SignInAttempts(Protocol):
    """Failed sign-ins in a row by sign-in name, shared by all workstations."""

    def of(self, name: str) -> SignInFailures | None: ...
    def add(self, name: str, moment: datetime) -> None: ...
    def clear(self, name: str) -> None: ...


class Tasks(Keyed[TaskId, Task], Protocol):
    """Dated tasks."""

    def add_many(self, tasks: Sequence[Task]) -> None: ...
    def between(self, start: datetime, end: datetime) -> tuple[Task, ...]: ...
    def of_patient(self, patient_id: PatientId) -> tuple[Task, ...]: ...


class Plans(Keyed[PlanId, DayPlan], Protocol):
    """Day plans with all their versions."""

    def of_day(self, day: date) -> tuple[DayPlan, ...]: ...
    def published(self, day: date) -> DayPlan | None: ...


class Transfers(Keyed[TransferId, Transfer], Protocol):
    """Transfers, running and ended."""

    def open(self) -> tuple[Transfer, ...]: ...


class Alarms(Keyed[AlarmId, Alarm], Protocol):
    """Alarms of every state."""

    def open(self) -> tuple[Alarm, ...]: ...
    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[Alarm, ...]: ...
    def between(self, start: datetime, end: datetime) -> tuple[Alarm, ...]: ...


class Shelves(Keyed[ShelfId, Shelf], Protocol):
    """Shelved alarms, in force and ended. ``open``: those nobody has ended and whose end lies after ``at``."""

    def open(self, at: datetime) -> tuple[Shelf, ...]: ...


class RuleSets(Keyed[RuleSetId, RuleSet], Protocol):
    """Alarm rules of the site; ``active`` is the one in force, None for the pack that came with the program."""

    def active(self) -> RuleSet | None: ...


class Strips(Protocol):
    """Evidence strips; ``save`` replaces the strip of the same alarm."""

    def save(self, strip: EvidenceStrip) -> None: ...
    def of_alarm(self, alarm_id: AlarmId) -> EvidenceStrip | None: ...


class Devices(Protocol):
    """Monitors and gateways as last heard; ``save_*`` replaces rows of the same id."""

    def save_statuses(self, rows: Sequence[DeviceStatus]) -> None: ...
    def statuses(self) -> tuple[DeviceStatus, ...]: ...
    def save_gateways(self, rows: Sequence[GatewayStatus]) -> None: ...
    def gateways(self) -> tuple[GatewayStatus, ...]: ...


class Limits(Protocol):
    """Per-patient alarm limits."""

    def current(self, at: datetime) -> tuple[PatientLimit, ...]: ...
    def add(self, limit: PatientLimit) -> None: ...


class Readings(Protocol):
    """Readings and the last values. ``add_many`` ignores known (patient, device, sequence) and returns what was new.

    ``series`` is every stored value; ``trends`` has at most ``points`` bins a vital, from the coarsest tier that is
    fine enough. ``minutes`` has the minutes that begin in [start, end) and have a set; ``minutes_of_many`` reads them
    patient by patient as they are asked for.
    """

    def add_many(self, readings: Sequence[Reading]) -> tuple[Reading, ...]: ...
    def series(self, patient_id: PatientId, vital: Vital, start: datetime, end: datetime) -> "Series": ...
    def trends(
        self, patient_id: PatientId, vitals_wanted: Sequence[Vital], start: datetime, end: datetime, points: int
    ) -> tuple[Trend, ...]: ...
    def minutes(self, patient_id: PatientId, start: datetime, end: datetime) -> "MinuteTable": ...
    def minutes_of_many(
        self, patient_ids: Sequence[PatientId], start: datetime, end: datetime
    ) -> Iterator[tuple[PatientId, "MinuteTable"]]: ...
    def latest(self) -> tuple[LatestVitals, ...]: ...
    def latest_of(self, patient_id: PatientId) -> LatestVitals | None: ...
    def latest_since(self, sequence: int) -> tuple[LatestVitals, ...]: ...
    def save_latest(self, rows: Sequence[LatestVitals]) -> None: ...
    def count(self) -> int: ...
    def add_observation(self, observation: StaffObservation) -> None: ...
    def last_observation(self, patient_id: PatientId) -> StaffObservation | None: ...
    def last_observations(self) -> tuple[StaffObservation, ...]: ...
    def quarantine(self, received_at: datetime, topic: str, payload: bytes, reason: str) -> None: ...
    def quarantined(self) -> int: ...


class Series(Protocol):
    """A series of one vital in order of measurement: Unix seconds and values of the same length, NaN for sensor-off."""

    @property
    def times_s(self) -> Sequence[float]: ...
    @property
    def values(self) -> Sequence[float]: ...


class MinuteTable(Protocol):
    """Minutes with at least one set. ``times_s`` (n) are their Unix starts; the others are (vital, n), vitals in the
    order of ``Vital``: lowest, highest and mean value (NaN for none), how many values, how many sets that said
    sensor-off, and the part of the minute for which there is a value."""

    @property
    def times_s(self) -> NDArray[np.float64]: ...
    @property
    def low(self) -> NDArray[np.float64]: ...
    @property
    def high(self) -> NDArray[np.float64]: ...
    @property
    def mean(self) -> NDArray[np.float64]: ...
    @property
    def count(self) -> NDArray[np.int64]: ...
    @property
    def off(self) -> NDArray[np.int64]: ...
    @property
    def share(self) -> NDArray[np.float64]: ...


class Scores(Protocol):
    """Stored scores with their inputs."""

    def add_many(self, scores: Sequence[StoredScore]) -> None: ...
    def latest(self, name: str) -> tuple[StoredScore, ...]: ...
    def history(self, patient_id: PatientId, name: str, start: datetime, end: datetime) -> tuple[StoredScore, ...]: ...


class AuditTrail(Protocol):
    """Append-only, hash-chained."""

    def append(self, entry: AuditEntry) -> ChainedEntry: ...
    def entries(self, after: int = 0, limit: int = 10_000) -> tuple[ChainedEntry, ...]: ...
    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[ChainedEntry, ...]: ...
    def head(self) -> AuditHead: ...


class ServiceRows(Protocol):
    """Lease, heartbeats and source states of the processes."""

    def lease(self, name: str) -> Lease | None: ...
    def take_lease(self, name: str, holder: str, seen: Lease | None) -> Lease | None: ...
    def renew_lease(self, lease: Lease) -> Lease | None: ...
    def release_lease(self, lease: Lease) -> None: ...
    def ensure_holder(self, lease: Lease | None) -> None: ...
    def beat(self, heartbeat: Heartbeat) -> None: ...
    def heartbeats(self) -> tuple[Heartbeat, ...]: ...
    def save_source(self, state: SourceState) -> None: ...
    def sources(self) -> tuple[SourceState, ...]: ...


class SiteFacts(Protocol):
    """Small named facts of the site (name, time zone, device count ...)."""

    def get(self, name: str, default: str = "") -> str: ...
    def put(self, name: str, value: str) -> None: ...


class UnitOfWork(Protocol):
    """One transaction. Leaving the block without ``commit`` undoes everything.

    ``changed`` notes a change for the change log; the rows are written in ``commit``, which returns them. What is
    written and noted within ``part`` is undone by itself when its block raises, and the transaction can go on, unless
    the database itself has failed.
    """

    @property
    def patients(self) -> Patients: ...
    @property
    def episodes(self) -> Episodes: ...
    @property
    def case_events(self) -> CaseEvents: ...
    @property
    def staff(self) -> StaffMembers: ...
    @property
    def kits(self) -> Kits: ...
    @property
    def hospitals(self) -> Hospitals: ...
    @property
    def users(self) -> Users: ...
    @property
    def sign_in_failures(self) -> SignInAttempts: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def plans(self) -> Plans: ...
    @property
    def transfers(self) -> Transfers: ...
    @property
    def alarms(self) -> Alarms: ...
    @property
    def limits(self) -> Limits: ...
    @property
    def shelves(self) -> Shelves: ...
    @property
    def rule_sets(self) -> RuleSets: ...
    @property
    def strips(self) -> Strips: ...
    @property
    def devices(self) -> Devices: ...
    @property
    def readings(self) -> Readings: ...
    @property
    def scores(self) -> Scores: ...
    @property
    def audit(self) -> AuditTrail: ...
    @property
    def service(self) -> ServiceRows: ...
    @property
    def site(self) -> SiteFacts: ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def part(self) -> AbstractContextManager[None]: ...
    def changed(self, kind: str, entity: str, entity_id: str, actor: Actor, at: datetime) -> None: ...
    def commit(self) -> Changes: ...


UnitOfWorkFactory = Callable[[], UnitOfWork]


class SampleKeeper(Protocol):
    """Moves readings from hot rows into compressed chunks and aggregates, and drops what is past its time.

    Used by the one service, in small portions; every step may be killed and done again. ``roll_up`` returns how many
    sets it moved, ``drop_expired`` how many partitions it dropped; ``behind`` is whether the last ``roll_up`` had to
    leave something that was due.
    """

    @property
    def behind(self) -> bool: ...
    def roll_up(self, now: datetime) -> int: ...
    def drop_expired(self, now: datetime) -> int: ...
    def close(self) -> None: ...


class WaveStream(Protocol):
    """Waveforms of one opened patient. ``take`` never blocks: what has come since the last call, each stretch with the
    moment it was received by the source's clock, oldest first. ``close`` ends the request; it may be called twice."""

    @property
    def connected(self) -> bool: ...
    def take(self) -> "tuple[ReceivedWave, ...]": ...
    def close(self) -> None: ...


class WaveSource(Protocol):
    """Waveforms straight from the broker, only while somebody looks at the patient. ``open`` may block: call it on a
    worker thread. ``clock``, of which ``ReceivedWave`` tells the moment, is the machine's at any speed of the day."""

    @property
    def clock(self) -> Clock: ...
    def open(self, patient_id: PatientId) -> WaveStream: ...


ReceivedWave = tuple[WaveSegment, datetime]


class ChangeFeed(Protocol):
    """Follows the change log by sequence. ``wait`` blocks up to ``timeout_s`` and returns what came after ``after``."""

    def last_sequence(self) -> int: ...
    def since(self, after: int, limit: int = 1_000) -> tuple[Change, ...]: ...
    def wait(self, after: int, timeout_s: float) -> tuple[Change, ...]: ...
    def close(self) -> None: ...


class PasswordHasher(Protocol):
    """Argon2id behind a port."""

    def hash(self, password: str) -> str: ...
    def matches(self, stored_hash: str, password: str) -> bool: ...


class Locations(Protocol):
    """A place as the travel provider sees it."""

    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...


class TravelMatrix(Protocol):
    """Square tables by position of the points given: seconds, metres, and where each leg came from."""

    @property
    def seconds(self) -> Sequence[Sequence[int]]: ...
    @property
    def metres(self) -> Sequence[Sequence[int]]: ...
    @property
    def sources(self) -> Sequence[Sequence[str]]: ...


class TravelTimes(Protocol):
    """Travel between places for a vehicle kind; ``path`` gives (lat, lon) points for the map."""

    @property
    def label(self) -> str: ...
    @property
    def attribution(self) -> str: ...
    def matrix(self, points: Sequence[Locations], vehicle: str) -> TravelMatrix: ...
    def path(self, start: Locations, end: Locations, vehicle: str) -> tuple[tuple[float, float], ...]: ...


class Notifier(Protocol):
    """Sounds and desktop notices. ``available`` is shown; a failing notifier is never silent on screen."""

    @property
    def available(self) -> bool: ...
    def alarm(self, priority: int, volume_pct: int = 100) -> None: ...
    def silence(self) -> None: ...


class PlannerPort(Protocol):
    """Solves in another process. ``on_progress(seconds, cost, unplanned)`` is called from the caller's thread."""

    def solve(
        self,
        problem_json: bytes,
        *,
        time_limit_s: float,
        seed: int,
        backend: str,
        on_progress: Callable[[float, int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> bytes: ...
