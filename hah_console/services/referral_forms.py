"""Commands of the two referral forms, apart: 電子轉介 to long-term care, 電子轉診 to a hospital or clinic."""

import uuid
from collections.abc import Callable
from datetime import date, datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.closing.form_rules import ReferralFormRules
from hah_console.domain.closing.hospital_referral import (
    Attendance,
    FormState,
    HospitalReferral,
    ReferralContent,
    valid_until,
)
from hah_console.domain.closing.ltc_referral import (
    AlreadyEnrolled,
    EnrolmentCheck,
    LtcReferral,
    LtcResult,
    LtcUnit,
    SenderState,
    enrolled_by,
)
from hah_console.domain.ids import EpisodeId, FormId, PatientId
from hah_console.domain.written import written_note
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.moments import not_to_come
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

CARE_REFERRAL, MEDICAL_REFERRAL = "care_referral", "medical_referral"
"""The fact ``form`` of the events: 電子轉介 and 電子轉診."""
_LTC_EVENTS = {SenderState.SENT: CaseEventKind.FORM_SENT, SenderState.ANSWERED: CaseEventKind.FORM_ANSWERED}
_HOSPITAL_EVENTS = {
    FormState.SENT: CaseEventKind.FORM_SENT,
    FormState.ATTENDED: CaseEventKind.FORM_ATTENDED,
    FormState.REPLIED: CaseEventKind.FORM_ANSWERED,
}


def issue_ltc_referral(ctx: Context, actor: Actor, episode_id: EpisodeId, unit: LtcUnit, needs: str) -> Changes:
    """Write a 電子轉介. Raises NotPermitted, NotFound, InvalidInput without needs, AlreadyEnrolled when an earlier form
    of this person ended in an enrolment."""
    require(actor, Action.MOVE_EPISODE)
    now, written = ctx.clock.now(), written_note(needs, "needs", needed=True)
    with ctx.store() as uow:
        episode = uow.episodes.get(episode_id)
        _require_not_enrolled(uow, episode.patient_id)
        form = LtcReferral(_new_id("LF"), episode_id, episode.patient_id, unit, written, actor.user_id, now)
        uow.ltc_referrals.save(form)
        _note(uow, actor, form, CaseEventKind.FORM_ISSUED, now, form=CARE_REFERRAL)
        record(uow, actor, now, "issue_form", "ltc_referral", form.form_id, form.patient_id, unit=unit.code)
        return uow.commit()


def check_enrolment(ctx: Context, actor: Actor, form_id: FormId, version: int, check: EnrolmentCheck) -> Changes:
    """The answer to "already enrolled elsewhere?". Raises NotPermitted, NotFound, VersionConflict,
    IllegalTransition."""
    return _ltc_moved(ctx, actor, form_id, version, "check_enrolment", lambda form, _now: form.checked(check))


def send_ltc_referral(ctx: Context, actor: Actor, form_id: FormId, version: int) -> Changes:
    """Send it. Raises NotReady without the check, AlreadyEnrolled, and as ``check_enrolment``."""
    return _ltc_moved(ctx, actor, form_id, version, "send_form", lambda form, now: form.sent(now))


def ltc_referral_processed(ctx: Context, actor: Actor, form_id: FormId, version: int) -> Changes:
    """The receiver has taken it up. Raises as ``check_enrolment``."""
    return _ltc_moved(ctx, actor, form_id, version, "form_processed", lambda form, now: form.processed(now))


def ltc_referral_answered(
    ctx: Context, actor: Actor, form_id: FormId, version: int, result: LtcResult, answer: str = ""
) -> Changes:
    """The receiver's result. Raises as ``check_enrolment``."""
    words = written_note(answer, "reply")
    return _ltc_moved(
        ctx, actor, form_id, version, "form_answered", lambda form, now: form.answered(result, now, words)
    )


def refer_again(ctx: Context, actor: Actor, form_id: FormId, version: int, unit: LtcUnit) -> Changes:
    """A new form to another unit after one could not take the person (再次轉介). Raises as ``check_enrolment``, and
    InvalidInput for the same unit."""
    require(actor, Action.MOVE_EPISODE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        seen = _ltc_as_seen(uow, form_id, version)
        former, new = seen.again(_new_id("LF"), unit, actor.user_id, now)
        uow.ltc_referrals.save(former)
        uow.ltc_referrals.save(new)
        _note(uow, actor, new, CaseEventKind.FORM_ISSUED, now, form=CARE_REFERRAL, follows=form_id)
        record(uow, actor, now, "issue_form", "ltc_referral", new.form_id, new.patient_id, follows=form_id)
        return uow.commit()


def issue_hospital_referral(
    ctx: Context,
    actor: Actor,
    episode_id: EpisodeId,
    content: ReferralContent,
    rules: ReferralFormRules,
    until: date | None = None,
) -> Changes:
    """Write a 電子轉診, valid as long as the rules allow or ``until``. Raises NotPermitted, NotFound, InvalidInput."""
    require(actor, Action.CLOSE_EPISODE)
    now, today = ctx.clock.now(), ctx.today()
    written_note(content.history, "history", needed=True)
    with ctx.store() as uow:
        patient_id = uow.episodes.get(episode_id).patient_id
        last = valid_until(today, rules, until)
        form = HospitalReferral(_new_id("HF"), episode_id, patient_id, content, actor.user_id, now, today, last)
        uow.hospital_referrals.save(form)
        _note(uow, actor, form, CaseEventKind.FORM_ISSUED, now, form=MEDICAL_REFERRAL)
        facts = {"purpose": content.purpose.value, "rules": rules.info.version}
        record(uow, actor, now, "issue_form", "hospital_referral", form.form_id, patient_id, **facts)
        return uow.commit()


def send_hospital_referral(ctx: Context, actor: Actor, form_id: FormId, version: int, serial: str) -> Changes:
    """It is on the platform under ``serial``.

    Raises NotPermitted, NotFound, VersionConflict, FormExpired, InvalidInput, IllegalTransition.
    """
    today = ctx.today()

    def change(form: HospitalReferral, now: datetime) -> HospitalReferral:
        return form.sent(now, today, serial)

    return _hospital_moved(ctx, actor, form_id, version, "send_form", change)


def hospital_referral_attended(
    ctx: Context, actor: Actor, form_id: FormId, version: int, attendance: Attendance, at: datetime
) -> Changes:
    """The patient was seen there. Raises as ``send_hospital_referral``."""
    day = ctx.local(at).date()
    change = _at(at, lambda form: form.attended(attendance, at, day))
    return _hospital_moved(ctx, actor, form_id, version, "form_attended", change)


def hospital_referral_discharged(ctx: Context, actor: Actor, form_id: FormId, version: int, at: datetime) -> Changes:
    """The patient has left that hospital. Raises as ``send_hospital_referral``."""
    return _hospital_moved(ctx, actor, form_id, version, "form_discharged", _at(at, lambda form: form.discharged(at)))


def hospital_referral_replied(ctx: Context, actor: Actor, form_id: FormId, version: int, reply: str) -> Changes:
    """The receiver's reply. Raises as ``send_hospital_referral``."""
    words = written_note(reply, "reply")
    return _hospital_moved(ctx, actor, form_id, version, "form_replied", lambda form, now: form.replied(now, words))


def _ltc_moved(
    ctx: Context,
    actor: Actor,
    form_id: FormId,
    version: int,
    action: str,
    change: Callable[[LtcReferral, datetime], LtcReferral],
) -> Changes:
    require(actor, Action.MOVE_EPISODE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        before = _ltc_as_seen(uow, form_id, version)
        form = uow.ltc_referrals.save(change(before, now))
        kind = _LTC_EVENTS.get(form.sender_state)
        if kind is not None and form.sender_state is not before.sender_state:
            result = form.result.value if form.result else ""
            _note(uow, actor, form, kind, now, form=CARE_REFERRAL, result=result)
        record(uow, actor, now, action, "ltc_referral", form_id, form.patient_id, unit=form.unit.code)
        return uow.commit()


def _hospital_moved(
    ctx: Context,
    actor: Actor,
    form_id: FormId,
    version: int,
    action: str,
    change: Callable[[HospitalReferral, datetime], HospitalReferral],
) -> Changes:
    require(actor, Action.MOVE_EPISODE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        before = uow.hospital_referrals.get(form_id)
        require_seen("hospital_referral", form_id, version, before.version)
        form = uow.hospital_referrals.save(change(before, now))
        _note_step(uow, actor, before, form, now)
        record(uow, actor, now, action, "hospital_referral", form_id, form.patient_id, serial=form.serial)
        return uow.commit()


def _note_step(uow: UnitOfWork, actor: Actor, before: HospitalReferral, form: HospitalReferral, now: datetime) -> None:
    """What has happened to a form, as its case is told: seen there and discharged when that was, and how."""
    care = {"care": form.attendance.value} if form.attendance is not None else {}
    if form.discharged_at is not None and before.discharged_at is None:
        _note(uow, actor, form, CaseEventKind.FORM_DISCHARGED, now, form.discharged_at, form=MEDICAL_REFERRAL, **care)
    elif form.state is not before.state and form.state in _HOSPITAL_EVENTS:
        at = form.attended_at if form.state is FormState.ATTENDED else None
        _note(uow, actor, form, _HOSPITAL_EVENTS[form.state], now, at, form=MEDICAL_REFERRAL, **care)


def _at(
    at: datetime, change: Callable[[HospitalReferral], HospitalReferral]
) -> Callable[[HospitalReferral, datetime], HospitalReferral]:
    """A change that happened at a moment somebody tells; raises InvalidInput for one to come."""

    def told(form: HospitalReferral, now: datetime) -> HospitalReferral:
        not_to_come(at, now, "happened_at")
        return change(form)

    return told


def _ltc_as_seen(uow: UnitOfWork, form_id: FormId, version: int) -> LtcReferral:
    form = uow.ltc_referrals.get(form_id)
    require_seen("ltc_referral", form_id, version, form.version)
    return form


def _require_not_enrolled(uow: UnitOfWork, patient_id: PatientId) -> None:
    enrolled = enrolled_by(uow.ltc_referrals.of_patient(patient_id))
    if enrolled is not None:
        raise AlreadyEnrolled(unit=enrolled.unit.name)


def _note(
    uow: UnitOfWork,
    actor: Actor,
    about: LtcReferral | HospitalReferral,
    kind: CaseEventKind,
    now: datetime,
    at: datetime | None = None,
    /,
    **facts: str,
) -> None:
    note_event(uow, actor, now, kind, About(about.patient_id, about.episode_id, "form", about.form_id), at, **facts)


def _new_id(prefix: str) -> FormId:
    return FormId(f"{prefix}-{uuid.uuid4().hex[:16]}")
