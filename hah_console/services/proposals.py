"""When the day goes otherwise than planned: three ways to go on with their price, and the one a person takes."""

import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import InvalidInput, PlanOvertaken
from hah_console.domain.field_visit import FieldState
from hah_console.domain.ids import PlanId, ShiftId, StaffId, TaskId, VisitId
from hah_console.domain.live_route import Foreseen
from hah_console.domain.patient import masked_name
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.staff import Shift
from hah_console.domain.task import Task
from hah_console.domain.visit import DayPlan, PlannedHalt, PlannedVisit, UnplannedTask
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.day_ways import DayWays, in_care
from hah_console.services.hand_ports import HandRoute, HandStop
from hah_console.services.live_day import LiveFacts, foreseen_routes, read_live
from hah_console.services.plan_locks import with_begun
from hah_console.services.planning import profile_text, publish_plan
from hah_console.services.planning_answer import Answer, read_answer, refuse_violations, to_plan
from hah_console.services.planning_document import (
    Day,
    Legs,
    home_id,
    read_day,
    shift_of,
    unit_of,
    write_problem,
)
from hah_console.services.ports import TravelTimes
from hah_console.services.proposal_ports import DisruptionAsk, Disruptions, Event, Option, OptionMove

COULD_NOT = "could_not"
AGAIN = timedelta(hours=1)
"""After so long a patient who was not at home is tried again."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened: who fell ill; at which visit nobody opened, or how long it will last; which task is new. Of a
    road that is closed nothing has to be told: what was reported is in the tables of travel."""

    event: Event
    staff_id: StaffId | None = None
    visit_id: VisitId | None = None
    until: datetime | None = None
    again: timedelta | None = AGAIN
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A visit somebody else makes, or at another time; names of patients are masked, starts None for nobody."""

    visit_id: VisitId
    patient: str
    people: tuple[str, str]
    starts: tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """A visit nobody has any more, with the engine's reason (see scheduling.explain)."""

    patient: str
    reason: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to go on. ``cost`` is what it costs more in units of the profile (seconds of driving); ``late`` all
    lateness of what lies ahead, ``metres`` and ``driving`` what all drive more than by the plan in force.

    ``task`` is new, or has another window; ``shift`` ends earlier; both are stored with the plan that is accepted."""

    kind: str
    event: Event
    plan: DayPlan
    cost: int
    moved: tuple[MovedRow, ...]
    left_out: tuple[LeftOutRow, ...]
    wishes_broken: int
    late: timedelta
    driving: timedelta
    metres: int
    task: Task | None = None
    shift: Shift | None = None


@dataclass(frozen=True, slots=True)
class _Opened:
    happening: Happening
    facts: LiveFacts
    day: Day
    legs: Legs
    foreseen: dict[StaffId, list[Foreseen]]


class Proposals:
    """Asks the engine. Any thread, one at a time; the ways between the places of a day are measured once and kept."""

    def __init__(self, travel: TravelTimes, engine: Disruptions, profile: PlanningProfile) -> None:
        self._ways, self._engine, self._profile = DayWays(travel), engine, profile
        self._lock = threading.Lock()

    def warm_up(self, ctx: Context) -> None:
        """Measure the ways of today's plan before anybody waits for them."""
        with ctx.store() as uow:
            day = read_day(uow, ctx.zone, ctx.today())
            others = in_care(uow, day)
        self._ways.of(day, others)

    def propose(
        self,
        ctx: Context,
        actor: Actor,
        happening: Happening,
        found: Callable[[Proposal], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[Proposal, ...]:
        """Up to three ways to go on, each checked, cheapest first; nothing is changed by asking.

        ``found`` hears of each as soon as it is there, and of a better one of its kind, on the calling thread; after
        ``cancelled`` says so the answer is what there is.
        Raises NotPermitted, InvalidInput without a plan in force, PlannerUnavailable (also when what happened cannot
        be, and the reason says why), PlanRejected, PlanningCancelled.
        """
        require(actor, Action.PLAN_ROUTES)
        made: dict[Option, Proposal] = {}

        def tell(option: Option) -> None:
            made[option] = _proposal(ctx, actor, opened, option, self._profile)
            if found is not None:
                found(made[option])

        with self._lock:
            opened = self._open(ctx, happening)
            options = self._engine.propose(self._ask(opened), tell, cancelled)
        for option in options:
            if option not in made:
                tell(option)
        return tuple(made[option] for option in options)

    def _open(self, ctx: Context, happening: Happening) -> _Opened:
        now = ctx.clock.now()
        with ctx.store() as uow:
            plan = uow.plans.published(ctx.today())
            if plan is None:
                raise InvalidInput(field="plan", value="", reason="not_planned")
            facts = read_live(ctx, uow, plan, now)
            day = with_begun(uow, read_day(uow, ctx.zone, plan.day), plan.visits)
            others = in_care(uow, day)
        given_up = {v.task_id for v in facts.field.values() if v.state is FieldState.COULD_NOT}
        tasks = {tid: task for tid, task in day.tasks.items() if tid not in given_up or _again(happening, tid)}
        if happening.task is not None:
            tasks[happening.task.task_id] = happening.task
        homes = {**day.homes, **{task.patient_id: facts.patients[task.patient_id] for task in tasks.values()
                                 if task.patient_id in facts.patients}}  # fmt: skip
        if happening.task is not None and happening.task.patient_id not in homes:
            with ctx.store() as uow:
                homes[happening.task.patient_id] = uow.patients.get(happening.task.patient_id)
        day = replace(day, tasks=tasks, homes=homes)
        return _Opened(happening, facts, day, self._ways.of(day, others), foreseen_routes(facts))

    def _ask(self, opened: _Opened) -> DisruptionAsk:
        happening, day, now = opened.happening, opened.day, opened.day.seconds(opened.facts.now)
        routes = tuple(route for stops in opened.foreseen.values() for route in _routes(opened, stops))
        begun = {stop.visit_id: stop.departure - stop.start for r in routes for stop in r.stops if stop.begun}
        problem = write_problem(day, opened.legs, self._profile)
        return DisruptionAsk(
            problem, routes, happening.event, now, _caregiver(opened), str(_visit(happening) or ""),
            _seconds(opened), tuple(sorted(begun.items())),
        )  # fmt: skip


def accept_proposal(ctx: Context, actor: Actor, proposal: Proposal) -> Changes:
    """Make a proposal the order of the day, with the task or the shortened shift that belong to it.

    Raises NotPermitted, PlanOvertaken when another plan came into force since it was made, PlanRejected.
    """
    require(actor, Action.PUBLISH_PLAN)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        in_force = uow.plans.published(proposal.plan.day)
        if in_force is None or in_force.plan_id != proposal.plan.based_on:
            number = in_force.number if in_force else 0
            by = str(in_force.published_by or "") if in_force else ""
            raise PlanOvertaken(number=number, name=by, plan=in_force.plan_id if in_force else "")
        if proposal.task is not None:
            uow.tasks.save(proposal.task)
            record(uow, actor, now, "change_task", "task", proposal.task.task_id, proposal.task.patient_id)
        if proposal.shift is not None:
            uow.staff.add_shifts((proposal.shift,))
        stored = uow.plans.save(proposal.plan)
        record(
            uow, actor, now, "accept_proposal", "plan", stored.plan_id, kind=proposal.kind,
            event=proposal.event.value, cost=str(proposal.cost), moved=str(len(proposal.moved)),
        )  # fmt: skip
        done = uow.commit()
    published = publish_plan(ctx, actor, stored.plan_id, stored.version)
    return Changes((*done.items, *published.items))


def _again(happening: Happening, task_id: TaskId) -> bool:
    """Whether this is the visit at which nobody opened, to be tried again."""
    visit = happening.visit_id or ""
    return happening.event is Event.NO_SHOW and visit.partition("#")[0] == task_id


def _visit(happening: Happening) -> str | None:
    return happening.task.task_id if happening.task is not None else happening.visit_id


def _caregiver(opened: _Opened) -> str:
    staff_id, now = opened.happening.staff_id, opened.day.seconds(opened.facts.now)
    if staff_id is None:
        return ""
    shift = shift_of(opened.day, staff_id, now, now + 1)
    if shift is None:
        raise InvalidInput(field="staff", value=staff_id, reason="unknown_kind")
    return str(shift.shift_id)


def _seconds(opened: _Opened) -> int | None:
    happening = opened.happening
    if happening.event is Event.OVERRUN:
        return opened.day.seconds(happening.until) if happening.until is not None else None
    span = happening.again if happening.event is Event.NO_SHOW else None
    return round(span.total_seconds()) if span is not None else None


def _routes(opened: _Opened, stops: list[Foreseen]) -> Iterable[HandRoute]:
    """One route for each shift of a worker, as it was and will be."""
    by_shift: dict[Shift, list[Foreseen]] = {}
    for f in stops:
        visit = f.stop.visit
        shift = shift_of(opened.day, visit.staff_id, opened.day.seconds(f.start), opened.day.seconds(f.departure))
        shown = not f.over or f.begun or _at_no_show(opened, f)
        if shift is not None and shown and visit.task_id in opened.day.tasks:
            by_shift.setdefault(shift, []).append(f)
    return [_route(opened, shift, found) for shift, found in by_shift.items()]


def _at_no_show(opened: _Opened, f: Foreseen) -> bool:
    return opened.happening.event is Event.NO_SHOW and f.stop.visit.visit_id == opened.happening.visit_id


def _route(opened: _Opened, shift: Shift, stops: list[Foreseen]) -> HandRoute:
    last = _last_begun(stops)
    day, rows = opened.day, [_stop(opened, f, final=f is last) for f in stops]
    mine = [r for r in opened.facts.plan.routes if r.staff_id == shift.staff_id]
    summary = next((r for r in mine if day.seconds(r.ends_at) > day.seconds(shift.starts_at)), None)
    planned = [v for v in opened.facts.plan.visits if v.staff_id == shift.staff_id]
    back = summary.travel_seconds - sum(v.travel_seconds for v in planned) if summary else 0
    metres = summary.travel_metres - sum(v.travel_metres for v in planned) if summary else 0
    end = rows[-1].departure + max(0, back)
    pause = day.seconds(summary.break_start) if summary and summary.break_start else None
    overtime = max(0, end - day.seconds(shift.ends_at))
    breaks = () if pause is None else (_pause(rows, (pause, shift.break_minutes * 60), day.seconds(opened.facts.now)),)
    return HandRoute(
        shift.shift_id, rows[0].left, end, max(0, back), max(0, metres), overtime, tuple(rows), breaks
    )  # fmt: skip


def _pause(rows: list[HandStop], planned: tuple[int, int], now: int) -> tuple[int, int]:
    """When the break is taken: as planned, unless she is or was at a visit then; nobody pauses before a patient."""
    start, length = planned
    for row in rows:
        if start < row.departure and row.start < start + length:
            start = max(row.departure, now + 1) if row.departure >= now else row.departure
    return start, length


def _stop(opened: _Opened, f: Foreseen, *, final: bool) -> HandStop:
    """SAFETY(begun): what has begun stands where the plan in force has it; the last of a worker's visits that has
    begun lasts as long as it really does. What nobody has reported has not begun, and may go to somebody else."""
    day, visit, now = opened.day, f.stop.visit, opened.facts.now
    left, arrival, start, departure = f.left, f.arrival, f.start, f.departure
    if f.begun or _at_no_show(opened, f):
        start = (
            min(visit.start, max(arrival, start)) if f.stop.state is FieldState.ON_THE_WAY else min(visit.start, now)
        )
        left, arrival = min(left, now, start), min(arrival, start)
        departure = max(departure if final else visit.departure, start)
    else:
        left = max(left, now + timedelta(seconds=1))
    return HandStop(
        visit_id=visit.visit_id,
        place_id=home_id(visit.patient_id),
        left=day.seconds(left),
        arrival=day.seconds(arrival),
        start=day.seconds(start),
        departure=day.seconds(departure),
        travel=visit.travel_seconds,
        metres=visit.travel_metres,
        late=max(0, day.seconds(start) - day.seconds(f.stop.latest)),
        wait=day.seconds(start) - day.seconds(arrival),
        begun=f.begun or _at_no_show(opened, f),
    )


def _proposal(ctx: Context, actor: Actor, opened: _Opened, option: Option, profile: PlanningProfile) -> Proposal:
    answer, plan_id = read_answer(option.answer_json), PlanId(f"plan-{uuid.uuid4().hex[:12]}")
    refuse_violations(answer, plan_id)
    plan, before = _plan(ctx, actor, opened, answer, plan_id, profile), opened.facts.plan
    now = opened.facts.now
    return Proposal(
        kind=option.kind,
        event=opened.happening.event,
        plan=plan,
        cost=option.extra_cost // unit_of(profile),
        moved=tuple(_moved(opened, move) for move in option.moved),
        left_out=tuple(_left_out(opened, plan, name) for name in option.left_out),
        wishes_broken=option.wishes_broken,
        late=timedelta(seconds=sum(v.late_seconds for v in plan.visits if v.start > now)),
        driving=timedelta(
            seconds=sum(r.travel_seconds for r in plan.routes) - sum(r.travel_seconds for r in before.routes)
        ),
        metres=sum(r.travel_metres for r in plan.routes) - sum(r.travel_metres for r in before.routes),
        task=_task_with(opened, plan),
        shift=_shortened(opened),
    )


def _plan(
    ctx: Context, actor: Actor, opened: _Opened, answer: Answer, plan_id: PlanId, profile: PlanningProfile
) -> DayPlan:
    """The draft: what has begun as the plan in force has it, everything else as the engine found it."""
    before = opened.facts.plan
    found = to_plan(ctx, opened.day, opened.legs, answer, plan_id, actor.user_id)
    stands = {f.stop.visit.visit_id: f.stop.visit for stops in opened.foreseen.values() for f in stops if f.begun}
    final = {f.stop.visit.visit_id for stops in opened.foreseen.values() if (f := _last_begun(stops)) is not None}
    visits = tuple(_standing(visit, stands.get(visit.visit_id), final) for visit in found.visits)
    planned, named = {v.task_id for v in visits}, {u.task_id for u in found.unplanned}
    pins = tuple(pin for pin in before.pins if pin.visit_id not in stands)
    left_out = (*found.unplanned, *_given_up(opened, planned | named))
    return replace(
        found,
        visits=visits,
        unplanned=left_out,
        cost=found.cost // unit_of(profile),
        based_on=before.plan_id,
        pins=pins,
        profile=profile_text(profile),
        halts=_kept_halts(before, visits, opened.facts.now),
    )


def _kept_halts(before: DayPlan, visits: tuple[PlannedVisit, ...], now: datetime) -> tuple[PlannedHalt, ...]:
    """Stops at the store and at laboratories of the plan in force: those that are over, and those ahead of everybody
    whose visits stay as they are. Of all others they are worked out when somebody opens the plan."""
    had, have = _by_person(before.visits), _by_person(visits)
    return tuple(h for h in before.halts if h.start <= now or had.get(h.staff_id) == have.get(h.staff_id))


def _by_person(visits: Iterable[PlannedVisit]) -> dict[StaffId, set[tuple[VisitId, datetime]]]:
    found: dict[StaffId, set[tuple[VisitId, datetime]]] = {}
    for visit in visits:
        found.setdefault(visit.staff_id, set()).add((visit.visit_id, visit.start))
    return found


def _given_up(opened: _Opened, known: set[TaskId]) -> list[UnplannedTask]:
    """What could not be done today is in no plan, and every plan says so."""
    return [
        UnplannedTask(task_id, task.patient_id, COULD_NOT)
        for task_id, task in opened.facts.tasks.items()
        if task.is_open and task_id not in known and _could_not(opened, task_id)
    ]


def _could_not(opened: _Opened, task_id: TaskId) -> bool:
    return any(v.task_id == task_id and v.state is FieldState.COULD_NOT for v in opened.facts.field.values())


def _last_begun(stops: list[Foreseen]) -> Foreseen | None:
    return next((f for f in reversed(stops) if f.begun), None)


def _standing(visit: PlannedVisit, begun: PlannedVisit | None, final: set[VisitId]) -> PlannedVisit:
    """What has begun, as the plan in force has it; a visit that was given to somebody else has not."""
    if begun is None or begun.staff_id != visit.staff_id:
        return visit
    departure = max(visit.departure, begun.start) if visit.visit_id in final else begun.departure
    return replace(begun, order=visit.order, departure=departure)


def _moved(opened: _Opened, move: OptionMove) -> MovedRow:
    names = (_person(opened, move.caregivers[0]), _person(opened, move.caregivers[1]))
    before, after = (opened.day.moment(s) if s is not None else None for s in move.starts)
    return MovedRow(VisitId(move.visit_id), _patient(opened, move.visit_id), names, (before, after))


def _left_out(opened: _Opened, plan: DayPlan, visit_id: str) -> LeftOutRow:
    said = next((u for u in plan.unplanned if u.task_id == visit_id.partition("#")[0]), None)
    return LeftOutRow(_patient(opened, visit_id), said.reason if said else "", said.facts if said else ())


def _person(opened: _Opened, caregiver_id: str) -> str:
    shift = opened.day.shifts.get(ShiftId(caregiver_id))
    return opened.day.staff[shift.staff_id].name if shift else ""


def _patient(opened: _Opened, visit_id: str) -> str:
    task = opened.day.tasks.get(TaskId(visit_id.partition("#")[0]))
    return masked_name(opened.day.homes[task.patient_id].name) if task else ""


def _task_with(opened: _Opened, plan: DayPlan) -> Task | None:
    """The new task; or that of a patient who was not at home, when she is tried again after a window that may not be
    missed: a person decides that late is better than not at all, and the dose stays flagged as late."""
    happening = opened.happening
    if happening.event is not Event.NO_SHOW:
        return happening.task
    again = next((v for v in plan.visits if v.visit_id == happening.visit_id), None)
    task = opened.day.tasks.get(again.task_id) if again is not None else None
    if again is None or task is None or again.start <= task.latest or not task.hard_window:
        return None
    return replace(task, hard_window=False)


def _shortened(opened: _Opened) -> Shift | None:
    """The shift of somebody who fell ill ends with what she has begun, so that no later plan sends her anywhere."""
    staff_id = opened.happening.staff_id
    if opened.happening.event is not Event.ILL or staff_id is None:
        return None
    at_work = [
        f.departure for f in opened.foreseen.get(staff_id, []) if f.begun and f.stop.state is FieldState.ARRIVED
    ]  # fmt: skip
    shift = opened.day.shifts[ShiftId(_caregiver(opened))]
    return replace(shift, ends_at=min(shift.ends_at, max([opened.facts.now, *at_work])), max_overtime_minutes=0)
