"""電子轉介: the form between home care and long-term care on the payer's network; never a 電子轉診."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput, NotReady
from hah_console.domain.ids import EpisodeId, FormId, PatientId, UserId


class AlreadyEnrolled(HahError):
    """The person is enrolled already. Facts: unit."""

    code = "already_enrolled"


class SenderState(StrEnum):
    """已開立未送出, 已開立已送出, 已送出對方已回復."""

    ISSUED = "issued"
    SENT = "sent"
    ANSWERED = "answered"


class ReceiverState(StrEnum):
    """未處理, 已處理未回覆, 已回覆."""

    UNPROCESSED = "unprocessed"
    PROCESSED = "processed"
    ANSWERED = "answered"


class LtcResult(StrEnum):
    """收案, 不符收案條件, 個案拒絕 close the form; 無法收案 asks for another unit."""

    ENROLLED = "enrolled"
    NOT_ELIGIBLE = "not_eligible"
    DECLINED = "declined"
    UNABLE = "unable"


class Enrolment(StrEnum):
    """What the check for an enrolment elsewhere found."""

    NOT_ENROLLED = "not_enrolled"
    ENROLLED = "enrolled"


@dataclass(frozen=True, slots=True)
class LtcUnit:
    """Who is asked: a long-term-care centre (長照管理中心), a home-care or a general provider."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class EnrolmentCheck:
    """The answer to "already enrolled elsewhere?", and where."""

    answer: Enrolment
    at: datetime
    unit: str = ""


@dataclass(frozen=True, slots=True)
class LtcReferral:
    """One form to one unit. Its states are read from its moments, so that none can contradict another.

    ``follows`` and ``followed_by`` name the form before and after when a unit could not take the person (再次轉介).
    """

    form_id: FormId
    episode_id: EpisodeId
    patient_id: PatientId
    unit: LtcUnit
    needs: str
    issued_by: UserId
    issued_at: datetime
    check: EnrolmentCheck | None = None
    sent_at: datetime | None = None
    processed_at: datetime | None = None
    answered_at: datetime | None = None
    result: LtcResult | None = None
    answer: str = ""
    follows: FormId | None = None
    followed_by: FormId | None = None
    version: int = 0

    @property
    def sender_state(self) -> SenderState:
        """How it stands on the sender's list."""
        if self.answered_at is not None:
            return SenderState.ANSWERED
        return SenderState.ISSUED if self.sent_at is None else SenderState.SENT

    @property
    def receiver_state(self) -> ReceiverState | None:
        """How it stands on the receiver's list; None before it was sent."""
        if self.sent_at is None:
            return None
        if self.answered_at is not None:
            return ReceiverState.ANSWERED
        return ReceiverState.UNPROCESSED if self.processed_at is None else ReceiverState.PROCESSED

    @property
    def closed(self) -> bool:
        """Whether nothing more is to be done with it."""
        return self.followed_by is not None or self.result not in {None, LtcResult.UNABLE}

    def checked(self, check: EnrolmentCheck) -> "LtcReferral":
        """With the answer of the enrolment check; raises IllegalTransition once it is sent."""
        if self.sent_at is not None:
            raise self._refusal("check")
        return replace(self, check=check)

    def sent(self, at: datetime) -> "LtcReferral":
        """On its way. Raises NotReady without the enrolment check, AlreadyEnrolled, IllegalTransition."""
        if self.sent_at is not None or at < self.issued_at:
            raise self._refusal("send")
        if self.check is None:
            raise NotReady("send_form", ("enrolment_check",))
        if self.check.answer is Enrolment.ENROLLED:
            raise AlreadyEnrolled(unit=self.check.unit)
        return replace(self, sent_at=at)

    def processed(self, at: datetime) -> "LtcReferral":
        """The receiver has taken it up; raises IllegalTransition."""
        if self.receiver_state is not ReceiverState.UNPROCESSED or self.sent_at is None or at < self.sent_at:
            raise self._refusal("process")
        return replace(self, processed_at=at)

    def answered(self, result: LtcResult, at: datetime, answer: str = "") -> "LtcReferral":
        """The receiver's result; raises IllegalTransition unless it was taken up and not answered."""
        if self.receiver_state is not ReceiverState.PROCESSED or self.processed_at is None or at < self.processed_at:
            raise self._refusal("answer")
        return replace(self, answered_at=at, result=result, answer=answer.strip())

    def again(self, form_id: FormId, unit: LtcUnit, by: UserId, at: datetime) -> "tuple[LtcReferral, LtcReferral]":
        """This form, followed by a new one to another unit, and the new one. Raises IllegalTransition unless the unit
        could not take the person, InvalidInput for the same unit."""
        if self.result is not LtcResult.UNABLE or self.followed_by is not None:
            raise self._refusal("refer_again")
        if unit.code == self.unit.code:
            raise InvalidInput(field="unit", value=unit.name, reason="same_unit")
        new = LtcReferral(form_id, self.episode_id, self.patient_id, unit, self.needs, by, at, follows=self.form_id)
        return replace(self, followed_by=form_id), new

    def _refusal(self, move: str) -> IllegalTransition:
        return IllegalTransition(entity="ltc_referral", state=self.sender_state.value, move=move)


def enrolled_by(forms: Sequence[LtcReferral]) -> LtcReferral | None:
    """The newest of a person's forms that ended in an enrolment: what the site itself knows of one."""
    enrolled = [form for form in forms if form.result is LtcResult.ENROLLED]
    return max(enrolled, key=lambda form: form.issued_at, default=None)
