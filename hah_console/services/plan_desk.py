"""A plan on the desk: everything needed to change it by hand and to say what each change costs."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.ids import PlanId, VisitId
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.visit import BY_HAND, DayPlan, PlannedHalt, PlannedVisit, PlanState, VisitPin
from hah_console.services.aboard import Aboard
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.halt_reports import read_told
from hah_console.services.hand_ports import HandPin, HandPlan, HandPlanner
from hah_console.services.hand_routes import halts, hand_routes, left_out, planned, summaries
from hah_console.services.plan_locks import begun_ids, begun_visits, made_halts, with_begun
from hah_console.services.planning import profile_text
from hah_console.services.planning_document import (
    DAY_S,
    Day,
    Hold,
    Legs,
    measure_legs,
    read_day,
    shift_of,
    unit_of,
    write_problem,
)
from hah_console.services.planning_supply import read_supply
from hah_console.services.ports import TravelTimes


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A plan opened for changes. ``state`` is the plan as it can be priced; ``begun`` cannot be moved.

    ``known`` are the visits of the plan in force, what people go by until another is published; ``made`` the stops at
    the store and at laboratories that are over.
    """

    plan: DayPlan
    day: Day
    legs: Legs
    profile: PlanningProfile
    begun: frozenset[VisitId]
    state: HandPlan
    known: Mapping[VisitId, PlannedVisit]
    made: tuple[PlannedHalt, ...] = ()


@dataclass(frozen=True, slots=True)
class Judges:
    """Who knows ways, and what a change by hand costs; with ``rules`` loading, stock and specimens count too."""

    travel: TravelTimes
    hand: HandPlanner
    profile: PlanningProfile
    rules: RulePacks | None = None


def open_sheet(ctx: Context, actor: Actor, plan_id: PlanId, judges: Judges) -> PlanSheet:
    """Open a plan; may take a second for the ways between all homes, so not on the GUI thread.

    Raises NotPermitted, NotFound, PlannerUnavailable.
    """
    require(actor, Action.PLAN_ROUTES)
    now = ctx.clock.now()
    with ctx.store() as uow:
        plan = uow.plans.get(plan_id)
        in_force = uow.plans.published(plan.day)
        begun = begun_visits(uow, in_force or plan, now)
        told = read_told(uow, plan.day)
        made = made_halts(in_force or plan, begun, now, told)
        day = with_begun(uow, read_day(uow, ctx.zone, plan.day), begun)
        if judges.rules is not None:
            day = replace(day, supply=read_supply(uow, day, judges.rules, now, Aboard(begun, made, real=told.loaded)))
    legs = measure_legs(day, judges.travel)
    hold = Hold((), begun, now if (begun or made) and now < day.ends else None, made)
    fetched = frozenset(str(run.task_id) for run in (day.supply.runs.values() if day.supply else ()) if not run.brings)
    routes = hand_routes(day, plan, begun, made)
    state = judges.hand.open(write_problem(day, legs, judges.profile, hold), routes, fetched)
    for pin in plan.pins:
        state = state.pinned(hand_pin(day, plan, pin))[1]
    known = {visit.visit_id: visit for visit in (in_force.visits if in_force else ())}
    return PlanSheet(plan, day, legs, judges.profile, begun_ids(begun), state, known, made)


def hand_pin(day: Day, plan: DayPlan, pin: VisitPin) -> HandPin:
    """A pin in the words of the plan by hand: of somebody's shifts the one in which the visit lies."""
    visit = next((v for v in plan.visits if v.visit_id == pin.visit_id), None)
    starts, ends = (day.seconds(visit.start), day.seconds(visit.departure)) if visit else (0, DAY_S)
    shift = shift_of(day, pin.staff_id, starts, ends) if pin.staff_id else None
    return HandPin(pin.visit_id, shift.shift_id if shift else "", day.seconds(pin.start) if pin.start else None)


def keep_change(
    ctx: Context, actor: Actor, sheet: PlanSheet, state: HandPlan, pins: tuple[VisitPin, ...], what: str
) -> tuple[PlanSheet, Changes]:
    """Store the plan after a change as a draft: the person's own draft by hand goes on, of any other plan a new one
    is made. ``what`` names the change in the audit trail. Raises NotPermitted, VersionConflict.
    """
    require(actor, Action.PLAN_ROUTES)
    with ctx.store() as uow:
        in_force = uow.plans.published(sheet.plan.day)
        plan = _draft(ctx, actor, sheet, state, pins, in_force.plan_id if in_force else None)
        stored = uow.plans.save(plan)
        record(
            uow, actor, ctx.clock.now(), "edit_plan", "plan", stored.plan_id,
            day=stored.day.isoformat(), change=what, broken=str(len(stored.broken)),
        )  # fmt: skip
        return replace(sheet, plan=stored, state=state), uow.commit()


def _draft(
    ctx: Context, actor: Actor, sheet: PlanSheet, state: HandPlan, pins: tuple[VisitPin, ...], in_force: PlanId | None
) -> DayPlan:
    day, old = sheet.day, sheet.plan
    own = old.state is PlanState.DRAFT and old.backend == BY_HAND and old.created_by == actor.user_id
    routes = sorted(state.routes, key=lambda route: (route.leave, route.caregiver_id))
    known = {item.task_id: item for item in old.unplanned}
    return DayPlan(
        plan_id=old.plan_id if own else PlanId(f"plan-{uuid.uuid4().hex[:12]}"),
        day=old.day,
        state=PlanState.DRAFT,
        created_at=old.created_at if own else ctx.clock.now(),
        created_by=actor.user_id,
        visits=planned(day, sheet.legs, routes),
        halts=halts(day, routes, sheet.made),
        routes=summaries(day, routes),
        unplanned=left_out(day, state.left_out, known),
        cost=state.figures.cost // unit_of(sheet.profile),
        backend=BY_HAND,
        solve_seconds=0.0,
        version=old.version if own else 0,
        based_on=_based_on(old, in_force),
        pins=pins,
        broken=tuple(sorted({f"{rule.code}: {_whom(day, rule.subject)}" for rule in state.broken})),
        profile=old.profile or profile_text(sheet.profile),
    )


def _whom(day: Day, subject: str) -> str:
    """The person of a shift; everything else is named as the check names it."""
    shift = next((shift for shift in day.shifts.values() if shift.shift_id == subject), None)
    return shift.staff_id if shift else subject


def _based_on(old: DayPlan, in_force: PlanId | None) -> PlanId | None:
    """What the draft's author has seen in force: a plan of another day's beginning stays what it was based on."""
    if old.state is PlanState.DRAFT:
        return old.based_on
    return old.plan_id if old.state is PlanState.PUBLISHED else in_force
