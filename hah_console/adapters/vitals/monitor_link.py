"""One monitor's own connection to the broker, cheap enough for a thousand in one process."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from hah_console.adapters.vitals import mqtt
from hah_console.adapters.vitals.mqtt import Login
from hah_console.adapters.vitals.session import Address
from hah_console.adapters.vitals.stored_marks import Range, parse_mark
from hah_console.adapters.vitals.topics import stored_topic, topic
from hah_console.domain.ids import DeviceId, PatientId

RETRY_S = (0.2, 1.0)
"""Between two attempts to connect: a random time, so that a thousand monitors do not come in the same moment."""


MARK_WAIT_S = 0.05
"""After subscribing: the mark the broker has kept comes first, so that less is sent again."""
FILL_EVERY_S = 5.0
"""Between two times of sending again what got lost on the way."""
PATIENCE_S = (10.0, 600.0)
"""How long a monitor waits for a mark before it sends again what it keeps."""
MOST_KEPT = 7_200
"""Two hours at one set a second; then the oldest is given up, and counted."""


@dataclass(frozen=True, slots=True)
class Monitor:
    """A monitor and the patient it is with; ``key`` when it signs its sets."""

    patient_id: PatientId
    device_id: DeviceId
    key: bytes | None = None


@dataclass(slots=True)
class Kept:
    """Sets the monitor still holds, by sequence; oldest first."""

    payloads: dict[int, bytes] = field(default_factory=dict)
    sent_again: int = 0
    given_up: int = 0

    def add(self, sequence: int, payload: bytes) -> None:
        """One more."""
        self.payloads[sequence] = payload
        if len(self.payloads) > MOST_KEPT:
            del self.payloads[next(iter(self.payloads))]
            self.given_up += 1

    def forget(self, ranges: Sequence[Range]) -> None:
        """These are stored."""
        for sequence in [one for one in self.payloads if any(low <= one <= high for low, high in ranges)]:
            del self.payloads[sequence]


class MonitorLink(asyncio.Protocol):
    """Publishes sets with QoS 1 and keeps each until the service says that it is stored; reconnects by itself.

    The broker's acknowledgement alone is not enough: a broker that is killed has forgotten what it had acknowledged.
    After a reconnect everything kept is sent again, in order and before anything new.
    """

    def __init__(self, address: Address, login: Login, site_id: str, monitor: Monitor, random: Random) -> None:
        self._address, self._login, self._random = address, login, random
        self._device = monitor.device_id
        self._topic = topic(site_id, monitor.patient_id).encode()
        self._stored = stored_topic(site_id, monitor.patient_id)
        self._transport: asyncio.Transport | None = None
        self._reader = mqtt.PacketReader()
        self._closing = False
        self._again: asyncio.Task[None] | None = None
        self.kept = Kept()
        self.ready = False
        self._filled_s = self._heard_s = float("-inf")
        self._patience_s = PATIENCE_S[0]

    def publish(self, sequence: int, payload: bytes) -> None:
        """Hand over one set; without a connection it waits for the next."""
        if not self.kept.payloads:
            self._heard_s = time.monotonic()
        self.kept.add(sequence, payload)
        if self.ready and self._transport is not None:
            self._transport.write(mqtt.publish_packet(self._topic, payload, message_id(sequence)))

    def remind(self, now_s: float) -> None:
        """Send everything kept again when no mark has come for long; each time wait twice as long."""
        if self.ready and self.kept.payloads and now_s - self._heard_s > self._patience_s:
            self._heard_s, self._patience_s = now_s, min(2 * self._patience_s, PATIENCE_S[1])
            self._send(list(self.kept.payloads))

    async def connect(self) -> None:
        """Try until the broker takes the connection."""
        loop = asyncio.get_running_loop()
        while not self._closing:
            try:
                await loop.create_connection(
                    lambda: self, self._address.host, self._address.port, ssl=self._address.tls
                )
            except OSError:
                await asyncio.sleep(self._random.uniform(*RETRY_S))
            else:
                return

    def close(self) -> None:
        """Say goodbye and connect no more."""
        self._closing = True
        if self._again is not None:
            self._again.cancel()
        if self._transport is not None:
            self._transport.write(mqtt.DISCONNECT_PACKET)
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Introduce ourselves."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._reader = mqtt.PacketReader()
            transport.write(mqtt.connect_packet(self._login))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Begin again, unless this was the end."""
        self.ready, self._transport = False, None
        if not self._closing:
            self._again = asyncio.get_running_loop().create_task(self._reconnect())

    def data_received(self, data: bytes) -> None:
        """Packets of the broker."""
        for head, body in self._reader.packets(data):
            if head & 0xF0 == mqtt.PUBLISH:
                self._told(head, body)
            elif head == mqtt.CONNACK:
                self._welcomed(body)
            elif head == mqtt.SUBACK:
                asyncio.get_running_loop().call_later(MARK_WAIT_S, self._begin, self._transport)

    async def _reconnect(self) -> None:
        await asyncio.sleep(self._random.uniform(*RETRY_S))
        await self.connect()

    def _welcomed(self, body: bytes) -> None:
        if body[1:2] != b"\0":
            if self._transport is not None:
                self._transport.close()
            return
        if self._transport is not None:
            self._transport.write(mqtt.subscribe_packet(1, [(self._stored, 0)]))

    def _begin(self, transport: asyncio.Transport | None) -> None:
        """Send what is kept, then whatever is measured."""
        if transport is None or transport is not self._transport:
            return
        self.ready = True
        self._filled_s = self._heard_s = time.monotonic()
        self._send(list(self.kept.payloads))

    def _told(self, head: int, body: bytes) -> None:
        mark = parse_mark(mqtt.published(head, body)[2])
        if mark is None or mark.dev != self._device or not mark.sets:
            return
        self._heard_s, self._patience_s = time.monotonic(), PATIENCE_S[0]
        self.kept.forget(mark.sets)
        self._fill_hole(mark.sets[-1][1])

    def _fill_hole(self, stored: int) -> None:
        """What is older than a stored set and not stored itself got lost on the way: send it again."""
        first, now_s = next(iter(self.kept.payloads), stored), time.monotonic()
        if self.ready and first < stored and now_s - self._filled_s > FILL_EVERY_S:
            self._filled_s = now_s
            self._send([one for one in self.kept.payloads if one < stored])

    def _send(self, sequences: Sequence[int]) -> None:
        if self._transport is None:
            return
        for sequence in sequences:
            self._transport.write(mqtt.publish_packet(self._topic, self.kept.payloads[sequence], message_id(sequence)))
        self.kept.sent_again += len(sequences)


def message_id(sequence: int) -> int:
    """1 to 65,535, never 0."""
    return sequence % mqtt.MESSAGE_IDS + 1
