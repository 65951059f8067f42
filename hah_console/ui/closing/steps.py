"""The steps of the two referral forms and of the watch after closure: which comes next, its fields and its command."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from hah_console.domain.actor import Action, permits
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.closing.closure import WATCHED_EVENTS, Closure
from hah_console.domain.closing.hospital_referral import Attendance, FormState, HospitalReferral, ReferralPurpose
from hah_console.domain.closing.ltc_referral import Enrolment, LtcReferral, LtcResult, ReceiverState, SenderState
from hah_console.domain.ids import EpisodeId
from hah_console.services.closures import end_watch, note_watch_event
from hah_console.services.referral_fields import (
    read_attended,
    read_enrolment,
    read_happened,
    read_hospital_issue,
    read_ltc_answer,
    read_ltc_issue,
    read_reply,
    read_serial,
    read_unit,
    read_watch_event,
)
from hah_console.services.referral_forms import (
    check_enrolment,
    hospital_referral_attended,
    hospital_referral_discharged,
    hospital_referral_replied,
    issue_hospital_referral,
    issue_ltc_referral,
    ltc_referral_answered,
    ltc_referral_processed,
    refer_again,
    send_hospital_referral,
    send_ltc_referral,
)
from hah_console.ui.forms.draft_dialog import Command
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, Option, SectionSpec, options_of
from hah_console.ui.screen import Desk

# i18n: closing.enrolment.* closing.result.* closing.purpose.* closing.attendance.* closing.heard.* closing.step.*
Fields = Mapping[str, str]
Thing = LtcReferral | HospitalReferral | Closure


class Step(StrEnum):
    """What can be done with a form or a watch."""

    LTC_ISSUE = "ltc_issue"
    LTC_CHECK = "ltc_check"
    LTC_SEND = "ltc_send"
    LTC_PROCESSED = "ltc_processed"
    LTC_ANSWER = "ltc_answer"
    LTC_AGAIN = "ltc_again"
    HOSPITAL_ISSUE = "hospital_issue"
    HOSPITAL_SEND = "hospital_send"
    HOSPITAL_ATTENDED = "hospital_attended"
    HOSPITAL_DISCHARGED = "hospital_discharged"
    HOSPITAL_REPLIED = "hospital_replied"
    WATCH_NOTE = "watch_note"
    WATCH_END = "watch_end"


def next_steps(thing: Thing, desk: Desk) -> tuple[Step, ...]:
    """The step ahead, and another one where there are two ways on; none when it is over."""
    if isinstance(thing, LtcReferral):
        return _ltc_steps(thing)
    if isinstance(thing, HospitalReferral):
        return _hospital_steps(thing, expired=thing.expired(desk.ctx.today()))
    return _watch_steps(thing, desk)


def may(desk: Desk, step: Step) -> bool:
    """Whether this person may take the step."""
    return permits(desk.actor.role, Action.CLOSE_EPISODE if step is Step.HOSPITAL_ISSUE else Action.MOVE_EPISODE)


def _ltc_steps(form: LtcReferral) -> tuple[Step, ...]:
    if form.closed:
        return ()
    if form.sender_state is SenderState.ANSWERED:
        return (Step.LTC_AGAIN,)
    if form.sender_state is SenderState.SENT:
        return (Step.LTC_PROCESSED if form.receiver_state is ReceiverState.UNPROCESSED else Step.LTC_ANSWER,)
    if form.check is None or form.check.answer is Enrolment.ENROLLED:
        return (Step.LTC_CHECK,)
    return Step.LTC_SEND, Step.LTC_CHECK


def _hospital_steps(form: HospitalReferral, *, expired: bool) -> tuple[Step, ...]:
    if form.closed or expired:
        return ()
    if form.state is FormState.ISSUED:
        return (Step.HOSPITAL_SEND,)
    if form.state is FormState.SENT:
        return (Step.HOSPITAL_ATTENDED,)
    inpatient = form.attendance is Attendance.INPATIENT and form.discharged_at is None
    return (Step.HOSPITAL_DISCHARGED, Step.HOSPITAL_REPLIED) if inpatient else (Step.HOSPITAL_REPLIED,)


def _watch_steps(closure: Closure, desk: Desk) -> tuple[Step, ...]:
    if closure.watch_until is None or not closure.watching:
        return ()
    over = desk.ctx.clock.now() >= closure.watch_until
    return (Step.WATCH_END,) if over else (Step.WATCH_NOTE,)


_CARE = FieldSpec(
    "attendance", "closing.field.attendance", Kind.CHOICE, options_of("closing.attendance", Attendance), needed=True
)
_AT = FieldSpec("happened_at", "closing.field.happened_at", Kind.MOMENT, needed=True)
_UNIT = (
    FieldSpec("unit_code", "closing.field.unit_code", needed=True, hint="closing.hint.unit_code"),
    FieldSpec("unit", "closing.field.unit", needed=True),
)
_HEARD = tuple(Option(kind.value, f"closing.heard.{kind.value}") for kind in sorted(WATCHED_EVENTS))
_FIELDS: dict[Step, tuple[FieldSpec, ...]] = {
    Step.LTC_ISSUE: (*_UNIT, FieldSpec("needs", "closing.field.needs", Kind.NOTE, needed=True, rows=4, wide=True)),
    Step.LTC_CHECK: (
        FieldSpec(
            "enrolment", "closing.field.enrolment", Kind.CHOICE, options_of("closing.enrolment", Enrolment), needed=True
        ),
        FieldSpec("enrolled_unit", "closing.field.enrolled_unit", hint="closing.hint.enrolled_unit"),
    ),
    Step.LTC_SEND: (),
    Step.LTC_PROCESSED: (),
    Step.LTC_ANSWER: (
        FieldSpec("result", "closing.field.result", Kind.CHOICE, options_of("closing.result", LtcResult), needed=True),
        FieldSpec("reply", "closing.field.reply", Kind.NOTE, wide=True),
    ),
    Step.LTC_AGAIN: _UNIT,
    Step.HOSPITAL_ISSUE: (
        FieldSpec(
            "purpose", "closing.field.purpose", Kind.CHOICE, options_of("closing.purpose", ReferralPurpose), needed=True
        ),
        FieldSpec("valid_until", "closing.field.valid_until", Kind.DATE, hint="closing.hint.valid_until"),
        FieldSpec("receiver_name", "closing.field.receiver_name", needed=True),
        FieldSpec("department", "closing.field.department", needed=True),
        FieldSpec("address", "closing.field.address"),
        FieldSpec("phone", "closing.field.phone"),
        FieldSpec("history", "closing.field.history", Kind.NOTE, needed=True, rows=6, wide=True),
    ),
    Step.HOSPITAL_SEND: (FieldSpec("serial", "closing.field.serial", needed=True, hint="closing.hint.serial"),),
    Step.HOSPITAL_ATTENDED: (_CARE, _AT),
    Step.HOSPITAL_DISCHARGED: (_AT,),
    Step.HOSPITAL_REPLIED: (FieldSpec("reply", "closing.field.reply", Kind.NOTE, needed=True, rows=5, wide=True),),
    Step.WATCH_NOTE: (FieldSpec("heard", "closing.field.heard", Kind.CHOICE, _HEARD, needed=True), _AT),
    Step.WATCH_END: (),
}


def step_spec(step: Step) -> FormSpec:
    """The fields of a step."""
    fields = _FIELDS[step]
    columns = 2 if len(fields) > 1 else 1
    section = SectionSpec(step.value, f"closing.step.{step.value}", fields, f"closing.step_hint.{step.value}", columns)
    return FormSpec(f"referral.{step.value}", (section,))


# i18n: closing.step_hint.*
def issue_command(desk: Desk, step: Step, episode_id: EpisodeId, fields: Fields) -> Command:
    """Write a new form. Raises InvalidFields."""
    ctx, actor = desk.ctx, desk.actor
    if step is Step.LTC_ISSUE:
        unit, needs = read_ltc_issue(fields)
        return lambda: issue_ltc_referral(ctx, actor, episode_id, unit, needs)
    content, until = read_hospital_issue(fields)
    return lambda: issue_hospital_referral(ctx, actor, episode_id, content, desk.ports.rules.forms, until)


def step_command(desk: Desk, step: Step, thing: Thing, fields: Fields) -> Command:
    """Take a step with a form or a watch. Raises InvalidFields."""
    if isinstance(thing, LtcReferral):
        return _LTC[step](desk, thing, fields)
    if isinstance(thing, HospitalReferral):
        return _HOSPITAL[step](desk, thing, fields)
    return _watch_command(desk, step, thing, fields)


def _watch_command(desk: Desk, step: Step, closure: Closure, fields: Fields) -> Command:
    ctx, actor, closure_id = desk.ctx, desk.actor, closure.closure_id
    if step is Step.WATCH_END:
        return lambda: end_watch(ctx, actor, closure_id)
    kind, at = read_watch_event(fields, ctx.zone)
    return lambda: note_watch_event(ctx, actor, closure_id, CaseEventKind(kind), at)


def _check(desk: Desk, form: LtcReferral, fields: Fields) -> Command:
    check = read_enrolment(fields, desk.ctx.clock.now())
    return lambda: check_enrolment(desk.ctx, desk.actor, form.form_id, form.version, check)


def _send(desk: Desk, form: LtcReferral, _: Fields) -> Command:
    return lambda: send_ltc_referral(desk.ctx, desk.actor, form.form_id, form.version)


def _processed(desk: Desk, form: LtcReferral, _: Fields) -> Command:
    return lambda: ltc_referral_processed(desk.ctx, desk.actor, form.form_id, form.version)


def _answer(desk: Desk, form: LtcReferral, fields: Fields) -> Command:
    result, words = read_ltc_answer(fields)
    return lambda: ltc_referral_answered(desk.ctx, desk.actor, form.form_id, form.version, result, words)


def _again(desk: Desk, form: LtcReferral, fields: Fields) -> Command:
    unit = read_unit(fields)
    return lambda: refer_again(desk.ctx, desk.actor, form.form_id, form.version, unit)


def _send_hospital(desk: Desk, form: HospitalReferral, fields: Fields) -> Command:
    serial = read_serial(fields)
    return lambda: send_hospital_referral(desk.ctx, desk.actor, form.form_id, form.version, serial)


def _attended(desk: Desk, form: HospitalReferral, fields: Fields) -> Command:
    care, at = read_attended(fields, desk.ctx.zone)
    return lambda: hospital_referral_attended(desk.ctx, desk.actor, form.form_id, form.version, care, at)


def _discharged(desk: Desk, form: HospitalReferral, fields: Fields) -> Command:
    at = read_happened(fields, desk.ctx.zone)
    return lambda: hospital_referral_discharged(desk.ctx, desk.actor, form.form_id, form.version, at)


def _replied(desk: Desk, form: HospitalReferral, fields: Fields) -> Command:
    words = read_reply(fields)
    return lambda: hospital_referral_replied(desk.ctx, desk.actor, form.form_id, form.version, words)


_LTC: dict[Step, Callable[[Desk, LtcReferral, Fields], Command]] = {
    Step.LTC_CHECK: _check,
    Step.LTC_SEND: _send,
    Step.LTC_PROCESSED: _processed,
    Step.LTC_ANSWER: _answer,
    Step.LTC_AGAIN: _again,
}
_HOSPITAL: dict[Step, Callable[[Desk, HospitalReferral, Fields], Command]] = {
    Step.HOSPITAL_SEND: _send_hospital,
    Step.HOSPITAL_ATTENDED: _attended,
    Step.HOSPITAL_DISCHARGED: _discharged,
    Step.HOSPITAL_REPLIED: _replied,
}
