"""A referral to hospital at home: who asks for whom, and how it was answered."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.episode import Condition, Mode
from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import PatientId, ReferralId, UserId
from hah_console.domain.person import Person


class Channel(StrEnum):
    """How it came in: typed by somebody of the team, or received from another system."""

    TYPED = "typed"
    RECEIVED = "received"


class ReferralState(StrEnum):
    """From receipt to its end. RETURNED waits for data of the sender, ACCEPTED for the intake."""

    RECEIVED = "received"
    RETURNED = "returned"
    COMPLETED = "completed"
    ACCEPTED = "accepted"
    ADMITTED = "admitted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


_S = ReferralState
_MOVES: dict[ReferralState, frozenset[ReferralState]] = {
    _S.RECEIVED: frozenset({_S.ACCEPTED, _S.DECLINED, _S.RETURNED, _S.WITHDRAWN}),
    _S.RETURNED: frozenset({_S.COMPLETED, _S.DECLINED, _S.WITHDRAWN}),
    _S.COMPLETED: frozenset({_S.ACCEPTED, _S.DECLINED, _S.RETURNED, _S.WITHDRAWN}),
    _S.ACCEPTED: frozenset({_S.ADMITTED, _S.DECLINED, _S.WITHDRAWN}),
    _S.ADMITTED: frozenset(),
    _S.DECLINED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}
ENDED = frozenset({_S.ADMITTED, _S.DECLINED, _S.WITHDRAWN})
WAITING_FOR_US = frozenset({_S.RECEIVED, _S.COMPLETED})
"""The sender waits for an answer."""


class DeclineReason(StrEnum):
    """Why a referral is declined or withdrawn."""

    NOT_ELIGIBLE = "not_eligible"
    STAYS_IN_HOSPITAL = "stays_in_hospital"
    NO_CAPACITY = "no_capacity"
    OUTSIDE_AREA = "outside_area"
    HOME_NOT_SUITABLE = "home_not_suitable"
    PATIENT_DECLINES = "patient_declines"
    DUPLICATE = "duplicate"
    OTHER = "other"


_NEEDS_REASON = frozenset({_S.DECLINED, _S.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Sender:
    """Who referred: institution, person, telephone."""

    organisation: str
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ReferralEntry:
    """One state reached: when, by whom, why. ``missing`` names the fields the sender was asked for."""

    state: ReferralState
    at: datetime
    by: UserId
    reason: DeclineReason | None = None
    missing: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """One referral; ``history`` is append-only and its last entry is the present state.

    ``condition`` is what the sender suspects. ``patient_id`` is set as soon as a person of the team has said who this
    is among the patients known. ``external_id`` is the number of a received one in the sender's system,
    ``documents`` are the SHA-256 of every document of it that was taken.
    """

    referral_id: ReferralId
    mode: Mode
    channel: Channel
    person: Person
    sender: Sender
    history: tuple[ReferralEntry, ...]
    condition: Condition | None = None
    problem: str = ""
    patient_id: PatientId | None = None
    external_id: str = ""
    documents: tuple[str, ...] = ()
    version: int = 0

    @property
    def state(self) -> ReferralState:
        """The present state."""
        return self.history[-1].state

    @property
    def ended(self) -> bool:
        """Whether nothing can follow."""
        return self.state in ENDED

    @property
    def received_at(self) -> datetime:
        """When it came in."""
        return self.history[0].at

    @property
    def since(self) -> datetime:
        """When it reached its present state."""
        return self.history[-1].at

    def moves(self) -> frozenset[ReferralState]:
        """The states that may follow now."""
        return _MOVES[self.state]

    def moved(self, entry: ReferralEntry) -> "Referral":
        """The referral after ``entry``.

        Raises IllegalTransition for a state that cannot follow, one declined or withdrawn without a reason (``other``
        needs a note), one returned without saying what is missing, or a time before the present state.
        """
        if not self._may_follow(entry):
            raise IllegalTransition(entity="referral", state=self.state.value, move=entry.state.value)
        return replace(self, history=(*self.history, entry))

    def _may_follow(self, entry: ReferralEntry) -> bool:
        unexplained = entry.state in _NEEDS_REASON and (
            entry.reason is None or (entry.reason is DeclineReason.OTHER and not entry.note.strip())
        )
        unsaid = entry.state is _S.RETURNED and not (entry.missing or entry.note.strip())
        return entry.state in self.moves() and entry.at >= self.since and not unexplained and not unsaid
