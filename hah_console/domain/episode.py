"""One admission to hospital at home: condition, mode, days, state."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import EpisodeId, KitId, PatientId, StaffId


class Condition(StrEnum):
    """The conditions of the programme."""

    PNEUMONIA = "pneumonia"
    UTI = "uti"
    SOFT_TISSUE = "soft_tissue"


class Mode(StrEnum):
    """How the patient came: A home-care case, B institution resident, C emergency department."""

    HOME_CARE = "A"
    INSTITUTION = "B"
    EMERGENCY = "C"


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


class Outcome(StrEnum):
    """TW LTC IG hah-outcome codes."""

    COMPLETED_TREATMENT = "completed-treatment"
    HOSPITAL_TRANSFER = "hospital-transfer"
    PROVIDER_TRANSFER = "provider-transfer"
    WITHDRAWN = "withdrawn"
    DEATH = "death"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Episode:
    """One admission; a second admission of the same person is another Episode."""

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

    def day_number(self, on: date, admitted_on: date) -> int:
        """Day n of the stay: the day of admission is day 1. Both dates are local to the site."""
        return (on - admitted_on).days + 1

    def moved(self, to: EpisodeState) -> "Episode":
        """The episode in state ``to``; raises IllegalTransition when the move does not exist."""
        if to not in _MOVES[self.state]:
            raise IllegalTransition(entity="episode", state=self.state.value, move=to.value)
        return replace(self, state=to)
