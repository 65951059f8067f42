"""The census board: frozen rows prepared from the store, one per patient in care, sorted by need."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.episode import Condition, Episode
from hah_console.domain.ids import EpisodeId, PatientId, StaffId
from hah_console.domain.patient import Patient, Sex, masked_name
from hah_console.domain.reading import LatestValue, LatestVitals, Quality, Vital
from hah_console.domain.score.result import ScoreResult, StoredScore
from hah_console.domain.task import Task, TaskKind, TaskState
from hah_console.domain.visit import DayPlan
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

NEWS2 = "news2"
TREND_HOURS = 24
TREND_BIN_S = 600
"""One sparkline point per ten minutes: more than its pixels can show."""
OPEN_TASK_STATES = frozenset({TaskState.REQUESTED, TaskState.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class BoardRules:
    """What the board needs of the rule packs: days by condition, ages after which values are stale, score bands.

    Nothing received for ``silent_after`` means no data at all; ``stale_after`` is the longest age of each vital.
    ``score_orange`` and ``score_red`` are the NEWS2 totals at which the chart's orange and red bands begin;
    ``score_yellow`` where yellow does; a single item of ``single_item`` points is at least yellow.
    """

    programme_days: Mapping[Condition, int]
    silent_after: timedelta
    stale_after: Mapping[Vital, timedelta]
    score_yellow: int
    score_orange: int
    score_red: int
    single_item: int
    version: str = ""


@dataclass(frozen=True, slots=True)
class VitalCell:
    """The last value of one vital; ``stale`` when too old by the rule pack, sensor-off, or the patient is silent."""

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
    """The most urgent open alarm of a patient; ``waiting`` when nobody has acknowledged it."""

    priority: Priority
    waiting: bool
    subject: str
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class NextVisit:
    """The next planned stop at a patient's home; late when it should have begun."""

    start: datetime
    staff_name: str
    planned_late: timedelta


@dataclass(frozen=True, slots=True)
class NextTask:
    """The next open dose (or other task) with its window."""

    kind: TaskKind
    earliest: datetime
    latest: datetime
    note: str = ""


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
    dose: NextTask | None
    open_tasks: int
    owner: str
    no_data: bool

    def late_by(self, now: datetime) -> timedelta:
        """How late the next visit is at ``now``; zero when it is not."""
        if self.visit is None:
            return timedelta(0)
        return max(timedelta(0), now - self.visit.start, self.visit.planned_late)

    def need(self) -> tuple[int, int, int, int, str, str]:
        """Sort key: smaller is more urgent. Medium and high alarms first, then score, low alarms, silence, name."""
        urgent = self.alarm.priority if self.alarm and self.alarm.priority >= Priority.MEDIUM else 0
        waiting = int(self.alarm.waiting) if urgent and self.alarm else 0
        score = self.score.lower if self.score else 0
        return (-urgent, -waiting, -score, -int(self.no_data or self.alarm is not None), self.name, self.patient_id)


@dataclass(frozen=True, slots=True)
class Census:
    """All rows in order of need, as read at ``at``."""

    rows: tuple[CensusRow, ...]
    at: datetime


Trend = tuple[tuple[float, float], ...]
Trends = Mapping[PatientId, Trend]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What was read in one transaction."""

    patients: Mapping[PatientId, Patient]
    alarms: Mapping[PatientId, Alarm]
    scores: Mapping[PatientId, ScoreResult]
    scored_at: Mapping[PatientId, datetime]
    latest: Mapping[PatientId, LatestVitals]
    tasks: Mapping[PatientId, tuple[Task, ...]]
    plan: DayPlan | None
    staff_names: Mapping[StaffId, str]


def read_census(ctx: Context, rules: BoardRules, trends: Trends) -> Census:
    """All patients in care, most needy first. ``trends`` come from ``read_trends`` (read less often)."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        episodes = uow.episodes.open()
        facts = _read_facts(uow, ctx, now)
    rows = (
        _row(ctx, rules, facts, episode, now, trends) for episode in episodes if episode.patient_id in facts.patients
    )
    return Census(tuple(sorted(rows, key=CensusRow.need)), now)


def read_trends(ctx: Context, patient_ids: Iterable[PatientId], known: Trends) -> Trends:
    """NEWS2 over the last 24 h by patient as (Unix seconds, points); only what is newer than ``known`` is read."""
    now = ctx.clock.now()
    start = now - timedelta(hours=TREND_HOURS)
    with ctx.store() as uow:
        return {pid: _longer(uow, pid, known.get(pid, ()), start, now) for pid in patient_ids}


def with_latest(row: CensusRow, latest: LatestVitals, rules: BoardRules, now: datetime) -> CensusRow:
    """The row with new last values."""
    received = _last_received(latest)
    cells = _cells(latest, rules, now)
    return replace(row, vitals=cells, last_received_at=received, no_data=_silent(received, rules, now))


def aged(row: CensusRow, rules: BoardRules, now: datetime) -> CensusRow:
    """The row with the stale flags as of ``now``; the same object when none turned."""
    silent = _silent(row.last_received_at, rules, now)
    turned = {v for v, c in row.vitals.items() if not c.stale and (silent or _too_old(v, c.as_of, rules, now))}
    if not turned and silent == row.no_data:
        return row
    cells = {v: replace(c, stale=c.stale or v in turned) for v, c in row.vitals.items()}
    return replace(row, vitals=cells, no_data=silent)


def _read_facts(uow: UnitOfWork, ctx: Context, now: datetime) -> _Facts:
    scores: tuple[StoredScore, ...] = uow.scores.latest(NEWS2)
    return _Facts(
        patients={p.patient_id: p for p in uow.patients.all()},
        alarms=_most_urgent(uow.alarms.open()),
        scores={s.patient_id: s.result for s in scores},
        scored_at={s.patient_id: s.scored_at for s in scores},
        latest={row.patient_id: row for row in uow.readings.latest()},
        tasks=_open_tasks(uow.tasks.between(now - timedelta(days=1), now + timedelta(days=2))),
        plan=uow.plans.published(ctx.today()),
        staff_names={s.staff_id: s.name for s in uow.staff.all()},
    )


def _row(ctx: Context, rules: BoardRules, facts: _Facts, episode: Episode, now: datetime, trends: Trends) -> CensusRow:
    pid = episode.patient_id
    patient, latest, tasks = facts.patients[pid], facts.latest.get(pid), facts.tasks.get(pid, ())
    today = ctx.local(now).date()
    return CensusRow(
        patient_id=pid,
        episode_id=episode.episode_id,
        name=masked_name(patient.name),
        age_years=patient.age_years(today),
        sex=patient.sex,
        condition=episode.condition,
        day=episode.day_number(today, ctx.local(episode.admitted_at).date()),
        target_days=rules.programme_days.get(episode.condition),
        alarm=_mark(facts.alarms.get(pid)),
        score=_score(facts.scores.get(pid), facts.scored_at.get(pid), rules),
        trend=trends.get(pid, ()),
        vitals=_cells(latest, rules, now) if latest else {},
        last_received_at=_last_received(latest) if latest else None,
        visit=_next_visit(facts, pid, tasks),
        dose=_next_dose(tasks),
        open_tasks=len(tasks),
        owner=facts.staff_names.get(episode.owner_id, "") if episode.owner_id else "",
        no_data=_silent(_last_received(latest) if latest else None, rules, now),
    )


def _cells(latest: LatestVitals, rules: BoardRules, now: datetime) -> dict[Vital, VitalCell]:
    silent = _silent(_last_received(latest), rules, now)
    return {vital: _cell(vital, value, rules, now, silent) for vital, value in latest.values.items()}


def _cell(vital: Vital, value: LatestValue, rules: BoardRules, now: datetime, silent: bool) -> VitalCell:
    off = value.quality is not Quality.GOOD
    stale = silent or off or value.value is None or _too_old(vital, value.as_of, rules, now)
    return VitalCell(value.value, value.as_of, stale, off)


def _silent(received: datetime | None, rules: BoardRules, now: datetime) -> bool:
    return received is None or now - received > rules.silent_after


def _too_old(vital: Vital, as_of: datetime, rules: BoardRules, now: datetime) -> bool:
    return now - as_of > rules.stale_after[vital]


def _last_received(latest: LatestVitals) -> datetime | None:
    return max((value.received_at for value in latest.values.values()), default=None)


def alarm_rank(alarm: Alarm) -> tuple[int, bool, bool, float]:
    """Sort key of open alarms, most urgent first: priority, waiting before owned, patient before equipment, newest."""
    waiting = alarm.state is not AlarmState.ACKNOWLEDGED
    return (-alarm.priority, not waiting, alarm.lane is Lane.TECHNICAL, -alarm.raised_at.timestamp())


def _most_urgent(alarms: Iterable[Alarm]) -> dict[PatientId, Alarm]:
    first: dict[PatientId, Alarm] = {}
    for alarm in sorted(alarms, key=alarm_rank):
        if alarm.patient_id is not None:
            first.setdefault(alarm.patient_id, alarm)
    return first


def _mark(alarm: Alarm | None) -> AlarmMark | None:
    if alarm is None:
        return None
    waiting = alarm.state is not AlarmState.ACKNOWLEDGED
    return AlarmMark(alarm.priority, waiting, alarm.subject, alarm.raised_at)


def _score(result: ScoreResult | None, scored_at: datetime | None, rules: BoardRules) -> ScoreMark | None:
    if result is None or scored_at is None:
        return None
    band = score_band(result.lower, result.highest_item, rules)
    return ScoreMark(result.lower, result.upper, result.present, len(result.items), band, scored_at)


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


def _open_tasks(tasks: Iterable[Task]) -> dict[PatientId, tuple[Task, ...]]:
    still_open = sorted((t for t in tasks if t.state in OPEN_TASK_STATES), key=lambda t: (t.patient_id, t.earliest))
    return {pid: tuple(group) for pid, group in groupby(still_open, key=lambda t: t.patient_id)}


def _next_visit(facts: _Facts, pid: PatientId, tasks: tuple[Task, ...]) -> NextVisit | None:
    if facts.plan is None:
        return None
    still_open = {task.task_id for task in tasks}
    stops = [v for v in facts.plan.visits if v.patient_id == pid and v.task_id in still_open]
    if not stops:
        return None
    first = min(stops, key=lambda v: v.start)
    return NextVisit(first.start, facts.staff_names.get(first.staff_id, ""), timedelta(seconds=first.late_seconds))


def _next_dose(tasks: tuple[Task, ...]) -> NextTask | None:
    dose = next((t for t in tasks if t.kind is TaskKind.IV_DOSE), None)
    return NextTask(dose.kind, dose.earliest, dose.latest, dose.note) if dose else None
