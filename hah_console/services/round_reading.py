"""Reads the round list: a fixed number of questions to the store, however many patients are on it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from hah_console.domain.actor import Actor
from hah_console.domain.alarm import Alarm
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.clock_engine import clocks_of, kinds_of
from hah_console.domain.dose import Dose
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.ids import EpisodeId, OrderId, PatientId, StaffId
from hah_console.domain.lab import LabResult
from hah_console.domain.order import Order
from hah_console.domain.patient import Patient, masked_name
from hah_console.domain.reading import LatestVitals
from hah_console.domain.round import RoundTaken, round_of
from hah_console.domain.score.result import ScorePoint, StoredScore
from hah_console.domain.specimen import Specimen
from hah_console.domain.visit import PlannedVisit
from hah_console.services.board import NEWS2, is_silent, last_received_of
from hah_console.services.board_reading import alarm_mark, alarm_rank, score_mark
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork
from hah_console.services.round import A_DAY, FURTHEST_BACK, RoundList, RoundRow, RoundRules, ScoreCourse
from hah_console.services.round_counts import antibiotic_day, cultures_of, doses_of, near_clocks, new_since, physician_s

IN_CARE = frozenset({EpisodeState.ACTIVE, EpisodeState.ON_HOLD})
COUNTED = frozenset({
    CaseEventKind.ROUND_DECIDED, CaseEventKind.NOTE_WRITTEN, CaseEventKind.ARRIVED, CaseEventKind.CONTACT_HELD,
})  # fmt: skip
SCORE_BACK, AN_HOUR, RESULTS_BACK = timedelta(hours=4), timedelta(hours=1), timedelta(days=7)
_K = TypeVar("_K", bound=Hashable)
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What was read of some admissions, by patient or by admission."""

    patients: Mapping[PatientId, Patient]
    events: Mapping[EpisodeId, Sequence[CaseEvent]]
    doses: Mapping[EpisodeId, Sequence[Dose]]
    first_given: Mapping[OrderId, datetime]
    orders: Mapping[EpisodeId, Sequence[Order]]
    specimens: Mapping[EpisodeId, Sequence[Specimen]]
    results: Mapping[PatientId, Sequence[LabResult]]
    open_alarms: Mapping[PatientId | None, Sequence[Alarm]]
    alarms: Mapping[PatientId | None, Sequence[Alarm]]
    scores: Mapping[PatientId, StoredScore]
    before: Mapping[PatientId, ScorePoint]
    course: Mapping[PatientId, Sequence[ScorePoint]]
    latest: Mapping[PatientId, LatestVitals]
    stops: Mapping[PatientId, Sequence[PlannedVisit]]
    staff: Mapping[StaffId, str]


def read_round(ctx: Context, actor: Actor, rules: RoundRules, *, everybody: bool = False) -> RoundList:
    """The patients in care whose physician the actor is, or all; in the order in which they are seen."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        own = own_staff_id(uow, actor)
        in_care = [episode for episode in uow.episodes.open() if episode.state in IN_CARE]
        mine = [episode for episode in in_care if everybody or (own and episode.physician_id == own)]
        facts = read_facts(ctx, uow, rules, mine, now)
    rows = (row_of(ctx, rules, facts, episode, own, now) for episode in mine if episode.patient_id in facts.patients)
    nobody_s = sum(episode.physician_id is None for episode in in_care)
    return RoundList(tuple(sorted(rows, key=RoundRow.order)), now, len(in_care) - len(mine), nobody_s)


def own_staff_id(uow: UnitOfWork, actor: Actor) -> StaffId | None:
    """By which id the actor stands in the team; None for somebody who is not in it."""
    user = uow.users.find(actor.user_id)
    return user.staff_id if user is not None else None


def read_facts(
    ctx: Context, uow: UnitOfWork, rules: RoundRules, episodes: Sequence[Episode], now: datetime
) -> RoundFacts:
    """PERF(list of 100 in 300 ms): one question for all patients, never one for each."""
    patients = sorted({episode.patient_id for episode in episodes})
    stays = sorted(episode.episode_id for episode in episodes)
    start, after = now - FURTHEST_BACK, now + timedelta(milliseconds=1)
    plan = uow.plans.published(ctx.today())
    return RoundFacts(
        patients={patient.patient_id: patient for patient in uow.patients.some(patients)},
        events=by(uow.case_events.of_episodes(stays, kinds_of(rules.clocks) | COUNTED), _stay),
        doses=by(uow.doses.of_episodes(stays, start, after), lambda dose: dose.episode_id),
        first_given=uow.doses.first_given(stays),
        orders=by(uow.orders.of_episodes(stays), lambda order: order.episode_id),
        specimens=by(uow.specimens.of_episodes(stays), lambda specimen: specimen.episode_id),
        results=by(uow.lab_results.of_patients(patients, now - RESULTS_BACK, after), lambda row: row.patient_id),
        open_alarms=by(sorted(uow.alarms.open(), key=alarm_rank), _whose),
        alarms=by(uow.alarms.of_patients(patients, start, after), _whose),
        scores={score.patient_id: score for score in uow.scores.newest(NEWS2, patients)},
        before=uow.scores.as_of(NEWS2, patients, now - A_DAY, now - A_DAY - SCORE_BACK),
        course=uow.scores.highest(NEWS2, patients, now - A_DAY, now, AN_HOUR),
        latest={row.patient_id: row for row in uow.readings.latest_some(patients)},
        stops=by(sorted(plan.visits if plan else (), key=lambda stop: stop.start), lambda stop: stop.patient_id),
        staff={member.staff_id: member.name for member in uow.staff.all()},
    )


def by(rows: Iterable[_R], key: Callable[[_R], _K]) -> dict[_K, list[_R]]:
    """The rows by what they belong to, in the order given."""
    found: defaultdict[_K, list[_R]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


def row_of(
    ctx: Context, rules: RoundRules, facts: RoundFacts, episode: Episode, own: StaffId | None, now: datetime
) -> RoundRow:
    """The row of one admission; its patient must be among the facts."""
    pid, stay, today = episode.patient_id, episode.episode_id, ctx.local(now).date()
    patient, events = facts.patients[pid], facts.events.get(stay, ())
    last, done = rounds_of(ctx, events, today)
    since = since_when(last, now)
    days = rules.programme_days.get(episode.condition)
    latest, clocks = facts.latest.get(pid), clocks_of(events, rules.clocks, now, ctx.zone)
    received = last_received_of(latest) if latest else None
    doses, orders = facts.doses.get(stay, ()), facts.orders.get(stay, ())
    first = next((stop for stop in facts.stops.get(pid, ()) if stop.departure >= now), None)
    return RoundRow(
        patient_id=pid,
        episode_id=stay,
        name=masked_name(patient.name),
        age_years=patient.age_years(today),
        sex=patient.sex,
        condition=episode.condition,
        state=episode.state,
        day=episode.day_number(today, ctx.local(episode.admitted_at).date()),
        target_days=days.target if days else None,
        max_days=days.maximum if days else None,
        physician_id=episode.physician_id,
        physician=facts.staff.get(episode.physician_id, "") if episode.physician_id else "",
        mine=own is not None and episode.physician_id == own,
        since=since,
        last_round=last,
        today=done,
        score=course_of(rules, facts, pid),
        last_received_at=received,
        no_data=is_silent(received, rules.board, now),
        alarm=alarm_mark(facts.open_alarms.get(pid, ())),
        doses=doses_of(doses, orders, since, now),
        antibiotic_day=antibiotic_day(ctx, rules, orders, facts.first_given, now),
        cultures=cultures_of([s for s in facts.specimens.get(stay, ()) if s.kind in rules.culture_kinds], since),
        new=new_since(events, facts.alarms.get(pid, ()), facts.results.get(pid, ()), since),
        clocks=near_clocks(clocks),
        on_site=physician_s(clocks, "physician_on_site"),
        contact=physician_s(clocks, "physician_contact"),
        next_at=first.start if first else None,
        next_by=facts.staff.get(first.staff_id, "") if first else "",
    )


def rounds_of(ctx: Context, events: Iterable[CaseEvent], today: date) -> tuple[RoundTaken | None, RoundTaken | None]:
    """The last round before today, and the last one of today."""
    rounds = [round_of(event) for event in events if event.kind is CaseEventKind.ROUND_DECIDED]
    earlier = [taken for taken in rounds if ctx.local(taken.at).date() < today]
    of_today = [taken for taken in rounds if ctx.local(taken.at).date() == today]
    return (earlier[-1] if earlier else None), (of_today[-1] if of_today else None)


def since_when(last: RoundTaken | None, now: datetime) -> datetime:
    """From when on changes are shown: the round before, unless it is too long ago, else a day back."""
    if last is not None and now - last.at <= FURTHEST_BACK:
        return last.at
    return now - A_DAY


def course_of(rules: RoundRules, facts: RoundFacts, patient_id: PatientId) -> ScoreCourse:
    """The score of one patient with its last day."""
    score, points = facts.scores.get(patient_id), facts.course.get(patient_id, ())
    return ScoreCourse(
        now=score_mark(score.brief, rules.board) if score else None,
        before=facts.before.get(patient_id),
        highest=max(points, key=lambda point: (point.lower, point.scored_at), default=None),
        trend=tuple((point.scored_at.timestamp(), float(point.lower)) for point in points),
    )


def _stay(event: CaseEvent) -> EpisodeId:
    assert event.episode_id is not None, "asked for by admission"
    return event.episode_id


def _whose(alarm: Alarm) -> PatientId | None:
    return alarm.patient_id
