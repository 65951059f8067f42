"""One dose of a medication order: due at a moment, then given, or not given for a reason."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import DoseId, EpisodeId, OrderId, PatientId, TaskId, UserId


class DoseState(StrEnum):
    """FHIR MedicationAdministration.status in this house's words; WITHDRAWN: its order was stopped before.

    HANDED_ON: the admission ended while it was due, and somebody named sees to it from then on.
    """

    DUE = "due"
    GIVEN = "given"
    MISSED = "missed"
    REFUSED = "refused"
    HANDED_ON = "handed_on"
    WITHDRAWN = "withdrawn"


NOT_GIVEN = frozenset({DoseState.MISSED, DoseState.REFUSED})
_MOVES: dict[DoseState, frozenset[DoseState]] = {
    DoseState.DUE: frozenset(set(DoseState) - {DoseState.DUE}),
    DoseState.GIVEN: frozenset({DoseState.DUE}),
    DoseState.MISSED: frozenset({DoseState.DUE}),
    DoseState.REFUSED: frozenset({DoseState.DUE}),
    DoseState.HANDED_ON: frozenset({DoseState.DUE}),
    DoseState.WITHDRAWN: frozenset(),
}


class NotGivenReason(StrEnum):
    """Why a dose was not given; OTHER needs words."""

    REFUSED = "refused"
    NOT_AT_HOME = "not_at_home"
    NO_ACCESS = "no_access"
    NO_DRUG = "no_drug"
    HELD = "held"
    ADVERSE_REACTION = "adverse_reaction"
    NOBODY_CAME = "nobody_came"
    OTHER = "other"


class Giver(StrEnum):
    """Whose hand gave it."""

    STAFF = "staff"
    CAREGIVER = "caregiver"
    PATIENT = "patient"


class DoseStanding(StrEnum):
    """How a dose stands at a moment: what is seen of it."""

    AHEAD = "ahead"
    DUE = "due"
    LATE = "late"
    OVERDUE = "overdue"
    GIVEN = "given"
    GIVEN_LATE = "given_late"
    GIVEN_EARLY = "given_early"
    MISSED = "missed"
    REFUSED = "refused"
    HANDED_ON = "handed_on"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({DoseStanding.AHEAD, DoseStanding.DUE, DoseStanding.LATE, DoseStanding.OVERDUE})


@dataclass(frozen=True, slots=True)
class DoseWindow:
    """On time from ``earliest`` to ``latest``, late until ``missed_after``, then nobody has said what became of it."""

    earliest: datetime
    latest: datetime
    missed_after: datetime


@dataclass(frozen=True, slots=True)
class Dose:
    """``at`` and ``by``: when it was given or decided not to be, and who says so; ``reason`` is a code, ``note`` words.

    ``task_id`` names the visit it is planned for; a dose is due with or without one.
    """

    dose_id: DoseId
    order_id: OrderId
    episode_id: EpisodeId
    patient_id: PatientId
    due_at: datetime
    window: DoseWindow
    state: DoseState = DoseState.DUE
    at: datetime | None = None
    by: UserId | None = None
    giver: Giver | None = None
    reason: str = ""
    note: str = ""
    first: bool = False
    task_id: TaskId | None = None
    version: int = 0

    @property
    def is_due(self) -> bool:
        """Whether nobody has said yet what became of it."""
        return self.state is DoseState.DUE

    def standing(self, now: datetime) -> DoseStanding:
        """How it stands at ``now``."""
        if self.state is DoseState.DUE:
            return self._open_standing(now)
        if self.state is DoseState.GIVEN and self.at is not None:
            if self.at > self.window.latest:
                return DoseStanding.GIVEN_LATE
            return DoseStanding.GIVEN_EARLY if self.at < self.window.earliest else DoseStanding.GIVEN
        return DoseStanding(self.state.value)

    def given(self, by: UserId, at: datetime, now: datetime, giver: Giver = Giver.STAFF, note: str = "") -> "Dose":
        """Given at ``at``. Before its window only with a word why.

        SAFETY(dose once): only a dose that is due can be given. Raises IllegalTransition, InvalidInput.
        """
        self._require(DoseState.GIVEN)
        if at > now:
            raise InvalidInput(field="given_at", value=at, reason="in_the_future")
        if at < self.window.earliest and not note.strip():
            raise InvalidInput(field="note", value="", reason="too_early_needs_reason")
        return replace(self, state=DoseState.GIVEN, at=at, by=by, giver=giver, reason="", note=note.strip())

    def not_given(self, by: UserId, at: datetime, reason: NotGivenReason, note: str = "") -> "Dose":
        """Refused or missed, with the reason. Raises IllegalTransition, InvalidInput without words for OTHER."""
        to = DoseState.REFUSED if reason is NotGivenReason.REFUSED else DoseState.MISSED
        self._require(to)
        if reason is NotGivenReason.OTHER and not note.strip():
            raise InvalidInput(field="note", value="", reason="empty")
        return replace(self, state=to, at=at, by=by, giver=None, reason=reason.value, note=note.strip())

    def handed_on(self, by: UserId, at: datetime, to: str) -> "Dose":
        """Somebody else sees to it from now on; ``to`` names who. Raises IllegalTransition, InvalidInput for nobody."""
        self._require(DoseState.HANDED_ON)
        if not to.strip():
            raise InvalidInput(field="note", value="", reason="to_whom")
        state = DoseState.HANDED_ON
        return replace(self, state=state, at=at, by=by, giver=None, reason=state.value, note=to.strip())

    def taken_back(self) -> "Dose":
        """What was recorded was wrong: it is due again. Raises IllegalTransition."""
        self._require(DoseState.DUE)
        return replace(self, state=DoseState.DUE, at=None, by=None, giver=None, reason="", note="")

    def withdrawn(self, by: UserId, at: datetime) -> "Dose":
        """No longer wanted, for its order was stopped before it was due. Raises IllegalTransition."""
        self._require(DoseState.WITHDRAWN)
        return replace(self, state=DoseState.WITHDRAWN, at=at, by=by)

    def _open_standing(self, now: datetime) -> DoseStanding:
        if now < self.window.earliest:
            return DoseStanding.AHEAD
        if now <= self.window.latest:
            return DoseStanding.DUE
        return DoseStanding.LATE if now <= self.window.missed_after else DoseStanding.OVERDUE

    def _require(self, to: DoseState) -> None:
        if to not in _MOVES[self.state]:
            raise IllegalTransition(entity="dose", state=self.state.value, move=to.value)
