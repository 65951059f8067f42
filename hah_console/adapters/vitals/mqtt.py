"""The packets of MQTT 3.1.1 that the program sends and reads, as bytes (OASIS standard of 29 October 2014)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CONNACK, PUBLISH, PUBACK, SUBACK, PINGRESP = 0x20, 0x30, 0x40, 0x90, 0xD0
PINGREQ_PACKET, DISCONNECT_PACKET = b"\xc0\x00", b"\xe0\x00"
LARGEST_PACKET = 1 << 20
"""Of what a broker may send; a set has a few hundred bytes, a wave segment a few thousand."""
MESSAGE_IDS = 65_535


class ProtocolBroken(Exception):
    """What came is not MQTT 3.1.1; the connection is of no more use."""


@dataclass(frozen=True, slots=True)
class LastWill:
    """What the broker publishes for a client that goes without saying so."""

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = True


@dataclass(frozen=True, slots=True)
class Login:
    """How a client introduces itself; ``clean`` forgets what the broker kept for it."""

    client_id: str
    clean: bool = True
    keepalive_s: int = 30
    user: str = ""
    password: str = ""
    will: LastWill | None = None


def connect_packet(login: Login) -> bytes:
    """CONNECT."""
    flags = 0x02 if login.clean else 0
    body = _text(login.client_id)
    if login.will:
        flags |= 0x04 | login.will.qos << 3 | (0x20 if login.will.retain else 0)
        body += _text(login.will.topic) + len(login.will.payload).to_bytes(2, "big") + login.will.payload
    if login.user:
        flags |= 0x80 | (0x40 if login.password else 0)
        body += _text(login.user) + (_text(login.password) if login.password else b"")
    return _packet(0x10, b"\x00\x04MQTT\x04" + bytes([flags]) + login.keepalive_s.to_bytes(2, "big") + body)


def publish_packet(
    topic: bytes, payload: bytes, message_id: int, *, retain: bool = False, again: bool = False
) -> bytes:
    """PUBLISH with QoS 1, or with QoS 0 where ``message_id`` is 0."""
    head = PUBLISH | (0x02 if message_id else 0) | (0x01 if retain else 0) | (0x08 if again else 0)
    number = message_id.to_bytes(2, "big") if message_id else b""
    return _packet(head, len(topic).to_bytes(2, "big") + topic + number + payload)


def subscribe_packet(message_id: int, filters: Sequence[tuple[str, int]]) -> bytes:
    """SUBSCRIBE to topic filters with their QoS."""
    wanted = b"".join(_text(one) + bytes([qos]) for one, qos in filters)
    return _packet(0x82, message_id.to_bytes(2, "big") + wanted)


def unsubscribe_packet(message_id: int, topic: str) -> bytes:
    """UNSUBSCRIBE."""
    return _packet(0xA2, message_id.to_bytes(2, "big") + _text(topic))


def puback_packet(message_id: int) -> bytes:
    """PUBACK."""
    return b"\x40\x02" + message_id.to_bytes(2, "big")


def published(head: int, body: bytes) -> tuple[bytes, int, bytes]:
    """Topic, message id (0 for QoS 0) and payload of a PUBLISH; raises ProtocolBroken."""
    length = int.from_bytes(body[:2], "big")
    start = 2 + length
    if start > len(body):
        raise ProtocolBroken("topic longer than the packet")
    if not head & 0x06:
        return body[2:start], 0, body[start:]
    return body[2:start], int.from_bytes(body[start : start + 2], "big"), body[start + 2 :]


class PacketReader:
    """Cuts a stream of bytes into packets, whatever the pieces they come in."""

    def __init__(self) -> None:
        self._kept = b""

    def packets(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """First byte and body of every packet that is complete now; raises ProtocolBroken."""
        if self._kept:
            data = self._kept + data
        start, end = 0, len(data)
        while start + 2 <= end:
            body = start + 2
            length = data[start + 1]
            if length & 0x80:
                found = _long_length(data, start + 1)
                if found is None:
                    break
                length, body = found
            if body + length > end:
                break
            yield data[start], data[body : body + length]
            start = body + length
        self._kept = data[start:]


def _long_length(data: bytes, place: int) -> tuple[int, int] | None:
    """A length of more than one byte and where the body begins; None while bytes of it are missing."""
    length = 0
    for count in range(4):
        if place + count >= len(data):
            return None
        byte = data[place + count]
        length |= (byte & 0x7F) << (7 * count)
        if not byte & 0x80:
            if length > LARGEST_PACKET:
                raise ProtocolBroken(f"a packet of {length} bytes")
            return length, place + count + 1
    raise ProtocolBroken("a length of five bytes")


def _packet(head: int, body: bytes) -> bytes:
    length, sizes = len(body), b""
    while True:
        length, byte = length >> 7, length & 0x7F
        sizes += bytes([byte | 0x80 if length else byte])
        if not length:
            return bytes([head]) + sizes + body


def _text(text: str) -> bytes:
    coded = text.encode()
    return len(coded).to_bytes(2, "big") + coded
