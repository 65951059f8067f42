"""A peer's tours as a plan of ours: times by driving the tours with our matrix, cost and rules by our check."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import msgspec

from scheduling.check import Verdict, check
from scheduling.problem import Caregiver, Problem, TimeWindow
from scheduling.result import Reason, Route, Score, Solution, Stop, Unassigned


@dataclass(frozen=True, slots=True)
class Call:
    """One stop of a tour; it does not start before ``earliest``."""

    item_id: str
    kind: Literal["visit", "pickup", "delivery"] = "visit"
    earliest: int = 0


Tours = dict[str, tuple[Call, ...]]
"""Caregiver id to stops in order."""


def priced(problem: Problem, tours: Tours, name: str, seconds: float) -> tuple[Solution, Verdict]:
    """The plan and its verdict. Visits tied to one that is left out are left out with it."""
    tours = _whole_units(problem, tours)
    planned = {call.item_id for tour in tours.values() for call in tour}
    items = [v.visit_id for v in problem.visits] + [s.shipment_id for s in problem.shipments]
    people = {c.caregiver_id: c for c in problem.caregivers}
    plan = Solution(
        backend=name,
        status="feasible",
        routes=tuple(_route(problem, people[who], tour) for who, tour in tours.items() if tour),
        unassigned=tuple(Unassigned(visit_id=i, reason=Reason.CAPACITY) for i in items if i not in planned),
        score=Score(),
        solve_s=seconds,
    )
    score = msgspec.structs.replace(check(problem, plan).score, hard=0)
    plan = msgspec.structs.replace(plan, score=score)
    return plan, check(problem, plan)


def _whole_units(problem: Problem, tours: Tours) -> Tours:
    """The tours without halves of pairs."""
    planned = {call.item_id for tour in tours.values() for call in tour}
    units: list[Iterable[str]] = [g.visit_ids for g in problem.groups]
    units += [(d.first, d.second) for d in problem.dependencies]
    broken = {member for unit in units if not planned.issuperset(unit) for member in unit}
    if not broken & planned:
        return tours
    left = {who: tuple(call for call in tour if call.item_id not in broken) for who, tour in tours.items()}
    return _whole_units(problem, left)


def _route(problem: Problem, caregiver: Caregiver, tour: tuple[Call, ...]) -> Route:
    """Leave when the shift begins, start every service as early as it may."""
    matrix = problem.matrices[0]
    rows = {place: row for row, place in enumerate(matrix.places)}
    clock, here, stops = caregiver.shift.start, caregiver.start_place, list[Stop]()
    for call in tour:
        place, duration, windows = _work(problem, call)
        way = matrix.seconds[rows[here]][rows[place]]
        metres = matrix.metres[rows[here]][rows[place]]
        start, late = _start(windows, max(clock + way, call.earliest))
        stops.append(
            Stop(
                visit_id=call.item_id,
                place_id=place,
                left=clock,
                arrival=clock + way,
                start=start,
                departure=start + duration,
                wait=start - clock - way,
                travel=way,
                access=0,
                metres=metres,
                late=late,
                kind=call.kind,
            )
        )
        clock, here = start + duration, place
    home = matrix.seconds[rows[here]][rows[caregiver.end_place]]
    return Route(
        caregiver_id=caregiver.caregiver_id,
        leave=caregiver.shift.start,
        stops=tuple(stops),
        end=clock + home,
        return_travel=home,
        return_metres=matrix.metres[rows[here]][rows[caregiver.end_place]],
        overtime=max(0, clock + home - caregiver.shift.end),
    )


def _work(problem: Problem, call: Call) -> tuple[str, int, tuple[TimeWindow, ...]]:
    """Place, seconds and windows of a stop."""
    if call.kind == "visit":
        visit = next(v for v in problem.visits if v.visit_id == call.item_id)
        return visit.place_id, visit.service_duration, visit.windows
    shipment = next(s for s in problem.shipments if s.shipment_id == call.item_id)
    end = shipment.pickup if call.kind == "pickup" else shipment.delivery
    return end.place_id, end.service_duration, end.windows


def _start(windows: tuple[TimeWindow, ...], earliest: int) -> tuple[int, int]:
    """Start and lateness in the first window that still admits a start, else in the last one."""
    window = next((w for w in windows if earliest <= w.end), windows[-1])
    start = max(earliest, window.start)
    return start, 0 if window.hard else max(0, start - window.end)
