"""Commands of a consent: signed with its paper, taken back. A consent is never changed.

The form has the fields of ``CONSENT_FIELDS``; times as ``115/03/05 14:30``. The paper is a JPEG, PNG or PDF, known by
how its bytes begin. ``consent_paper`` gives it back as it was.
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.calendar import parse_moment
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.attachment import media_type_of
from hah_console.domain.consent import Consent, ConsentDocument, Relation
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import ConsentId, IntakeId, UserId
from hah_console.domain.intake import Intake
from hah_console.domain.written import written_line
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.intakes import accepted, tell_decisions
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

CONSENT_FIELDS = ("explained_by", "explained_at", "signer_name", "relation", "why_not_self", "signed_at")


@dataclass(frozen=True, slots=True)
class _Signature:
    explained_by: UserId
    explained_at: datetime
    signer_name: str
    relation: Relation
    why_not_self: str
    signed_at: datetime


def sign_consent(
    ctx: Context, actor: Actor, intake_id: IntakeId, fields: Mapping[str, str], file_name: str, content: bytes
) -> Changes:
    """Keep a signature with its paper. ``explained_by`` is a user's id; whoever is not the patient says why she does
    not sign herself.

    Raises NotPermitted, NotFound, IllegalTransition after the end, InvalidFields (field ``file`` for the paper).
    """
    require(actor, Action.ASSESS_INTAKE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        intake = _open(uow, intake_id)
        signature, media_type = _read(ctx, uow, fields, content)
        paper = ConsentDocument(_name(file_name), media_type, hashlib.sha256(content).hexdigest(), content)
        consent = _consent(intake, signature, paper)
        uow.consents.save(consent)
        uow.consents.add_document(consent.consent_id, paper)
        _tell(uow, actor, intake, consent, now)
        return uow.commit()


def withdraw_consent(ctx: Context, actor: Actor, consent_id: ConsentId, version: int) -> Changes:
    """Take a consent back; a decision for care at home that rested on the only one is pending again.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition.
    """
    require(actor, Action.ASSESS_INTAKE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        consent = uow.consents.get(consent_id)
        require_seen("consent", consent_id, version, consent.version)
        intake = _open(uow, consent.intake_id)
        uow.consents.save(consent.withdrawn(now, actor.user_id))
        if not any(other.in_force for other in uow.consents.of_intake(intake.intake_id)):
            _reopen(uow, actor, intake, now)
        patient_id = uow.referrals.get(intake.referral_id).patient_id
        record(uow, actor, now, "withdraw_consent", "consent", consent_id, patient_id)
        return uow.commit()


def consent_paper(ctx: Context, consent_id: ConsentId) -> ConsentDocument:
    """The signed paper as it was added. Raises NotFound."""
    with ctx.store() as uow:
        return uow.consents.document(consent_id)


def _open(uow: UnitOfWork, intake_id: IntakeId) -> Intake:
    intake = uow.intakes.get(intake_id)
    if intake.ended:
        raise IllegalTransition(entity="intake", state="ended", move="consent")
    accepted(uow, intake.referral_id)
    return intake


def _read(ctx: Context, uow: UnitOfWork, fields: Mapping[str, str], content: bytes) -> tuple[_Signature, str]:
    """The signature and the kind of file; raises InvalidFields with everything that is wrong."""
    check, now = FieldCheck(fields), ctx.clock.now()
    explained_by = UserId(check.text("explained_by").strip())
    if uow.users.find(explained_by) is None:
        check.add("explained_by", "unknown" if explained_by else "empty", explained_by)
    relation = check.choice("relation", Relation, Relation.OTHER)
    if not check.text("relation"):
        check.add("relation", "empty")
    signature = _Signature(
        explained_by,
        check.read("explained_at", lambda text, field: _moment(ctx, text, field), now),
        check.read("signer_name", lambda text, field: written_line(text, field, needed=True), ""),
        relation,
        check.read("why_not_self", lambda text, field: _why(text, field, relation), ""),
        check.read("signed_at", lambda text, field: _moment(ctx, text, field), now),
    )
    if signature.signed_at < signature.explained_at:
        check.add("signed_at", "before_explained")
    media_type = check.read("file", lambda _text, _field: media_type_of(content), "")
    check.require_none()
    return signature, media_type


def _moment(ctx: Context, text: str, field: str) -> datetime:
    """A moment that has been; reasons as ``parse_moment``, ``empty``, ``in_the_future``."""
    if not text.strip():
        raise InvalidInput(field=field, value="", reason="empty")
    moment = parse_moment(text, ctx.zone, field)
    if moment > ctx.clock.now():
        raise InvalidInput(field=field, value=text, reason="in_the_future")
    return moment


def _why(text: str, field: str, relation: Relation) -> str:
    return written_line(text, field, needed=relation is not Relation.SELF)


def _name(file_name: str) -> str:
    return written_line(file_name, "file") or "consent"


def _consent(intake: Intake, told: _Signature, paper: ConsentDocument) -> Consent:
    return Consent(
        consent_id=ConsentId(f"CS-{uuid.uuid4().hex[:16]}"),
        intake_id=intake.intake_id,
        explained_by=told.explained_by,
        explained_at=told.explained_at,
        signer_name=told.signer_name,
        relation=told.relation,
        signed_at=told.signed_at,
        document_sha256=paper.sha256,
        document_name=paper.name,
        why_not_self=told.why_not_self,
    )


def _tell(uow: UnitOfWork, actor: Actor, intake: Intake, consent: Consent, now: datetime) -> None:
    patient_id = uow.referrals.get(intake.referral_id).patient_id
    about = About(patient_id, None, "consent", consent.consent_id)
    facts = {"referral": intake.referral_id, "relation": consent.relation.value}
    note_event(uow, actor, now, CaseEventKind.CONSENT_SIGNED, about, consent.signed_at, **facts)
    sha256 = consent.document_sha256
    record(uow, actor, now, "sign_consent", "consent", consent.consent_id, patient_id, sha256=sha256)


def _reopen(uow: UnitOfWork, actor: Actor, intake: Intake, now: datetime) -> None:
    again = intake.reopened(now, actor.user_id)
    if again != intake:
        uow.intakes.save(again)
        tell_decisions(uow, actor, intake, again, uow.referrals.get(intake.referral_id), now)
