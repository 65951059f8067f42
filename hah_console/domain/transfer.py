"""The green channel: a transfer into a backup hospital as a state machine whose order is enforced."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, HospitalId, PatientId, TransferId


class TransferStage(StrEnum):
    """Stages in order; REFUSED and AMBULANCE_CANCELLED lead back, CLOSED, CANCELLED and DIED end."""

    DECIDED = "decided"
    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    AMBULANCE_CALLED = "ambulance_called"
    AMBULANCE_CANCELLED = "ambulance_cancelled"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DIED = "died"


_S = TransferStage
STAGE_LINE = (
    _S.DECIDED,
    _S.ASKED,
    _S.ACCEPTED,
    _S.AMBULANCE_CALLED,
    _S.DEPARTED,
    _S.ARRIVED,
    _S.HANDED_OVER,
    _S.CLOSED,
)
"""The stages of an undisturbed transfer, in order."""

_FORWARD = {
    _S.DECIDED: _S.ASKED,
    _S.ASKED: _S.ACCEPTED,
    _S.REFUSED: _S.ASKED,
    _S.AMBULANCE_CALLED: _S.DEPARTED,
    _S.AMBULANCE_CANCELLED: _S.AMBULANCE_CALLED,
    _S.DEPARTED: _S.ARRIVED,
    _S.ARRIVED: _S.HANDED_OVER,
    _S.HANDED_OVER: _S.CLOSED,
}
_RIDES = frozenset({_S.AMBULANCE_CALLED, _S.AMBULANCE_CANCELLED, _S.DEPARTED})
_MAY_BE_REFUSED = frozenset({_S.ASKED, _S.ACCEPTED, *_RIDES, _S.ARRIVED})
ENDED = frozenset({_S.CLOSED, _S.CANCELLED, _S.DIED})
IN_OTHER_HANDS = ENDED | {_S.HANDED_OVER}
"""Stages in which nobody here cares for the patient on her way any more."""
NEEDS_REASON = frozenset({_S.REFUSED, _S.AMBULANCE_CANCELLED, _S.CANCELLED, _S.DIED})


def next_stages(reached: Sequence[TransferStage]) -> frozenset[TransferStage]:
    """The stages that may follow those reached: at most one of them leads on.

    A patient who has left home cannot have her transfer cancelled. One who is on board when another hospital accepts
    her arrives there next; an ambulance that was called and not called off needs no second call.
    """
    now = reached[-1]
    if now in ENDED:
        return frozenset()
    onward = _after_acceptance(reached) if now is _S.ACCEPTED else _FORWARD[now]
    aside = {_S.DIED} if now not in IN_OTHER_HANDS else set()
    if now in _MAY_BE_REFUSED:
        aside.add(_S.REFUSED)
    if now in {_S.AMBULANCE_CALLED, _S.DEPARTED} or (now is _S.ACCEPTED and onward is not _S.AMBULANCE_CALLED):
        aside.add(_S.AMBULANCE_CANCELLED)
    if not {_S.DEPARTED, _S.ARRIVED}.intersection(reached) and now not in IN_OTHER_HANDS:
        aside.add(_S.CANCELLED)
    return frozenset({onward, *aside})


def _after_acceptance(reached: Sequence[TransferStage]) -> TransferStage:
    ride = last_ride(reached)
    if ride is _S.DEPARTED:
        return _S.ARRIVED
    return _S.DEPARTED if ride is _S.AMBULANCE_CALLED else _S.AMBULANCE_CALLED


def last_ride(reached: Sequence[TransferStage]) -> TransferStage | None:
    """What was said of the ambulance last: called, called off, left with the patient on board; None: nothing yet."""
    return next((stage for stage in reversed(reached) if stage in _RIDES), None)


ED_LEFT = "ed_left"
"""The moment every transfer is asked for after the arrival: the patient leaves the emergency department, for a ward, an
operation or home. From the arrival to it is her stay there."""


class Side(StrEnum):
    """Whose signature a hand-over needs: who gives the patient and who receives her."""

    GIVER = "giver"
    RECEIVER = "receiver"


class Means(StrEnum):
    """How somebody signed: signed in at a console, on the page of the hospital, or on paper as told by ``by``."""

    CONSOLE = "console"
    PAGE = "page"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class TransferSignature:
    """``name`` is who signed, ``by`` who wrote it down."""

    side: Side
    name: str
    at: datetime
    by: str
    means: Means


@dataclass(frozen=True, slots=True)
class Milestone:
    """A moment that is no stage: of a time-critical pathway (onset, wire crossed ...), or ED_LEFT. Of one name the last
    counts."""

    name: str
    at: datetime
    by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class StageEntry:
    """One stage reached: when, by whom, at which hospital, why."""

    stage: TransferStage
    at: datetime
    by: str
    hospital_id: HospitalId | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer; ``history`` is append-only and its last entry is the present stage.

    ``pathway`` names a time-critical pathway of the rule pack, empty for none. ``exercise``: of a drill, nobody real.
    """

    transfer_id: TransferId
    episode_id: EpisodeId
    patient_id: PatientId
    reason: str
    history: tuple[StageEntry, ...]
    hospital_id: HospitalId | None = None
    version: int = 0
    pathway: str = ""
    exercise: bool = False
    signatures: tuple[TransferSignature, ...] = field(default=())
    milestones: tuple[Milestone, ...] = field(default=())

    @property
    def stage(self) -> TransferStage:
        """The present stage."""
        return self.history[-1].stage

    @property
    def ended(self) -> bool:
        """Whether no further stage can follow."""
        return self.stage in ENDED

    @property
    def under_way(self) -> bool:
        """Whether those who decided it still have the patient, at home or on the road."""
        return self.stage not in IN_OTHER_HANDS

    @property
    def on_board(self) -> bool:
        """Whether the patient is in an ambulance."""
        return self.under_way and last_ride(self.stages()) is _S.DEPARTED

    def stages(self) -> tuple[TransferStage, ...]:
        """All stages reached, in order."""
        return tuple(entry.stage for entry in self.history)

    def reached_at(self, stage: TransferStage) -> datetime | None:
        """When ``stage`` was last reached, or None."""
        return next((e.at for e in reversed(self.history) if e.stage is stage), None)

    def next_stages(self) -> frozenset[TransferStage]:
        """The stages that may follow now."""
        return next_stages(self.stages())

    def signature(self, side: Side) -> TransferSignature | None:
        """Who has signed on one side."""
        return next((one for one in self.signatures if one.side is side), None)

    def milestone(self, name: str) -> Milestone | None:
        """The last told moment of that name."""
        return next((one for one in reversed(self.milestones) if one.name == name), None)

    def ed_stay(self) -> timedelta | None:
        """How long she was in the emergency department; None while nobody has told when she left it."""
        arrived, left = self.reached_at(_S.ARRIVED), self.milestone(ED_LEFT)
        return max(timedelta(0), left.at - arrived) if arrived is not None and left is not None else None

    def refused_by(self) -> frozenset[HospitalId]:
        """The hospitals that could not take the patient."""
        return frozenset(e.hospital_id for e in self.history if e.stage is _S.REFUSED and e.hospital_id)

    def moved(
        self, to: TransferStage, *, at: datetime, by: str, hospital_id: HospitalId | None = None, note: str = ""
    ) -> "Transfer":
        """The transfer after the stage ``to``.

        Raises IllegalTransition for a stage out of order, an ASKED without a hospital, a HANDED_OVER without both
        signatures, a stage that needs a reason without a note, or a time before the previous stage.
        """
        chosen = hospital_id or self.hospital_id
        out_of_order = to not in self.next_stages() or at < self.history[-1].at
        nobody_asked = to is _S.ASKED and chosen is None
        unsigned = to is _S.HANDED_OVER and not all(self.signature(side) for side in Side)
        if out_of_order or nobody_asked or unsigned or (to in NEEDS_REASON and not note.strip()):
            raise IllegalTransition(entity="transfer", state=self.stage.value, move=to.value)
        entry = StageEntry(to, at, by, chosen, note)
        kept = () if to is _S.REFUSED else self.signatures
        return replace(self, history=(*self.history, entry), hospital_id=chosen, signatures=kept)

    def signed(self, signature: TransferSignature) -> "Transfer":
        """One side has signed; with the second signature the patient is handed over.

        Raises IllegalTransition unless she has arrived and that side has not signed, InvalidInput without a name or
        with that of the other side.
        """
        others = {one.name for one in self.signatures}
        if self.stage is not _S.ARRIVED or self.signature(signature.side) is not None:
            raise IllegalTransition(entity="transfer", state=self.stage.value, move=f"sign_{signature.side.value}")
        if not signature.name.strip() or signature.name in others:
            reason = "same_person" if signature.name.strip() else "empty"
            raise InvalidInput(field="signature", value=signature.name, reason=reason)
        signed = replace(self, signatures=(*self.signatures, signature))
        if len(signed.signatures) < len(Side):
            return signed
        return signed.moved(_S.HANDED_OVER, at=signature.at, by=signature.by)

    def told(self, milestone: Milestone) -> "Transfer":
        """A moment of the pathway was told."""
        return replace(self, milestones=(*self.milestones, milestone))
