"""The end of an order: future doses, tasks and specimens are withdrawn; with the admission, all its orders end."""

from datetime import datetime

from hah_console.domain.actor import Actor
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.dose import Dose, DoseState
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import EpisodeId, OrderId
from hah_console.domain.order import Order, OrderState, StopReason
from hah_console.domain.prescription import Prescription, PrescriptionState
from hah_console.domain.specimen import SpecimenState
from hah_console.domain.task import Withdrawal
from hah_console.domain.written import shortened, written_note
from hah_console.services.case_line import About, note_event
from hah_console.services.context import record
from hah_console.services.ports import UnitOfWork

LONGEST_WORDS = 500
"""Characters of a remark or a reason."""
STOPPED = "order_stopped"


def words_of(written: str, field: str, *, needed: bool = False) -> str:
    """A remark or a reason as it is kept. Raises InvalidInput: too long, not to be stored, empty when ``needed``."""
    kept = written_note(written, field, needed=needed)
    if len(kept) > LONGEST_WORDS:
        raise InvalidInput(field=field, value=shortened(kept, 20), reason="too_long")
    return kept


def about_order(order: Order) -> About:
    """The case of an order."""
    return About(order.patient_id, order.episode_id, "order", order.order_id)


def about_dose(dose: Dose) -> About:
    """The case of a dose."""
    return About(dose.patient_id, dose.episode_id, "dose", dose.dose_id)


def withdraw_ahead(uow: UnitOfWork, actor: Actor, order: Order, moment: datetime, now: datetime) -> None:
    """SAFETY(stopped order): what was not due by ``moment`` is withdrawn, doses and visits together; nobody goes for
    them, and what was due before stays due until somebody says what became of it."""
    doses = uow.doses.of_order(order.order_id)
    for dose in (dose for dose in doses if dose.state is DoseState.DUE and dose.due_at >= moment):
        uow.doses.save(dose.withdrawn(actor.user_id, now))
        facts = {"order": order.order_id, "reason": STOPPED}
        note_event(uow, actor, now, CaseEventKind.DOSE_NOT_GIVEN, about_dose(dose), **facts)
    kept = {dose.task_id for dose in doses if dose.due_at < moment}
    for task in uow.tasks.of_order(order.order_id):
        if task.is_open and task.latest >= moment and task.task_id not in kept:
            uow.tasks.save(task.withdrawn(Withdrawal.ORDER_STOPPED))
    for specimen in uow.specimens.of_order(order.order_id):
        if specimen.state is SpecimenState.WANTED and specimen.wanted_at >= moment:
            uow.specimens.save(specimen.not_taken(STOPPED))
    uow.changed("withdraw", "task", order.order_id, actor, now)


def end_orders(uow: UnitOfWork, actor: Actor, episode_id: EpisodeId, now: datetime) -> None:
    """The admission ends: its orders stop, drafts go, prescriptions nobody has dispensed are void."""
    reason = StopReason.EPISODE_ENDED.value
    for order in uow.orders.of_episode(episode_id):
        if order.state not in {OrderState.DRAFT, OrderState.ACTIVE}:
            continue
        stopped = uow.orders.save(order.stopped(actor.user_id, now, StopReason.EPISODE_ENDED))
        if order.state is OrderState.ACTIVE:
            withdraw_ahead(uow, actor, stopped, now, now)
            note_event(uow, actor, now, CaseEventKind.ORDER_STOPPED, about_order(order), reason=reason)
        record(uow, actor, now, "stop_order", "order", order.order_id, order.patient_id, reason=reason)
    for prescription in _undispensed(uow, episode_id):
        _void(uow, actor, prescription, now, reason)


def void_prescriptions(uow: UnitOfWork, actor: Actor, order: Order, now: datetime, reason: str) -> None:
    """SAFETY(stopped medicine): what nobody has dispensed yet of an order is void, the whole paper with it."""
    for prescription in _undispensed(uow, order.episode_id):
        if any(line.order_id == order.order_id for line in prescription.lines):
            _void(uow, actor, prescription, now, reason)


def settle_order(uow: UnitOfWork, actor: Actor, order_id: OrderId, now: datetime) -> None:
    """The order is completed once nothing of it is open any more."""
    order = uow.orders.find(order_id)
    if order is None or order.state is not OrderState.ACTIVE:
        return
    due = any(dose.state is DoseState.DUE for dose in uow.doses.of_order(order_id))
    wanted = any(s.state in {SpecimenState.WANTED, SpecimenState.TAKEN} for s in uow.specimens.of_order(order_id))
    open_tasks = any(task.is_open for task in uow.tasks.of_order(order_id))
    if not (due or wanted or open_tasks):
        uow.orders.save(order.completed(actor.user_id, now))
        record(uow, actor, now, "complete_order", "order", order_id, order.patient_id, kind=order.kind.value)


def _undispensed(uow: UnitOfWork, episode_id: EpisodeId) -> tuple[Prescription, ...]:
    found = uow.prescriptions.of_episode(episode_id)
    return tuple(prescription for prescription in found if prescription.state is PrescriptionState.ISSUED)


def _void(uow: UnitOfWork, actor: Actor, prescription: Prescription, now: datetime, reason: str) -> None:
    uow.prescriptions.save(prescription.voided())
    number = prescription.prescription_id
    record(uow, actor, now, "void_prescription", "prescription", number, prescription.patient_id, reason=reason)
