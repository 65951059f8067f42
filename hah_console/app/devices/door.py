"""Where deliveries of gateways and interfaces wait for the one writer, and their senders for the commit."""

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime

from hah_console.domain.clock import Clock
from hah_console.domain.errors import HahError
from hah_console.domain.relayed_set import PartAnswer, RelayedPart

MOST_WAITING = 256
"""Deliveries; a sender that finds no place is told to come again."""
Answers = tuple[PartAnswer, ...]


class NotStoredNow(HahError):
    """The delivery is not stored and may be sent again. Facts: reason (full, closed)."""

    code = "not_stored_now"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one sender passed on at once. ``relay`` names the way and the sender, ``gateway`` the gateway if it is one;
    ``stored`` gets an answer for each part, after the commit."""

    relay: str
    gateway: str
    received_at: datetime
    parts: Sequence[RelayedPart]
    stored: "Future[Answers]" = field(default_factory=Future)


class Door:
    """``deliver`` is for any thread, ``take`` for the one writer. Opened while the lease is held."""

    def __init__(self, clock: Clock, most: int = MOST_WAITING) -> None:
        self._clock, self._most = clock, most
        self._waiting: deque[Delivery] = deque()
        self._lock, self._closed = threading.Lock(), False

    def deliver(self, relay: str, gateway: str, parts: Sequence[RelayedPart]) -> "Future[Answers]":
        """Wait for the answers with the future; it may raise NotStoredNow, as this does when there is no place."""
        delivery = Delivery(relay, gateway, self._clock.now(), tuple(parts))
        with self._lock:
            if self._closed or len(self._waiting) >= self._most:
                raise NotStoredNow(reason="closed" if self._closed else "full")
            self._waiting.append(delivery)
        return delivery.stored

    def take(self, parts: int) -> list[Delivery]:
        """The next deliveries whose senders still wait: one, and more as long as they have at most so many parts."""
        taken: list[Delivery] = []
        with self._lock:
            while self._waiting and (not taken or len(self._waiting[0].parts) <= parts):
                taken.append(self._waiting.popleft())
                parts -= len(taken[-1].parts)
        return [delivery for delivery in taken if delivery.stored.set_running_or_notify_cancel()]

    def close(self) -> None:
        """SAFETY(acknowledged): whoever waits is told that nothing is stored."""
        with self._lock:
            self._closed = True
            waiting, self._waiting = list(self._waiting), deque()
        for delivery in waiting:
            if delivery.stored.set_running_or_notify_cancel():
                delivery.stored.set_exception(NotStoredNow(reason="closed"))
