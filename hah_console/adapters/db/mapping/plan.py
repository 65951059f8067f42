"""Rows of day plans, their visits, routes and tasks left out."""

import json
from collections.abc import Iterable

from hah_console.adapters.db.values import (
    Row,
    Values,
    at,
    at_or_none,
    day,
    fact_tuple,
    facts,
    ms,
    ms_or_none,
)
from hah_console.domain.ids import PatientId, PlanId, StaffId, TaskId, VisitId
from hah_console.domain.place import Place
from hah_console.domain.visit import (
    DayPlan,
    HaltKind,
    LegSource,
    PlannedHalt,
    PlannedVisit,
    PlanState,
    RouteSummary,
    UnplannedTask,
    VisitPin,
)


def plan_values(plan: DayPlan) -> Values:
    """The head row of a plan, without its visits, routes and unplanned tasks."""
    return {
        "plan_id": plan.plan_id,
        "day": plan.day.isoformat(),
        "state": plan.state.value,
        "created_at": ms(plan.created_at),
        "created_by": plan.created_by,
        "cost": plan.cost,
        "backend": plan.backend,
        "solve_seconds": plan.solve_seconds,
        "first_feasible_seconds": plan.first_feasible_seconds,
        "number": plan.number,
        "published_at": ms_or_none(plan.published_at),
        "published_by": plan.published_by,
        "version": plan.version,
        "based_on": plan.based_on,
        "pins": json.dumps([pin_values(pin) for pin in plan.pins]),
        "broken": json.dumps(plan.broken, ensure_ascii=False),
        "profile": plan.profile,
        "halts": json.dumps([halt_values(halt) for halt in plan.halts], ensure_ascii=False),
    }


def plan_of(row: Row, visits: Iterable[Row], routes: Iterable[Row], unplanned: Iterable[Row]) -> DayPlan:
    """The plan of its head row and the rows of its parts, each in order of position."""
    return DayPlan(
        plan_id=PlanId(row["plan_id"]),
        day=day(row["day"]),
        state=PlanState(row["state"]),
        created_at=at(row["created_at"]),
        created_by=row["created_by"],
        visits=tuple(visit_of(r) for r in visits),
        routes=tuple(route_of(r) for r in routes),
        unplanned=tuple(unplanned_of(r) for r in unplanned),
        cost=row["cost"],
        backend=row["backend"],
        solve_seconds=row["solve_seconds"],
        first_feasible_seconds=row["first_feasible_seconds"],
        number=row["number"],
        published_at=at_or_none(row["published_at"]),
        published_by=row["published_by"],
        version=row["version"],
        based_on=PlanId(row["based_on"]) if row["based_on"] else None,
        pins=tuple(pin_of(pin) for pin in json.loads(row["pins"] or "[]")),
        broken=tuple(json.loads(row["broken"] or "[]")),
        profile=row["profile"] or "",
        halts=tuple(halt_of(halt) for halt in json.loads(row["halts"] or "[]")),
    )


def pin_values(pin: VisitPin) -> Values:
    """A pin as it stands in the JSON of its plan."""
    return {"visit_id": pin.visit_id, "staff_id": pin.staff_id, "start": ms_or_none(pin.start)}


def pin_of(stored: Row) -> VisitPin:
    """The pin of its JSON."""
    staff_id = StaffId(stored["staff_id"]) if stored["staff_id"] else None
    return VisitPin(VisitId(stored["visit_id"]), staff_id, at_or_none(stored["start"]))


def halt_values(halt: PlannedHalt) -> Values:
    """A stop at the store or a laboratory as it stands in the JSON of its plan."""
    return {
        "staff_id": halt.staff_id,
        "kind": halt.kind.value,
        "task_id": halt.task_id,
        "lat": halt.place.lat,
        "lon": halt.place.lon,
        "address": halt.place.address,
        "arrival": ms(halt.arrival),
        "start": ms(halt.start),
        "departure": ms(halt.departure),
        "travel_seconds": halt.travel_seconds,
        "travel_metres": halt.travel_metres,
        "late_seconds": halt.late_seconds,
    }


def halt_of(stored: Row) -> PlannedHalt:
    """The stop of its JSON."""
    return PlannedHalt(
        staff_id=StaffId(stored["staff_id"]),
        kind=HaltKind(stored["kind"]),
        task_id=TaskId(stored["task_id"]) if stored["task_id"] else None,
        place=Place(stored["lat"], stored["lon"], stored["address"]),
        arrival=at(stored["arrival"]),
        start=at(stored["start"]),
        departure=at(stored["departure"]),
        travel_seconds=stored["travel_seconds"],
        travel_metres=stored["travel_metres"],
        late_seconds=stored["late_seconds"],
    )


def visit_values(plan_id: PlanId, position: int, visit: PlannedVisit) -> Values:
    """The row of a visit."""
    return {
        "plan_id": plan_id,
        "visit_id": visit.visit_id,
        "position": position,
        "task_id": visit.task_id,
        "patient_id": visit.patient_id,
        "staff_id": visit.staff_id,
        "route_order": visit.order,
        "arrival": ms(visit.arrival),
        "start": ms(visit.start),
        "departure": ms(visit.departure),
        "travel_seconds": visit.travel_seconds,
        "travel_metres": visit.travel_metres,
        "leg_source": visit.leg_source.value,
        "late_seconds": visit.late_seconds,
    }


def visit_of(row: Row) -> PlannedVisit:
    """The visit of a row."""
    return PlannedVisit(
        visit_id=VisitId(row["visit_id"]),
        task_id=TaskId(row["task_id"]),
        patient_id=PatientId(row["patient_id"]),
        staff_id=StaffId(row["staff_id"]),
        order=row["route_order"],
        arrival=at(row["arrival"]),
        start=at(row["start"]),
        departure=at(row["departure"]),
        travel_seconds=row["travel_seconds"],
        travel_metres=row["travel_metres"],
        leg_source=LegSource(row["leg_source"]),
        late_seconds=row["late_seconds"],
    )


def route_values(plan_id: PlanId, position: int, route: RouteSummary) -> Values:
    """The row of a route."""
    return {
        "plan_id": plan_id,
        "position": position,
        "staff_id": route.staff_id,
        "starts_at": ms(route.starts_at),
        "ends_at": ms(route.ends_at),
        "travel_seconds": route.travel_seconds,
        "travel_metres": route.travel_metres,
        "overtime_seconds": route.overtime_seconds,
        "break_start": ms_or_none(route.break_start),
    }


def route_of(row: Row) -> RouteSummary:
    """The route of a row."""
    return RouteSummary(
        staff_id=StaffId(row["staff_id"]),
        starts_at=at(row["starts_at"]),
        ends_at=at(row["ends_at"]),
        travel_seconds=row["travel_seconds"],
        travel_metres=row["travel_metres"],
        overtime_seconds=row["overtime_seconds"],
        break_start=at_or_none(row["break_start"]),
    )


def unplanned_values(plan_id: PlanId, position: int, task: UnplannedTask) -> Values:
    """The row of a task left out."""
    return {
        "plan_id": plan_id,
        "position": position,
        "task_id": task.task_id,
        "patient_id": task.patient_id,
        "reason": task.reason,
        "facts": facts(task.facts),
    }


def unplanned_of(row: Row) -> UnplannedTask:
    """The task left out of a row."""
    return UnplannedTask(TaskId(row["task_id"]), PatientId(row["patient_id"]), row["reason"], fact_tuple(row["facts"]))
