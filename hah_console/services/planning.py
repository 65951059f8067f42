"""Commands of planning: draft a day's plan, publish a draft."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import PlanningCancelled, PlanOvertaken, PlanRejected
from hah_console.domain.ids import PlanId
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.visit import DayPlan, VisitPin
from hah_console.services.aboard import Aboard
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.halt_reports import read_told
from hah_console.services.plan_faults import refuse_reversed_shifts
from hah_console.services.plan_locks import begun_visits, made_halts, reported_begun, with_begun
from hah_console.services.plan_review import review
from hah_console.services.planning_answer import read_answer, refuse_violations, to_plan
from hah_console.services.planning_document import (
    Hold,
    measure_legs,
    read_day,
    task_of,
    unit_of,
    write_problem,
)
from hah_console.services.planning_supply import read_supply
from hah_console.services.ports import PlannerPort, TravelTimes, UnitOfWork
from hah_console.services.seen import require_seen

OnProgress = Callable[[float, int, int], None]
_SHOWN = 3


def draft_plan(
    ctx: Context,
    actor: Actor,
    day: date,
    travel: TravelTimes,
    planner: PlannerPort,
    profile: PlanningProfile,
    *,
    seconds: float | None = None,
    not_before: datetime | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    discarded: Callable[[], bool] | None = None,
    pins: tuple[VisitPin, ...] = (),
    rules: RulePacks | None = None,
) -> tuple[DayPlan, Changes]:
    """Plan the day and store the plan as a draft; takes ``seconds`` (the profile's unless given).

    The whole day is planned; with ``not_before`` nobody leaves earlier. A cancelled search keeps its best plan,
    unless ``discarded`` says that nobody wants it any more: then nothing is stored. ``pins`` are kept. With ``rules``
    couriers load at the store, within stock and what a vehicle holds, and specimens come to a laboratory in time; what
    somebody has with him already stays with him.
    Raises NotPermitted, ShiftReversed, PlanningDataInvalid, CircularOrder, PlannerUnavailable, PlanningCancelled,
    PlanRejected (the check found violations).
    """
    require(actor, Action.PLAN_ROUTES)
    with ctx.store() as uow:
        in_force, now = uow.plans.published(day), ctx.clock.now()
        begun = begun_visits(uow, in_force, now) if in_force else ()
        told = read_told(uow, day)
        made = made_halts(in_force, begun, now, told) if in_force and rules else ()
        facts = with_begun(uow, read_day(uow, ctx.zone, day, not_before), begun)
        aboard = Aboard(begun, made, frozenset(task_of(pin.visit_id) for pin in pins), told.loaded)
        facts = replace(facts, supply=read_supply(uow, facts, rules, now, aboard) if rules else None)
    pins = aboard.kept(pins)
    refuse_reversed_shifts(facts)
    legs = measure_legs(facts, travel)
    document = planner.solve(
        write_problem(
            facts, legs, profile, Hold(pins, begun, now if (begun or made) and now < facts.ends else None, made)
        ),
        time_limit_s=profile.search_seconds if seconds is None else seconds,
        seed=profile.seed,
        backend=profile.backend,
        on_progress=on_progress,
        cancelled=cancelled,
    )
    if discarded is not None and discarded():
        raise PlanningCancelled
    answer, plan_id = read_answer(document), PlanId(f"plan-{uuid.uuid4().hex[:12]}")
    refuse_violations(answer, plan_id)
    plan = to_plan(ctx, facts, legs, answer, plan_id, actor.user_id, made)
    known = {visit.visit_id for visit in plan.visits}
    return _store(
        ctx, actor, replace(
            plan,
            cost=plan.cost // unit_of(profile),
            based_on=in_force.plan_id if in_force else None,
            pins=tuple(pin for pin in pins if pin.visit_id in known),
            profile=profile_text(profile),
        ), profile,
    )  # fmt: skip


def profile_text(profile: PlanningProfile) -> str:
    """The name and version of parameters, as a plan keeps them."""
    return f"{profile.name} {profile.version}".strip()


def _store(ctx: Context, actor: Actor, plan: DayPlan, profile: PlanningProfile) -> tuple[DayPlan, Changes]:
    with ctx.store() as uow:
        stored = uow.plans.save(plan)
        record(
            uow, actor, plan.created_at, "draft_plan", "plan", plan.plan_id,
            day=plan.day.isoformat(), profile=profile.version, cost=str(plan.cost),
            visits=str(len(plan.visits)), unplanned=str(len(plan.unplanned)),
        )  # fmt: skip
        return stored, uow.commit()


def publish_plan(ctx: Context, actor: Actor, plan_id: PlanId, expected_version: int) -> Changes:
    """Make a draft the order of its day; the one in force until now is superseded.

    SAFETY: a plan that no longer fits the tasks, people and shifts is refused, whoever made it.
    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition (not a draft), PlanOvertaken, PlanRejected.
    """
    require(actor, Action.PUBLISH_PLAN)
    with ctx.store() as uow:
        plan = uow.plans.get(plan_id)
        require_seen("plan", plan_id, expected_version, plan.version)
        number = 1 + max((p.number for p in uow.plans.of_day(plan.day)), default=0)
        published = plan.published(number, actor.user_id, ctx.clock.now())
        _refuse_overtaken(uow, plan)
        begun = reported_begun(uow, uow.plans.published(plan.day))
        day = with_begun(uow, read_day(uow, ctx.zone, plan.day), begun)
        _refuse_unfit(plan, review(plan, day, begun, read_told(uow, plan.day).aboard(plan.created_at)))
        _supersede(uow, plan.day)
        uow.plans.save(published)
        record(
            uow, actor, ctx.clock.now(), "publish_plan", "plan", plan_id, day=plan.day.isoformat(), number=str(number)
        )
        return uow.commit()


def _refuse_overtaken(uow: UnitOfWork, plan: DayPlan) -> None:
    """SAFETY(published twice): nobody puts aside a plan that came into force after the draft was made."""
    in_force = uow.plans.published(plan.day)
    if in_force is not None and in_force.plan_id != plan.based_on:
        names = {str(user.user_id): user.name for user in uow.users.all()}
        by = str(in_force.published_by or "")
        raise PlanOvertaken(number=in_force.number, name=names.get(by, by), plan=in_force.plan_id)


def _refuse_unfit(plan: DayPlan, faults: tuple[str, ...]) -> None:
    found = tuple(dict.fromkeys((*plan.broken, *faults)))
    if found:
        more = f" (+{len(found) - _SHOWN})" if len(found) > _SHOWN else ""
        raise PlanRejected(plan=plan.plan_id, violations="; ".join(found[:_SHOWN]) + more)


def _supersede(uow: UnitOfWork, day: date) -> None:
    in_force = uow.plans.published(day)
    if in_force is not None:
        uow.plans.save(in_force.superseded())
