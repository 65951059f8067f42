"""Reads the fields of the two referral forms, of their steps, and of the watch after closure, as they were typed."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import TypeVar

from hah_console.domain.calendar import parse_day, parse_moment
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.closing.hospital_referral import Attendance, Receiver, ReferralContent, ReferralPurpose
from hah_console.domain.closing.ltc_referral import Enrolment, EnrolmentCheck, LtcResult, LtcUnit
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.written import written_line, written_note

Fields = Mapping[str, str]
E = TypeVar("E", bound=StrEnum)
LONGEST_SERIAL = 40


def read_ltc_issue(fields: Fields) -> tuple[LtcUnit, str]:
    """Whom a 電子轉介 asks, and for what. Raises InvalidFields."""
    check = FieldCheck(fields)
    unit, needs = _unit(check), _note(check, "needs", needed=True)
    check.require_none()
    return unit, needs


def read_unit(fields: Fields) -> LtcUnit:
    """Another unit to ask. Raises InvalidFields."""
    check = FieldCheck(fields)
    unit = _unit(check)
    check.require_none()
    return unit


def read_enrolment(fields: Fields, now: datetime) -> EnrolmentCheck:
    """What the check for an enrolment elsewhere found. Raises InvalidFields."""
    check = FieldCheck(fields)
    answer = _chosen(check, "enrolment", Enrolment, Enrolment.NOT_ENROLLED)
    where = _line(check, "enrolled_unit", needed=answer is Enrolment.ENROLLED)
    check.require_none()
    return EnrolmentCheck(answer, now, where)


def read_ltc_answer(fields: Fields) -> tuple[LtcResult, str]:
    """What the unit answered. Raises InvalidFields."""
    check = FieldCheck(fields)
    result, words = _chosen(check, "result", LtcResult, LtcResult.UNABLE), _note(check, "reply")
    check.require_none()
    return result, words


def read_hospital_issue(fields: Fields) -> tuple[ReferralContent, date | None]:
    """What a 電子轉診 says, and until when when that is shorter than the rules allow. Raises InvalidFields."""
    check = FieldCheck(fields)
    purpose = _chosen(check, "purpose", ReferralPurpose, ReferralPurpose.OTHER)
    to = Receiver(
        _line(check, "receiver_name", needed=True),
        _line(check, "department", needed=True),
        _line(check, "address"),
        _line(check, "phone"),
    )
    history, until = _note(check, "history", needed=True), check.text("valid_until").strip()
    last = check.read("valid_until", parse_day, date.min) if until else None
    check.require_none()
    return ReferralContent(purpose, history, to), last


def read_serial(fields: Fields) -> str:
    """The number the platform gave the form. Raises InvalidFields."""
    check = FieldCheck(fields)
    serial = check.read("serial", lambda text, name: written_line(text, name, needed=True, longest=LONGEST_SERIAL), "")
    check.require_none()
    return serial


def read_attended(fields: Fields, zone: tzinfo) -> tuple[Attendance, datetime]:
    """How and when the patient was seen. Raises InvalidFields."""
    check = FieldCheck(fields)
    care = _chosen(check, "attendance", Attendance, Attendance.OUTPATIENT)
    at = _moment(check, zone)
    check.require_none()
    return care, at


def read_happened(fields: Fields, zone: tzinfo) -> datetime:
    """When something happened. Raises InvalidFields."""
    check = FieldCheck(fields)
    at = _moment(check, zone)
    check.require_none()
    return at


def read_reply(fields: Fields) -> str:
    """What the hospital replied. Raises InvalidFields."""
    check = FieldCheck(fields)
    words = _note(check, "reply", needed=True)
    check.require_none()
    return words


def read_watch_event(fields: Fields, zone: tzinfo) -> tuple[CaseEventKind, datetime]:
    """What was heard of somebody after closure, and when it was. Raises InvalidFields."""
    check = FieldCheck(fields)
    kind = _chosen(check, "heard", CaseEventKind, CaseEventKind.EMERGENCY_DEPARTMENT)
    at = _moment(check, zone)
    check.require_none()
    return kind, at


def _unit(check: FieldCheck) -> LtcUnit:
    return LtcUnit(_line(check, "unit_code", needed=True), _line(check, "unit", needed=True))


def _line(check: FieldCheck, name: str, *, needed: bool = False) -> str:
    return check.read(name, lambda text, field: written_line(text, field, needed=needed), "")


def _note(check: FieldCheck, name: str, *, needed: bool = False) -> str:
    return check.read(name, lambda text, field: written_note(text, field, needed=needed), "")


def _chosen(check: FieldCheck, name: str, kind: type[E], default: E) -> E:
    """The chosen member; none chosen is a fault, and never taken for one of them."""
    if not check.text(name):
        check.add(name, "empty")
    return check.choice(name, kind, default)


def _moment(check: FieldCheck, zone: tzinfo) -> datetime:
    def parse(text: str, field: str) -> datetime:
        return parse_moment(text, zone, field)

    nothing = datetime.min.replace(tzinfo=zone)
    if not check.text("happened_at").strip():
        check.add("happened_at", "empty")
        return nothing
    return check.read("happened_at", parse, nothing)
