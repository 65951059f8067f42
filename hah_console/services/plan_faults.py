"""What is wrong with a day before any search: shifts that end before they start, visits nobody could make."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from hah_console.domain.errors import ShiftReversed
from hah_console.domain.staff import Shift, Staff
from hah_console.domain.task import Task
from hah_console.services.planning_document import Day, Legs, base_id, home_id

Facts = tuple[tuple[str, str], ...]
LONGER_THAN_SHIFT, TOO_FAR = "longer_than_shift", "too_far"


def refuse_reversed_shifts(day: Day) -> None:
    """Raises ShiftReversed for the first shift that has no length: a plan without its person would look complete."""
    for shift in day.shifts.values():
        if shift.ends_at <= shift.starts_at:
            clock = [f"{moment.astimezone(day.begins.tzinfo):%H:%M}" for moment in (shift.starts_at, shift.ends_at)]
            raise ShiftReversed(name=day.staff[shift.staff_id].name, starts=clock[0], ends=clock[1])


def own_reason(day: Day, legs: Legs, task: Task) -> tuple[str, Facts] | None:
    """Why nobody could make this visit even with nothing else to do, whatever its window; None when somebody could.

    ``longer_than_shift``: it is longer than any shift of those able (minutes, longest); ``too_far``: with the ride
    there and back it is (km, ride: minutes one way, address).
    """
    able = list(_able(day, task))
    if not able:
        return None
    longest = max(_minutes(shift) for shift, _ in able)
    if task.duration_minutes > longest:
        return LONGER_THAN_SHIFT, (("longest", str(longest)), ("minutes", str(task.duration_minutes)))
    if any(_fits(legs, task, shift, person) for shift, person in able):
        return None
    return TOO_FAR, _distance(day, legs, task, [person for _, person in able])


def _able(day: Day, task: Task) -> Iterator[tuple[Shift, Staff]]:
    for shift in day.shifts.values():
        person = day.staff[shift.staff_id]
        if task.required_skills <= person.skills:
            yield shift, person


def _minutes(shift: Shift) -> int:
    """The length of a shift with its overtime, without its break."""
    length = shift.ends_at - shift.starts_at + timedelta(minutes=shift.max_overtime_minutes - shift.break_minutes)
    return max(0, round(length.total_seconds() / 60))


def _fits(legs: Legs, task: Task, shift: Shift, person: Staff) -> bool:
    """Whether ride, visit and ride back fit into the shift, by the quickest hour."""
    there, back = base_id(person), home_id(task.patient_id)
    ride = _quickest(legs, person, there, back) + _quickest(legs, person, back, there)
    return ride / 60 + task.duration_minutes <= _minutes(shift)


def _quickest(legs: Legs, person: Staff, start: str, end: str) -> int:
    row, column = legs.place_ids.index(start), legs.place_ids.index(end)
    return min(int(table.seconds[row][column]) for _, table in legs.tables[person.vehicle.value])


def _distance(day: Day, legs: Legs, task: Task, able: Sequence[Staff]) -> Facts:
    """How far the nearest of those able would ride."""
    home = home_id(task.patient_id)
    person = min(able, key=lambda one: _quickest(legs, one, base_id(one), home))
    row, column = legs.place_ids.index(base_id(person)), legs.place_ids.index(home)
    metres = int(legs.tables[person.vehicle.value][0][1].metres[row][column])
    ride = _quickest(legs, person, base_id(person), home)
    address = day.homes[task.patient_id].home.address
    return ("address", address), ("km", str(round(metres / 1000))), ("ride", str(round(ride / 60)))
