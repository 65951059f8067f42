"""A made-up working day for measuring the dispatch desk: so many people with so many visits each, around one base."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hah_console.adapters.planner.hand import HandDesk
from hah_console.adapters.planner.profile import load_planning_profile
from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.adapters.roads.profile import load_profile
from hah_console.app.resources import resource_path
from hah_console.domain.clock import TAIPEI
from hah_console.domain.ids import EpisodeId, PatientId, PlanId, ShiftId, StaffId, TaskId
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.place import Place
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.staff import Profession, Shift, Staff, Vehicle
from hah_console.domain.task import Task, TaskKind
from hah_console.domain.visit import DayPlan, PlanState
from hah_console.services.hand_ports import HandRoute, HandStop
from hah_console.services.plan_desk import PlanSheet
from hah_console.services.planning_document import Day, bounds, home_id, measure_legs, write_problem

DAY = date(2026, 11, 23)
BASE = Place(24.804, 120.971, "base")
VISIT_MINUTES, SHIFT_HOURS, SPREAD = 20, 10, 0.02
URGENT = TaskId("urgent")


def profile() -> PlanningProfile:
    """The shipped parameters."""
    return load_planning_profile(resource_path("profiles", "planning-default.toml"))


def desk_day(people: int, visits: int, *, urgent_at: datetime | None = None, seed: int = 1) -> Day:
    """``people`` at work and ``visits`` in all, each with a window of four hours; one more that is urgent."""
    rng, (begins, ends) = random.Random(seed), bounds(DAY, TAIPEI)
    staff = {f"S{n}": _person(n) for n in range(people)}
    shifts = {f"H{n}": _shift(n, begins + timedelta(hours=8)) for n in range(people)}
    homes = {f"P{n}": _patient(rng, n) for n in range(visits)}
    tasks = {f"T{n}": _task(n, begins + timedelta(hours=8 + 8 * n / visits)) for n in range(visits)}
    day = Day(DAY, begins, ends, tasks, staff, shifts, homes, {})  # type: ignore[arg-type]
    if urgent_at is None:
        return day
    wanted = replace(tasks["T0"], task_id=URGENT, earliest=urgent_at, latest=urgent_at + timedelta(hours=1), priority=3)
    return replace(day, tasks={**day.tasks, URGENT: replace(wanted, hard_window=False)})


def desk_sheet(day: Day) -> tuple[PlanSheet, bytes]:
    """The day opened for changes, its visits dealt out in the order of their windows; and its problem document."""
    travel = EstimatedTravel(load_profile(resource_path("profiles", "speeds.toml")))
    weights, legs = profile(), measure_legs(day, travel)
    document = write_problem(day, legs, weights)
    state = HandDesk().open(document, _dealt(day))
    plan = DayPlan(
        PlanId("bench"), DAY, PlanState.DRAFT, datetime(2026, 11, 22, tzinfo=UTC), "bench", (), (), (), 0, "hand", 0.0
    )
    return PlanSheet(plan, day, legs, weights, frozenset(), state, {}), document


def _dealt(day: Day) -> tuple[HandRoute, ...]:
    names = [task_id for task_id in day.tasks if task_id != URGENT]
    return tuple(
        HandRoute(shift_id, 0, 0, 0, 0, 0, tuple(_stop(day, name) for name in names[n :: len(day.shifts)]))
        for n, shift_id in enumerate(day.shifts)
    )


def _stop(day: Day, name: TaskId) -> HandStop:
    return HandStop(name, home_id(day.tasks[name].patient_id), 0, 0, 0, 0, 0, 0)


def _person(number: int) -> Staff:
    vehicle = Vehicle.CAR if number % 3 == 0 else Vehicle.SCOOTER
    return Staff(StaffId(f"S{number}"), f"護理師{number:02}", Profession.NURSE, frozenset({"nursing"}), vehicle, BASE)


def _shift(number: int, starts: datetime) -> Shift:
    noon = starts + timedelta(hours=4)
    return Shift(
        ShiftId(f"H{number}"), StaffId(f"S{number}"), starts, starts + timedelta(hours=SHIFT_HOURS), 30,
        noon - timedelta(hours=1), noon + timedelta(hours=1), 60,
    )  # fmt: skip


def _patient(rng: random.Random, number: int) -> Patient:
    home = Place(BASE.lat + rng.gauss(0, SPREAD), BASE.lon + rng.gauss(0, SPREAD), "home")
    return Patient(PatientId(f"P{number}"), f"M{number}", f"陳{number:03}", Sex.FEMALE, date(1950, 1, 1), home)


def _task(number: int, earliest: datetime) -> Task:
    return Task(
        TaskId(f"T{number}"), EpisodeId(f"E{number}"), PatientId(f"P{number}"), TaskKind.NURSE_VISIT, earliest,
        earliest + timedelta(hours=4), VISIT_MINUTES, frozenset({"nursing"}), hard_window=number % 3 == 0,
    )  # fmt: skip
