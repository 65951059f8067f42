"""Commands of prescriptions: issue with a one-time code, dispense once, deliver to the door against a receipt."""

import secrets
import uuid
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.care_rules import CareRules
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.dose import DoseState
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import AttachmentId, EpisodeId, OrderId, PrescriptionId, TaskId
from hah_console.domain.order import Order, OrderState
from hah_console.domain.prescription import Prescription, PrescriptionLine, Receipt, digest_of_code
from hah_console.domain.task import Task
from hah_console.domain.written import written_line
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.doses import complete_task_of
from hah_console.services.order_end import void_prescriptions
from hah_console.services.ports import UnitOfWork
from hah_console.services.proof import own_proof

ENTITY = "prescription"
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits nobody takes for one another."""
CODE_LENGTH = 12
REPLACED = "replaced"


def issue_prescription(
    ctx: Context, actor: Actor, rules: CareRules, episode_id: EpisodeId, order_ids: tuple[OrderId, ...]
) -> PrescriptionId:
    """Write a prescription of active medication orders; one of the same orders nobody has dispensed is void with it.

    SAFETY(dispensed once): one order never has two codes that are good. Raises NotPermitted, NotFound, InvalidInput
    without orders, IllegalTransition for an order that is no active medication of this admission.
    """
    require(actor, Action.ORDER)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        orders = tuple(_prescribable(uow, order_id, episode_id) for order_id in order_ids)
        if not orders:
            raise InvalidInput(field="drug", value="", reason="empty")
        for order in orders:
            void_prescriptions(uow, actor, order, now, REPLACED)
        prescription = _issued(uow, actor, rules, orders, now)
        uow.prescriptions.save(prescription)
        number = prescription.prescription_id
        record(uow, actor, now, "issue_prescription", ENTITY, number, prescription.patient_id, lines=str(len(orders)))
        uow.commit()
    return number


def dispense(ctx: Context, actor: Actor, rules: CareRules, prescription_id: PrescriptionId, code: str) -> Changes:
    """Give the medicine out by its code; the code is invalid from this moment, and a delivery is wanted.

    SAFETY(dispensed once): read and used in one step; a second pharmacy finds it used. Raises NotPermitted, NotFound,
    AlreadyDispensed, WrongCode, PrescriptionExpired, IllegalTransition.
    """
    require(actor, Action.DISPENSE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        dispensed = uow.prescriptions.get(prescription_id).dispensed(code, actor.user_id, now)
        uow.prescriptions.save(dispensed)
        uow.tasks.add_many([_delivery(rules, dispensed, now)])
        _note(uow, actor, dispensed, CaseEventKind.DISPENSED, now)
        record(uow, actor, now, "dispense", ENTITY, prescription_id, dispensed.patient_id)
        uow.changed("add_tasks", "task", delivery_id(prescription_id), actor, now)
        return uow.commit()


def deliver(
    ctx: Context,
    actor: Actor,
    prescription_id: PrescriptionId,
    received_by: str,
    relationship: str,
    at: datetime | None = None,
    proof: AttachmentId | None = None,
) -> Changes:
    """The medicine was handed over at the door to somebody who signed for it, with a picture among the attachments or
    none. Raises NotPermitted, NotFound, IllegalTransition, InvalidInput (also for a picture of another patient)."""
    require(actor, Action.COMPLETE_TASK)
    now = ctx.clock.now()
    if at is not None and at > now:
        raise InvalidInput(field="delivered_at", value=at, reason="in_the_future")
    with ctx.store() as uow:
        uow.take_turn()
        name = written_line(received_by, "received_by", needed=True)
        receipt = Receipt(name, relationship.strip(), at or now, actor.user_id, proof)
        hand_over_medicine(uow, actor, prescription_id, receipt, now)
        return uow.commit()


def hand_over_medicine(
    uow: UnitOfWork, actor: Actor, prescription_id: PrescriptionId, receipt: Receipt, now: datetime
) -> None:
    """The same within a transaction that has taken its turn, for the desk and for a worker's phone."""
    seen = uow.prescriptions.get(prescription_id)
    own_proof(uow, seen.patient_id, receipt.proof)
    delivered = seen.delivered(receipt)
    uow.prescriptions.save(delivered)
    complete_task_of(uow, actor, delivery_id(prescription_id), now)
    _note(uow, actor, delivered, CaseEventKind.DELIVERED, now, at=receipt.at)
    record(uow, actor, now, "deliver", ENTITY, prescription_id, delivered.patient_id, to=receipt.relationship)


def delivery_id(prescription_id: PrescriptionId) -> TaskId:
    """The task that brings it to the door."""
    return TaskId(f"{prescription_id}-D")


def _prescribable(uow: UnitOfWork, order_id: OrderId, episode_id: EpisodeId) -> Order:
    order = uow.orders.get(order_id)
    if order.episode_id != episode_id or order.medication is None or order.state is not OrderState.ACTIVE:
        raise IllegalTransition(entity="order", state=order.state.value, move="prescribe")
    return order


def _issued(uow: UnitOfWork, actor: Actor, rules: CareRules, orders: tuple[Order, ...], now: datetime) -> Prescription:
    number = PrescriptionId(f"RX-{uuid.uuid4().hex[:12]}")
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return Prescription(
        prescription_id=number,
        episode_id=orders[0].episode_id,
        patient_id=orders[0].patient_id,
        lines=tuple(_line(uow, order) for order in orders),
        issued_by=actor.user_id,
        issued_at=now,
        valid_until=now + rules.orders.prescription_valid,
        code=code,
        digest=digest_of_code(number, code),
    )


def _line(uow: UnitOfWork, order: Order) -> PrescriptionLine:
    given = order.medication
    if given is None:
        raise IllegalTransition(entity="order", state=order.state.value, move="prescribe")
    left = sum(dose.state is DoseState.DUE for dose in uow.doses.of_order(order.order_id))
    written = (given.drug_id, str(given.amount), given.route.value)
    return PrescriptionLine(order.order_id, *written, order.timing.every_hours, left)


def _delivery(rules: CareRules, prescription: Prescription, now: datetime) -> Task:
    rule = rules.orders.delivery
    if rule.task is None:
        raise InvalidInput(field="delivery", value="", reason="missing")
    return Task(
        task_id=delivery_id(prescription.prescription_id),
        episode_id=prescription.episode_id,
        patient_id=prescription.patient_id,
        kind=rule.task,
        earliest=now,
        latest=now + 2 * rule.window,
        duration_minutes=rule.minutes,
        required_skills=rule.skills,
        priority=rule.priority,
        hard_window=rule.hard,
        note=prescription.prescription_id,
    )


def _note(
    uow: UnitOfWork, actor: Actor, row: Prescription, kind: CaseEventKind, now: datetime, at: datetime | None = None
) -> None:
    note_event(uow, actor, now, kind, About(row.patient_id, row.episode_id, ENTITY, row.prescription_id), at)
