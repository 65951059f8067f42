"""Deliveries by phone: what a stop brings, and the receipt of who took it; the same record as from the desk."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.attachment import AttachmentKind, attached
from hah_console.domain.errors import InvalidInput
from hah_console.domain.field_visit import moment_of
from hah_console.domain.ids import AttachmentId, EquipmentSetId, PrescriptionId, StaffId, TaskId, VisitId
from hah_console.domain.prescription import RELATIONSHIPS, Receipt
from hah_console.domain.task import Task, TaskKind
from hah_console.domain.written import written_line
from hah_console.services.case_line import About, note_event
from hah_console.services.context import Context, record
from hah_console.services.equipment_delivery import hand_over_set
from hah_console.services.equipment_sets import delivery_task
from hah_console.services.field_reports import field_visit_of
from hah_console.services.phone_ports import PhoneReceipt
from hah_console.services.ports import UnitOfWork
from hah_console.services.prescriptions import delivery_id, hand_over_medicine

MOST_DRAWN = 40_000
"""Bytes of a drawn name."""


class Goods(StrEnum):
    """What is handed over."""

    EQUIPMENT = "equipment"
    MEDICINE = "medicine"


@dataclass(frozen=True, slots=True)
class Handover:
    """What a stop brings; ``receipt`` is there once somebody took it, ``proof`` the picture with it."""

    goods: Goods
    entity_id: str
    receipt: Receipt | None
    proof: AttachmentId | None


def handover_of(uow: UnitOfWork, task: Task) -> Handover | None:
    """What the task of a stop hands over; None for any other work."""
    name = task.task_id.removesuffix("-D")
    if task.kind is TaskKind.KIT_DELIVERY and delivery_task(EquipmentSetId(name)) == task.task_id:
        one = uow.equipment_sets.find(EquipmentSetId(name))
        return Handover(Goods.EQUIPMENT, name, one.receipt, one.proof) if one is not None else None
    if task.kind is TaskKind.MEDICINE_DELIVERY and delivery_id(PrescriptionId(name)) == task.task_id:
        found = uow.prescriptions.find(PrescriptionId(name))
        kept = found.receipt if found is not None else None
        return Handover(Goods.MEDICINE, name, kept, kept.proof if kept else None) if found is not None else None
    return None


def hand_over(ctx: Context, actor: Actor, staff_id: StaffId, told: PhoneReceipt) -> bool:
    """Take in a receipt; False when it is known, or somebody else's came before it.

    SAFETY(delivered once): a receipt that is sent twice has one effect. Its moment is that of the service's clock less
    the time it waited on the phone. Raises NotPermitted, ReportRefused (another worker's visit), InvalidInput,
    IllegalTransition (a medicine that was not dispensed).
    """
    require(actor, Action.REPORT_FIELD)
    now = ctx.clock.now()
    at, picture = moment_of(now, timedelta(seconds=told.waited_s)), _picture(told.drawing)
    if told.relationship not in RELATIONSHIPS:
        raise InvalidInput(field="relationship", value=told.relationship, reason="unknown")
    name = written_line(told.received_by, "received_by", needed=True)
    with ctx.store() as uow:
        uow.take_turn()
        visit = field_visit_of(ctx, uow, VisitId(told.visit_id), staff_id, now)
        task = uow.tasks.get(TaskId(visit.task_id))
        brought = handover_of(uow, task)
        if brought is None:
            raise InvalidInput(field="visit", value=told.visit_id, reason="not_needed")
        if brought.receipt is not None:
            return False
        proof = _kept(uow, actor, task, told, picture, at, now) if picture else None
        receipt = Receipt(name, told.relationship, at, actor.user_id, proof)
        if brought.goods is Goods.EQUIPMENT:
            hand_over_set(uow, actor, EquipmentSetId(brought.entity_id), receipt, proof, now)
        else:
            hand_over_medicine(uow, actor, PrescriptionId(brought.entity_id), receipt, now)
        uow.commit()
    return True


def _kept(
    uow: UnitOfWork, actor: Actor, task: Task, told: PhoneReceipt, picture: bytes, at: datetime, now: datetime
) -> AttachmentId:
    """The drawn name among the attachments of the patient."""
    attachment_id = AttachmentId(f"AT-{told.receipt_id}")
    drawn = attached(
        attachment_id, task.patient_id, task.episode_id, AttachmentKind.OTHER, picture,
        title=told.received_by, body_site="", taken_at=at, added_at=now, added_by=actor.user_id,
    )  # fmt: skip
    uow.attachments.add(drawn, picture)
    about = About(task.patient_id, task.episode_id, "attachment", attachment_id)
    note_event(uow, actor, now, CaseEventKind.ATTACHED, about, kind=drawn.kind.value, media_type=drawn.media_type)
    record(uow, actor, now, "attach", "attachment", attachment_id, task.patient_id, sha256=drawn.sha256)
    return attachment_id


def _picture(drawing: str) -> bytes:
    """The bytes of a drawn name, none when nobody drew. Raises InvalidInput."""
    try:
        picture = base64.b64decode(drawing, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput(field="proof", value="", reason="not_a_picture_or_pdf") from error
    if len(picture) > MOST_DRAWN:
        raise InvalidInput(field="proof", value=str(len(picture)), reason="too_large")
    return picture
