"""The service side: receives messages on a network thread and acknowledges each only when told that it is stored."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from hah_console.adapters.vitals import mqtt
from hah_console.adapters.vitals.commit_trace import CommitTrace
from hah_console.adapters.vitals.mqtt import Login
from hah_console.adapters.vitals.received import Received
from hah_console.adapters.vitals.reception import Mark
from hah_console.adapters.vitals.session import Address, Session
from hah_console.adapters.vitals.stored_marks import StoredMarks
from hah_console.adapters.vitals.topics import EVERY_PATIENT, gateway_topic, status_topic, topic

__all__ = ["Received", "VitalsSubscriber"]

KEEPALIVE_S = 15
QUEUE_MESSAGES = 60_000
"""A minute of 1,000 patients at one set a second."""
STOP_READING, GO_ON_READING = 0.9, 0.8
"""Shares of the queue between which reading stops and goes on; the broker keeps the rest."""

SMALL_WINDOW, STALLED_S = 100, 0.01
"""iotcore sends so many messages without acknowledgement and no more; then nothing comes for so long."""


class VitalsSubscriber:
    """A persistent session: what is published while the service is away waits at the broker.

    ``take``, ``acknowledge`` and ``tell_stored`` belong to one writer thread. ``now`` gives the moment of receipt.
    """

    def __init__(
        self,
        port: int,
        site_id: str,
        now: Callable[[], datetime],
        host: str = "127.0.0.1",
        trace: CommitTrace | None = None,
        address: Address | None = None,
        user: str = "",
        password: str = "",
        most: int = QUEUE_MESSAGES,
    ) -> None:
        self._trace, self._most = trace, most
        self._waiting: deque[Received] = deque()
        self._changed = threading.Condition()
        self._wanted, self._reading, self._arrived_s = 1, True, 0.0
        self._marks = StoredMarks(site_id)
        login = Login(f"hah-service-{site_id}", clean=False, keepalive_s=KEEPALIVE_S, user=user, password=password)
        self._session = Session(
            address or Address(port, host), login, _filters(site_id), now, self._keep, self._may_read, self._tell
        )  # fmt: skip

    @property
    def connected(self) -> bool:
        """Whether the broker is there now."""
        return self._session.connected

    @property
    def backlog(self) -> int:
        """Messages received and not yet taken."""
        return len(self._waiting)

    @property
    def capacity(self) -> int:
        """How many may wait here."""
        return self._most

    def connect(self, timeout_s: float) -> bool:
        """Start the network thread; whether the broker answered in time. It keeps trying either way."""
        return self._session.start(timeout_s)

    def take(self, for_s: float, at_most: int) -> list[Received]:
        """What arrives within ``for_s`` seconds, at most ``at_most`` messages; returns early when full, and when the
        broker has stopped because it waits for acknowledgements."""
        deadline = time.monotonic() + for_s
        with self._changed:
            while len(self._waiting) < at_most and (left_s := deadline - time.monotonic()) > 0:
                if len(self._waiting) < SMALL_WINDOW:
                    self._wanted = SMALL_WINDOW
                    self._changed.wait(left_s)
                elif time.monotonic() - self._arrived_s > STALLED_S:
                    break
                else:
                    self._changed.wait(min(left_s, STALLED_S))
            waiting = self._waiting
            return [waiting.popleft() for _ in range(min(at_most, len(waiting)))]

    def acknowledge(self, messages: Sequence[Received]) -> None:
        """Tell the broker that these are stored; it forgets them. Those of a broken connection come again."""
        if self._trace is not None:
            self._trace.note(time.time(), (message.payload for message in messages))
        connection = self._session.connection
        mine = (m.message_id for m in messages if m.connection == connection and m.message_id)
        self._session.send(b"".join(map(mqtt.puback_packet, mine)), connection)

    def tell_stored(self, handled: Mapping[Mark, Sequence[int]]) -> None:
        """Tell the monitors, soon, which of their sets they may forget."""
        self._marks.note(handled)

    def close(self) -> None:
        """Disconnect and end the network thread; what was not acknowledged stays with the broker."""
        self._session.close()
        if self._trace is not None:
            self._trace.close()

    def _keep(self, batch: list[Received]) -> None:
        with self._changed:
            self._waiting.extend(batch)
            self._arrived_s = time.monotonic()
            if len(self._waiting) >= self._wanted:
                self._changed.notify()

    def _may_read(self) -> bool:
        limit = STOP_READING if self._reading else GO_ON_READING
        self._reading = len(self._waiting) < limit * self._most
        return self._reading

    def _tell(self) -> None:
        self._session.send(self._marks.due(time.monotonic()))


def _filters(site_id: str) -> list[tuple[str, int]]:
    every = EVERY_PATIENT
    return [(topic(site_id, every), 1), (status_topic(site_id, every), 1), (gateway_topic(site_id, every), 1)]
