"""Reads the census board from the store, and after a change only what the change may have touched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from hah_console.domain.alarm import Alarm, AlarmState, Lane
from hah_console.domain.episode import Episode
from hah_console.domain.ids import PatientId, StaffId
from hah_console.domain.patient import Patient, masked_name
from hah_console.domain.reading import LatestVitals
from hah_console.domain.score.result import ScoreBrief
from hah_console.domain.task import Task
from hah_console.domain.visit import DayPlan, PlannedVisit
from hah_console.services.board import (
    NEWS2,
    AlarmMark,
    BoardRules,
    Census,
    CensusRow,
    NextVisit,
    ScoreMark,
    cells_of,
    is_silent,
    last_received_of,
    score_band,
)
from hah_console.services.board_doses import DOSES, DoseFacts, next_dose, read_doses
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork
from hah_console.services.stay import care_day_of

PEOPLE = frozenset({"patient", "episode", "transfer", "kit", "site"})
WORK = frozenset({"task", "plan", "staff", *PEOPLE})
ALARMS = frozenset({"alarm"})
SCORES = frozenset({"score", "observation", *PEOPLE})
LATEST = frozenset({"latest", *PEOPLE})
TICK = frozenset({"alarm", "score"})
"""What changes without a note in the change log, or is worth a second look now and then."""
EVERYTHING = PEOPLE | WORK | ALARMS | SCORES | LATEST | DOSES


@dataclass(frozen=True, slots=True)
class _Facts:
    """What was read last, by part."""

    episodes: tuple[Episode, ...] = ()
    patients: Mapping[PatientId, Patient] = field(default_factory=dict)
    alarms: Mapping[PatientId, tuple[Alarm, ...]] = field(default_factory=dict)
    scores: Mapping[PatientId, ScoreMark] = field(default_factory=dict)
    latest: Mapping[PatientId, LatestVitals] = field(default_factory=dict)
    tasks: Mapping[PatientId, tuple[Task, ...]] = field(default_factory=dict)
    visits: Mapping[PatientId, tuple[PlannedVisit, ...]] = field(default_factory=dict)
    staff_names: Mapping[StaffId, str] = field(default_factory=dict)
    doses: DoseFacts = field(default_factory=DoseFacts)


@dataclass(slots=True)
class BoardReading:
    """One reader's memory of the board; not to be used by two threads at once.

    ``read`` takes the entities that were touched (change-log names; ``EVERYTHING`` for all). The last values of a row
    are as they were when it was read: the live ones follow by ``with_latest``.
    """

    ctx: Context
    rules: BoardRules
    _facts: _Facts = field(default_factory=_Facts)
    _rows: dict[PatientId, tuple[object, CensusRow]] = field(default_factory=dict)

    def read(self, touched: frozenset[str] = EVERYTHING) -> Census:
        """All patients in care, most needy first; without the course of their scores."""
        now = self.ctx.clock.now()
        with self.ctx.store() as uow:
            self._facts = _read(uow, self.ctx, self.rules, now, touched, self._facts)
        today = self.ctx.local(now).date()
        kept, self._rows = self._rows, {}
        for episode in self._facts.episodes:
            self._take(episode, kept.get(episode.patient_id), today, now)
        rows = (row for _, row in self._rows.values())
        return Census(tuple(sorted(rows, key=CensusRow.need)), now)

    def _take(self, episode: Episode, kept: tuple[object, CensusRow] | None, today: date, now: datetime) -> None:
        """PERF: a row whose facts are what they were is the same row; making 1,000 anew takes 25 ms."""
        pid, facts = episode.patient_id, self._facts
        if pid not in facts.patients:
            return
        made_of = (
            episode,
            facts.patients[pid],
            facts.alarms.get(pid),
            facts.scores.get(pid),
            facts.latest.get(pid),
            facts.tasks.get(pid),
            facts.doses.first.get(pid),
            facts.visits.get(pid),
            _owner(facts, episode),
            today,
        )
        if kept is not None and kept[0] == made_of:
            self._rows[pid] = kept
        else:
            self._rows[pid] = (made_of, _row(self.ctx, self.rules, facts, episode, now))


def _read(
    uow: UnitOfWork, ctx: Context, rules: BoardRules, now: datetime, touched: frozenset[str], old: _Facts
) -> _Facts:
    facts = old
    if touched & PEOPLE:
        episodes = uow.episodes.open()
        people = uow.patients.some({episode.patient_id for episode in episodes})
        facts = replace(facts, episodes=episodes, patients={one.patient_id: one for one in people})
    in_care = tuple(facts.patients)  # PERF(20,000 who have left): nothing is read of them
    if touched & WORK:
        tasks = _open_tasks(uow.tasks.between(now - timedelta(days=1), now + timedelta(days=2)))
        names = {s.staff_id: s.name for s in uow.staff.all()}
        facts = replace(facts, tasks=tasks, visits=_visits(uow.plans.published(ctx.today())), staff_names=names)
    if touched & DOSES:
        facts = replace(facts, doses=read_doses(uow, now, {} if "site" in touched else facts.doses.orders))
    if touched & ALARMS:
        facts = replace(facts, alarms=_by_patient(uow.alarms.open()))
    if touched & SCORES:
        facts = replace(
            facts, scores={s.patient_id: score_mark(s, rules) for s in uow.scores.newest_briefs(NEWS2, in_care)}
        )
    if touched & LATEST:
        facts = replace(facts, latest={row.patient_id: row for row in uow.readings.latest_some(in_care)})
    return facts


def _row(ctx: Context, rules: BoardRules, facts: _Facts, episode: Episode, now: datetime) -> CensusRow:
    pid = episode.patient_id
    patient, latest, tasks = facts.patients[pid], facts.latest.get(pid), facts.tasks.get(pid, ())
    received = last_received_of(latest) if latest else None
    today = ctx.local(now).date()
    stay = care_day_of(ctx, rules.programme_days, episode, today)
    return CensusRow(
        patient_id=pid,
        episode_id=episode.episode_id,
        name=masked_name(patient.name),
        age_years=patient.age_years(today),
        sex=patient.sex,
        condition=episode.condition,
        day=stay.day,
        target_days=stay.target,
        max_days=stay.maximum,
        alarm=alarm_mark(facts.alarms.get(pid, ())),
        score=facts.scores.get(pid),
        trend=(),
        vitals=cells_of(latest, rules, now) if latest else {},
        last_received_at=received,
        visit=_next_visit(facts, pid, tasks),
        dose=next_dose(facts.doses, rules.drug_names, pid),
        open_tasks=len(tasks),
        owner=_owner(facts, episode),
        no_data=is_silent(received, rules, now),
    )


def alarm_rank(alarm: Alarm) -> tuple[int, bool, bool, float]:
    """Sort key of open alarms, most urgent first: priority, waiting before owned, patient before equipment, newest."""
    waiting = alarm.state is not AlarmState.ACKNOWLEDGED
    return (-alarm.priority, not waiting, alarm.lane is Lane.TECHNICAL, -alarm.raised_at.timestamp())


def _by_patient(alarms: Iterable[Alarm]) -> dict[PatientId, tuple[Alarm, ...]]:
    """The open alarms of each patient, most urgent first."""
    found: dict[PatientId, tuple[Alarm, ...]] = {}
    for alarm in sorted(alarms, key=alarm_rank):
        if alarm.patient_id is not None:
            found[alarm.patient_id] = (*found.get(alarm.patient_id, ()), alarm)
    return found


def alarm_mark(alarms: Sequence[Alarm]) -> AlarmMark | None:
    """The first of the open alarms of one patient and how many others there are; None for none."""
    if not alarms:
        return None
    first = alarms[0]
    waiting = first.state is not AlarmState.ACKNOWLEDGED
    others = len(alarms) - 1
    return AlarmMark(
        first.priority, waiting, first.subject, first.raised_at, first.value, first.trigger, others, first.rule_id
    )


def score_mark(score: ScoreBrief, rules: BoardRules) -> ScoreMark:
    """PERF(memory): what a row shows of it; the items of 1,000 scores take 2 MB in every reader."""
    band = score_band(score.lower, score.highest_item, rules)
    return ScoreMark(score.lower, score.upper, score.present, score.items, band, score.scored_at)


def _open_tasks(tasks: Iterable[Task]) -> dict[PatientId, tuple[Task, ...]]:
    still_open = sorted((t for t in tasks if t.is_open), key=lambda t: (t.patient_id, t.earliest))
    return {pid: tuple(group) for pid, group in groupby(still_open, key=lambda t: t.patient_id)}


def _owner(facts: _Facts, episode: Episode) -> str:
    return facts.staff_names.get(episode.owner_id, "") if episode.owner_id else ""


def _visits(plan: DayPlan | None) -> dict[PatientId, tuple[PlannedVisit, ...]]:
    """The stops of the plan in force at each patient's, first ones first."""
    stops = sorted(plan.visits if plan else (), key=lambda v: (v.patient_id, v.start))
    return {pid: tuple(group) for pid, group in groupby(stops, key=lambda v: v.patient_id)}


def _next_visit(facts: _Facts, pid: PatientId, tasks: tuple[Task, ...]) -> NextVisit | None:
    still_open = {task.task_id for task in tasks}
    first = next((v for v in facts.visits.get(pid, ()) if v.task_id in still_open), None)
    if first is None:
        return None
    return NextVisit(first.start, facts.staff_names.get(first.staff_id, ""), timedelta(seconds=first.late_seconds))
