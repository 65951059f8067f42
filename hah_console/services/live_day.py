"""The day as it really runs: each route with where its worker is, when she comes, and what is in danger by then."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from hah_console.alarms.rules.staff import RULE_IDS
from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.alarm import Alarm, AlarmState, Priority
from hah_console.domain.dose import Dose, DoseState
from hah_console.domain.field_visit import FieldState, FieldVisit
from hah_console.domain.halt_report import NOTHING_TOLD, HaltState, Told, halt_ids
from hah_console.domain.home_flag import HomeFlag
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import AlarmId, PatientId, PlanId, StaffId, TaskId, VisitId
from hah_console.domain.live_route import Foreseen, RouteStop, foresee
from hah_console.domain.patient import Patient, masked_name
from hah_console.domain.position import StaffPosition
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.specimen import Specimen
from hah_console.domain.staff import Shift, Staff
from hah_console.domain.staff_safety import visit_clock
from hah_console.domain.task import Task, TaskKind, TaskState
from hah_console.domain.visit import DayPlan, PlannedVisit
from hah_console.services.context import Context
from hah_console.services.halt_reports import read_told
from hah_console.services.live_halts import HaltFacts, LiveHalt, live_halts
from hah_console.services.ports import UnitOfWork
from hah_console.services.road_closures import ClosureRow, closures_between

NEAR_END = timedelta(minutes=30)
"""A specimen's time is nearly over."""


class LiveFlag(StrEnum):
    """What is in danger at a stop. HARD: a window that may not be missed."""

    LATE = "late"
    LATE_HARD = "late_hard"
    DOSE = "dose"
    SPECIMEN = "specimen"
    OVERDUE = "overdue"
    UNREPORTED = "unreported"
    UNSAFE_HOME = "unsafe_home"
    NOT_WANTED = "not_wanted"


@dataclass(frozen=True, slots=True)
class LiveStop:
    """One stop; ``patient`` is masked. Times are as they were or are foreseen, ``planned`` is the plan's start.

    ``dose_until`` ends the window of the dose that is due there, ``limit_at`` the time a visit of this kind may last.
    """

    visit_id: VisitId
    task_id: TaskId
    patient_id: PatientId
    patient: str
    kind: TaskKind
    state: FieldState
    since: datetime | None
    reason: str
    version: int
    planned: datetime
    arrival: datetime
    start: datetime
    departure: datetime
    latest: datetime
    late: timedelta
    over: bool
    flags: tuple[LiveFlag, ...]
    dose_until: datetime | None = None
    limit_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LiveRoute:
    """One worker's day; ``specimen_until`` is the tightest of the specimens she carries, with its kind; ``halts`` are
    her stops at the store and at laboratories."""

    staff_id: StaffId
    name: str
    phone: str
    stops: tuple[LiveStop, ...]
    position: StaffPosition | None = None
    specimen_until: datetime | None = None
    specimen: str = ""
    halts: tuple[LiveHalt, ...] = ()

    @property
    def now_at(self) -> LiveStop | None:
        """The stop she is at, is going to, or goes to next."""
        open_stops = [stop for stop in self.stops if not stop.over]
        under_way = (s for s in open_stops if s.state in {FieldState.ON_THE_WAY, FieldState.ARRIVED})
        return next(under_way, next(iter(open_stops), None))


@dataclass(frozen=True, slots=True)
class StaffCall:
    """An open alarm about a worker: a call for help, or a visit that lasts too long. ``owner`` took it."""

    alarm_id: AlarmId
    rule_id: str
    staff_id: StaffId
    name: str
    phone: str
    state: AlarmState
    priority: Priority
    since: datetime
    owner: str
    version: int


@dataclass(frozen=True, slots=True)
class LiveDay:
    """The plan in force as it runs, as of ``at``; without one ``plan_id`` is None."""

    day: date
    at: datetime
    plan_id: PlanId | None
    number: int
    routes: tuple[LiveRoute, ...]
    calls: tuple[StaffCall, ...] = ()
    closed: tuple[ClosureRow, ...] = ()

    def halt(self, halt_id: str) -> LiveHalt | None:
        """The stop at the store or a laboratory of a name."""
        return next((h for route in self.routes for h in route.halts if h.halt_id == halt_id), None)

    def stop(self, visit_id: str) -> LiveStop | None:
        """The stop of a visit."""
        return next((s for route in self.routes for s in route.stops if s.visit_id == visit_id), None)


@dataclass(frozen=True, slots=True)
class LiveFacts:
    """What the day is foreseen from."""

    plan: DayPlan
    staff: Mapping[StaffId, Staff]
    patients: Mapping[PatientId, Patient]
    tasks: Mapping[TaskId, Task]
    shifts: Sequence[Shift]
    field: Mapping[VisitId, FieldVisit]
    doses: Sequence[Dose]
    specimens: Sequence[Specimen]
    flags: Sequence[HomeFlag]
    positions: Mapping[StaffId, StaffPosition]
    now: datetime
    told: Told = NOTHING_TOLD
    hospitals: Sequence[Hospital] = ()


def live_day(ctx: Context, actor: Actor, rules: RulePacks) -> LiveDay:
    """Today. Raises NotPermitted for roles that may not see patients."""
    require(actor, Action.VIEW_PATIENT)
    today, now = ctx.today(), ctx.clock.now()
    with ctx.store() as uow:
        plan = uow.plans.published(today)
        facts = read_live(ctx, uow, plan, now) if plan is not None else None
        calls = _calls(uow)
        closed = closures_between(uow, ctx.day_begins(today), ctx.day_begins(today + timedelta(days=1)), now)
    if facts is None or plan is None:
        return LiveDay(today, now, None, 0, (), calls, closed)
    routes = tuple(_route(facts, rules, staff_id, stops) for staff_id, stops in foreseen_routes(facts).items())
    return LiveDay(today, now, plan.plan_id, plan.number, routes, calls, closed)


def _calls(uow: UnitOfWork) -> tuple[StaffCall, ...]:
    """Open alarms about workers, the most urgent first."""
    found = [alarm for alarm in uow.alarms.open() if alarm.rule_id in RULE_IDS]
    if not found:
        return ()
    staff, users = {p.staff_id: p for p in uow.staff.all()}, {str(u.user_id): u.name for u in uow.users.all()}
    known = [alarm for alarm in found if StaffId(alarm.subject) in staff]
    ordered = sorted(known, key=lambda a: (-a.priority, a.state is AlarmState.ACKNOWLEDGED, a.raised_at))
    return tuple(_call(alarm, staff[StaffId(alarm.subject)], users) for alarm in ordered)


def _call(alarm: Alarm, person: Staff, users: Mapping[str, str]) -> StaffCall:
    by = alarm.acknowledged_by or ""
    return StaffCall(
        alarm.alarm_id, alarm.rule_id, person.staff_id, person.name, person.phone, alarm.state, alarm.priority,
        alarm.raised_at, users.get(by, by), alarm.version,
    )  # fmt: skip


def read_live(ctx: Context, uow: UnitOfWork, plan: DayPlan, now: datetime) -> LiveFacts:
    """Everything about the visits of a plan, within a transaction."""
    task_ids, people = {v.task_id for v in plan.visits}, {v.patient_id for v in plan.visits}
    tasks = {task.task_id: task for task in uow.tasks.some(task_ids)}
    episodes = tuple({task.episode_id for task in tasks.values()})
    begins, ends = ctx.day_begins(plan.day), ctx.day_begins(plan.day + timedelta(days=1))
    due = uow.doses.of_episodes(episodes, begins, ends) if episodes else ()
    return LiveFacts(
        plan,
        {person.staff_id: person for person in uow.staff.all()},
        {patient.patient_id: patient for patient in uow.patients.some(people)},
        tasks,
        uow.staff.shifts(begins, ends),
        {visit.visit_id: visit for visit in uow.field_visits.of_day(plan.day)},
        tuple(dose for dose in due if dose.state is DoseState.DUE),
        uow.specimens.on_the_way(),
        uow.home_flags.in_force(people),
        {position.staff_id: position for position in uow.positions.latest()},
        now,
        read_told(uow, plan.day),
        uow.hospitals.all(),
    )


def foreseen_routes(facts: LiveFacts) -> dict[StaffId, list[Foreseen]]:
    """Everybody's stops in order, as they were or will be."""
    by_worker: dict[StaffId, list[PlannedVisit]] = {}
    for visit in sorted(facts.plan.visits, key=lambda v: (v.start, v.order)):
        if visit.task_id in facts.tasks:
            by_worker.setdefault(visit.staff_id, []).append(visit)
    return {
        staff_id: foresee(list(_stops_of(facts, visits)), facts.now, _pause(facts, staff_id))
        for staff_id, visits in sorted(by_worker.items())
    }


def _stops_of(facts: LiveFacts, visits: list[PlannedVisit]) -> Iterator[RouteStop]:
    """One worker's stops; between two visits she may still have to load, to bring back or to hand in."""
    ahead = [h for name, h in halt_ids(facts.plan.halts).items() if facts.told.said.state(name) is not HaltState.DONE]
    for number, visit in enumerate(visits):
        since = visits[number - 1].start if number else visit.start
        between = [h for h in ahead if h.staff_id == visit.staff_id and since <= h.start < visit.start]
        seconds = sum(h.travel_seconds for h in between)
        takes = sum((h.departure - h.start for h in between), timedelta(seconds=seconds))
        yield replace(_stop_of(facts, visit), detour=takes)


def _stop_of(facts: LiveFacts, visit: PlannedVisit) -> RouteStop:
    task, field = facts.tasks[visit.task_id], facts.field.get(visit.visit_id)
    mine = field if field is not None and field.staff_id == visit.staff_id else None
    return RouteStop(visit, task.earliest, task.latest, mine, task.state is not TaskState.CANCELLED)


def _pause(facts: LiveFacts, staff_id: StaffId) -> tuple[datetime, timedelta] | None:
    route = next((r for r in facts.plan.routes if r.staff_id == staff_id and r.break_start is not None), None)
    shift = next((s for s in facts.shifts if s.staff_id == staff_id and s.break_minutes), None)
    if route is None or route.break_start is None or shift is None or facts.now > route.break_start:
        return None
    return route.break_start, timedelta(minutes=shift.break_minutes)


def _route(facts: LiveFacts, rules: RulePacks, staff_id: StaffId, stops: list[Foreseen]) -> LiveRoute:
    person, at = facts.staff[staff_id], facts.positions.get(staff_id)
    carried = _carried(facts, stops)
    return LiveRoute(
        staff_id,
        person.name,
        person.phone,
        tuple(_stop(facts, rules, foreseen, carried) for foreseen in stops),
        at,
        carried.valid_until if carried else None,
        carried.kind if carried else "",
        live_halts(_halt_facts(facts), staff_id, stops),
    )


def _halt_facts(facts: LiveFacts) -> HaltFacts:
    return HaltFacts(
        facts.plan,
        facts.told.said,
        facts.tasks,
        facts.patients,
        facts.hospitals,
        facts.staff,
        facts.specimens,
        facts.now,
    )


def _carried(facts: LiveFacts, stops: list[Foreseen]) -> Specimen | None:
    """The specimen with the least time left of those taken on this route's visits and not handed in."""
    mine = {foreseen.stop.visit.task_id for foreseen in stops}
    timed = [s for s in facts.specimens if s.task_id in mine and s.valid_until is not None]
    return min(timed, key=lambda s: s.valid_until or facts.now, default=None)


def _stop(facts: LiveFacts, rules: RulePacks, foreseen: Foreseen, carried: Specimen | None) -> LiveStop:
    visit, field = foreseen.stop.visit, foreseen.stop.field
    task = facts.tasks[visit.task_id]
    dose = _dose_at(facts, task)
    clock = visit_clock(field, task.kind, rules.staff_safety) if field is not None else None
    limit_at = clock.due if clock else None
    return LiveStop(
        visit_id=visit.visit_id,
        task_id=task.task_id,
        patient_id=task.patient_id,
        patient=masked_name(facts.patients[task.patient_id].name),
        kind=task.kind,
        state=foreseen.stop.state,
        since=field.since if field else None,
        reason=field.reason if field else "",
        version=field.version if field else 0,
        planned=visit.start,
        arrival=foreseen.arrival,
        start=foreseen.start,
        departure=foreseen.departure,
        latest=task.latest,
        late=foreseen.late if not foreseen.over else timedelta(0),
        over=foreseen.over,
        flags=tuple(_flags(facts, foreseen, task, dose, limit_at, carried)),
        dose_until=dose.window.latest if dose else None,
        limit_at=limit_at,
    )


def _dose_at(facts: LiveFacts, task: Task) -> Dose | None:
    return min((d for d in facts.doses if d.task_id == task.task_id), key=lambda d: d.window.latest, default=None)


def _flags(
    facts: LiveFacts,
    foreseen: Foreseen,
    task: Task,
    dose: Dose | None,
    limit_at: datetime | None,
    carried: Specimen | None,
) -> list[LiveFlag]:
    state, found = foreseen.stop.state, []
    if not foreseen.stop.wanted and state in {FieldState.ON_THE_WAY, FieldState.ARRIVED}:
        found.append(LiveFlag.NOT_WANTED)
    if limit_at is not None and facts.now >= limit_at:
        found.append(LiveFlag.OVERDUE)
    if not foreseen.over and foreseen.late:
        found.append(LiveFlag.LATE_HARD if task.hard_window else LiveFlag.LATE)
    if dose is not None and not foreseen.over and foreseen.start > dose.window.latest:
        found.append(LiveFlag.DOSE)
    if carried is not None and carried.task_id == task.task_id and _presses(carried, facts.now):
        found.append(LiveFlag.SPECIMEN)
    if state in {FieldState.ASSIGNED, FieldState.ACCEPTED} and not foreseen.over and _silent(foreseen, facts.now):
        found.append(LiveFlag.UNREPORTED)
    if any(flag.patient_id == task.patient_id for flag in facts.flags):
        found.append(LiveFlag.UNSAFE_HOME)
    return found


def _presses(specimen: Specimen, now: datetime) -> bool:
    return specimen.valid_until is not None and specimen.valid_until - now <= NEAR_END


def _silent(foreseen: Foreseen, now: datetime) -> bool:
    """By the plan she should be there, and nobody has said a word."""
    return foreseen.stop.visit.arrival <= now
