"""A connection to the broker, kept up on a thread of its own: subscribes, hands messages over, sends what it is given.

Why not a library: docs/decisions/mqtt-client.md.
"""

import logging
import selectors
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hah_console.adapters.vitals import mqtt
from hah_console.adapters.vitals.mqtt import Login, PacketReader, ProtocolBroken
from hah_console.adapters.vitals.received import Received

RECEIVE_BYTES = 1 << 18
CONNECT_S = 5.0
RETRY_S = (0.2, 5.0)
TICK_S = 0.1
LOOPBACK = "127.0.0.1"
MOST_TOPICS = 20_000
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the broker listens; ``tls`` checks its certificate when given."""

    port: int
    host: str = LOOPBACK
    tls: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who a client says it is; empty where the broker asks nobody."""

    user: str = ""
    password: str = ""


class Session:
    """``received`` gets batches on the network thread; while ``may_read`` is false nothing is read from the socket, so
    that TCP pushes back and the broker keeps the rest. ``tick`` is called about ten times a second while connected."""

    def __init__(
        self,
        address: Address,
        login: Login,
        filters: Sequence[tuple[str, int]],
        now: Callable[[], datetime],
        received: Callable[[list[Received]], None],
        may_read: Callable[[], bool] = lambda: True,
        tick: Callable[[], None] = lambda: None,
    ) -> None:
        self._address, self._login, self._filters, self._now = address, login, filters, now
        self._received, self._may_read, self._tick = received, may_read, tick
        self._lock = threading.Lock()
        self._outgoing: deque[bytes] = deque()
        self._connection = 0
        self._topics: dict[bytes, str] = {}
        self._closing, self._subscribed = threading.Event(), threading.Event()
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)
        self._wake_out.setblocking(False)
        self._thread = threading.Thread(target=self._run, name=f"mqtt-{login.client_id}", daemon=True)

    @property
    def connected(self) -> bool:
        """Whether the broker is there and has taken the subscriptions."""
        return self._subscribed.is_set()

    @property
    def connection(self) -> int:
        """Counts the connections; messages of an earlier one cannot be acknowledged any more."""
        return self._connection

    def start(self, timeout_s: float) -> bool:
        """Start the thread; whether the broker answered in time. It keeps trying either way."""
        self._thread.start()
        return self._subscribed.wait(timeout_s)

    def send(self, packets: bytes, connection: int | None = None) -> None:
        """Hand packets over from any thread; those of another connection than the present one are left out."""
        with self._lock:
            if not packets or not self._subscribed.is_set() or connection not in {None, self._connection}:
                return
            self._outgoing.append(packets)
        self._wake()

    def close(self) -> None:
        """Send what was handed over, disconnect and end the thread."""
        self._closing.set()
        self._wake()
        if self._thread.is_alive():
            self._thread.join()
        self._wake_in.close()
        self._wake_out.close()

    def _wake(self) -> None:
        try:
            self._wake_out.send(b"\0")
        except (BlockingIOError, OSError):
            return  # it is awake already, or gone

    def _run(self) -> None:
        delay_s = RETRY_S[0]
        while not self._closing.is_set():
            try:
                with self._opened() as link:
                    self._serve(link)
            except (OSError, ProtocolBroken) as error:
                _LOG.info("broker on port %d: %s", self._address.port, error)
            delay_s = RETRY_S[0] if self._subscribed.is_set() else min(delay_s * 2, RETRY_S[1])
            self._subscribed.clear()
            self._closing.wait(delay_s)

    def _opened(self) -> socket.socket:
        link = socket.create_connection((self._address.host, self._address.port), CONNECT_S)
        try:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._address.tls is not None:
                link = self._address.tls.wrap_socket(link, server_hostname=self._address.host)
            link.sendall(mqtt.connect_packet(self._login))
        except BaseException:
            link.close()
            raise
        link.setblocking(False)
        return link

    def _serve(self, link: socket.socket) -> None:
        """Until the connection breaks or is closed; raises OSError and ProtocolBroken."""
        with self._lock:
            self._connection += 1
            self._outgoing.clear()
        talk = _Talk(link, self._login.keepalive_s)
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_in, selectors.EVENT_READ)
            while not self._closing.is_set():
                reading = self._may_read()
                talk.watch(selector, reading)
                for key, ready in selector.select(TICK_S):
                    if key.fileobj is self._wake_in:
                        self._slept()
                    elif ready & selectors.EVENT_READ:
                        self._take_in(talk)
                self._send_out(talk, reading)
            self._say_goodbye(talk)

    def _slept(self) -> None:
        try:
            self._wake_in.recv(4_096)
        except BlockingIOError:
            return

    def _take_in(self, talk: "_Talk") -> None:
        data = talk.receive()
        if not data:
            return
        moment, batch = self._now(), []
        for head, body in talk.reader.packets(data):
            if head & 0xF0 == mqtt.PUBLISH:
                name, message_id, payload = mqtt.published(head, body)
                batch.append(Received(message_id, self._connection, self._topic(name), payload, moment, bool(head & 1)))
            elif head == mqtt.CONNACK:
                _check_welcome(body)
                talk.outgoing += mqtt.subscribe_packet(1, self._filters)
            elif head == mqtt.SUBACK:
                _check_granted(body)
                self._subscribed.set()
        if batch:
            # iotcore answers a subscription only after what it had kept for us is acknowledged
            self._subscribed.set()
            self._received(batch)

    def _send_out(self, talk: "_Talk", reading: bool) -> None:
        with self._lock:
            while self._outgoing:
                talk.outgoing += self._outgoing.popleft()
        if talk.ticks() and self._subscribed.is_set():
            self._tick()
        talk.keep_alive(reading)
        talk.send()

    def _say_goodbye(self, talk: "_Talk") -> None:
        with self._lock:
            talk.outgoing += b"".join(self._outgoing) + mqtt.DISCONNECT_PACKET
            self._outgoing.clear()
            self._subscribed.clear()
        talk.finish()

    def _topic(self, name: bytes) -> str:
        known = self._topics.get(name)
        if known is None:
            if len(self._topics) > MOST_TOPICS:
                self._topics.clear()
            known = self._topics[name] = name.decode("utf-8", "replace")
        return known


class _Talk:
    """Bytes in and out of one open connection, and its signs of life."""

    def __init__(self, link: socket.socket, keepalive_s: int) -> None:
        self._link, self._keepalive_s, self._watched = link, keepalive_s, 0
        self.reader, self.outgoing = PacketReader(), bytearray()
        self._heard_s = self._spoke_s = self._ticked_s = time.monotonic()

    def watch(self, selector: selectors.BaseSelector, reading: bool) -> None:
        """Wait for what is wanted now: something to read, room to write, or nothing at all."""
        wanted = (selectors.EVENT_READ if reading else 0) | (selectors.EVENT_WRITE if self.outgoing else 0)
        if wanted == self._watched:
            return
        if not wanted:
            selector.unregister(self._link)
        elif self._watched:
            selector.modify(self._link, wanted)
        else:
            selector.register(self._link, wanted)
        self._watched = wanted

    def receive(self) -> bytes:
        """What has come; empty when nothing is complete yet. Raises OSError when the other side is gone."""
        try:
            data = self._link.recv(RECEIVE_BYTES)
            while isinstance(self._link, ssl.SSLSocket) and self._link.pending():
                data += self._link.recv(RECEIVE_BYTES)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return b""
        if not data:
            raise ConnectionResetError("closed by the broker")
        self._heard_s = time.monotonic()
        return data

    def send(self) -> None:
        """As much as the other side takes now."""
        while self.outgoing:
            try:
                del self.outgoing[: self._link.send(self.outgoing)]
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            self._spoke_s = time.monotonic()

    def finish(self) -> None:
        """All that is left, within a moment."""
        self._link.settimeout(1.0)
        self._link.sendall(self.outgoing)

    def ticks(self) -> bool:
        """Whether a tick is due."""
        now_s = time.monotonic()
        if now_s - self._ticked_s < TICK_S:
            return False
        self._ticked_s = now_s
        return True

    def keep_alive(self, reading: bool) -> None:
        """Raises OSError when nothing was heard for too long; while we do not read, that is our own doing."""
        now_s = time.monotonic()
        if not reading:
            self._heard_s = now_s
        if now_s - self._heard_s > 1.5 * self._keepalive_s:
            raise TimeoutError("nothing heard from the broker")
        if now_s - min(self._spoke_s, self._heard_s) > self._keepalive_s / 2 and not self.outgoing:
            self.outgoing += mqtt.PINGREQ_PACKET


def _check_welcome(body: bytes) -> None:
    if body[1:2] != b"\0":
        raise ProtocolBroken(f"the broker refuses us with code {body[1:2].hex()}")


def _check_granted(body: bytes) -> None:
    if 0x80 in body[2:]:
        raise ProtocolBroken("the broker refuses a subscription")
