"""The service side: receives messages on a network thread and acknowledges each only when told that it is stored."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from hah_console.adapters.vitals.commit_trace import CommitTrace
from hah_console.adapters.vitals.payload import EVERY_PATIENT, topic

KEEPALIVE_S = 15
QUEUE_MESSAGES = 60_000
"""A minute of 1,000 patients at one set a second; when full the network thread waits and the broker keeps the rest."""
FULL_WAIT_S = 0.2


@dataclass(frozen=True, slots=True)
class Received:
    """One message; ``message_id`` is what the broker wants acknowledged."""

    message_id: int
    connection: int
    topic: str
    payload: bytes
    received_at: datetime


class VitalsSubscriber:
    """A persistent session: what is published while the service is away waits at the broker.

    ``take`` and ``acknowledge`` belong to one writer thread. ``now`` gives the moment of receipt.
    """

    def __init__(
        self,
        port: int,
        site_id: str,
        now: Callable[[], datetime],
        host: str = "127.0.0.1",
        trace: CommitTrace | None = None,
    ) -> None:
        self._host, self._port, self._site = host, port, site_id
        self._trace = trace
        self._now = now
        self._waiting: queue.Queue[Received] = queue.Queue(QUEUE_MESSAGES)
        self._closing = threading.Event()
        self._connected = threading.Event()
        self._connection = 0
        self._client = Client(
            CallbackAPIVersion.VERSION2, client_id=f"hah-service-{site_id}", clean_session=False, manual_ack=True
        )
        self._client.max_inflight_messages_set(2_000)
        self._client.reconnect_delay_set(1, 2)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message

    @property
    def connected(self) -> bool:
        """Whether the broker is there now."""
        return self._connected.is_set()

    @property
    def backlog(self) -> int:
        """Messages received and not yet taken."""
        return self._waiting.qsize()

    @property
    def capacity(self) -> int:
        """How many may wait here."""
        return QUEUE_MESSAGES

    def connect(self, timeout_s: float) -> bool:
        """Start the network thread; whether the broker answered in time. It keeps trying either way."""
        self._client.connect_async(self._host, self._port, KEEPALIVE_S)
        self._client.loop_start()
        return self._connected.wait(timeout_s)

    def take(self, for_s: float, at_most: int) -> list[Received]:
        """What arrives within ``for_s`` seconds, at most ``at_most`` messages; returns early only when full."""
        deadline = time.monotonic() + for_s
        taken: list[Received] = []
        while len(taken) < at_most:
            left = deadline - time.monotonic()
            try:
                taken.append(self._waiting.get(timeout=left) if left > 0 else self._waiting.get_nowait())
            except queue.Empty:
                break
        return taken

    def acknowledge(self, messages: Sequence[Received]) -> None:
        """Tell the broker that these are stored; it forgets them. Those of a broken connection come again."""
        if self._trace is not None:
            self._trace.note(time.time(), (message.payload for message in messages))
        for message in messages:
            if message.connection == self._connection:
                self._client.ack(message.message_id, 1)

    def close(self) -> None:
        """Disconnect and end the network thread; what was not acknowledged stays with the broker."""
        self._closing.set()
        self._client.disconnect()
        self._client.loop_stop()
        if self._trace is not None:
            self._trace.close()

    def _on_connect(
        self, client: Client, _data: object, _flags: ConnectFlags, reason: ReasonCode, _more: Properties | None
    ) -> None:
        if reason.is_failure:
            return
        self._connection += 1
        client.subscribe(topic(self._site, EVERY_PATIENT), qos=1)
        self._connected.set()

    def _on_disconnect(
        self, _client: Client, _data: object, _flags: DisconnectFlags, _reason: ReasonCode, _more: Properties | None
    ) -> None:
        self._connected.clear()

    def _on_message(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        received = Received(message.mid, self._connection, message.topic, bytes(message.payload), self._now())
        while not self._closing.is_set() and not self._kept(received):
            pass

    def _kept(self, received: Received) -> bool:
        try:
            self._waiting.put(received, timeout=FULL_WAIT_S)
        except queue.Full:
            return False
        return True
