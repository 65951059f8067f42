"""The census board: frozen rows prepared from the store, one per patient in care, sorted by need."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from hah_console.domain.alarm import Priority, ScoreTrigger
from hah_console.domain.care_day import CareDay
from hah_console.domain.drug import Amount
from hah_console.domain.episode import Condition
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.patient import Sex
from hah_console.domain.reading import LatestValue, LatestVitals, Quality, Vital
from hah_console.domain.rulepack import ProgrammeDays
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

NEWS2 = "news2"
TREND_HOURS = 24
TREND_BIN_S = 600
"""One sparkline point per ten minutes: more than its pixels can show."""
_RECEIVED_AT = attrgetter("received_at")


@dataclass(frozen=True, slots=True)
class BoardRules:
    """What the board needs of the rule packs: days by condition, ages after which values are stale, score bands.

    Nothing received for ``silent_after`` means no data at all; ``stale_after`` is the longest age of each vital.
    ``score_orange`` and ``score_red`` are the NEWS2 totals at which the chart's orange and red bands begin;
    ``score_yellow`` where yellow does; a single item of ``single_item`` points is at least yellow.
    ``drug_names`` by the id of the drug.
    """

    programme_days: Mapping[Condition, ProgrammeDays]
    silent_after: timedelta
    stale_after: Mapping[Vital, timedelta]
    score_yellow: int
    score_orange: int
    score_red: int
    single_item: int
    version: str = ""
    drug_names: Mapping[str, str] = field(default_factory=dict)


class VitalCell(NamedTuple):
    """The last value of one vital; ``stale`` when too old by the rule pack, sensor-off, or the patient is silent.

    PERF(a third of a row): six are made of every set, and a frozen dataclass takes four times as long.
    """

    value: float | None
    as_of: datetime
    stale: bool
    sensor_off: bool = False


@dataclass(frozen=True, slots=True)
class ScoreMark:
    """A score chip. ``lower`` is the score only when ``present == items``; otherwise it is "at least"."""

    lower: int
    upper: int
    present: int
    items: int
    band: str
    scored_at: datetime

    @property
    def complete(self) -> bool:
        """Whether no item is missing."""
        return self.present == self.items


@dataclass(frozen=True, slots=True)
class AlarmMark:
    """The most urgent open alarm of a patient, of ``others`` more; ``waiting`` when nobody has acknowledged it."""

    priority: Priority
    waiting: bool
    subject: str
    raised_at: datetime
    value: float | None = None
    trigger: ScoreTrigger | None = None
    others: int = 0
    rule_id: str = ""


@dataclass(frozen=True, slots=True)
class NextVisit:
    """The next planned stop at a patient's home; late when it should have begun."""

    start: datetime
    staff_name: str
    planned_late: timedelta


@dataclass(frozen=True, slots=True)
class NextDose:
    """The first dose nobody has said anything of, late after ``latest``. ``drug`` is a name, empty when not known.

    ``every_hours`` 0: once. ``continuous``: a pump runs all the time and is filled at ``due_at``. ``others`` are due at
    the same moment.
    """

    due_at: datetime
    latest: datetime
    drug: str = ""
    amount: Amount | None = None
    every_hours: int = 0
    continuous: bool = False
    others: int = 0


@dataclass(frozen=True, slots=True)
class CensusRow:
    """Everything one row of the census shows. The name is masked: the census is a multi-patient screen."""

    patient_id: PatientId
    episode_id: EpisodeId
    name: str
    age_years: int
    sex: Sex
    condition: Condition
    day: int
    target_days: int | None
    alarm: AlarmMark | None
    score: ScoreMark | None
    trend: tuple[tuple[float, float], ...]
    vitals: Mapping[Vital, VitalCell]
    last_received_at: datetime | None
    visit: NextVisit | None
    dose: NextDose | None
    open_tasks: int
    owner: str
    no_data: bool
    max_days: int | None = None

    @property
    def care_day(self) -> CareDay:
        """The day against target and maximum."""
        return CareDay(self.day, self.target_days, self.max_days)

    def late_by(self, now: datetime) -> timedelta:
        """How late the next visit is at ``now``; zero when it is not."""
        if self.visit is None:
            return timedelta(0)
        return max(timedelta(0), now - self.visit.start, self.visit.planned_late)

    def need(self) -> tuple[int, int, int, int, str, str]:
        """Sort key: smaller is more urgent. Medium and high alarms and silence first, then score, low alarms, name.

        SAFETY(silent patient): nobody knows how a silent patient is, so she stands where one beyond a limit stands,
        even while her alarm of silence is inhibited, shelved or taken over by somebody.
        """
        alarm = self.alarm if self.alarm and self.alarm.priority >= Priority.MEDIUM else None
        urgent = max(alarm.priority if alarm else 0, Priority.MEDIUM if self.no_data else 0)
        waiting = int(alarm.waiting) if alarm else 0
        score = self.score.lower if self.score else 0
        return (-urgent, -waiting, -score, -int(self.alarm is not None), self.name, self.patient_id)


@dataclass(frozen=True, slots=True)
class Census:
    """All rows in order of need, as read at ``at``."""

    rows: tuple[CensusRow, ...]
    at: datetime


Trend = tuple[tuple[float, float], ...]
Trends = Mapping[PatientId, Trend]


def read_trends(ctx: Context, patient_ids: Iterable[PatientId], known: Trends) -> Trends:
    """NEWS2 over the last 24 h by patient as (Unix seconds, points); only what is newer than ``known`` is read."""
    now = ctx.clock.now()
    start = now - timedelta(hours=TREND_HOURS)
    with ctx.store() as uow:
        return {pid: _longer(uow, pid, known.get(pid, ()), start, now) for pid in patient_ids}


def with_latest(row: CensusRow, latest: LatestVitals, rules: BoardRules, now: datetime) -> CensusRow:
    """The row with new last values."""
    received = last_received_of(latest)
    silent = is_silent(received, rules, now)
    return replace(row, vitals=_cells(latest, rules, now, silent), last_received_at=received, no_data=silent)


def aged(row: CensusRow, rules: BoardRules, now: datetime) -> CensusRow:
    """The row with the stale flags as of ``now``; the same object when none turned."""
    silent = is_silent(row.last_received_at, rules, now)
    turned = {v for v, c in row.vitals.items() if not c.stale and (silent or _too_old(v, c.as_of, rules, now))}
    if not turned and silent == row.no_data:
        return row
    cells = {v: c._replace(stale=c.stale or v in turned) for v, c in row.vitals.items()}
    return replace(row, vitals=cells, no_data=silent)


def cells_of(latest: LatestVitals, rules: BoardRules, now: datetime) -> dict[Vital, VitalCell]:
    """Each last value with whether it is stale at ``now``."""
    return _cells(latest, rules, now, is_silent(last_received_of(latest), rules, now))


def _cells(latest: LatestVitals, rules: BoardRules, now: datetime, silent: bool) -> dict[Vital, VitalCell]:
    return {vital: _cell(vital, value, rules, now, silent) for vital, value in latest.values.items()}


def _cell(vital: Vital, value: LatestValue, rules: BoardRules, now: datetime, silent: bool) -> VitalCell:
    off = value.quality is not Quality.GOOD
    stale = silent or off or value.value is None or _too_old(vital, value.as_of, rules, now)
    return VitalCell(value.value, value.as_of, stale, off)


def is_silent(received: datetime | None, rules: BoardRules, now: datetime) -> bool:
    """Whether nothing has been received for too long, or never."""
    return received is None or now - received > rules.silent_after


def _too_old(vital: Vital, as_of: datetime, rules: BoardRules, now: datetime) -> bool:
    return now - as_of > rules.stale_after[vital]


def last_received_of(latest: LatestVitals) -> datetime | None:
    """When the newest of the last values was received."""
    return max(map(_RECEIVED_AT, latest.values.values()), default=None)


def score_band(total: int, highest_item: int, rules: BoardRules) -> str:
    """``red``, ``orange``, ``yellow`` or ``none``: the band of the RCP chart the total falls in."""
    if total >= rules.score_red:
        return "red"
    if total >= rules.score_orange:
        return "orange"
    return "yellow" if total >= rules.score_yellow or highest_item >= rules.single_item else "none"


def _longer(uow: UnitOfWork, pid: PatientId, known: Trend, start: datetime, now: datetime) -> Trend:
    """The known points that are still young enough, and the new ones thinned."""
    kept = tuple(point for point in known if point[0] >= start.timestamp())
    since = datetime.fromtimestamp(kept[-1][0], tz=start.tzinfo) if kept else start
    fresh = [(s.scored_at.timestamp(), float(s.result.lower)) for s in uow.scores.history(pid, NEWS2, since, now)]
    return thinned((*kept, *(point for point in fresh if not kept or point[0] > kept[-1][0])))


def thinned(points: Trend) -> Trend:
    """At most one point per bin of the sparkline, the highest: thinning must not hide a peak."""
    bins: dict[int, tuple[float, float]] = {}
    for point in points:
        number = int(point[0] // TREND_BIN_S)
        if number not in bins or point[1] >= bins[number][1]:
            bins[number] = point
    return tuple(bins.values())
