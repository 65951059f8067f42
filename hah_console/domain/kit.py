"""A numbered piece of equipment: one state, one place, one patient at most."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput
from hah_console.domain.ids import DeviceId, EpisodeId, KitId, UserId


class KitState(StrEnum):
    """The loop of a piece of equipment. SENT: handed over at the door and not set up yet."""

    AVAILABLE = "available"
    PREPARED = "prepared"
    SENT = "sent"
    IN_USE = "in_use"
    TO_RETRIEVE = "to_retrieve"
    CLEANING = "cleaning"
    TESTING = "testing"
    FAULTY = "faulty"


_MOVES: dict[KitState, frozenset[KitState]] = {
    KitState.AVAILABLE: frozenset({KitState.PREPARED, KitState.TESTING, KitState.FAULTY}),
    KitState.PREPARED: frozenset({KitState.AVAILABLE, KitState.SENT, KitState.IN_USE, KitState.FAULTY}),
    KitState.SENT: frozenset({KitState.IN_USE, KitState.TO_RETRIEVE}),
    KitState.IN_USE: frozenset({KitState.TO_RETRIEVE}),
    KitState.TO_RETRIEVE: frozenset({KitState.CLEANING}),
    KitState.CLEANING: frozenset({KitState.TESTING, KitState.FAULTY}),
    KitState.TESTING: frozenset({KitState.AVAILABLE, KitState.CLEANING, KitState.FAULTY}),
    KitState.FAULTY: frozenset({KitState.TESTING}),
}
WITH_PATIENT = frozenset({KitState.PREPARED, KitState.SENT, KitState.IN_USE, KitState.TO_RETRIEVE})
"""A piece in one of these may belong to an admission; in any other state it is with nobody."""
AT_HOME = frozenset({KitState.SENT, KitState.IN_USE, KitState.TO_RETRIEVE})
"""Where the patient lives."""


class KitTaken(HahError):
    """The piece is with another patient, or on its way to one. Facts: kit, state."""

    code = "kit_taken"


@dataclass(frozen=True, slots=True)
class Kit:
    """``since`` is when it came into its state, None where nobody noted it; ``fault`` what is wrong with it.

    ``device_id`` is what a monitor calls itself, ``serial`` what stands on the piece.
    """

    kit_id: KitId
    kind: str
    state: KitState
    device_id: DeviceId | None = None
    episode_id: EpisodeId | None = None
    battery_pct: int | None = None
    version: int = 0
    serial: str = ""
    since: datetime | None = None
    fault: str = ""

    def given_to(self, episode_id: EpisodeId, at: datetime, to: KitState = KitState.PREPARED) -> "Kit":
        """Packed for an admission (or in use at once).

        SAFETY(one patient): only a piece that is ready and with nobody is given to somebody. Raises KitTaken,
        IllegalTransition for one that is being cleaned, tested or is out of order.
        """
        if self.state in AT_HOME or self.episode_id is not None:
            raise KitTaken(kit=self.kit_id, state=self.state.value)
        lies_packed = self.state is KitState.PREPARED
        packed = replace(self if lies_packed else self.moved(KitState.PREPARED, at), episode_id=episode_id)
        return packed if to is KitState.PREPARED else packed.moved(to, at)

    def broken(self, fault: str, at: datetime) -> "Kit":
        """It does not work: fetched first when it is with a patient. Raises IllegalTransition, InvalidInput."""
        if not fault.strip():
            raise InvalidInput(field="fault", value="", reason="empty")
        to = KitState.TO_RETRIEVE if self.state in AT_HOME else KitState.FAULTY
        moved = self if self.state is KitState.TO_RETRIEVE else self.moved(to, at)
        return replace(moved, fault=fault.strip())

    def moved(self, to: KitState, at: datetime) -> "Kit":
        """In the state ``to`` since ``at``; a piece that is with nobody any more forgets the admission, a ready one
        its fault.

        Raises IllegalTransition, InvalidInput (``at``) for a moment before the present state began.
        """
        if to not in _MOVES[self.state]:
            raise IllegalTransition(entity="kit", state=self.state.value, move=to.value)
        if self.since is not None and at < self.since:
            raise InvalidInput(field="at", value=at.isoformat(timespec="minutes"), reason="before_state")
        return replace(
            self,
            state=to,
            since=at,
            episode_id=self.episode_id if to in WITH_PATIENT else None,
            fault="" if to is KitState.AVAILABLE else self.fault,
        )


def next_states(state: KitState) -> frozenset[KitState]:
    """The states that may follow."""
    return _MOVES[state]


@dataclass(frozen=True, slots=True)
class Custody:
    """One line of a piece's history: who brought it into which state, when, with whom it was then, and why."""

    kit_id: KitId
    at: datetime
    by: UserId
    state: KitState
    episode_id: EpisodeId | None
    reason: str
    recorded_at: datetime
