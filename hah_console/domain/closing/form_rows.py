"""The two lists of referral forms as rows of text, for a screen or a CSV file; never one list of both."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from hah_console.domain.closing.form_rules import ReferralFormRules
from hah_console.domain.closing.hospital_referral import HospitalReferral
from hah_console.domain.closing.ltc_referral import LtcReferral
from hah_console.domain.ids import PatientId

FormRow = dict[str, str]


def ltc_rows(forms: Sequence[LtcReferral], names: Mapping[PatientId, str], zone: ZoneInfo) -> tuple[FormRow, ...]:
    """電子轉介: one row a form, with codes for states and results and local times to the minute."""
    return tuple(
        {
            "form_id": form.form_id,
            "patient": names.get(form.patient_id, form.patient_id),
            "episode_id": form.episode_id,
            "unit_code": form.unit.code,
            "unit": form.unit.name,
            "needs": form.needs,
            "sender_state": form.sender_state.value,
            "receiver_state": _code(form.receiver_state),
            "enrolment": form.check.answer.value if form.check else "",
            "issued_at": _minute(form.issued_at, zone),
            "sent_at": _minute(form.sent_at, zone),
            "processed_at": _minute(form.processed_at, zone),
            "answered_at": _minute(form.answered_at, zone),
            "result": _code(form.result),
            "answer": form.answer,
            "follows": form.follows or "",
            "followed_by": form.followed_by or "",
            "closed": _yes(form.closed),
        }
        for form in forms
    )


def hospital_rows(
    forms: Sequence[HospitalReferral],
    names: Mapping[PatientId, str],
    zone: ZoneInfo,
    today: date,
    rules: ReferralFormRules,
) -> tuple[FormRow, ...]:
    """電子轉診: one row a form, with its validity, when the reply is due, and the version of the rules."""
    return tuple(
        {
            "form_id": form.form_id,
            "serial": form.serial,
            "patient": names.get(form.patient_id, form.patient_id),
            "episode_id": form.episode_id,
            "purpose": form.content.purpose.value,
            "receiver": form.content.receiver.name,
            "department": form.content.receiver.department,
            "state": form.state.value,
            "issued_on": form.issued_on.isoformat(),
            "valid_until": form.valid_until.isoformat(),
            "expired": _yes(form.expired(today)),
            "sent_at": _minute(form.sent_at, zone),
            "attendance": _code(form.attendance),
            "attended_at": _minute(form.attended_at, zone),
            "discharged_at": _minute(form.discharged_at, zone),
            "reply_due": _minute(form.reply_due(rules), zone),
            "replied_at": _minute(form.replied_at, zone),
            "reply": form.reply,
            "rules_version": rules.info.version,
        }
        for form in forms
    )


def _minute(moment: datetime | None, zone: ZoneInfo) -> str:
    return "" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def _code(member: StrEnum | None) -> str:
    return "" if member is None else member.value


def _yes(holds: bool) -> str:
    return "1" if holds else "0"
