"""The queue of card data: what the payer took, what it refused and why; nothing leaves the queue untaken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.claims.card_upload import CardUpload
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import VisitRecordId
from hah_console.domain.patient import Patient
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record


@dataclass(frozen=True, slots=True)
class WaitingCard:
    """One line of the queue."""

    upload: CardUpload
    visit: VisitRecord
    patient: Patient
    late: bool


def waiting_cards(ctx: Context) -> tuple[WaitingCard, ...]:
    """Everything the payer has not taken yet, the most urgent first."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        waiting = uow.card_uploads.waiting()
        people = {patient.patient_id: patient for patient in uow.patients.some({card.patient_id for card in waiting})}
        some = uow.visit_records.some([card.visit_record_id for card in waiting])
        visits = {visit.visit_record_id: visit for visit in some}
        return tuple(
            WaitingCard(card, visits[card.visit_record_id], people[card.patient_id], card.late(now)) for card in waiting
        )


def card_taken(ctx: Context, actor: Actor, visit_record_id: VisitRecordId, receipt: str) -> Changes:
    """The payer took the data and gave ``receipt``. Raises NotPermitted, NotFound, InvalidInput, IllegalTransition."""
    receipt = receipt.strip()
    if not receipt:
        raise InvalidInput(field="receipt", value="", reason="missing_value")
    return _changed(ctx, actor, visit_record_id, "card_taken", lambda card, now: card.uploaded(now, receipt))


def card_refused(ctx: Context, actor: Actor, visit_record_id: VisitRecordId, failure: str) -> Changes:
    """The payer refused the data for ``failure``; they stay in the queue. Raises as ``card_taken``."""
    failure = failure.strip()
    if not failure:
        raise InvalidInput(field="failure", value="", reason="missing_value")
    return _changed(ctx, actor, visit_record_id, "card_refused", lambda card, now: card.failed(now, failure))


def _changed(
    ctx: Context,
    actor: Actor,
    visit_record_id: VisitRecordId,
    action: str,
    change: Callable[[CardUpload, datetime], CardUpload],
) -> Changes:
    require(actor, Action.RECORD_VISIT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        card = uow.card_uploads.save(change(uow.card_uploads.get(visit_record_id), now))
        if card.receipt:
            about = About(card.patient_id, card.episode_id, "visit_record", visit_record_id)
            note_event(uow, actor, now, CaseEventKind.CARD_UPLOADED, about)
        record(uow, actor, now, action, "card_upload", visit_record_id, card.patient_id, attempts=str(card.attempts))
        return uow.commit()
