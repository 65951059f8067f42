"""A contact by video or telephone, recorded as the rule on telecommunication asks.

Source: 通訊診察治療辦法 (2024-07-01): consent unless it is urgent, the identity checked, and the chart says that it was
by telecommunication; a physician for whom it does not do refuses it and advises another way.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import ContactId, EpisodeId, PatientId, StaffId
from hah_console.domain.written import written_note


class IdentityMark(StrEnum):
    """What the person was known by; two are asked for."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    NATIONAL_ID = "national_id"
    CARD = "card"
    FACE = "face"
    RECORD_NUMBER = "record_number"


class Outcome(StrEnum):
    """How a contact ended."""

    DONE = "done"
    NOT_REACHED = "not_reached"
    UNFIT = "unfit"


class ContactReason(StrEnum):
    """Why it was held. EMERGENCY: the patient got worse, and somebody has to be there in time."""

    ROUTINE = "routine"
    EMERGENCY = "emergency"


class Advice(StrEnum):
    """What the patient was told to do."""

    STAY = "stay"
    TEAM_COMES = "team_comes"
    CLINIC = "clinic"
    HOSPITAL = "hospital"
    EMERGENCY_DEPARTMENT = "emergency_department"


MARKS_NEEDED = 2
LONGEST = timedelta(hours=12)
"""A contact longer than this is a mistyped day."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who spoke with the patient from when to when.

    ``unfit_advice`` is what was advised instead when telecommunication did not do. ``urgent`` needs no consent first.
    ``advice`` is None where none was given.
    """

    contact_id: ContactId
    patient_id: PatientId
    episode_id: EpisodeId
    staff_id: StaffId
    mode: VisitMode
    started_at: datetime
    ended_at: datetime | None = None
    marks: tuple[IdentityMark, ...] = ()
    consented: bool = False
    urgent: bool = False
    spoke_with: str = ""
    outcome: Outcome | None = None
    unfit_advice: str = ""
    version: int = 0
    reason: ContactReason = ContactReason.ROUTINE
    advice: Advice | None = None

    def ended(self, at: datetime, outcome: Outcome, unfit_advice: str = "") -> "Contact":
        """The contact once it is over.

        SAFETY(identity of a contact): a contact is not done unless two marks of identity were seen and consent was
        given or it was urgent. SAFETY(advice in an emergency): an emergency that was spoken about says what was
        advised. Raises IllegalTransition when it is over already, InvalidInput for what is missing.
        """
        if self.outcome is not None:
            raise IllegalTransition(entity="contact", state=self.outcome.value, move="end")
        if at < self.started_at:
            raise InvalidInput(field="ended_at", value=at.isoformat(), reason="before_arrival")
        if at - self.started_at > LONGEST:
            raise InvalidInput(field="ended_at", value=at.isoformat(), reason="too_long")
        if outcome is not Outcome.NOT_REACHED and self.reason is ContactReason.EMERGENCY and self.advice is None:
            raise InvalidInput(field="advice", value="", reason="missing_value")
        if outcome is Outcome.UNFIT and not unfit_advice.strip():
            raise InvalidInput(field="unfit_advice", value="", reason="missing_value")
        if outcome is Outcome.DONE:
            self._require_done()
        return replace(self, ended_at=at, outcome=outcome, unfit_advice=written_note(unfit_advice, "unfit_advice"))

    def _require_done(self) -> None:
        if len(set(self.marks)) < MARKS_NEEDED:
            raise InvalidInput(field="marks", value=", ".join(self.marks), reason="two_needed")
        if not self.consented and not self.urgent:
            raise InvalidInput(field="consented", value="", reason="missing_value")


def started(
    contact_id: ContactId,
    patient_id: PatientId,
    episode_id: EpisodeId,
    staff_id: StaffId,
    mode: VisitMode,
    at: datetime,
) -> Contact:
    """A contact that begins now; raises InvalidInput for one on site, which is a visit."""
    if mode is VisitMode.IN_PERSON:
        raise InvalidInput(field="mode", value=mode.value, reason="not_by_telecommunication")
    return Contact(contact_id, patient_id, episode_id, staff_id, mode, at)
