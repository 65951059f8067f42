"""A shift handover: patients passed from one person to another, each with exactly one owner at every moment."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.closing.isbar import Isbar
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, HandoverId, PatientId, UserId
from hah_console.domain.written import written_note


class WrongHand(HahError):
    """Somebody who is not a party to a handover, or not the one whose step it is. Facts: move, expected."""

    code = "wrong_hand"


class NotOwner(HahError):
    """Somebody else answers for this patient. Facts: name, owner."""

    code = "not_owner"


class HandoverState(StrEnum):
    """Being written; signed by the giver; every patient answered; taken back."""

    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"


class ItemState(StrEnum):
    """What the receiver said of one patient."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class CarriedKind(StrEnum):
    """What goes over with a patient."""

    TASK = "task"
    CLOCK = "clock"
    ALARM = "alarm"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Carried:
    """Open work or a running clock, by reference: it is one thing and is not copied."""

    kind: CarriedKind
    reference: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, and when."""

    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said: ``reason`` of a refusal, ``read_back`` when she repeated what she heard."""

    signature: Signature
    reason: str = ""
    read_back: bool = False


@dataclass(frozen=True, slots=True)
class HandoverItem:
    """One patient. ``owner_id`` is who answers for her: the giver, or who ``kept`` her, until the receiver accepts.

    SAFETY(no owner): the field cannot be empty, and only accepting or keeping changes it.
    """

    episode_id: EpisodeId
    patient_id: PatientId
    owner_id: UserId
    isbar: Isbar
    carried: tuple[Carried, ...] = ()
    state: ItemState = ItemState.WAITING
    answer: Answer | None = None
    kept: Signature | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """From ``giver_id`` to ``receiver_id``. ``given`` is the giver's signature, ``received`` the receiver's, set with
    her answer on the last patient."""

    handover_id: HandoverId
    giver_id: UserId
    receiver_id: UserId
    drafted_at: datetime
    items: tuple[HandoverItem, ...]
    state: HandoverState = HandoverState.DRAFT
    given: Signature | None = None
    received: Signature | None = None
    withdrawn_at: datetime | None = None
    withdrawn_for: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        if self.giver_id == self.receiver_id:
            raise InvalidInput(field="receiver", value=self.receiver_id, reason="same_person")
        if len({item.episode_id for item in self.items}) != len(self.items):
            raise InvalidInput(field="items", value=len(self.items), reason="written_twice")

    def item(self, episode_id: EpisodeId) -> HandoverItem | None:
        """The patient of an admission, None when she is not in it."""
        return next((item for item in self.items if item.episode_id == episode_id), None)

    def pending(self) -> tuple[HandoverItem, ...]:
        """Patients the receiver has yet to answer; nobody waits for an answer unless the handover is sent."""
        return self._in(ItemState.WAITING) if self.state is HandoverState.SENT else ()

    def returned(self) -> tuple[HandoverItem, ...]:
        """Patients that are the giver's, or the keeper's, because they were refused or taken back."""
        waiting = self._in(ItemState.WAITING) if self.state is HandoverState.WITHDRAWN else ()
        return (*self._in(ItemState.REFUSED), *waiting)

    def rewritten(self, episode_id: EpisodeId, isbar: Isbar) -> "Handover":
        """With other words about one patient; raises IllegalTransition once it is sent."""
        self._require(HandoverState.DRAFT, "rewrite")
        return self._changed(episode_id, "rewrite", lambda item: replace(item, isbar=isbar))

    def sent(self, by: UserId, at: datetime) -> "Handover":
        """Signed by the giver: every patient stays hers until accepted. Raises WrongHand, IllegalTransition."""
        self._require(HandoverState.DRAFT, "send")
        _require_hand(by, self.giver_id, "send")
        if not self.items or at < self.drafted_at:
            raise self._refusal("send")
        return replace(self, state=HandoverState.SENT, given=Signature(by, at))

    def accepted(self, episode_id: EpisodeId, by: UserId, at: datetime, *, read_back: bool = False) -> "Handover":
        """The receiver takes one patient and owns her from now on. Raises WrongHand, IllegalTransition."""
        answer = Answer(Signature(by, at), read_back=read_back)
        return self._answered(episode_id, ItemState.ACCEPTED, answer, "accept")

    def refused(self, episode_id: EpisodeId, by: UserId, at: datetime, reason: str) -> "Handover":
        """The receiver does not take one patient; she goes back to who gave her. Raises InvalidInput without a reason,
        WrongHand, IllegalTransition."""
        if not reason.strip():
            raise InvalidInput(field="reason", value="", reason="empty")
        return self._answered(
            episode_id, ItemState.REFUSED, Answer(Signature(by, at), written_note(reason, "reason")), "refuse"
        )

    def withdrawn(self, by: UserId, at: datetime, reason: str) -> "Handover":
        """Taken back before every patient was answered; what was accepted stays accepted.

        Raises InvalidInput without a reason, WrongHand, IllegalTransition.
        """
        if not reason.strip():
            raise InvalidInput(field="reason", value="", reason="empty")
        if self.state not in {HandoverState.DRAFT, HandoverState.SENT}:
            raise self._refusal("withdraw")
        if by not in {item.owner_id for item in self._in(ItemState.WAITING)}:
            _require_hand(by, self.giver_id, "withdraw")
        return replace(
            self, state=HandoverState.WITHDRAWN, withdrawn_at=at, withdrawn_for=written_note(reason, "reason")
        )

    def kept_by(self, episode_id: EpisodeId, by: UserId, at: datetime) -> "Handover":
        """The charge nurse answers for one patient who is not accepted, as when the giver has gone home.

        Raises IllegalTransition for an accepted one, WrongHand for the receiver, who accepts or refuses instead.
        """
        if by == self.receiver_id:
            raise WrongHand(move="keep", expected=self.giver_id)
        item = self.item(episode_id)
        if item is None or item.state is ItemState.ACCEPTED:
            raise self._refusal("keep")
        return self._changed(episode_id, "keep", lambda i: replace(i, owner_id=by, kept=Signature(by, at)))

    def _answered(self, episode_id: EpisodeId, to: ItemState, answer: Answer, move: str) -> "Handover":
        self._require(HandoverState.SENT, move)
        _require_hand(answer.signature.by, self.receiver_id, move)
        item = self.item(episode_id)
        too_early = self.given is None or answer.signature.at < self.given.at
        if item is None or item.state is not ItemState.WAITING or too_early:
            raise self._refusal(move)
        owner = self.receiver_id if to is ItemState.ACCEPTED else item.owner_id
        answered = self._changed(episode_id, move, lambda i: replace(i, state=to, answer=answer, owner_id=owner))
        if answered.pending():
            return answered
        return replace(answered, state=HandoverState.RECEIVED, received=answer.signature)

    def _changed(self, episode_id: EpisodeId, move: str, change: Callable[[HandoverItem], HandoverItem]) -> "Handover":
        if self.item(episode_id) is None:
            raise self._refusal(move)
        return replace(self, items=tuple(change(i) if i.episode_id == episode_id else i for i in self.items))

    def _in(self, state: ItemState) -> tuple[HandoverItem, ...]:
        return tuple(item for item in self.items if item.state is state)

    def _require(self, state: HandoverState, move: str) -> None:
        if self.state is not state:
            raise self._refusal(move)

    def _refusal(self, move: str) -> IllegalTransition:
        return IllegalTransition(entity="handover", state=self.state.value, move=move)


def _require_hand(by: UserId, expected: UserId, move: str) -> None:
    if by != expected:
        raise WrongHand(move=move, expected=expected)
