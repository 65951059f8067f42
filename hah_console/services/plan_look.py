"""A plan only looked at: its routes as they are, without anybody who could say what a change costs."""

from dataclasses import dataclass

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import HandRefused
from hah_console.domain.ids import PlanId
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.services.context import Context
from hah_console.services.halt_reports import read_told
from hah_console.services.hand_ports import BrokenRule, HandFigures, HandMove, HandPin, HandPlan, HandPrice, HandRoute
from hah_console.services.hand_routes import hand_routes
from hah_console.services.plan_desk import PlanSheet
from hah_console.services.plan_locks import begun_ids, begun_visits, made_halts, with_begun
from hah_console.services.planning_document import Legs, read_day

NOTHING = HandFigures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class StillPlan:
    """HandPlan that cannot be changed."""

    routes: tuple[HandRoute, ...]
    left_out: tuple[str, ...]
    broken: tuple[BrokenRule, ...]
    figures: HandFigures = NOTHING

    def moved(self, move: HandMove) -> tuple[HandPrice, HandPlan]:
        """Refused."""
        raise HandRefused(visit_id=move.visit_id, reason="only_looked_at")

    def pinned(self, pin: HandPin) -> tuple[HandPrice, HandPlan]:
        """Refused."""
        raise HandRefused(visit_id=pin.visit_id, reason="only_looked_at")


def look_at(ctx: Context, actor: Actor, plan_id: PlanId, profile: PlanningProfile | None) -> PlanSheet:
    """Open a plan to be looked at. Raises NotPermitted, NotFound."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        plan = uow.plans.get(plan_id)
        in_force = uow.plans.published(plan.day)
        begun = begun_visits(uow, in_force or plan, ctx.clock.now())
        made = made_halts(in_force or plan, begun, ctx.clock.now(), read_told(uow, plan.day))
        day = with_begun(uow, read_day(uow, ctx.zone, plan.day), begun)
    known = {visit.visit_id: visit for visit in (in_force.visits if in_force else ())}
    broken = tuple(BrokenRule(code, subject, "") for code, _, subject in (line.partition(": ") for line in plan.broken))
    state = StillPlan(hand_routes(day, plan, begun, made), tuple(str(item.task_id) for item in plan.unplanned), broken)
    return PlanSheet(plan, day, Legs((), {}), profile or NO_PROFILE, begun_ids(begun), state, known)


NO_PROFILE = PlanningProfile("", 1, 0, 0, 0, 0, {}, frozenset(), 0.0, "", 0)
