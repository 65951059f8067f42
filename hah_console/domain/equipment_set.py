"""The equipment of one admission by its recipe: wanted, reserved, packed, delivered against a receipt, set up."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.equipment_rules import Needs
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput, NotReady
from hah_console.domain.ids import AttachmentId, EpisodeId, EquipmentSetId, IntakeId, KitId, UserId
from hah_console.domain.prescription import Receipt

SWAP = "swap"
"""The recipe of what replaces a broken piece."""


class SetState(StrEnum):
    """WANTED: the stock was too small, nothing is set aside. DONE: set up, with every line of the check-list."""

    WANTED = "wanted"
    RESERVED = "reserved"
    PACKED = "packed"
    DELIVERED = "delivered"
    DONE = "done"
    CANCELLED = "cancelled"


_MOVES: dict[SetState, frozenset[SetState]] = {
    SetState.WANTED: frozenset({SetState.RESERVED, SetState.DELIVERED, SetState.CANCELLED}),
    SetState.RESERVED: frozenset({SetState.PACKED, SetState.DELIVERED, SetState.CANCELLED}),
    SetState.PACKED: frozenset({SetState.WANTED, SetState.RESERVED, SetState.DELIVERED, SetState.CANCELLED}),
    SetState.DELIVERED: frozenset({SetState.DONE, SetState.CANCELLED}),
    SetState.DONE: frozenset(),
    SetState.CANCELLED: frozenset(),
}
OPEN_SETS = frozenset({SetState.WANTED, SetState.RESERVED, SetState.PACKED, SetState.DELIVERED})
UNPACKED = frozenset({SetState.WANTED, SetState.RESERVED})
NOT_THERE = UNPACKED | {SetState.PACKED}
"""Still to be delivered."""


class StockShort(HahError):
    """Fewer pieces are free than wanted. Facts: kind, wanted, free."""

    code = "stock_short"


class AlreadyDelivered(HahError):
    """The delivery was recorded before. Facts: at, by."""

    code = "already_delivered"


@dataclass(frozen=True, slots=True)
class DoneStep:
    """A line of the check-list that somebody did."""

    step_id: str
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class EquipmentSet:
    """``kit_ids`` are the pieces packed for it. ``episode_id`` is None until the intake became an admission.

    ``proof`` is a photograph or a signature among the attachments. ``reason`` says why it was cancelled or swapped.
    """

    set_id: EquipmentSetId
    recipe: str
    needs: Needs
    promised_at: datetime
    reserved_at: datetime
    reserved_by: UserId
    state: SetState
    intake_id: IntakeId | None = None
    episode_id: EpisodeId | None = None
    kit_ids: tuple[KitId, ...] = ()
    packed_by: UserId | None = None
    packed_at: datetime | None = None
    receipt: Receipt | None = None
    proof: AttachmentId | None = None
    steps: tuple[DoneStep, ...] = ()
    done_at: datetime | None = None
    reason: str = ""
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether something of it is still to be done."""
        return self.state in OPEN_SETS

    def reserved(self, kept: tuple[KitId, ...] = ()) -> "EquipmentSet":
        """Pieces are set aside for it; ``kept`` are with the patient already. Raises IllegalTransition."""
        return replace(self._moved(SetState.RESERVED), kit_ids=kept, packed_by=None, packed_at=None)

    def short(self, kept: tuple[KitId, ...]) -> "EquipmentSet":
        """A packed piece turned out to be broken; ``kept`` are the others. Raises IllegalTransition."""
        return replace(self._moved(SetState.WANTED), kit_ids=kept, packed_by=None, packed_at=None)

    def bound(self, episode_id: EpisodeId, promised_at: datetime, kit_ids: tuple[KitId, ...] = ()) -> "EquipmentSet":
        """The intake became an admission, which has ``kit_ids`` already. Raises IllegalTransition when it belongs to
        one or has ended."""
        if self.episode_id is not None or not self.is_open:
            raise IllegalTransition(entity="equipment_set", state=self.state.value, move="bind")
        return replace(self, episode_id=episode_id, promised_at=promised_at, kit_ids=kit_ids)

    def packed(self, kit_ids: tuple[KitId, ...], by: UserId, at: datetime) -> "EquipmentSet":
        """All its pieces lie together. Raises IllegalTransition, also before there is an admission."""
        if self.episode_id is None:
            raise IllegalTransition(entity="equipment_set", state=self.state.value, move=SetState.PACKED.value)
        return replace(self._moved(SetState.PACKED), kit_ids=kit_ids, packed_by=by, packed_at=at)

    def delivered(self, receipt: Receipt | None, proof: AttachmentId | None = None) -> "EquipmentSet":
        """Handed over at the door, once; without a receipt it was there from the beginning of the admission.

        SAFETY(delivered once): a second proof meets this state, or the raised version. Raises AlreadyDelivered,
        IllegalTransition, InvalidInput (no name, a moment before it was packed).
        """
        if self.receipt is not None:
            raise AlreadyDelivered(at=self.receipt.at, by=self.receipt.received_by)
        if receipt is not None:
            self._check(receipt)
        return replace(self._moved(SetState.DELIVERED), receipt=receipt, proof=proof)

    def ticked(self, step_id: str, by: UserId, at: datetime) -> "EquipmentSet":
        """A line of the check-list is done; doing it again changes nothing. Raises IllegalTransition before the
        delivery."""
        if self.state is not SetState.DELIVERED:
            raise IllegalTransition(entity="equipment_set", state=self.state.value, move="tick")
        if any(step.step_id == step_id for step in self.steps):
            return self
        return replace(self, steps=(*self.steps, DoneStep(step_id, by, at)))

    def done(self, asked: Collection[str], at: datetime) -> "EquipmentSet":
        """Set up. SAFETY(set up): every line asked is done by somebody. Raises NotReady with what is not,
        IllegalTransition."""
        ticked = {step.step_id for step in self.steps}
        missing = tuple(step_id for step_id in asked if step_id not in ticked)
        moved = self._moved(SetState.DONE)
        if missing:
            raise NotReady("set_up", missing)
        return replace(moved, done_at=at)

    def cancelled(self, reason: str, at: datetime) -> "EquipmentSet":
        """No longer needed. Raises IllegalTransition, InvalidInput without a reason."""
        if not reason.strip():
            raise InvalidInput(field="reason", value="", reason="empty")
        return replace(self._moved(SetState.CANCELLED), reason=reason.strip(), done_at=at)

    def _check(self, receipt: Receipt) -> None:
        if not receipt.received_by.strip():
            raise InvalidInput(field="received_by", value="", reason="empty")
        if self.packed_at is None or receipt.at < self.packed_at:
            when = receipt.at.isoformat(timespec="minutes")
            raise InvalidInput(field="delivered_at", value=when, reason="before_packed")

    def _moved(self, to: SetState) -> "EquipmentSet":
        if to not in _MOVES[self.state]:
            raise IllegalTransition(entity="equipment_set", state=self.state.value, move=to.value)
        return replace(self, state=to)
