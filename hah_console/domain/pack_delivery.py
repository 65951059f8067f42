"""The way of one version of a pack to the hospital: waiting, failed and tried again, delivered, received by name."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import TransferId

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=5)
"""After a failure it is tried again: after the first pause, then each time after twice as long."""


class Channel(StrEnum):
    """FOLDER: a file dropped where the hospital fetches it. PAGE: its page of the case. PAPER: printed or by fax."""

    FOLDER = "folder"
    PAGE = "page"
    PAPER = "paper"


class DeliveryState(StrEnum):
    """SUPERSEDED: a newer version took its place before it was received."""

    WAITING = "waiting"
    FAILED = "failed"
    DELIVERED = "delivered"
    RECEIVED = "received"
    SUPERSEDED = "superseded"


_OPEN = frozenset({DeliveryState.WAITING, DeliveryState.FAILED})


@dataclass(frozen=True, slots=True)
class PackDelivery:
    """``trouble`` is the code of the last failure; ``received_by`` the name of who has it at the hospital."""

    delivery_id: str
    pack_id: str
    transfer_id: TransferId
    channel: Channel
    created_at: datetime
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    next_at: datetime | None = None
    trouble: str = ""
    delivered_at: datetime | None = None
    received_at: datetime | None = None
    received_by: str = ""
    version: int = 0

    def due(self, now: datetime) -> bool:
        """Whether it is time for an attempt."""
        return self.state in _OPEN and (self.next_at is None or self.next_at <= now)

    def failed(self, at: datetime, trouble: str) -> "PackDelivery":
        """An attempt did not get through. Raises IllegalTransition when there was none to make."""
        self._require(_OPEN, "fail")
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self.attempts, 10))
        return replace(
            self, state=DeliveryState.FAILED, attempts=self.attempts + 1, next_at=at + pause, trouble=trouble
        )

    def delivered(self, at: datetime) -> "PackDelivery":
        """It is there. Raises IllegalTransition when it was already."""
        self._require(_OPEN, "deliver")
        return replace(
            self,
            state=DeliveryState.DELIVERED,
            attempts=self.attempts + 1,
            next_at=None,
            trouble="",
            delivered_at=at,
        )

    def received(self, at: datetime, name: str) -> "PackDelivery":
        """Somebody at the hospital has it. Raises InvalidInput without a name, IllegalTransition a second time."""
        self._require(_OPEN | {DeliveryState.DELIVERED}, "receive")
        if not name.strip():
            raise InvalidInput(field="received_by", value="", reason="empty")
        return replace(
            self,
            state=DeliveryState.RECEIVED,
            next_at=None,
            trouble="",
            delivered_at=self.delivered_at or at,
            received_at=at,
            received_by=name.strip(),
        )

    def superseded(self) -> "PackDelivery":
        """A newer version goes out instead; what was received stays so."""
        return self if self.state is DeliveryState.RECEIVED else replace(self, state=DeliveryState.SUPERSEDED)

    def _require(self, states: frozenset[DeliveryState], move: str) -> None:
        if self.state not in states:
            raise IllegalTransition(entity="pack_delivery", state=self.state.value, move=move)
