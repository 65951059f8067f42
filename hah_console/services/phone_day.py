"""A worker's own day for the phone: stops with address, window, what to bring and what is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hah_console.domain.dose import Dose, DoseState
from hah_console.domain.field_visit import FieldState, FieldVisit
from hah_console.domain.home_flag import HomeFlag
from hah_console.domain.ids import DoseId, OrderId, PatientId, StaffId, TaskId, VisitId
from hah_console.domain.order import Order
from hah_console.domain.patient import AllergyState, Patient
from hah_console.domain.phone_pass import PhonePass
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.specimen import Specimen, SpecimenState
from hah_console.domain.staff import Staff
from hah_console.domain.staff_safety import visit_clock
from hah_console.domain.task import Task, TaskKind, TaskState
from hah_console.domain.visit import DayPlan, PlannedVisit
from hah_console.services.context import Context, record
from hah_console.services.field_reports import field_visit_of
from hah_console.services.phone_halts import phone_halts
from hah_console.services.phone_handover import Handover, handover_of
from hah_console.services.phone_passes import phone_actor
from hah_console.services.phone_ports import PhoneDay, PhoneDose, PhoneStop
from hah_console.services.ports import UnitOfWork

NEAR = timedelta(hours=2)
"""A dose without a visit of its own is shown at a stop that begins no farther from it than this."""
_BRING: Mapping[TaskKind, tuple[str, ...]] = {
    TaskKind.IV_DOSE: ("medicine", "iv_set"),
    TaskKind.WOUND_CARE: ("dressing",),
    TaskKind.SPECIMEN: ("tubes", "cool_box"),
    TaskKind.KIT_DELIVERY: ("kit",),
    TaskKind.MEDICINE_DELIVERY: ("medicine", "cool_box"),
    TaskKind.IMAGING: ("ultrasound",),
    TaskKind.KIT_RETRIEVAL: ("return_bag",),
}


@dataclass(frozen=True, slots=True)
class _Known:
    rules: RulePacks
    staff: Mapping[StaffId, Staff]
    patients: Mapping[PatientId, Patient]
    tasks: Mapping[TaskId, Task]
    doses: Mapping[PatientId, tuple[Dose, ...]]
    orders: Mapping[OrderId, Order]
    specimens: Sequence[Specimen]
    flags: Mapping[PatientId, tuple[HomeFlag, ...]]
    at: Mapping[VisitId, FieldVisit]
    brought: Mapping[TaskId, Handover]


Viewed = set[tuple[str, ...]]
"""Passes with the plans each has seen."""


def phone_day(ctx: Context, rules: RulePacks, phone: PhonePass, viewed: Viewed) -> PhoneDay:
    """Today's own stops of the phone's worker, and what is left of the night before.

    A view in the audit trail for each plan. PERF(phones): not for each look: a phone looks twice a minute.
    """
    now, today = ctx.clock.now(), ctx.today()
    with ctx.store() as uow:
        worker = uow.staff.get(phone.staff_id)
        plans = [plan for day in (today - timedelta(days=1), today) if (plan := uow.plans.published(day)) is not None]
        stops = [(plan, visit) for plan in plans for visit in plan.visits if visit.staff_id == phone.staff_id]
        known = _read(ctx, uow, rules, [visit for _, visit in stops])
        mine = tuple(_stop(plan, visit, known) for plan, visit in stops if _still(plan, visit, today, known))
        halts = phone_halts(ctx, uow, rules, phone.staff_id, plans)
        seen = (str(phone.pass_id), *(str(plan.plan_id) for plan in plans))
        if seen not in viewed:
            patients = ",".join(sorted({visit.patient_id for _, visit in stops}))
            actor = phone_actor(phone, worker, None)
            record(uow, actor, now, "view_phone_day", "phone_pass", phone.pass_id, patients=patients[:400])
            uow.commit()
            viewed.add(seen)
    number = max((plan.number for plan in plans if plan.day == today), default=0)
    return PhoneDay(worker.name, today.isoformat(), now, phone.until, number, mine, halts)


def _still(plan: DayPlan, visit: PlannedVisit, today: date, known: _Known) -> bool:
    over = known.at[visit.visit_id].state in {FieldState.DONE, FieldState.COULD_NOT}
    return plan.day == today or not (over or known.tasks[visit.task_id].state is not TaskState.REQUESTED)


def _read(ctx: Context, uow: UnitOfWork, rules: RulePacks, visits: Sequence[PlannedVisit]) -> _Known:
    now, people = ctx.clock.now(), {visit.patient_id for visit in visits}
    tasks = {visit.task_id: uow.tasks.get(visit.task_id) for visit in visits}
    episodes = tuple({task.episode_id for task in tasks.values()})
    begins, ends = now - timedelta(days=1), now + timedelta(days=1)
    due = [dose for dose in uow.doses.of_episodes(episodes, begins, ends) if dose.state is DoseState.DUE]
    flags = uow.home_flags.in_force(people)
    wanted = [s for s in uow.specimens.of_episodes(episodes) if s.state is SpecimenState.WANTED]
    return _Known(
        rules,
        {person.staff_id: person for person in uow.staff.all()},
        {patient.patient_id: patient for patient in uow.patients.some(people)},
        tasks,
        {pid: tuple(dose for dose in due if dose.patient_id == pid) for pid in people},
        {order.order_id: order for order in uow.orders.some({dose.order_id for dose in due})},
        wanted,
        {pid: tuple(flag for flag in flags if flag.patient_id == pid) for pid in people},
        {v.visit_id: field_visit_of(ctx, uow, v.visit_id, v.staff_id, now) for v in visits},
        {task_id: brought for task_id, task in tasks.items() if (brought := handover_of(uow, task)) is not None},
    )


def _stop(plan: DayPlan, visit: PlannedVisit, known: _Known) -> PhoneStop:
    task, patient, at = known.tasks[visit.task_id], known.patients[visit.patient_id], known.at[visit.visit_id]
    flags, clock = known.flags[visit.patient_id], visit_clock(at, task.kind, known.rules.staff_safety)
    brought = known.brought.get(task.task_id)
    others = [v for v in plan.visits if v.task_id == visit.task_id and v.visit_id != visit.visit_id]
    return PhoneStop(
        visit_id=visit.visit_id,
        order=visit.order,
        state=at.state.value,
        reason=at.reason,
        since=at.since,
        patient=patient.name,
        birth_date=patient.birth_date.isoformat(),
        address=patient.home.address,
        access=patient.home.access_note,
        lat=patient.home.lat,
        lon=patient.home.lon,
        contact=patient.caregiver_name,
        relationship=patient.caregiver_relationship,
        phone=patient.caregiver_phone,
        kind=task.kind.value,
        earliest=task.earliest,
        latest=task.latest,
        hard=task.hard_window,
        start=visit.start,
        minutes=task.duration_minutes,
        note=task.note,
        bring=_BRING.get(task.kind, ()),
        doses=tuple(_dose(dose, known) for dose in _doses_at(visit, task, known)),
        specimens=tuple(s.kind for s in known.specimens if s.task_id == task.task_id),
        allergies=patient.allergies if patient.allergy_state is AllergyState.KNOWN else (),
        allergy_state=patient.allergy_state.value,
        precautions=tuple(precaution.value for precaution in patient.precautions),
        together_with=tuple(known.staff[v.staff_id].name for v in others if v.staff_id in known.staff),
        alone=task.staff_needed == 1 and not any(flag.two_persons for flag in flags),
        daylight_only=any(flag.daylight_only for flag in flags),
        flag_reason="; ".join(flag.reason for flag in flags),
        needless=task.state is TaskState.CANCELLED,
        limit_at=clock.due if clock else None,
        hand_over=brought.goods.value if brought else "",
        handed_over=brought is not None and brought.receipt is not None,
    )


def _doses_at(visit: PlannedVisit, task: Task, known: _Known) -> list[Dose]:
    """Those planned with this visit, and those without a visit that are due about then."""
    seen: set[DoseId] = set()
    found = []
    for dose in known.doses.get(visit.patient_id, ()):
        about_then = dose.task_id is None and abs(dose.due_at - visit.start) <= NEAR
        if (dose.task_id == task.task_id or about_then) and dose.dose_id not in seen:
            seen.add(dose.dose_id)
            found.append(dose)
    return found


def _dose(dose: Dose, known: _Known) -> PhoneDose:
    order = known.orders.get(dose.order_id)
    given = order.medication if order else None
    drugs = known.rules.care.drugs.drugs
    name = drugs[given.drug_id].name if given and given.drug_id in drugs else ""
    what = f"{name} {given.amount.value} {given.amount.unit} {given.route.value}" if given else name
    return PhoneDose(what, dose.due_at, dose.window.earliest, dose.window.latest)
