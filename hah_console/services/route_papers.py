"""A published plan as papers, one for each worker: only her patients, only what she needs; every paper is audited."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.care_rules import CareRules
from hah_console.domain.dose import Dose, DoseState
from hah_console.domain.errors import NotFound
from hah_console.domain.home_flag import HomeFlag
from hah_console.domain.ids import OrderId, PatientId, StaffId, TaskId
from hah_console.domain.map_ground import MapGround
from hah_console.domain.medication_check import FirstDose
from hah_console.domain.order import Order
from hah_console.domain.patient import Patient
from hah_console.domain.roster import DUTY_ROLES
from hah_console.domain.route_paper import (
    HomeRule,
    PaperDose,
    PaperHalt,
    PaperNumber,
    PaperPerson,
    PaperSpecimen,
    PaperStop,
    RoutePaper,
)
from hah_console.domain.specimen import Specimen, SpecimenState
from hah_console.domain.staff import Shift, Staff
from hah_console.domain.task import Task, TaskKind, TaskState
from hah_console.domain.visit import DayPlan, PlannedVisit, RouteSummary
from hah_console.services.context import Context, note_audit
from hah_console.services.halts import groups_of
from hah_console.services.planning_document import bounds
from hah_console.services.ports import TravelTimes, UnitOfWork
from hah_console.services.route_bring import things_to_bring
from hah_console.services.route_map import route_map

LANGUAGES = ("zh_TW", "en")
ERRANDS = frozenset({TaskKind.KIT_DELIVERY, TaskKind.KIT_RETRIEVAL, TaskKind.MEDICINE_DELIVERY})


@dataclass(frozen=True, slots=True)
class Outdoors:
    """What a paper's map is drawn from; without ``travel`` lines are straight, without ``ground`` it has no roads."""

    travel: TravelTimes | None = None
    ground: MapGround | None = None


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the ids of a plan mean, read at once."""

    plan: DayPlan
    staff: Mapping[StaffId, Staff]
    shifts: Sequence[Shift]
    patients: Mapping[PatientId, Patient]
    tasks: Mapping[TaskId, Task]
    doses: Sequence[Dose]
    specimens: Sequence[Specimen]
    orders: Mapping[OrderId, Order]
    flags: Sequence[HomeFlag]
    numbers: tuple[PaperNumber, ...]
    site: Mapping[str, str]


def route_papers(
    ctx: Context, actor: Actor, rules: CareRules, outdoors: Outdoors, day: date, staff_id: StaffId | None = None
) -> tuple[RoutePaper, ...]:
    """The papers of the plan in force, in the order of names; one worker's with ``staff_id``.

    SAFETY(paper for one): a paper holds the patients of its worker and of nobody else, and who made it when stands in
    the audit trail of each of them. Raises NotPermitted, and NotFound without a published plan or for somebody who is
    not at work on that day.
    """
    require(actor, Action.PLAN_ROUTES)
    now = ctx.clock.now()
    with ctx.store() as uow:
        plan = uow.plans.published(day)
        if plan is None:
            raise NotFound(entity="plan", entity_id=day.isoformat())
        facts = _read(ctx, uow, plan, day)
        wanted = [person for person in _at_work(facts) if staff_id in (None, person)]
        if not wanted:
            raise NotFound(entity="staff", entity_id=staff_id or "")
        papers = tuple(_paper(ctx, actor, rules, facts, outdoors, person, now) for person in wanted)
        _note(uow, actor, now, papers)
        uow.commit()
    return tuple(sorted(papers, key=lambda paper: (paper.name, paper.staff_id)))


def _at_work(facts: _Facts) -> list[StaffId]:
    """Everybody with a shift that begins on the day or a visit in the plan."""
    found = {shift.staff_id for shift in facts.shifts} | {visit.staff_id for visit in facts.plan.visits}
    return sorted(found & facts.staff.keys())


def _note(uow: UnitOfWork, actor: Actor, now: datetime, papers: Sequence[RoutePaper]) -> None:
    """One entry for each paper, one for each patient on it."""
    for paper in papers:
        entries: list[tuple[str, str, PatientId | None]] = [("plan", paper.plan_id, None)]
        named = dict.fromkeys(stop.person.patient_id for stop in paper.stops)
        entries += [("patient", patient_id, patient_id) for patient_id in named]
        for entity, entity_id, patient_id in entries:
            note_audit(
                uow, actor, now, "print_route", entity, entity_id, patient_id,
                number=str(paper.number), staff=str(paper.staff_id),
            )  # fmt: skip


def _read(ctx: Context, uow: UnitOfWork, plan: DayPlan, day: date) -> _Facts:
    begins, ends = bounds(day, ctx.zone)
    task_ids = {visit.task_id for visit in plan.visits}
    tasks = {task_id: task for task_id in task_ids if (task := uow.tasks.find(task_id)) is not None}
    patient_ids = {visit.patient_id for visit in plan.visits}
    staff = {person.staff_id: person for person in uow.staff.all()}
    episodes = [task.episode_id for task in tasks.values()]
    names = ("site_id", "base_lat", *(f"name_{language}" for language in LANGUAGES))
    return _Facts(
        plan=plan,
        staff=staff,
        shifts=[shift for shift in uow.staff.shifts(begins, ends) if shift.starts_at >= begins],
        patients={patient.patient_id: patient for patient in uow.patients.some(patient_ids)},
        tasks=tasks,
        doses=uow.doses.of_episodes(list(dict.fromkeys(episodes)), begins, ends),
        specimens=uow.specimens.of_episodes(list(dict.fromkeys(episodes))),
        orders={order.order_id: order for order in uow.orders.running()},
        flags=uow.home_flags.in_force(patient_ids),
        numbers=_numbers(uow, staff, begins, ends),
        site={name: uow.site.get(name) for name in names},
    )


def _numbers(
    uow: UnitOfWork, staff: Mapping[StaffId, Staff], begins: datetime, ends: datetime
) -> tuple[PaperNumber, ...]:
    """Who answers on this day, by the roster, role by role."""
    duties = [duty for duty in uow.staff.duties_between(begins, ends) if duty.role in DUTY_ROLES]
    ordered = sorted(duties, key=lambda duty: (DUTY_ROLES.index(duty.role), duty.starts_at))
    return tuple(
        PaperNumber(duty.role, staff[duty.staff_id].name, staff[duty.staff_id].phone, duty.starts_at, duty.ends_at)
        for duty in ordered
        if duty.staff_id in staff
    )


def _paper(
    ctx: Context,
    actor: Actor,
    rules: CareRules,
    facts: _Facts,
    outdoors: Outdoors,
    staff_id: StaffId,
    now: datetime,
) -> RoutePaper:
    person, plan = facts.staff[staff_id], facts.plan
    visits = sorted((v for v in plan.visits if v.staff_id == staff_id), key=lambda v: v.start)
    summaries = [route for route in plan.routes if route.staff_id == staff_id]
    shifts = [shift for shift in facts.shifts if shift.staff_id == staff_id]
    stops = tuple(_stop(rules, facts, n, visit, plan.day) for n, visit in enumerate(visits, 1))
    halts = tuple(_halts(facts, staff_id))
    way = sorted([(stop.start, stop.person.home) for stop in stops] + [(halt.start, halt.place) for halt in halts],
                 key=lambda one: one[0])  # fmt: skip
    homes, sources = [place for _, place in way], [stop.source for stop in stops]
    vehicle = person.vehicle.value
    pause = next((route.break_start for route in summaries if route.break_start), None)
    return RoutePaper(
        site_id=facts.site["site_id"],
        site_names=tuple((name, facts.site[f"name_{name}"]) for name in LANGUAGES if facts.site[f"name_{name}"]),
        zone=ctx.zone.key,
        day=plan.day,
        plan_id=plan.plan_id,
        number=plan.number,
        published_at=plan.published_at or plan.created_at,
        printed_at=now,
        printed_by=actor.name,
        staff_id=staff_id,
        name=person.name,
        profession=person.profession,
        vehicle=person.vehicle,
        starts_at=min((shift.starts_at for shift in shifts), default=None),
        ends_at=max((shift.ends_at for shift in shifts), default=None),
        break_start=pause,
        break_minutes=next((shift.break_minutes for shift in shifts), 0) if pause else 0,
        stops=stops,
        numbers=tuple(one for one in facts.numbers if _answers(one, shifts)),
        map=route_map(person.base, homes, sources, vehicle, outdoors.travel, outdoors.ground),
        halts=halts,
        **_sums(summaries),
    )


def _halts(facts: _Facts, staff_id: StaffId) -> Iterable[PaperHalt]:
    """The worker's stops at the store and at laboratories; several of one kind after another are one."""
    for group in groups_of(facts.plan, staff_id):
        tasks = (facts.tasks[halt.task_id] for halt in group.halts if halt.task_id and halt.task_id in facts.tasks)
        names = tuple(facts.patients[t.patient_id].name for t in tasks if t.patient_id in facts.patients)
        yield PaperHalt(group.kind, group.place, group.start, group.departure, names)


def _answers(one: PaperNumber, shifts: Sequence[Shift]) -> bool:
    """Whether somebody is on duty while the worker is at work."""
    if one.begins is None or one.ends is None or not shifts:
        return True
    return any(one.begins < shift.ends_at and one.ends > shift.starts_at for shift in shifts)


def _sums(summaries: Iterable[RouteSummary]) -> dict[str, int]:
    found = list(summaries)
    return {
        "travel_s": sum(route.travel_seconds for route in found),
        "travel_m": sum(route.travel_metres for route in found),
        "overtime_s": sum(route.overtime_seconds for route in found),
    }


def _stop(rules: CareRules, facts: _Facts, number: int, visit: PlannedVisit, day: date) -> PaperStop:
    task, patient = facts.tasks.get(visit.task_id), facts.patients[visit.patient_id]
    others = [v.staff_id for v in facts.plan.visits if v.task_id == visit.task_id and v.visit_id != visit.visit_id]
    doses = tuple(_doses(rules, facts, visit)) if task else ()
    specimens = tuple(_specimens(rules, facts, visit)) if task else ()
    return PaperStop(
        order=number,
        visit_id=visit.visit_id,
        kind=task.kind if task else None,
        person=_person(patient, day),
        earliest=task.earliest if task else None,
        latest=task.latest if task else None,
        firm=bool(task and task.hard_window),
        arrival=visit.arrival,
        start=visit.start,
        departure=visit.departure,
        travel_s=visit.travel_seconds,
        travel_m=visit.travel_metres,
        source=visit.leg_source,
        late_s=visit.late_seconds,
        note=task.note if task else "",
        together_with=tuple(facts.staff[other].name for other in others if other in facts.staff),
        doses=doses,
        specimens=specimens,
        bring=things_to_bring(task, doses, specimens, patient.precautions) if task else (),
        home_rules=tuple(_home_rules(facts.flags, visit.patient_id)),
        withdrawn=task is None or task.state is TaskState.CANCELLED,
        clinical=task is None or task.kind not in ERRANDS,
    )


def _person(patient: Patient, day: date) -> PaperPerson:
    return PaperPerson(
        patient_id=patient.patient_id,
        name=patient.name,
        sex=patient.sex,
        birth_date=patient.birth_date,
        age_years=patient.age_years(day),
        record_number=patient.medical_record_number,
        home=patient.home,
        contact_name=patient.caregiver_name,
        contact_relationship=patient.caregiver_relationship,
        contact_phone=patient.caregiver_phone,
        allergy_state=patient.allergy_state,
        allergies=patient.allergies,
        precautions=patient.precautions,
    )


def _doses(rules: CareRules, facts: _Facts, visit: PlannedVisit) -> Iterable[PaperDose]:
    """Doses of this visit that nobody has said anything of, by its task."""
    for dose in facts.doses:
        order = facts.orders.get(dose.order_id)
        if dose.task_id != visit.task_id or dose.state is not DoseState.DUE or order is None:
            continue
        if order.medication is not None:
            drug = rules.drugs.drugs.get(order.medication.drug_id)
            name = drug.name if drug else order.medication.drug_id
            first = dose.first and order.medication.first_dose is FirstDose.AT_HOME
            yield PaperDose(name, order.medication, dose.due_at, dose.window, first, order.timing.every_hours or 0)


def _specimens(rules: CareRules, facts: _Facts, visit: PlannedVisit) -> Iterable[PaperSpecimen]:
    for one in facts.specimens:
        if one.task_id == visit.task_id and one.state is SpecimenState.WANTED:
            known = rules.specimens.kinds.get(one.kind)
            ways = tuple(known.windows) if known else ()
            yield PaperSpecimen(one.kind, tuple(known.labels.items()) if known else (), ways)


def _home_rules(flags: Iterable[HomeFlag], patient_id: PatientId) -> Iterable[HomeRule]:
    for flag in flags:
        if flag.patient_id == patient_id and flag.holds:
            yield HomeRule(flag.two_persons, flag.daylight_only, flag.reason)
