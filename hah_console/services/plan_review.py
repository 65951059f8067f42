"""A last look at a plan before it becomes the order of the day: against tasks, people and shifts as they are now."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise

from hah_console.domain.ids import StaffId, TaskId
from hah_console.domain.staff import Shift, Staff
from hah_console.domain.task import Task
from hah_console.domain.visit import DayPlan, PlannedVisit
from hah_console.services.planning_document import Day


def review(
    plan: DayPlan, day: Day, begun: tuple[PlannedVisit, ...] = (), aboard: Mapping[TaskId, StaffId] | None = None
) -> tuple[str, ...]:
    """What no longer holds, one short line each: ``code: subject``; empty when the plan may be published.

    ``begun`` are visits of the plan in force of which somebody says that they have begun: they stand where they are.
    ``aboard``: who says that something is loaded, since the plan was made; a plan made afterwards knows of it.
    """
    stands = {visit.visit_id for visit in begun}
    to_make = [visit for visit in plan.visits if visit.visit_id not in stands]
    return (
        *_tasks(plan, day),
        *_begun(plan, begun),
        *_aboard(to_make, day, aboard or {}),
        *(line for visit in to_make for line in _visit(visit, day)),
        *_pairs(plan),
        *_pins(plan),
        *_overlaps(plan),
    )


def _begun(plan: DayPlan, begun: tuple[PlannedVisit, ...]) -> Iterator[str]:
    """SAFETY(begun): nobody is planned to begin what somebody else is doing or has done."""
    planned = {visit.visit_id: (visit.staff_id, visit.start) for visit in plan.visits}
    for visit in begun:
        if planned.get(visit.visit_id) != (visit.staff_id, visit.start):
            yield f"begun: {visit.visit_id}"


def _aboard(to_make: list[PlannedVisit], day: Day, aboard: Mapping[TaskId, StaffId]) -> Iterator[str]:
    """SAFETY(aboard): nobody is planned to bring what lies in somebody else's van, unless that one has gone home."""
    for visit in to_make:
        holder = aboard.get(visit.task_id, visit.staff_id)
        if holder != visit.staff_id and any(_at_work(shift, holder, visit) for shift in day.shifts.values()):
            yield f"aboard: {visit.visit_id}"


def _at_work(shift: Shift, staff_id: StaffId, visit: PlannedVisit) -> bool:
    return shift.staff_id == staff_id and shift.starts_at <= visit.start < shift.ends_at


def _pairs(plan: DayPlan) -> Iterator[str]:
    """Two people of one task begin together and are two people."""
    ordered = sorted(plan.visits, key=lambda visit: visit.task_id)
    for task_id, found in groupby(ordered, key=lambda visit: visit.task_id):
        visits = list(found)
        if len({v.start for v in visits}) > 1 or len({v.staff_id for v in visits}) < len(visits):
            yield f"pair: {task_id}"


def _pins(plan: DayPlan) -> Iterator[str]:
    """What a person has pinned is with that person, at that time."""
    planned = {visit.visit_id: visit for visit in plan.visits}
    for pin in plan.pins:
        visit = planned.get(pin.visit_id)
        if visit is not None and (pin.staff_id or visit.staff_id, pin.start or visit.start) != (
            visit.staff_id,
            visit.start,
        ):
            yield f"pin: {pin.visit_id}"


def _tasks(plan: DayPlan, day: Day) -> Iterator[str]:
    """Every requested task is planned with all its people, or left out with a reason; no other task is planned."""
    planned, left_out = Counter(v.task_id for v in plan.visits), {u.task_id for u in plan.unplanned}
    for task_id, task in day.tasks.items():
        wanted = 0 if task_id in left_out else task.staff_needed
        if planned[task_id] != wanted:
            yield f"task_changed: {task_id}"
    for task_id in planned.keys() - day.tasks.keys():
        yield f"task_gone: {task_id}"


def _visit(visit: PlannedVisit, day: Day) -> Iterator[str]:
    task, person = day.tasks.get(visit.task_id), day.staff.get(visit.staff_id)
    if task is None:
        return
    if person is None:
        yield f"staff_gone: {visit.staff_id}"
        return
    if visit.start < task.earliest or (task.hard_window and visit.start > task.latest):
        yield f"window: {visit.visit_id}"
    if _dark(visit, day):
        yield f"daylight: {visit.visit_id}"
    if "#" not in visit.visit_id and not task.required_skills <= person.skills:
        yield f"skill: {visit.visit_id}"
    if not any(_covers(shift, person, visit, task) for shift in day.shifts.values()):
        yield f"shift: {visit.visit_id}"


def _dark(visit: PlannedVisit, day: Day) -> bool:
    if day.light is None or visit.patient_id not in day.by_light:
        return False
    return visit.start < day.light[0] or visit.departure > day.light[1]


def _covers(shift: Shift, person: Staff, visit: PlannedVisit, task: Task) -> bool:
    minutes = (visit.departure - visit.start).total_seconds() / 60
    latest = (visit.departure - shift.ends_at).total_seconds() / 60
    return (
        shift.staff_id == person.staff_id
        and shift.starts_at <= visit.arrival
        and latest <= shift.max_overtime_minutes
        and minutes >= task.duration_minutes
    )


def _overlaps(plan: DayPlan) -> Iterator[str]:
    """Nobody is in two homes at once, and everybody has the travel time the plan gives."""
    ordered = sorted(plan.visits, key=lambda v: (v.staff_id, v.start))
    for _, visits in groupby(ordered, key=lambda v: v.staff_id):
        for before, after in pairwise(visits):
            if (after.start - before.departure).total_seconds() < after.travel_seconds:
                yield f"overlap: {after.visit_id}"
