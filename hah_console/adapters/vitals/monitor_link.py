"""One monitor's own connection to the broker, cheap enough for a thousand in one process."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from hah_console.adapters.vitals import mqtt
from hah_console.adapters.vitals.mqtt import Login

RETRY_S = (0.2, 1.0)
"""Between two attempts to connect: a random time, so that a thousand monitors do not come in the same moment."""


@dataclass(slots=True)
class Kept:
    """Sets the monitor still holds, by sequence; oldest first."""

    payloads: dict[int, bytes] = field(default_factory=dict)
    sent_again: int = 0


class MonitorLink(asyncio.Protocol):
    """Publishes sets with QoS 1 and keeps each until the broker has acknowledged it; reconnects by itself.

    After a reconnect everything kept is sent again, in order and before anything new.
    """

    def __init__(self, host: str, port: int, login: Login, topic: str, random: Random) -> None:
        self._host, self._port, self._login, self._random = host, port, login, random
        self._topic = topic.encode()
        self._transport: asyncio.Transport | None = None
        self._reader = mqtt.PacketReader()
        self._closing = False
        self._again: asyncio.Task[None] | None = None
        self.kept = Kept()
        self.ready = False
        self.on_ready: Callable[[], None] = lambda: None

    def publish(self, sequence: int, payload: bytes) -> None:
        """Hand over one set; without a connection it waits for the next."""
        self.kept.payloads[sequence] = payload
        if self.ready and self._transport is not None:
            self._transport.write(mqtt.publish_packet(self._topic, payload, message_id(sequence)))

    async def connect(self) -> None:
        """Try until the broker takes the connection."""
        loop = asyncio.get_running_loop()
        while not self._closing:
            try:
                await loop.create_connection(lambda: self, self._host, self._port)
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
            if head == mqtt.PUBACK:
                self._acknowledged(int.from_bytes(body, "big"))
            elif head == mqtt.CONNACK:
                self._welcomed(body)

    async def _reconnect(self) -> None:
        await asyncio.sleep(self._random.uniform(*RETRY_S))
        await self.connect()

    def _welcomed(self, body: bytes) -> None:
        if body[1:2] != b"\0":
            if self._transport is not None:
                self._transport.close()
            return
        self.ready = True
        self._send_kept()
        self.on_ready()

    def _send_kept(self) -> None:
        if self._transport is None:
            return
        for sequence, payload in self.kept.payloads.items():
            self._transport.write(mqtt.publish_packet(self._topic, payload, message_id(sequence)))
        self.kept.sent_again += len(self.kept.payloads)

    def _acknowledged(self, number: int) -> None:
        """Message ids are sequences modulo their range; the oldest set with this one is meant."""
        payloads = self.kept.payloads
        first = next(iter(payloads), None)
        if first is not None and message_id(first) == number:
            del payloads[first]
            return
        found = next((sequence for sequence in payloads if message_id(sequence) == number), None)
        if found is not None:
            del payloads[found]


def message_id(sequence: int) -> int:
    """1 to 65,535, never 0."""
    return sequence % mqtt.MESSAGE_IDS + 1
