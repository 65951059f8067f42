"""Takes in referrals that another system sends as documents; what cannot be taken is kept with the reasons.

A document is known by its sending organisation and number: the same one may come any number of times. A screen shows
``refused_documents`` beside the inbox (who sent it, when, each fault by field) until a good document with the same
sender and number comes or ``settle_refused`` says what was done.
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import AnotherPerson, InvalidInput
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import ReferralId, RefusedId
from hah_console.domain.referral import Channel, Referral, ReferralEntry, ReferralState
from hah_console.domain.referral_document import LARGEST_DOCUMENT_BYTES, read_document
from hah_console.domain.referral_form import ReferralForm, read_referral, referral_fields
from hah_console.domain.refused_document import Fault, RefusedDocument
from hah_console.domain.written import LONGEST_LINE, shortened, written_note
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork
from hah_console.services.referrals import add_referral, rewritten, tell_state
from hah_console.services.seen import require_seen


class Taken(StrEnum):
    """What became of a document. KNOWN: it was here before. COMPLETED: it told what a returned referral lacked."""

    RECEIVED = "received"
    KNOWN = "known"
    COMPLETED = "completed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Receipt:
    """``referral_id`` is None and ``faults`` say why when it was refused; ``refused_id`` is where it is kept then."""

    taken: Taken
    referral_id: ReferralId | None = None
    refused_id: RefusedId | None = None
    faults: tuple[Fault, ...] = ()
    external_id: str = ""
    changes: Changes = field(default_factory=Changes)


@dataclass(frozen=True, slots=True)
class _Come:
    """A document as it came."""

    content: bytes
    sha256: str
    origin: str
    organisation: str
    external_id: str
    fields: Mapping[str, str]

    def refused(self, now: datetime, actor: Actor, faults: tuple[Fault, ...]) -> RefusedDocument:
        return RefusedDocument(
            refused_id=RefusedId(f"RD-{uuid.uuid4().hex[:16]}"),
            received_at=now,
            received_by=actor.user_id,
            origin=self.origin,
            sha256=self.sha256,
            content=self.content[:LARGEST_DOCUMENT_BYTES],
            faults=faults,
            organisation=self.organisation,
            external_id=self.external_id,
        )


def receive_referral(ctx: Context, actor: Actor, content: bytes, origin: str = "") -> Receipt:
    """Take one document in (format: docs/referral.md); ``origin`` says where it came from, as a file's name.

    Raises NotPermitted. A bad document raises nothing: it is kept, and the receipt says why.
    """
    require(actor, Action.RECEIVE_REFERRAL)
    document, now = read_document(content), ctx.clock.now()
    check = FieldCheck(document.fields)
    form = read_referral(check, ctx.today())
    faults = (*document.faults, *(check.faults if document.fields else ()))
    digest = hashlib.sha256(content).hexdigest()
    come = _Come(content, digest, _line(origin), _line(document.organisation), document.external_id, document.fields)
    with ctx.store() as uow:
        uow.take_turn()
        if faults:
            return _refuse(uow, actor, now, come, faults)
        known = uow.referrals.received(form.sender.organisation, document.external_id)
        if known is not None:
            return _heard_again(ctx, uow, actor, come, form, known)
        referral = add_referral(uow, actor, now, form, Channel.RECEIVED, document.external_id, (come.sha256,))
        _settle_former(uow, actor, now, referral)
        changes = uow.commit()
    return Receipt(Taken.RECEIVED, referral.referral_id, external_id=document.external_id, changes=changes)


def refused_documents(ctx: Context) -> tuple[RefusedDocument, ...]:
    """The documents nobody has dealt with, in order of receipt."""
    with ctx.store() as uow:
        return uow.refused_documents.waiting()


def settle_refused(ctx: Context, actor: Actor, refused_id: RefusedId, version: int, note: str) -> Changes:
    """Say what was done about it. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition, InvalidInput
    without words."""
    require(actor, Action.TAKE_REFERRAL)
    now, words = ctx.clock.now(), written_note(note, "note", needed=True)
    with ctx.store() as uow:
        refused = uow.refused_documents.get(refused_id)
        require_seen("refused_document", refused_id, version, refused.version)
        uow.refused_documents.save(refused.settled(now, actor.user_id, words))
        record(uow, actor, now, "settle_refused", "refused_document", refused_id)
        return uow.commit()


def _heard_again(
    ctx: Context, uow: UnitOfWork, actor: Actor, come: _Come, form: ReferralForm, known: Referral
) -> Receipt:
    """A number that is known: the same again, what was asked for, or something else that a person must look at."""
    now = ctx.clock.now()
    if come.sha256 in known.documents or referral_fields(form) == referral_fields(known):
        return Receipt(Taken.KNOWN, known.referral_id, external_id=known.external_id)
    if known.state is not ReferralState.RETURNED:
        changed = InvalidInput(field="external_id", value=shortened(known.external_id), reason="already_received")
        return _refuse(uow, actor, now, come, (changed,))
    check = FieldCheck(_added(come.fields, referral_fields(known)))
    added = read_referral(check, ctx.today())
    if check.faults:
        return _refuse(uow, actor, now, come, check.faults)
    try:
        told = rewritten(uow, known, added)
    except AnotherPerson as error:
        other = InvalidInput(field=str(error.facts["field"]), value="", reason="another_person")
        return _refuse(uow, actor, now, come, (other,))
    return _complete(uow, actor, now, come, told)


def _added(told: Mapping[str, str], known: Mapping[str, str]) -> Mapping[str, str]:
    """What a document tells now, and of the rest what was known: somebody may have asked by telephone meanwhile."""
    return {**known, **{name: text for name, text in told.items() if text.strip()}}


def _complete(uow: UnitOfWork, actor: Actor, now: datetime, come: _Come, told: Referral) -> Receipt:
    entry = ReferralEntry(ReferralState.COMPLETED, max(now, told.since), actor.user_id)
    completed = replace(told, documents=(*told.documents, come.sha256)).moved(entry)
    uow.referrals.save(completed)
    tell_state(uow, actor, completed, now)
    _settle_former(uow, actor, now, completed)
    return Receipt(Taken.COMPLETED, told.referral_id, external_id=told.external_id, changes=uow.commit())


def _refuse(uow: UnitOfWork, actor: Actor, now: datetime, come: _Come, faults: tuple[InvalidInput, ...]) -> Receipt:
    """SAFETY(lost referral): a document that cannot be taken is kept as it came, once, with every reason."""
    told = tuple(_fault(fault) for fault in faults)
    before = uow.refused_documents.waiting_same(come.sha256)
    refused = before.again() if before is not None else come.refused(now, actor, told)
    uow.refused_documents.save(refused)
    record(uow, actor, now, "refuse_document", "refused_document", refused.refused_id, faults=str(len(told)))
    return Receipt(Taken.REFUSED, None, refused.refused_id, told, come.external_id, uow.commit())


def _line(text: str) -> str:
    """As much of a text as can be kept in one line."""
    kept = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    return " ".join(kept.split())[:LONGEST_LINE]


def _fault(fault: InvalidInput) -> Fault:
    facts = fault.facts
    return Fault(str(facts["field"]), str(facts["reason"]), shortened(str(facts["value"])))


def _settle_former(uow: UnitOfWork, actor: Actor, now: datetime, referral: Referral) -> None:
    """What was refused of the same sender and number before has come in a form that can be used."""
    for refused in uow.refused_documents.waiting_of(referral.sender.organisation, referral.external_id):
        uow.refused_documents.save(refused.settled(now, actor.user_id, "", referral.referral_id))
        record(uow, actor, now, "settle_refused", "refused_document", refused.refused_id)
