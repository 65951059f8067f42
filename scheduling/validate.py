"""Whether a problem makes sense: every rule raises ProblemInvalid with the path of the field."""

from collections.abc import Iterable

from scheduling.errors import ProblemInvalid
from scheduling.problem import HORIZON_S, Caregiver, Matrix, Problem, Visit


def validate(problem: Problem) -> None:
    """Raise ProblemInvalid for the first field that cannot be used."""
    _distinct("visits", (v.visit_id for v in problem.visits))
    _distinct("caregivers", (c.caregiver_id for c in problem.caregivers))
    _distinct("matrices", (m.vehicle for m in problem.matrices))
    _distinct("groups", (g.group_id for g in problem.groups))
    for matrix in problem.matrices:
        _matrix(matrix)
    for caregiver in problem.caregivers:
        _caregiver(problem, caregiver)
    for visit in problem.visits:
        _visit(problem, visit)
    _weights(problem)
    _links(problem)


def _need(holds: bool, field: str, reason: str) -> None:
    if not holds:
        raise ProblemInvalid(field, reason)


def _distinct(field: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for item in ids:
        _need(bool(item), field, "an id is empty")
        _need(item not in seen, f"{field}[{item}]", "this id occurs twice")
        seen.add(item)


def _span(field: str, first: tuple[str, int], second: tuple[str, int]) -> None:
    _need(0 <= first[1] <= HORIZON_S, f"{field}.{first[0]}", f"{first[1]} is outside 0..{HORIZON_S} seconds")
    _need(first[1] <= second[1], f"{field}.{second[0]}", f"{second[1]} is before {first[0]} {first[1]}")
    _need(second[1] <= HORIZON_S, f"{field}.{second[0]}", f"{second[1]} is above {HORIZON_S} seconds")


def _amount(field: str, value: int) -> None:
    _need(0 <= value <= HORIZON_S, field, f"{value} is outside 0..{HORIZON_S}")


def _matrix(matrix: Matrix) -> None:
    field, size = f"matrices[{matrix.vehicle}]", len(matrix.places)
    _distinct(f"{field}.places", matrix.places)
    for name, table in (("seconds", matrix.seconds), ("metres", matrix.metres)):
        _need(len(table) == size, f"{field}.{name}", f"has {len(table)} rows for {size} places")
        for place, row in zip(matrix.places, table, strict=True):
            _need(len(row) == size, f"{field}.{name}[{place}]", f"has {len(row)} columns for {size} places")
            _need(min(row) >= 0 and max(row) <= HORIZON_S, f"{field}.{name}[{place}]", "has a value out of range")


def _caregiver(problem: Problem, caregiver: Caregiver) -> None:
    field, shift = f"caregivers[{caregiver.caregiver_id}]", caregiver.shift
    _span(f"{field}.shift", ("start", shift.start), ("end", shift.end))
    _amount(f"{field}.shift.max_overtime", shift.max_overtime)
    _amount(f"{field}.access_duration", caregiver.access_duration)
    for position, pause in enumerate(caregiver.breaks):
        _span(f"{field}.breaks[{position}]", ("earliest", pause.earliest), ("latest", pause.latest))
        _amount(f"{field}.breaks[{position}].duration", pause.duration)
        before = caregiver.breaks[position - 1] if position else pause
        _need(before.earliest <= pause.earliest, f"{field}.breaks[{position}]", "breaks must be in order of earliest")
    matrix = next((m for m in problem.matrices if m.vehicle == caregiver.vehicle), None)
    if matrix is None:
        raise ProblemInvalid(f"{field}.vehicle", f"there is no matrix for {caregiver.vehicle!r}")
    known = frozenset(matrix.places)
    _need(caregiver.start_place in known, f"{field}.start_place", f"{caregiver.start_place!r} is not in its matrix")
    _need(caregiver.end_place in known, f"{field}.end_place", f"{caregiver.end_place!r} is not in its matrix")


def _visit(problem: Problem, visit: Visit) -> None:
    field = f"visits[{visit.visit_id}]"
    _amount(f"{field}.service_duration", visit.service_duration)
    _amount(f"{field}.penalty", visit.penalty)
    _need(1 <= visit.priority <= 9, f"{field}.priority", f"{visit.priority} is outside 1..9")
    _need(bool(visit.windows), f"{field}.windows", "is empty")
    for position, window in enumerate(visit.windows):
        _span(f"{field}.windows[{position}]", ("start", window.start), ("end", window.end))
    for matrix in problem.matrices:
        _need(visit.place_id in matrix.places, f"{field}.place_id", f"is not in the matrix of {matrix.vehicle!r}")


def _weights(problem: Problem) -> None:
    for name in problem.weights.__struct_fields__:
        _amount(f"weights.{name}", getattr(problem.weights, name))


def _links(problem: Problem) -> None:
    known = frozenset(v.visit_id for v in problem.visits)

    def require(field: str, item: str) -> None:
        _need(item in known, field, f"unknown visit {item!r}")

    for group in problem.groups:
        field = f"groups[{group.group_id}].visit_ids"
        _need(len(group.visit_ids) >= 2, field, "needs at least two visits")
        _distinct(field, group.visit_ids)
        for item in group.visit_ids:
            require(field, item)
    for position, link in enumerate(problem.dependencies):
        field = f"dependencies[{position}]"
        require(f"{field}.first", link.first)
        require(f"{field}.second", link.second)
        _need(link.first != link.second, f"{field}.second", "is the same visit as first")
        _span(field, ("min_delay", link.min_delay), ("max_delay", link.max_delay))
