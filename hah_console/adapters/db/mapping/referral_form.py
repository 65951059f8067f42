"""Rows of the two referral forms, a table each."""

from hah_console.adapters.db.values import (
    Row,
    Values,
    at,
    at_or_none,
    day,
    member_or_none,
    ms,
    ms_or_none,
    value_or_none,
)
from hah_console.domain.closing.hospital_referral import (
    Attendance,
    HospitalReferral,
    Receiver,
    ReferralContent,
    ReferralPurpose,
)
from hah_console.domain.closing.ltc_referral import Enrolment, EnrolmentCheck, LtcReferral, LtcResult, LtcUnit
from hah_console.domain.ids import EpisodeId, FormId, PatientId, UserId


def ltc_values(form: LtcReferral) -> Values:
    """The row of a form to long-term care."""
    check = form.check
    return {
        "form_id": form.form_id,
        "episode_id": form.episode_id,
        "patient_id": form.patient_id,
        "unit_code": form.unit.code,
        "unit_name": form.unit.name,
        "needs": form.needs,
        "issued_by": form.issued_by,
        "issued_at": ms(form.issued_at),
        "enrolment": check.answer.value if check else None,
        "checked_at": ms(check.at) if check else None,
        "enrolled_at_unit": check.unit if check else "",
        "sent_at": ms_or_none(form.sent_at),
        "processed_at": ms_or_none(form.processed_at),
        "answered_at": ms_or_none(form.answered_at),
        "result": value_or_none(form.result),
        "answer": form.answer,
        "follows": form.follows,
        "followed_by": form.followed_by,
        "version": form.version,
    }


def ltc_of(row: Row) -> LtcReferral:
    """The form to long-term care of a row."""
    return LtcReferral(
        form_id=FormId(row["form_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        unit=LtcUnit(row["unit_code"], row["unit_name"]),
        needs=row["needs"],
        issued_by=UserId(row["issued_by"]),
        issued_at=at(row["issued_at"]),
        check=_check(row),
        sent_at=at_or_none(row["sent_at"]),
        processed_at=at_or_none(row["processed_at"]),
        answered_at=at_or_none(row["answered_at"]),
        result=member_or_none(LtcResult, row["result"]),
        answer=row["answer"],
        follows=row["follows"],
        followed_by=row["followed_by"],
        version=row["version"],
    )


def _check(row: Row) -> EnrolmentCheck | None:
    if row["enrolment"] is None:
        return None
    return EnrolmentCheck(Enrolment(row["enrolment"]), at(row["checked_at"]), row["enrolled_at_unit"])


def hospital_values(form: HospitalReferral) -> Values:
    """The row of a form to a hospital or clinic."""
    content, receiver = form.content, form.content.receiver
    return {
        "form_id": form.form_id,
        "episode_id": form.episode_id,
        "patient_id": form.patient_id,
        "purpose": content.purpose.value,
        "history": content.history,
        "receiver": receiver.name,
        "department": receiver.department,
        "address": receiver.address,
        "phone": receiver.phone,
        "issued_by": form.issued_by,
        "issued_at": ms(form.issued_at),
        "issued_on": form.issued_on.isoformat(),
        "valid_until": form.valid_until.isoformat(),
        "serial": form.serial,
        "sent_at": ms_or_none(form.sent_at),
        "attendance": value_or_none(form.attendance),
        "attended_at": ms_or_none(form.attended_at),
        "discharged_at": ms_or_none(form.discharged_at),
        "replied_at": ms_or_none(form.replied_at),
        "reply": form.reply,
        "version": form.version,
    }


def hospital_of(row: Row) -> HospitalReferral:
    """The form to a hospital or clinic of a row."""
    receiver = Receiver(row["receiver"], row["department"], row["address"], row["phone"])
    return HospitalReferral(
        form_id=FormId(row["form_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        content=ReferralContent(ReferralPurpose(row["purpose"]), row["history"], receiver),
        issued_by=UserId(row["issued_by"]),
        issued_at=at(row["issued_at"]),
        issued_on=day(row["issued_on"]),
        valid_until=day(row["valid_until"]),
        serial=row["serial"],
        sent_at=at_or_none(row["sent_at"]),
        attendance=member_or_none(Attendance, row["attendance"]),
        attended_at=at_or_none(row["attended_at"]),
        discharged_at=at_or_none(row["discharged_at"]),
        replied_at=at_or_none(row["replied_at"]),
        reply=row["reply"],
        version=row["version"],
    )
