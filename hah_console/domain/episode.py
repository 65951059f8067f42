"""One admission to hospital at home: condition, mode, days, state."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, KitId, PatientId, ReferralId, StaffId


class Condition(StrEnum):
    """The conditions of the programme."""

    PNEUMONIA = "pneumonia"
    UTI = "uti"
    SOFT_TISSUE = "soft_tissue"


class Mode(StrEnum):
    """How the patient came: A home-care case, B institution resident, C emergency department, early discharge."""

    HOME_CARE = "A"
    INSTITUTION = "B"
    EMERGENCY = "C"
    EARLY_DISCHARGE = "ESD"


class EpisodeState(StrEnum):
    """FHIR EpisodeOfCare.status, the part used here."""

    PLANNED = "planned"
    ACTIVE = "active"
    ON_HOLD = "onhold"
    CLOSED = "finished"


_MOVES: dict[EpisodeState, frozenset[EpisodeState]] = {
    EpisodeState.PLANNED: frozenset({EpisodeState.ACTIVE, EpisodeState.CLOSED}),
    EpisodeState.ACTIVE: frozenset({EpisodeState.ON_HOLD, EpisodeState.CLOSED}),
    EpisodeState.ON_HOLD: frozenset({EpisodeState.ACTIVE, EpisodeState.CLOSED}),
    EpisodeState.CLOSED: frozenset(),
}


class HoldReason(StrEnum):
    """Why care at home pauses while the admission goes on (EpisodeOfCare.status onhold, never an outcome)."""

    EXAMINATION = "examination"
    EMERGENCY_DEPARTMENT = "emergency_department"
    AWAY = "away"
    ASKED_BY_PATIENT = "asked_by_patient"
    HOME_UNSAFE = "home_unsafe"
    OTHER = "other"


class Outcome(StrEnum):
    """TW LTC IG hah-outcome codes."""

    COMPLETED_TREATMENT = "completed-treatment"
    HOSPITAL_TRANSFER = "hospital-transfer"
    PROVIDER_TRANSFER = "provider-transfer"
    WITHDRAWN = "withdrawn"
    DEATH = "death"
    OTHER = "other"


BEFORE_ADMISSION = timedelta(hours=24)
"""A visit or call that ends with the admission begins before it; what is told to lie further back is a wrong date."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One admission; a second admission of the same person is another Episode.

    ``admitted_at`` of a planned one is when it is meant to begin. ``principal_diagnosis`` is an ICD-10-CM code, empty
    where none is recorded; ``hold_reason`` is set while it is on hold.
    """

    episode_id: EpisodeId
    patient_id: PatientId
    condition: Condition
    mode: Mode
    state: EpisodeState
    admitted_at: datetime
    owner_id: StaffId | None = None
    physician_id: StaffId | None = None
    kit_id: KitId | None = None
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    version: int = 0
    hold_reason: HoldReason | None = None
    principal_diagnosis: str = ""
    referral_id: ReferralId | None = None

    def day_number(self, on: date, admitted_on: date) -> int:
        """Day n of the stay: the day of admission is day 1. Both dates are local to the site."""
        return (on - admitted_on).days + 1

    def require_within(self, at: datetime, field: str) -> None:
        """Raise InvalidInput (``before_admission``) for a visit or contact that lies too long before the admission."""
        if at < self.admitted_at - BEFORE_ADMISSION:
            raise InvalidInput(field=field, value=at.isoformat(timespec="minutes"), reason="before_admission")

    def moved(self, to: EpisodeState) -> "Episode":
        """The episode in state ``to``; raises IllegalTransition when the move does not exist."""
        if to not in _MOVES[self.state]:
            raise IllegalTransition(entity="episode", state=self.state.value, move=to.value)
        return replace(self, state=to, hold_reason=None)

    def begun(self, at: datetime) -> "Episode":
        """A planned admission that begins now; raises IllegalTransition."""
        if self.state is not EpisodeState.PLANNED:
            raise IllegalTransition(entity="episode", state=self.state.value, move="begin")
        return replace(self.moved(EpisodeState.ACTIVE), admitted_at=at)

    def held(self, reason: HoldReason) -> "Episode":
        """On hold for ``reason``; raises IllegalTransition."""
        return replace(self.moved(EpisodeState.ON_HOLD), hold_reason=reason)

    def resumed(self) -> "Episode":
        """In care again after a hold; raises IllegalTransition."""
        if self.state is not EpisodeState.ON_HOLD:
            raise IllegalTransition(entity="episode", state=self.state.value, move="resume")
        return self.moved(EpisodeState.ACTIVE)
