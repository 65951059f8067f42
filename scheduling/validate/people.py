"""Caregivers with shifts, breaks and limits."""

from scheduling.errors import ProblemInvalid
from scheduling.problem import Caregiver, Problem
from scheduling.validate.need import amount, distinct, need, span


def validate_people(problem: Problem) -> None:
    """Shifts and breaks are in order, vehicles and places are known."""
    distinct("caregivers", (c.caregiver_id for c in problem.caregivers))
    for caregiver in problem.caregivers:
        _caregiver(problem, caregiver)


def _caregiver(problem: Problem, caregiver: Caregiver) -> None:
    field, shift = f"caregivers[{caregiver.caregiver_id}]", caregiver.shift
    span(f"{field}.shift", ("start", shift.start), ("end", shift.end))
    if shift.soft_end is not None:
        span(f"{field}.shift", ("start", shift.start), ("soft_end", shift.soft_end))
        span(f"{field}.shift", ("soft_end", shift.soft_end), ("end", shift.end))
    amount(f"{field}.shift.max_overtime", shift.max_overtime)
    for name in ("access_duration", "max_visits", "capacity"):
        amount(f"{field}.{name}", getattr(caregiver, name))
    for skill, level in caregiver.skill_levels.items():
        need(skill in caregiver.skills, f"{field}.skill_levels[{skill}]", "is not one of the skills")
        need(1 <= level <= 9, f"{field}.skill_levels[{skill}]", f"{level} is outside 1..9")
    _breaks(field, caregiver)
    _places(problem, field, caregiver)


def _breaks(field: str, caregiver: Caregiver) -> None:
    earliest = 0
    for position, pause in enumerate(caregiver.breaks):
        name = f"{field}.breaks[{position}]"
        need(bool(pause.windows), f"{name}.windows", "is empty")
        amount(f"{name}.duration", pause.duration)
        for number, window in enumerate(pause.windows):
            span(f"{name}.windows[{number}]", ("start", window.start), ("end", window.end))
            need(
                number == 0 or window.start > pause.windows[number - 1].end,
                f"{name}.windows[{number}]",
                "begins before the one before it ends",
            )
        need(pause.windows[0].start >= earliest, name, "breaks must be in order of their first windows")
        earliest = pause.windows[0].start


def _places(problem: Problem, field: str, caregiver: Caregiver) -> None:
    matrices = [m for m in problem.matrices if m.vehicle == caregiver.vehicle]
    if not matrices:
        raise ProblemInvalid(f"{field}.vehicle", f"there is no matrix for {caregiver.vehicle!r}")
    for name in ("start_place", "end_place"):
        place = getattr(caregiver, name)
        for matrix in matrices:
            need(place in matrix.places, f"{field}.{name}", f"{place!r} is not in its matrix")
