"""When the day goes otherwise than planned: three ways to go on with their price, and the one a person takes."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import InvalidInput, PlanOvertaken
from hah_console.domain.field_visit import FieldState
from hah_console.domain.ids import PlanId, ShiftId, StaffId, TaskId, VisitId
from hah_console.domain.patient import masked_name
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.staff import Shift
from hah_console.domain.task import Task, TaskKind
from hah_console.domain.visit import DayPlan, HaltKind, PlannedHalt, PlannedVisit, UnplannedTask
from hah_console.services.aboard import Aboard
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.day_ways import DayWays, in_care
from hah_console.services.live_day import LiveFacts, foreseen_routes, read_live
from hah_console.services.live_routes import Running, foreseen_halts, last_begun
from hah_console.services.plan_locks import with_begun
from hah_console.services.planning import profile_text, publish_plan
from hah_console.services.planning_answer import Answer, read_answer, refuse_violations, to_plan
from hah_console.services.planning_document import (
    Day,
    Legs,
    read_day,
    shift_of,
    task_of,
    unit_of,
    write_problem,
)
from hah_console.services.planning_supply import read_supply
from hah_console.services.ports import TravelTimes, UnitOfWork
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
    must: bool = True
    """Whether it must be done today; what may wait has its price in the plan."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to go on. ``cost`` is what it costs more in units of the profile (seconds of driving); ``late`` all
    lateness of what lies ahead, ``metres`` and ``driving`` what all drive more than by the plan in force.
    ``doses_late`` are doses that would be given after their window; ``specimens_late`` how much too late specimens
    would be in a laboratory, all together; ``anew`` whose things are aboard and keep no longer than they would take,
    so that they have to be loaded anew.

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
    doses_late: int = 0
    specimens_late: timedelta = timedelta(0)
    anew: tuple[str, ...] = ()

    @property
    def harm(self) -> tuple[int, int, int, timedelta]:
        """What no price makes up for, the worst first: left out of what must be done, doses after their window, what
        else is left out, specimens too late. SAFETY(left out): less of it stands above more, whatever that costs."""
        must = sum(row.must for row in self.left_out)
        return must, self.doses_late, len(self.left_out) - must, self.specimens_late


@dataclass(frozen=True, slots=True)
class _Opened:
    happening: Happening
    running: Running
    legs: Legs

    @property
    def facts(self) -> LiveFacts:
        return self.running.facts

    @property
    def day(self) -> Day:
        return self.running.day


class Proposals:
    """Asks the engine. Any thread, one at a time; the ways between the places of a day are measured once and kept.

    With ``rules`` couriers load within stock, cold chain and what a vehicle holds, and specimens come to a laboratory.
    """

    def __init__(
        self, travel: TravelTimes, engine: Disruptions, profile: PlanningProfile, rules: RulePacks | None = None
    ) -> None:
        self._ways, self._engine, self._profile, self._rules = DayWays(travel), engine, profile, rules
        self._lock = threading.Lock()

    def warm_up(self, ctx: Context) -> None:
        """Measure the ways of today's plan before anybody waits for them."""
        with ctx.store() as uow:
            day = self._supplied(uow, read_day(uow, ctx.zone, ctx.today()), ctx.clock.now(), Aboard())
            others = in_care(uow, day)
        self._ways.of(day, others)

    def _supplied(self, uow: UnitOfWork, day: Day, now: datetime, aboard: Aboard) -> Day:
        return replace(day, supply=read_supply(uow, day, self._rules, now, aboard)) if self._rules else day

    def propose(
        self,
        ctx: Context,
        actor: Actor,
        happening: Happening,
        found: Callable[[Proposal], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[Proposal, ...]:
        """Up to three ways to go on, each checked, what does least harm first, then the cheapest; nothing is changed by
        asking.

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
        return tuple(sorted((made[option] for option in options), key=lambda one: (one.harm, one.cost)))

    def _open(self, ctx: Context, happening: Happening) -> _Opened:
        now = ctx.clock.now()
        with ctx.store() as uow:
            plan = uow.plans.published(ctx.today())
            if plan is None:
                raise InvalidInput(field="plan", value="", reason="not_planned")
            facts = read_live(ctx, uow, plan, now)
            day = _asked(uow, with_begun(uow, read_day(uow, ctx.zone, plan.day), plan.visits), facts, happening)
            running = _running(facts, day, happening)
            day = self._supplied(uow, day, now, Aboard(running.begun, _handed_in(running)))
            others = in_care(uow, day)
        return _Opened(happening, replace(running, day=day), self._ways.of(day, others))

    def _ask(self, opened: _Opened) -> DisruptionAsk:
        happening, day, now = opened.happening, opened.day, opened.day.seconds(opened.facts.now)
        routes = opened.running.routes()
        begun = {s.visit_id: s.departure - s.start for r in routes for s in r.visits if s.begun}
        problem = write_problem(day, opened.legs, self._profile)
        fetched = frozenset(
            str(run.task_id) for run in (day.supply.runs.values() if day.supply else ()) if not run.brings
        )
        return DisruptionAsk(
            problem, routes, happening.event, now, _caregiver(opened), str(_visit(happening) or ""),
            _seconds(opened), tuple(sorted(begun.items())), fetched,
        )  # fmt: skip


def _handed_in(running: Running) -> tuple[PlannedHalt, ...]:
    """What is loaded keeps, and is out of the stock, since its stop at the store: the engine counts it from there."""
    return tuple(halt for halt in running.made if halt.kind is HaltKind.HAND_IN)


def _asked(uow: UnitOfWork, day: Day, facts: LiveFacts, happening: Happening) -> Day:
    """The day without what was given up, with what is new."""
    given_up = {v.task_id for v in facts.field.values() if v.state is FieldState.COULD_NOT}
    tasks = {tid: task for tid, task in day.tasks.items() if tid not in given_up or _again(happening, tid)}
    if happening.task is not None:
        tasks[happening.task.task_id] = happening.task
    homes = {**day.homes, **{task.patient_id: facts.patients[task.patient_id] for task in tasks.values()
                             if task.patient_id in facts.patients}}  # fmt: skip
    if happening.task is not None and happening.task.patient_id not in homes:
        homes[happening.task.patient_id] = uow.patients.get(happening.task.patient_id)
    return replace(day, tasks=tasks, homes=homes)


def _running(facts: LiveFacts, day: Day, happening: Happening) -> Running:
    foreseen = foreseen_routes(facts)
    no_show = happening.visit_id if happening.event is Event.NO_SHOW else None
    running = Running(facts, day, foreseen, foreseen_halts(facts, foreseen), no_show)
    if happening.event is Event.ILL and happening.staff_id is not None:
        return running.without(happening.staff_id, TaskKind.MEDICINE_DELIVERY)
    return running


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
        doses_late=sum(_dose_late(opened, visit) for visit in plan.visits),
        specimens_late=timedelta(seconds=option.specimens_late),
        anew=tuple(_patient(opened, name) for name in sorted({*option.given_up, *opened.running.anew})),
    )


def _dose_late(opened: _Opened, visit: PlannedVisit) -> bool:
    """Whether a dose that is still to be given would be after its window."""
    task = opened.day.tasks.get(visit.task_id)
    dose = task is not None and task.kind is TaskKind.IV_DOSE
    return dose and visit.late_seconds > 0 and visit.start > opened.facts.now


def _plan(
    ctx: Context, actor: Actor, opened: _Opened, answer: Answer, plan_id: PlanId, profile: PlanningProfile
) -> DayPlan:
    """The draft: what has begun as the plan in force has it, everything else as the engine found it."""
    before = opened.facts.plan
    found = to_plan(ctx, opened.day, opened.legs, answer, plan_id, actor.user_id, _still_made(opened, answer))
    foreseen = opened.running.foreseen.values()
    stands = {f.stop.visit.visit_id: f.stop.visit for stops in foreseen for f in stops if f.begun}
    final = {f.stop.visit.visit_id for stops in foreseen if (f := last_begun(stops)) is not None}
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
    )


def _still_made(opened: _Opened, answer: Answer) -> tuple[PlannedHalt, ...]:
    """Stops at the store and at laboratories that are made, but loading of what another has now, or loads anew."""
    runs = opened.day.supply.runs if opened.day.supply else {}
    stands = {
        (opened.day.shifts[ShiftId(route.caregiver_id)].staff_id, task_of(stop.visit_id))
        for route in answer.solution.routes
        for stop in route.stops
        if stop.frozen and stop.kind == "pickup"
    }
    return tuple(
        halt
        for halt in opened.running.made
        if halt.kind is not HaltKind.LOAD or halt.task_id not in runs or (halt.staff_id, halt.task_id) in stands
    )


def _given_up(opened: _Opened, known: set[TaskId]) -> list[UnplannedTask]:
    """What could not be done today is in no plan, and every plan says so."""
    return [
        UnplannedTask(task_id, task.patient_id, COULD_NOT)
        for task_id, task in opened.facts.tasks.items()
        if task.is_open and task_id not in known and _could_not(opened, task_id)
    ]


def _could_not(opened: _Opened, task_id: TaskId) -> bool:
    return any(v.task_id == task_id and v.state is FieldState.COULD_NOT for v in opened.facts.field.values())


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
    task = opened.day.tasks.get(task_of(visit_id))
    must = task is None or not task.optional
    return LeftOutRow(_patient(opened, visit_id), said.reason if said else "", said.facts if said else (), must)


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
        f.departure for f in opened.running.foreseen.get(staff_id, []) if f.begun and f.stop.state is FieldState.ARRIVED
    ]  # fmt: skip
    shift = opened.day.shifts[ShiftId(_caregiver(opened))]
    return replace(shift, ends_at=min(shift.ends_at, max([opened.facts.now, *at_work])), max_overtime_minutes=0)
