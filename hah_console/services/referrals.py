"""Commands of a referral: typed in, matched to a patient, answered, returned, completed, corrected.

A screen shows what ``referral_inbox`` and ``referral_page`` (``services/referral_inbox``) return and sends the
version it shows with every command; a conflict means that somebody else was faster. Forms are read whole: InvalidFields
has the fault of each field (``REFERRAL_FIELDS``), nothing is stored then. The id of a new referral is in the changes
returned.
Documents of other systems come in by ``services/referral_receipt``.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.errors import AnotherPerson, IllegalTransition, InvalidInput
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import PatientId, ReferralId
from hah_console.domain.person import Person
from hah_console.domain.person_match import require_same
from hah_console.domain.referral import Channel, DeclineReason, Referral, ReferralEntry, ReferralState
from hah_console.domain.referral_form import REFERRAL_FIELDS, ReferralForm, read_referral
from hah_console.domain.written import written_note
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

_S = ReferralState
EVENT_OF = {
    _S.RECEIVED: CaseEventKind.REFERRAL_RECEIVED,
    _S.RETURNED: CaseEventKind.REFERRAL_RETURNED,
    _S.COMPLETED: CaseEventKind.REFERRAL_COMPLETED,
    _S.ACCEPTED: CaseEventKind.REFERRAL_ACCEPTED,
    _S.DECLINED: CaseEventKind.REFERRAL_DECLINED,
    _S.WITHDRAWN: CaseEventKind.REFERRAL_WITHDRAWN,
}
"""The event of each state reached; ADMITTED is told by the admission."""


def type_referral(ctx: Context, actor: Actor, fields: Mapping[str, str]) -> Changes:
    """A referral typed in from a call or a paper, by the fields of ``REFERRAL_FIELDS``. Raises NotPermitted,
    InvalidFields."""
    require(actor, Action.TAKE_REFERRAL)
    form = form_of(ctx, fields)
    with ctx.store() as uow:
        add_referral(uow, actor, ctx.clock.now(), form, Channel.TYPED)
        return uow.commit()


def accept_referral(ctx: Context, actor: Actor, referral_id: ReferralId, version: int, note: str = "") -> Changes:
    """We look into it: the intake may be opened. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition,
    InvalidInput (note)."""
    return _answered(ctx, actor, referral_id, version, _S.ACCEPTED, note)


def decline_referral(
    ctx: Context, actor: Actor, referral_id: ReferralId, version: int, reason: DeclineReason, note: str = ""
) -> Changes:
    """Not by us; ``other`` needs a note. Raises as ``accept_referral``."""
    _require_explained(reason, note)
    return _answered(ctx, actor, referral_id, version, _S.DECLINED, note, reason=reason)


def withdraw_referral(
    ctx: Context, actor: Actor, referral_id: ReferralId, version: int, reason: DeclineReason, note: str = ""
) -> Changes:
    """The sender or the patient takes it back; ``other`` needs a note. Raises as ``accept_referral``."""
    _require_explained(reason, note)
    return _answered(ctx, actor, referral_id, version, _S.WITHDRAWN, note, reason=reason)


def return_referral(
    ctx: Context, actor: Actor, referral_id: ReferralId, version: int, missing: Collection[str], note: str = ""
) -> Changes:
    """Ask the sender for data: ``missing`` names fields of the form, ``note`` what no field is for; one of the two is
    needed. Raises as ``accept_referral``, and InvalidInput (missing)."""
    unknown = next((name for name in missing if name not in REFERRAL_FIELDS), None)
    if unknown is not None or not (missing or note.strip()):
        raise InvalidInput(field="missing", value=unknown or "", reason="unknown" if unknown else "empty")
    asked = tuple(name for name in REFERRAL_FIELDS if name in missing)
    return _answered(ctx, actor, referral_id, version, _S.RETURNED, note, missing=asked)


def complete_referral(
    ctx: Context, actor: Actor, referral_id: ReferralId, version: int, fields: Mapping[str, str], note: str = ""
) -> Changes:
    """The sender has told what was asked for; ``fields`` is the whole form. Raises as ``correct_referral``."""
    return _rewritten(ctx, actor, referral_id, version, fields, written_note(note, "note"), completed=True)


def correct_referral(
    ctx: Context, actor: Actor, referral_id: ReferralId, version: int, fields: Mapping[str, str]
) -> Changes:
    """Put right or add what is known of the person and the case, in any state that has not ended; the state stays.

    Of a matched patient the person must still be the same. Raises NotPermitted, NotFound, VersionConflict,
    IllegalTransition, InvalidFields, AnotherPerson.
    """
    return _rewritten(ctx, actor, referral_id, version, fields, "", completed=False)


def match_referral(
    ctx: Context,
    actor: Actor,
    referral_id: ReferralId,
    version: int,
    patient_id: PatientId,
    despite: Collection[str] = (),
) -> Changes:
    """Say that this is a patient the house knows; ``despite`` names the fields that differ and were compared.

    SAFETY(two persons): see ``domain/person_match``. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition
    after the end, AnotherPerson, NotReady.
    """
    require(actor, Action.TAKE_REFERRAL)
    now = ctx.clock.now()
    with ctx.store() as uow:
        referral = open_as_seen(uow, referral_id, version, "match")
        match = require_same(referral.person, uow.patients.get(patient_id), despite)
        require_own_number(uow, referral.person, patient_id)
        uow.referrals.save(replace(referral, patient_id=patient_id))
        facts = {"agrees": ",".join(match.agrees), "differs": ",".join(match.differs)}
        record(uow, actor, now, "match_referral", "referral", referral_id, patient_id, **facts)
        return uow.commit()


def unmatch_referral(ctx: Context, actor: Actor, referral_id: ReferralId, version: int) -> Changes:
    """The match was wrong: nobody is named any more. Raises NotPermitted, NotFound, VersionConflict,
    IllegalTransition after the end."""
    require(actor, Action.TAKE_REFERRAL)
    with ctx.store() as uow:
        referral = open_as_seen(uow, referral_id, version, "match")
        uow.referrals.save(replace(referral, patient_id=None))
        record(uow, actor, ctx.clock.now(), "unmatch_referral", "referral", referral_id, referral.patient_id)
        return uow.commit()


def form_of(ctx: Context, fields: Mapping[str, str]) -> ReferralForm:
    """A form read whole; raises InvalidFields."""
    check = FieldCheck(fields)
    form = read_referral(check, ctx.today())
    check.require_none()
    return form


def add_referral(
    uow: UnitOfWork,
    actor: Actor,
    now: datetime,
    form: ReferralForm,
    channel: Channel,
    external_id: str = "",
    documents: tuple[str, ...] = (),
) -> Referral:
    """A new referral with its event, in the transaction of a command."""
    referral = Referral(
        referral_id=ReferralId(f"RF-{uuid.uuid4().hex[:16]}"),
        mode=form.mode,
        channel=channel,
        person=form.person,
        sender=form.sender,
        history=(ReferralEntry(_S.RECEIVED, now, actor.user_id),),
        condition=form.condition,
        problem=form.problem,
        external_id=external_id,
        documents=documents,
    )
    uow.referrals.save(referral)
    tell_state(uow, actor, referral, now)
    return referral


def tell_state(uow: UnitOfWork, actor: Actor, referral: Referral, now: datetime) -> None:
    """The event and the record of the state just reached."""
    entry = referral.history[-1]
    facts = {"mode": referral.mode.value, "condition": referral.condition.value if referral.condition else ""}
    if entry.reason is not None:
        facts["reason"] = entry.reason.value
    if entry.missing:
        facts["missing"] = ",".join(entry.missing)
    about = About(referral.patient_id, None, "referral", referral.referral_id)
    note_event(uow, actor, now, EVENT_OF[entry.state], about, entry.at, **facts)
    action = f"referral_{entry.state.value}"
    record(uow, actor, now, action, "referral", referral.referral_id, referral.patient_id, **facts)


def open_as_seen(uow: UnitOfWork, referral_id: ReferralId, version: int, move: str) -> Referral:
    """A referral that has not ended, as it was seen. Raises NotFound, VersionConflict, IllegalTransition."""
    referral = uow.referrals.get(referral_id)
    require_seen("referral", referral_id, version, referral.version)
    if referral.ended:
        raise IllegalTransition(entity="referral", state=referral.state.value, move=move)
    return referral


def rewritten(uow: UnitOfWork, referral: Referral, form: ReferralForm) -> Referral:
    """The referral as a form tells it now. SAFETY(two persons): of a matched patient it stays the same person."""
    changed = replace(
        referral,
        mode=form.mode,
        person=form.person,
        sender=form.sender,
        condition=form.condition,
        problem=form.problem,
    )
    if referral.patient_id is not None and form.person != referral.person:
        patient = uow.patients.get(referral.patient_id)
        before = require_same(referral.person, patient, REFERRAL_FIELDS)
        require_same(form.person, patient, before.differs)
        require_own_number(uow, form.person, referral.patient_id)
    return changed


def require_own_number(uow: UnitOfWork, person: Person, patient_id: PatientId) -> None:
    """SAFETY(two persons): the national ID told of a patient is not that of another. Raises AnotherPerson."""
    number = person.national_id
    same = uow.patients.alike(national_id=number, record_number="", name="", birth_date=None) if number else ()
    if any(other.patient_id != patient_id for other in same):
        raise AnotherPerson(name=person.name, field="national_id")


def _rewritten(
    ctx: Context,
    actor: Actor,
    referral_id: ReferralId,
    version: int,
    fields: Mapping[str, str],
    note: str,
    *,
    completed: bool,
) -> Changes:
    require(actor, Action.TAKE_REFERRAL)
    form, now = form_of(ctx, fields), ctx.clock.now()
    with ctx.store() as uow:
        referral = rewritten(uow, open_as_seen(uow, referral_id, version, "correct"), form)
        if completed:
            referral = referral.moved(ReferralEntry(_S.COMPLETED, max(now, referral.since), actor.user_id, note=note))
            tell_state(uow, actor, referral, now)
        else:
            record(uow, actor, now, "correct_referral", "referral", referral_id, referral.patient_id)
        uow.referrals.save(referral)
        return uow.commit()


def _answered(
    ctx: Context,
    actor: Actor,
    referral_id: ReferralId,
    version: int,
    to: ReferralState,
    note: str,
    *,
    reason: DeclineReason | None = None,
    missing: tuple[str, ...] = (),
) -> Changes:
    """One move of its history."""
    require(actor, Action.TAKE_REFERRAL)
    now, words = ctx.clock.now(), written_note(note, "note")
    with ctx.store() as uow:
        referral = uow.referrals.get(referral_id)
        require_seen("referral", referral_id, version, referral.version)
        at = max(now, referral.since)
        moved = referral.moved(ReferralEntry(to, at, actor.user_id, reason, missing, words))
        uow.referrals.save(moved)
        tell_state(uow, actor, moved, now)
        return uow.commit()


def _require_explained(reason: DeclineReason, note: str) -> None:
    if reason is DeclineReason.OTHER and not note.strip():
        raise InvalidInput(field="note", value="", reason="empty")
