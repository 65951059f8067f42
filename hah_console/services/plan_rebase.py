"""Putting one's own changes onto a plan that somebody else has published meanwhile."""

from dataclasses import dataclass

from hah_console.domain.actor import Actor
from hah_console.domain.errors import HandRefused, NotFound
from hah_console.domain.ids import PlanId, ShiftId, VisitId
from hah_console.domain.visit import DayPlan, VisitPin
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.hand_ports import HandMove, HandPlan
from hah_console.services.plan_compare import own_changes
from hah_console.services.plan_desk import Judges, PlanSheet, keep_change, open_sheet
from hah_console.services.planning_document import shift_of


@dataclass(frozen=True, slots=True)
class Rebased:
    """``sheet`` is the new draft. ``both`` were changed by both people: the draft has this person's way, which somebody
    should look at. ``refused`` could not be made again, because they have begun or are no longer there."""

    sheet: PlanSheet
    made: tuple[VisitId, ...]
    both: tuple[VisitId, ...]
    refused: tuple[VisitId, ...]


def rebase(ctx: Context, actor: Actor, draft_id: PlanId, judges: Judges) -> tuple[Rebased, Changes]:
    """A new draft on the plan in force with the changes the draft made to the plan it was based on.

    Raises NotPermitted, NotFound (the draft, or no plan is in force), PlannerUnavailable.
    """
    with ctx.store() as uow:
        draft = uow.plans.get(draft_id)
        base = uow.plans.find(draft.based_on) if draft.based_on else None
        in_force = uow.plans.published(draft.day)
    if in_force is None:
        raise NotFound(entity="plan", entity_id=str(draft.day))
    sheet = open_sheet(ctx, actor, in_force.plan_id, judges)
    mine, theirs = own_changes(base, draft), own_changes(base, in_force)
    state, made, refused = _made_again(sheet, draft, mine)
    pins = _pins(in_force, draft)
    kept, changes = keep_change(ctx, actor, sheet, state, pins, "rebase")
    both = tuple(visit_id for visit_id in made if visit_id in set(theirs)) if base is not None else ()
    return Rebased(kept, made, both, refused), changes


def _made_again(
    sheet: PlanSheet, draft: DayPlan, mine: tuple[VisitId, ...]
) -> tuple[HandPlan, tuple[VisitId, ...], tuple[VisitId, ...]]:
    state, made, refused = sheet.state, list[VisitId](), list[VisitId]()
    for visit_id in mine:
        move = _move(sheet, draft, state, visit_id)
        if move is None:
            continue
        try:
            state = state.moved(move)[1]
            made.append(visit_id)
        except HandRefused:
            refused.append(visit_id)
    return state, tuple(made), tuple(refused)


def _move(sheet: PlanSheet, draft: DayPlan, state: HandPlan, visit_id: VisitId) -> HandMove | None:
    """The change that brings a visit to where the draft has it; None when it is there already."""
    wanted = next((visit for visit in draft.visits if visit.visit_id == visit_id), None)
    if wanted is None:
        return HandMove(visit_id) if _row_of(state, visit_id) else None
    day = sheet.day
    shift = shift_of(day, wanted.staff_id, day.seconds(wanted.start), day.seconds(wanted.departure))
    if shift is None:
        return HandMove(visit_id) if _row_of(state, visit_id) else None
    before = [v.visit_id for v in draft.visits if v.staff_id == wanted.staff_id and v.start < wanted.start]
    there = [name for name in _row(state, shift.shift_id) if name != visit_id]
    behind = next((name for name in reversed(there) if name in set(before)), "")
    row = _row(state, shift.shift_id)
    if visit_id in row and (row[row.index(visit_id) - 1] if row.index(visit_id) else "") == behind:
        return None
    return HandMove(visit_id, shift.shift_id, behind)


def _row(state: HandPlan, shift_id: ShiftId) -> list[str]:
    route = next((route for route in state.routes if route.caregiver_id == shift_id), None)
    return [stop.visit_id for stop in route.visits] if route else []


def _row_of(state: HandPlan, visit_id: VisitId) -> bool:
    return any(stop.visit_id == visit_id for route in state.routes for stop in route.visits)


def _pins(in_force: DayPlan, draft: DayPlan) -> tuple[VisitPin, ...]:
    """Everybody's pins; where both pinned one visit, the draft's."""
    own = {pin.visit_id for pin in draft.pins}
    return (*(pin for pin in in_force.pins if pin.visit_id not in own), *draft.pins)
