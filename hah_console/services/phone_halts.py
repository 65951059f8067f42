"""A worker's stops at the store and at laboratories for the phone: what to take, bring back or hand in, for whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.halt_report import HaltState, Said
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import EquipmentSetId, PatientId, PrescriptionId, StaffId, TaskId
from hah_console.domain.patient import Patient, masked_name
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.specimen import Specimen
from hah_console.domain.task import Task, TaskKind, TaskState
from hah_console.domain.visit import DayPlan, HaltKind
from hah_console.services.context import Context
from hah_console.services.halt_reports import ended, own_specimens, read_said
from hah_console.services.halts import HaltGroup, by_task, groups_of, in_the_bag, place_name
from hah_console.services.phone_ports import ByLanguage, PhoneHalt, PhoneSpecimen, PhoneThing
from hah_console.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class _Known:
    rules: RulePacks
    staff_id: StaffId
    said: Said
    tasks: Mapping[TaskId, Task]
    patients: Mapping[PatientId, Patient]
    hospitals: Sequence[Hospital]
    own: Sequence[Specimen]


def phone_halts(
    ctx: Context, uow: UnitOfWork, rules: RulePacks, staff_id: StaffId, plans: Sequence[DayPlan]
) -> tuple[PhoneHalt, ...]:
    """The stops of these days in order; of the night before those that nobody has said to be done."""
    own, midnight = own_specimens(ctx, uow, staff_id), ctx.day_begins(ctx.today())
    found = list[PhoneHalt]()
    for plan, whole in zip(plans, ended(uow, plans), strict=True):
        known, planned = _read(uow, rules, staff_id, plan, own), set(plan.halts)
        groups = groups_of(whole, staff_id)
        rows = ((_halt(uow, plan, group, known), group) for group in groups if _still(group, known.said, midnight))
        found += (row for row, group in rows if group.halts[0] in planned or row.since or row.specimens or row.expected)
    return tuple(found)


def _still(group: HaltGroup, said: Said, midnight: datetime) -> bool:
    return group.departure >= midnight or (
        group.state(said) is not HaltState.DONE and group.departure >= midnight - timedelta(hours=4)
    )


def _read(uow: UnitOfWork, rules: RulePacks, staff_id: StaffId, plan: DayPlan, own: Sequence[Specimen]) -> _Known:
    moved = {halt.task_id for halt in plan.halts if halt.task_id is not None and halt.staff_id == staff_id}
    tasks = {task.task_id: task for task in uow.tasks.some(moved)}
    people = {task.patient_id for task in tasks.values()} | {one.patient_id for one in own}
    patients = {patient.patient_id: patient for patient in uow.patients.some(people)}
    return _Known(rules, staff_id, read_said(uow, plan.day), tasks, patients, uow.hospitals.all(), own)


def _halt(uow: UnitOfWork, plan: DayPlan, group: HaltGroup, known: _Known) -> PhoneHalt:
    visits = [visit for visit in plan.visits if visit.staff_id == known.staff_id]
    handing = group.kind is HaltKind.HAND_IN
    bag = in_the_bag(group, known.own, visits) if handing else ()
    wanted = by_task(known.own) if handing else {}
    return PhoneHalt(
        halt_id=str(group.names[0]),
        halts=tuple(str(name) for name in group.names),
        kind=group.kind.value,
        state=group.state(known.said).value,
        since=group.since(known.said),
        name=place_name(group.place, known.hospitals),
        address=group.place.address,
        lat=group.place.lat,
        lon=group.place.lon,
        start=group.start,
        departure=group.departure,
        things=tuple(_things(uow, known, group)),
        specimens=tuple(_specimen(one, known) for one in bag),
        expected=sum(wanted.get(visit.task_id, 0) for visit in visits if visit.start <= group.start),
    )  # fmt: skip


def _things(uow: UnitOfWork, known: _Known, group: HaltGroup) -> Iterator[PhoneThing]:
    for name, halt in zip(group.names, group.halts, strict=True):
        task = known.tasks.get(halt.task_id) if halt.task_id is not None else None
        if task is not None:
            patient = masked_name(known.patients[task.patient_id].name)
            needless, what = task.state is TaskState.CANCELLED, _what(uow, known.rules, task)
            yield PhoneThing(str(name), known.said.state(name).value, patient, task.kind.value, what, needless)


def _what(uow: UnitOfWork, rules: RulePacks, task: Task) -> ByLanguage:
    """What lies in the box: the drugs of a prescription, the pieces of a set; otherwise what the task says."""
    prescription = (
        uow.prescriptions.find(PrescriptionId(task.note)) if task.kind is TaskKind.MEDICINE_DELIVERY else None
    )
    if prescription is not None:
        drugs = rules.care.drugs.drugs
        said = ", ".join(drugs[line.drug_id].name for line in prescription.lines if line.drug_id in drugs)
        return {"zh_TW": said, "en": said}
    one = uow.equipment_sets.find(EquipmentSetId(task.note)) if task.kind is TaskKind.KIT_DELIVERY else None
    if one is not None:
        kinds = rules.equipment.kinds
        return {
            language: ", ".join(f"{kinds.get(kind, {}).get(language, kind)} ×{count}" for kind, count in one.needs)
            for language in ("zh_TW", "en")
        }
    return {"zh_TW": task.note, "en": task.note}


def _specimen(one: Specimen, known: _Known) -> PhoneSpecimen:
    kind = known.rules.care.specimens.kinds.get(one.kind)
    patient = known.patients.get(one.patient_id)
    return PhoneSpecimen(
        specimen_id=str(one.specimen_id),
        patient=masked_name(patient.name) if patient else "",
        kind=dict(kind.labels) if kind else {"zh_TW": one.kind, "en": one.kind},
        transport=one.transport.value if one.transport else "",
        valid_until=one.valid_until,
    )
