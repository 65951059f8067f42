"""A nurse's day with a delivery of equipment and one of medicine in it, for tests of receipts."""

from dataclasses import replace
from datetime import timedelta

from hah_console.domain.equipment_set import EquipmentSet, SetState
from hah_console.domain.ids import EquipmentSetId, OrderId, PrescriptionId, TaskId, UserId, VisitId
from hah_console.domain.prescription import Prescription, PrescriptionLine, PrescriptionState
from hah_console.domain.task import TaskKind
from hah_console.services.equipment_sets import delivery_task
from hah_console.services.ports import UnitOfWork
from hah_console.services.prescriptions import delivery_id
from helpers.field_day import NURSES, FieldDay

SET, RX = EquipmentSetId("ES-test"), PrescriptionId("RX-test")
KIT, MEDICINE = VisitId(delivery_task(SET)), VisitId(delivery_id(RX))


def with_deliveries(day: FieldDay) -> FieldDay:
    """The first nurse's first two stops become deliveries to the same homes."""
    first, second = day.stops(NURSES[0])[:2]
    with day.ctx.store() as uow:
        _brings(uow, first.task_id, TaskId(KIT), TaskKind.KIT_DELIVERY)
        _brings(uow, second.task_id, TaskId(MEDICINE), TaskKind.MEDICINE_DELIVERY)
        _goods(uow, day, TaskId(KIT), TaskId(MEDICINE))
        plan = uow.plans.published(day.ctx.today())
        assert plan is not None
        names = {first.visit_id: KIT, second.visit_id: MEDICINE}
        visits = tuple(
            replace(v, visit_id=names[v.visit_id], task_id=TaskId(names[v.visit_id])) if v.visit_id in names else v
            for v in plan.visits
        )
        stored = uow.plans.save(replace(plan, visits=visits))
        uow.commit()
    day.plan = stored
    return day


def _brings(uow: UnitOfWork, old: TaskId, new: TaskId, kind: TaskKind) -> None:
    uow.tasks.save(replace(uow.tasks.get(old), task_id=new, kind=kind, version=0, order_id=None))


def _goods(uow: UnitOfWork, day: FieldDay, kit: TaskId, medicine: TaskId) -> None:
    now, by = day.clock.now() - timedelta(hours=2), UserId("U-dispatcher1")
    task = uow.tasks.get(kit)
    packed = EquipmentSet(SET, "swap", (), now, now, by, SetState.PACKED, episode_id=task.episode_id)
    uow.equipment_sets.save(replace(packed, packed_by=by, packed_at=now))
    other = uow.tasks.get(medicine)
    line = PrescriptionLine(OrderId("O-test"), "amoxicillin", "500 mg", "po", 8, 3)
    uow.prescriptions.save(
        Prescription(
            RX, other.episode_id, other.patient_id, (line,), by, now, now + timedelta(days=1), "", "digest",
            PrescriptionState.DISPENSED, by, now,
        )
    )  # fmt: skip
