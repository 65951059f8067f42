"""Commands of planning: draft a day's plan, publish a draft."""

import uuid
from collections.abc import Callable
from datetime import date, datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import PlanningCancelled, PlanRejected
from hah_console.domain.ids import PlanId
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.visit import DayPlan
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.plan_review import review
from hah_console.services.planning_answer import read_answer, refuse_violations, to_plan
from hah_console.services.planning_document import Day, measure_legs, read_day, write_problem
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
) -> tuple[DayPlan, Changes]:
    """Plan the day and store the plan as a draft; takes ``seconds`` (the profile's unless given).

    The whole day is planned; with ``not_before`` nobody leaves earlier. A cancelled search keeps its best plan,
    unless ``discarded`` says that nobody wants it any more: then nothing is stored.
    Raises NotPermitted, PlannerUnavailable, PlanningCancelled, PlanRejected (the check found violations).
    """
    require(actor, Action.PLAN_ROUTES)
    with ctx.store() as uow:
        facts = read_day(uow, ctx.zone, day, not_before)
    legs = measure_legs(facts, travel)
    document = planner.solve(
        write_problem(facts, legs, profile),
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
    return _store(ctx, actor, to_plan(ctx, facts, legs, answer, plan_id, actor.user_id), profile)


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
    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition (not a draft), PlanRejected.
    """
    require(actor, Action.PUBLISH_PLAN)
    with ctx.store() as uow:
        plan = uow.plans.get(plan_id)
        require_seen("plan", plan_id, expected_version, plan.version)
        number = 1 + max((p.number for p in uow.plans.of_day(plan.day)), default=0)
        published = plan.published(number, actor.user_id, ctx.clock.now())
        _refuse_unfit(plan, read_day(uow, ctx.zone, plan.day))
        _supersede(uow, plan.day)
        uow.plans.save(published)
        record(
            uow, actor, ctx.clock.now(), "publish_plan", "plan", plan_id, day=plan.day.isoformat(), number=str(number)
        )
        return uow.commit()


def _refuse_unfit(plan: DayPlan, day: Day) -> None:
    found = review(plan, day)
    if found:
        more = f" (+{len(found) - _SHOWN})" if len(found) > _SHOWN else ""
        raise PlanRejected(plan=plan.plan_id, violations="; ".join(found[:_SHOWN]) + more)


def _supersede(uow: UnitOfWork, day: date) -> None:
    in_force = uow.plans.published(day)
    if in_force is not None:
        uow.plans.save(in_force.superseded())
