"""電子轉診: the form between contracted hospitals and clinics, with its validity and reply times; never a 電子轉介."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from hah_console.domain.closing.form_rules import ReferralFormRules
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, FormId, PatientId, UserId


class FormExpired(HahError):
    """The form was no longer valid on that day. Facts: valid_until."""

    code = "form_expired"


class ReferralPurpose(StrEnum):
    """What the receiver is asked for."""

    EMERGENCY = "emergency"
    ADMISSION = "admission"
    OUTPATIENT = "outpatient"
    EXAMINATION = "examination"
    FOLLOW_UP = "follow_up"
    OTHER = "other"


class FormState(StrEnum):
    """Written; sent; the patient was seen there; replied to."""

    ISSUED = "issued"
    SENT = "sent"
    ATTENDED = "attended"
    REPLIED = "replied"


class Attendance(StrEnum):
    """How the patient was seen: the time to reply begins with the visit, or with the discharge."""

    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"


@dataclass(frozen=True, slots=True)
class Receiver:
    """The hospital or clinic the form goes to."""

    name: str
    department: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ReferralContent:
    """What the form says. ``history`` is the summary of the history."""

    purpose: ReferralPurpose
    history: str
    receiver: Receiver


@dataclass(frozen=True, slots=True)
class HospitalReferral:
    """One form. ``issued_on`` and ``valid_until`` are days at the site, the last one included; ``serial`` is the
    number the platform gave it."""

    form_id: FormId
    episode_id: EpisodeId
    patient_id: PatientId
    content: ReferralContent
    issued_by: UserId
    issued_at: datetime
    issued_on: date
    valid_until: date
    serial: str = ""
    sent_at: datetime | None = None
    attendance: Attendance | None = None
    attended_at: datetime | None = None
    discharged_at: datetime | None = None
    replied_at: datetime | None = None
    reply: str = ""
    version: int = 0

    @property
    def state(self) -> FormState:
        """How far it has come, read from its moments."""
        if self.replied_at is not None:
            return FormState.REPLIED
        if self.attended_at is not None:
            return FormState.ATTENDED
        return FormState.ISSUED if self.sent_at is None else FormState.SENT

    @property
    def closed(self) -> bool:
        """Whether the receiver has replied."""
        return self.replied_at is not None

    def expired(self, today: date) -> bool:
        """Whether nobody was seen on it while it was valid."""
        return self.attended_at is None and today > self.valid_until

    def reply_due(self, rules: ReferralFormRules) -> datetime | None:
        """Until when the receiver has to reply; None as long as that time has not begun."""
        if self.attendance is Attendance.INPATIENT:
            return None if self.discharged_at is None else self.discharged_at + rules.discharge_reply
        return None if self.attended_at is None else self.attended_at + rules.outpatient_reply

    def sent(self, at: datetime, today: date, serial: str) -> "HospitalReferral":
        """On the platform under ``serial``. Raises FormExpired, InvalidInput without a number, IllegalTransition."""
        if self.state is not FormState.ISSUED or at < self.issued_at:
            raise self._refusal("send")
        self._require_valid(today)
        if not serial.strip():
            raise InvalidInput(field="serial", value="", reason="empty")
        return replace(self, sent_at=at, serial=serial.strip())

    def attended(self, attendance: Attendance, at: datetime, day: date) -> "HospitalReferral":
        """The patient was seen there, ``day`` at the site. Raises FormExpired, IllegalTransition."""
        if self.state is not FormState.SENT or self.sent_at is None or at < self.sent_at:
            raise self._refusal("attend")
        self._require_valid(day)
        return replace(self, attendance=attendance, attended_at=at)

    def discharged(self, at: datetime) -> "HospitalReferral":
        """The patient has left that hospital; raises IllegalTransition unless she was admitted there."""
        admitted = self.attendance is Attendance.INPATIENT and self.state is FormState.ATTENDED
        if not admitted or self.discharged_at is not None or self.attended_at is None or at < self.attended_at:
            raise self._refusal("discharge")
        return replace(self, discharged_at=at)

    def replied(self, at: datetime, reply: str) -> "HospitalReferral":
        """The receiver's words. Raises InvalidInput without any, IllegalTransition before the patient was seen."""
        if self.state is not FormState.ATTENDED or self.attended_at is None or at < self.attended_at:
            raise self._refusal("reply")
        if not reply.strip():
            raise InvalidInput(field="reply", value="", reason="empty")
        return replace(self, replied_at=at, reply=reply.strip())

    def _require_valid(self, day: date) -> None:
        if day > self.valid_until:
            raise FormExpired(valid_until=self.valid_until.isoformat())

    def _refusal(self, move: str) -> IllegalTransition:
        return IllegalTransition(entity="hospital_referral", state=self.state.value, move=move)


def valid_until(issued_on: date, rules: ReferralFormRules, wanted: date | None = None) -> date:
    """The last valid day of a form: as long as the rules allow, or a shorter time; raises InvalidInput."""
    latest = issued_on + rules.validity
    if wanted is not None and not issued_on <= wanted <= latest:
        reason = "in_the_past" if wanted < issued_on else "beyond_validity"
        raise InvalidInput(field="valid_until", value=wanted.isoformat(), reason=reason)
    return wanted or latest
