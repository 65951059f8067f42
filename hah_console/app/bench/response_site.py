"""A made-up site for measuring the response desk: homes all over a town, nurses on the road, one plan in force."""

import math
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hah_console.adapters.planner.process import PlannerProcess
from hah_console.app.bench.ward import bench_patient, bench_stay
from hah_console.domain.actor import Actor, Role
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import (
    AlarmId,
    EpisodeId,
    HospitalId,
    OrderId,
    PatientId,
    ShiftId,
    SpecimenId,
    StaffId,
    TaskId,
    UserId,
)
from hah_console.domain.order import Order, OrderKind, OrderState
from hah_console.domain.place import Place
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.roster import DUTY_ROLES
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.specimen import Specimen
from hah_console.domain.staff import Duty, Profession, Shift, Staff, Vehicle
from hah_console.domain.task import Task, TaskKind
from hah_console.domain.timing import Timing
from hah_console.services.context import Context
from hah_console.services.planning import draft_plan, publish_plan
from hah_console.services.ports import TravelTimes, UnitOfWork

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine in the morning at the site."""
PLANNER = Actor(UserId("U-bench"), "bench", Role.NURSE, "bench")
CENTRE, TOWN_KM, KM_LAT = (24.81, 120.97), 9.0, 1 / 111.0
SERVICE_MINUTES, WINDOW_HOURS, SHIFT_HOURS = 25, 4, 9
HOSPITALS = 8
SKILLS = frozenset({"nursing", "iv"})
MEDICINE_EACH, SPECIMEN_EACH = 12, 15
"""Of so many tasks one brings a medicine from the store, and one takes a specimen for the laboratory there."""


def load_response_site(ctx: Context, patients: int, staff: int) -> None:
    """People, homes, shifts, work of the day and who is on duty."""
    luck = random.Random(7)
    begins = NOW - timedelta(hours=2)
    with ctx.store() as uow:
        uow.site.put("site_id", "bench")
        for number in range(patients):
            patient_id = PatientId(f"P{number + 1:05}")
            uow.patients.save(replace(bench_patient(number, patient_id), home=_place(luck)))
            episode = bench_stay(number, patient_id, NOW - timedelta(days=2))
            uow.episodes.save(episode)
            task = _task(luck, number, patient_id, episode.episode_id)
            uow.tasks.save(task)
            if task.kind is TaskKind.SPECIMEN:
                _want_specimen(uow, task)
        members = list(_staff(staff))
        for person in members:
            uow.staff.save(person)
        ends = begins + timedelta(hours=SHIFT_HOURS)
        uow.staff.add_shifts([Shift(ShiftId(f"S-{p.staff_id}"), p.staff_id, begins, ends) for p in members])
        day = timedelta(days=1)
        uow.staff.add_duties(
            [Duty(role, members[n].staff_id, NOW - day, NOW + day) for n, role in enumerate(DUTY_ROLES)]
        )  # fmt: skip
        store = Hospital(HospitalId("H-store"), "醫院", Place(*CENTRE), is_base=True, is_laboratory=True)
        uow.hospitals.save(store)
        for number in range(HOSPITALS):
            uow.hospitals.save(Hospital(HospitalId(f"H{number}"), f"醫院 {number}", _place(luck)))
        uow.commit()


def plan_in_force(
    ctx: Context,
    travel: TravelTimes,
    planner: PlannerProcess,
    profile: PlanningProfile,
    seconds: float,
    rules: RulePacks,
) -> int:
    """Plan the day and put the plan into force; how many visits are in it."""
    plan, _ = draft_plan(ctx, PLANNER, ctx.today(), travel, planner, profile, seconds=seconds, rules=rules)
    publish_plan(ctx, PLANNER, plan.plan_id, plan.version)
    return len(plan.visits)


def raise_alarm(ctx: Context, number: int, patient_id: PatientId) -> None:
    """What the service does when a value is beyond its limit."""
    alarm = Alarm(
        AlarmId(f"A{number}"), patient_id, "spo2_low", "bench", "spo2", Priority.HIGH, Lane.PHYSIOLOGICAL,
        AlarmState.ACTIVE, ctx.clock.now(), 84.0, 88.0,
    )  # fmt: skip
    with ctx.store() as uow:
        uow.alarms.save(alarm)
        uow.commit()


def _place(luck: random.Random) -> Place:
    """Denser towards the middle, as towns are."""
    far, turn = TOWN_KM * luck.random(), luck.uniform(0, 2 * math.pi)
    lat = CENTRE[0] + far * math.sin(turn) * KM_LAT
    return Place(lat, CENTRE[1] + far * math.cos(turn) * KM_LAT / math.cos(math.radians(lat)))


def _task(luck: random.Random, number: int, patient_id: PatientId, episode_id: EpisodeId) -> Task:
    earliest = NOW - timedelta(hours=2) + timedelta(minutes=30 * luck.randrange(0, 8))
    kind = TaskKind.NURSE_VISIT
    if number % MEDICINE_EACH == 1:
        kind = TaskKind.MEDICINE_DELIVERY
    elif number % SPECIMEN_EACH == 2:
        kind = TaskKind.SPECIMEN
    return Task(
        TaskId(f"T{number:05}"), episode_id, patient_id, kind, earliest,
        earliest + timedelta(hours=WINDOW_HOURS), SERVICE_MINUTES, frozenset({"nursing"}), hard_window=False,
    )  # fmt: skip


def _want_specimen(uow: UnitOfWork, task: Task) -> None:
    order_id, at = OrderId(f"O-{task.task_id}"), NOW - timedelta(hours=12)
    uow.orders.save(Order(
        order_id, task.episode_id, task.patient_id, OrderKind.SPECIMEN, Timing(at), UserId("U-bench"), at,
        OrderState.ACTIVE, subject="blood_culture",
    ))  # fmt: skip
    uow.specimens.save(Specimen(
        SpecimenId(f"SP-{task.task_id}"), order_id, task.episode_id, task.patient_id, "blood_culture", at,
        task_id=task.task_id,
    ))  # fmt: skip


def _staff(count: int) -> Iterator[Staff]:
    base = Place(*CENTRE)
    for number in range(count):
        vehicle = Vehicle.CAR if number % 3 else Vehicle.SCOOTER
        name = f"護理師{number + 1}"
        yield Staff(StaffId(f"N{number + 1:03}"), name, Profession.NURSE, SKILLS, vehicle, base, "0900")
