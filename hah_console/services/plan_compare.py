"""Two plans of a day beside each other: what moves from one to the other, and what each comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from enum import StrEnum

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.ids import PatientId, PlanId, StaffId, TaskId, VisitId
from hah_console.domain.patient import masked_name
from hah_console.domain.task import TaskKind
from hah_console.domain.visit import DayPlan, PlannedVisit, PlanState
from hah_console.services.context import Context
from hah_console.services.day_plan_rows import PlanTotals
from hah_console.services.ports import UnitOfWork

NOTICED_S = 600
"""People are told of a start that moves by more than this; less counts only where it makes a visit late, or not."""


class MoveKind(StrEnum):
    """How a visit differs."""

    PERSON = "person"
    TIME = "time"
    PLANNED = "planned"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Spot:
    """Who makes a visit, when it begins, and by how many seconds that is later than it may be."""

    staff_id: StaffId
    name: str
    start: datetime
    late_seconds: int = 0


@dataclass(frozen=True, slots=True)
class PlanMove:
    """A visit that the two plans serve differently; None where one of them leaves it out."""

    visit_id: VisitId
    patient: str
    task: TaskKind | None
    kind: MoveKind
    before: Spot | None
    after: Spot | None


@dataclass(frozen=True, slots=True)
class PlanSide:
    """One of the two plans: what it is, by whom and when, with which parameters, and its sums."""

    plan_id: PlanId
    state: PlanState
    number: int
    by: str
    at: datetime
    profile: str
    cost: int
    totals: PlanTotals


@dataclass(frozen=True, slots=True)
class Comparison:
    """``moves`` by the moment of the day."""

    before: PlanSide
    after: PlanSide
    moves: tuple[PlanMove, ...]


def compare_plans(ctx: Context, actor: Actor, before_id: PlanId, after_id: PlanId) -> Comparison:
    """Both plans side by side. Raises NotPermitted, NotFound."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        before, after = uow.plans.get(before_id), uow.plans.get(after_id)
        users = {str(user.user_id): user.name for user in uow.users.all()}
        moves = _moves(uow, before, after)
    return Comparison(_side(before, users), _side(after, users), moves)


def plans_of(ctx: Context, actor: Actor, day: date) -> tuple[PlanSide, ...]:
    """All plans of a day, the newest first. Raises NotPermitted."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        users = {str(user.user_id): user.name for user in uow.users.all()}
        plans = uow.plans.of_day(day)
    return tuple(_side(plan, users) for plan in reversed(plans))


def own_changes(base: DayPlan | None, plan: DayPlan) -> tuple[VisitId, ...]:
    """Visits that a plan serves by somebody else, in another order or not at all, by their moment in the plan; all of
    them where it is based on nothing."""
    before, after = _by_staff(base), _by_staff(plan)
    kept: set[VisitId] = set()
    for staff_id, mine in after.items():
        theirs = before.get(staff_id, [])
        for block in SequenceMatcher(None, theirs, mine, autojunk=False).get_matching_blocks():
            kept.update(mine[block.b : block.b + block.size])
    starts = {visit.visit_id: visit.start for visit in (*(base.visits if base else ()), *plan.visits)}
    changed = {visit_id for visit_id in starts if visit_id not in kept}
    return tuple(sorted(changed, key=lambda visit_id: (starts[visit_id], visit_id)))


def _by_staff(plan: DayPlan | None) -> dict[StaffId, list[VisitId]]:
    found: dict[StaffId, list[VisitId]] = {}
    for visit in sorted(plan.visits if plan else (), key=lambda v: (v.start, v.order)):
        found.setdefault(visit.staff_id, []).append(visit.visit_id)
    return found


def _moves(uow: UnitOfWork, before: DayPlan, after: DayPlan) -> tuple[PlanMove, ...]:
    old, new = ({visit.visit_id: visit for visit in plan.visits} for plan in (before, after))
    staff = {person.staff_id: person.name for person in uow.staff.all()}
    found: list[PlanMove] = []
    for visit_id in {**old, **new}:
        was, becomes = old.get(visit_id), new.get(visit_id)
        kind, visit = _kind(was, becomes), becomes or was
        if kind is not None and visit is not None:
            patient, task = _names(uow, visit.patient_id, visit.task_id)
            found.append(PlanMove(visit_id, patient, task, kind, _spot(was, staff), _spot(becomes, staff)))
    return tuple(sorted(found, key=lambda move: ((move.after or move.before).start, move.visit_id)))  # type: ignore[union-attr]


def _kind(was: PlannedVisit | None, becomes: PlannedVisit | None) -> MoveKind | None:
    if was is None or becomes is None:
        return MoveKind.PLANNED if was is None else MoveKind.LEFT_OUT
    if was.staff_id != becomes.staff_id:
        return MoveKind.PERSON
    noticed = abs((was.start - becomes.start).total_seconds()) > NOTICED_S
    return MoveKind.TIME if noticed or (was.late_seconds > 0) is not (becomes.late_seconds > 0) else None


def _names(uow: UnitOfWork, patient_id: PatientId, task_id: TaskId) -> tuple[str, TaskKind | None]:
    patient, task = uow.patients.find(patient_id), uow.tasks.find(task_id)
    return masked_name(patient.name) if patient else "", task.kind if task else None


def _spot(visit: PlannedVisit | None, staff: Mapping[StaffId, str]) -> Spot | None:
    if visit is None:
        return None
    return Spot(visit.staff_id, staff.get(visit.staff_id, visit.staff_id), visit.start, max(0, visit.late_seconds))


def _side(plan: DayPlan, users: Mapping[str, str]) -> PlanSide:
    by, at = plan.published_by or plan.created_by, plan.published_at or plan.created_at
    late = [visit.late_seconds for visit in plan.visits if visit.late_seconds > 0]
    totals = PlanTotals(
        visits=len(plan.visits),
        unplanned=len(plan.unplanned),
        metres=sum(route.travel_metres for route in plan.routes),
        travel_seconds=sum(route.travel_seconds for route in plan.routes),
        late_visits=len(late),
        late_seconds=sum(late),
        overtime_seconds=sum(route.overtime_seconds for route in plan.routes),
    )
    return PlanSide(
        plan.plan_id, plan.state, plan.number, users.get(str(by), str(by)), at, plan.profile, plan.cost, totals
    )
