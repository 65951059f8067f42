"""What an urgent visit costs: the plan in force, the patient in it, who is there first, what the others lose."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hah_console.domain.episode import Episode
from hah_console.domain.ids import PatientId, ShiftId, StaffId, TaskId
from hah_console.domain.patient import Patient, masked_name
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.task import Task, TaskKind
from hah_console.domain.visit import DayPlan, LegSource
from hah_console.services.aboard import NOTHING, Aboard
from hah_console.services.context import Context
from hah_console.services.day_ways import DayWays, in_care
from hah_console.services.halt_reports import read_told
from hah_console.services.hand_routes import hand_routes
from hah_console.services.plan_locks import begun_visits, made_halts, with_begun
from hah_console.services.planning_document import (
    Day,
    Hold,
    Legs,
    base_id,
    home_id,
    read_day,
    write_problem,
)
from hah_console.services.planning_supply import read_supply
from hah_console.services.ports import TravelTimes, UnitOfWork
from hah_console.services.urgent_ports import MovedVisit, UrgentAsk, UrgentRanker, UrgentWay

URGENT_MINUTES = 40
MOST_URGENT = 3
SKILL = "nursing"


@dataclass(frozen=True, slots=True)
class Slip:
    """A visit that would begin later: whose it is (masked), from when to when, and how far after its window."""

    name: str
    before: datetime
    after: datetime
    late: timedelta
    breaks_dose: bool


@dataclass(frozen=True, slots=True)
class VisitPrice:
    """One nurse who could go: when she is there, how she gets there, and what her route loses.

    ``left_out`` are masked names of visits nobody has then; ``source`` tells where the travel time comes from.
    """

    staff_id: StaffId
    name: str
    phone: str
    skills: frozenset[str]
    leaves: datetime
    arrives: datetime
    travel: timedelta
    metres: int
    source: LegSource
    driving: timedelta
    slips: tuple[Slip, ...]
    left_out: tuple[str, ...]
    extra_cost: int
    specimens_late: timedelta = timedelta(0)
    """How much later than they keep specimens would come to a laboratory because of it."""

    @property
    def worst(self) -> timedelta:
        """By how much the visit that slips most begins later."""
        return max((slip.after - slip.before for slip in self.slips), default=timedelta(0))

    @property
    def doses_kept(self) -> bool:
        """Whether every dose stays in its window."""
        return not any(slip.breaks_dose for slip in self.slips)


@dataclass(frozen=True, slots=True)
class UrgentPrices:
    """Who could go, first there before the others; ``plan_number`` is the plan in force, None without one."""

    ways: tuple[VisitPrice, ...]
    at: datetime
    plan_number: int | None
    task_id: TaskId

    @property
    def best(self) -> VisitPrice | None:
        """Who is there first."""
        return self.ways[0] if self.ways else None


@dataclass(frozen=True, slots=True)
class _Opened:
    ask: UrgentAsk
    day: Day
    legs: Legs
    plan: DayPlan
    task: Task
    at: datetime


class UrgentPricing:
    """Prices urgent visits on the plan in force. Any thread may ask, one at a time; the ways between the places of a
    day are measured once and kept.

    With ``rules`` whoever goes still loads, brings back and hands in what she has, and the price says what comes late.
    """

    def __init__(
        self, travel: TravelTimes, ranker: UrgentRanker, profile: PlanningProfile, rules: RulePacks | None = None
    ) -> None:
        self._ways, self._ranker, self._profile, self._rules = DayWays(travel), ranker, profile, rules
        self._lock = threading.Lock()

    def warm_up(self, ctx: Context) -> None:
        """Measure the ways of today's plan before anybody waits for them."""
        with ctx.store() as uow:
            day = self._supplied(uow, read_day(uow, ctx.zone, ctx.today()), ctx.clock.now(), NOTHING)
            others = in_care(uow, day)
        self._ways.of(day, others)

    def _supplied(self, uow: UnitOfWork, day: Day, now: datetime, aboard: Aboard) -> Day:
        return replace(day, supply=read_supply(uow, day, self._rules, now, aboard)) if self._rules else day

    def price(self, ctx: Context, patient_id: PatientId) -> UrgentPrices:
        """Who could go now. Raises NotFound, PlannerUnavailable."""
        with self._lock:
            opened = self._open(ctx, patient_id)
            if opened is None:
                return UrgentPrices((), ctx.clock.now(), None, TaskId(""))
            return _prices(opened, self._ranker.rank(opened.ask))

    def improve(
        self, ctx: Context, patient_id: PatientId, staff_id: StaffId, seconds: float,
        cancelled: Callable[[], bool] | None = None,
    ) -> VisitPrice | None:  # fmt: skip
        """A better price of the same person, or the same again; None when she can no longer go."""
        with self._lock:
            opened = self._open(ctx, patient_id)
            shift = next((s for s in opened.day.shifts.values() if s.staff_id == staff_id), None) if opened else None
            if opened is None or shift is None:
                return None
            way = self._ranker.improve(opened.ask, shift.shift_id, seconds, cancelled)
            return _price(opened, way) if way is not None else None

    def _open(self, ctx: Context, patient_id: PatientId) -> _Opened | None:
        now = ctx.clock.now()
        with ctx.store() as uow:
            plan = uow.plans.published(ctx.today())
            if plan is None:
                return None
            begun = begun_visits(uow, plan, now)
            told = read_told(uow, plan.day)
            made = made_halts(plan, begun, now, told) if self._rules else ()
            day = with_begun(uow, read_day(uow, ctx.zone, ctx.today()), begun)
            day = self._supplied(uow, day, now, Aboard(begun, made, real=told.loaded))
            patient, episodes = uow.patients.get(patient_id), uow.episodes.of_patient(patient_id)
            others = in_care(uow, day)
        task = _task(patient, episodes, now)
        day = replace(day, tasks={**day.tasks, task.task_id: task}, homes={**day.homes, patient_id: patient})
        legs = self._ways.of(day, others)
        problem = write_problem(day, legs, self._profile, Hold((), begun, now if now < day.ends else None, made))
        runs = day.supply.runs.values() if day.supply else ()
        fetched = frozenset(str(run.task_id) for run in runs if not run.brings)
        ask = UrgentAsk(problem, hand_routes(day, plan, begun, made), str(task.task_id), fetched=fetched)
        return _Opened(ask, day, legs, plan, task, now)


def _task(patient: Patient, episodes: tuple[Episode, ...], now: datetime) -> Task:
    episode = max(episodes, key=lambda e: e.admitted_at)
    return Task(
        task_id=TaskId(f"urgent-{patient.patient_id}"),
        episode_id=episode.episode_id,
        patient_id=patient.patient_id,
        kind=TaskKind.NURSE_VISIT,
        earliest=now,
        latest=now,
        duration_minutes=URGENT_MINUTES,
        required_skills=frozenset({SKILL}),
        priority=MOST_URGENT,
        hard_window=False,
    )


def _prices(opened: _Opened, ways: tuple[UrgentWay, ...]) -> UrgentPrices:
    prices = tuple(_price(opened, way) for way in ways)
    first = tuple(sorted(prices, key=lambda price: (price.arrives, price.extra_cost)))
    return UrgentPrices(first, opened.at, opened.plan.number, opened.task.task_id)


def _price(opened: _Opened, way: UrgentWay) -> VisitPrice:
    day = opened.day
    person = day.staff[day.shifts[ShiftId(way.caregiver_id)].staff_id]
    return VisitPrice(
        staff_id=person.staff_id,
        name=person.name,
        phone=person.phone,
        skills=person.skills,
        leaves=day.moment(way.leaves),
        arrives=day.moment(way.arrives),
        travel=timedelta(seconds=way.travel),
        metres=way.travel_metres,
        source=opened.legs.source(person.vehicle.value, way.behind or base_id(person), home_id(opened.task.patient_id)),
        driving=timedelta(seconds=way.driving),
        slips=tuple(_slip(day, moved) for moved in way.moved),
        left_out=tuple(masked_name(_patient(day, name).name) for name in way.left_out),
        extra_cost=way.extra_cost,
        specimens_late=timedelta(seconds=way.specimens_late),
    )


def _slip(day: Day, moved: MovedVisit) -> Slip:
    task = day.tasks[_task_of(moved.visit_id)]
    worse = moved.late_after > moved.late_before
    return Slip(
        name=masked_name(_patient(day, moved.visit_id).name),
        before=day.moment(moved.before),
        after=day.moment(moved.after),
        late=timedelta(seconds=moved.late_after),
        breaks_dose=worse and task.kind is TaskKind.IV_DOSE,
    )


def _patient(day: Day, visit_id: str) -> Patient:
    return day.homes[day.tasks[_task_of(visit_id)].patient_id]


def _task_of(visit_id: str) -> TaskId:
    return TaskId(visit_id.partition("#")[0])
