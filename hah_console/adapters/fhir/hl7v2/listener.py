"""Listens for senders of HL7 v2 over MLLP in a thread of its own; answers each message after it is stored."""

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Protocol

from hah_console.adapters.fhir.hl7v2.ack import REJECTED, ack, answer_of
from hah_console.adapters.fhir.hl7v2.dialect import Dialect
from hah_console.adapters.fhir.hl7v2.message import Oru, read_oru
from hah_console.adapters.fhir.hl7v2.mllp import MOST_MESSAGE_BYTES, FrameBroken, FrameReader, framed
from hah_console.domain.errors import HahError, PortInUse
from hah_console.domain.refusal import printable
from hah_console.domain.relayed_set import PartAnswer, RelayedPart

READ_BYTES = 64 * 1024
MOST_CONNECTIONS = 32
IDLE_S = 900.0
"""A sender that says nothing for so long is gone; one that is alive connects again."""
STORED_S = 8.0
"""A sender waits so long for its answer; then it is told that nothing is known to be stored."""
STOP_S = 1.5
Network = IPv4Network | IPv6Network
_LOG = logging.getLogger(__name__)


class Door(Protocol):
    """Where sets wait for the writer. The future has the answers after the commit, or raises HahError."""

    def deliver(self, relay: str, gateway: str, parts: Sequence[RelayedPart]) -> "Future[tuple[PartAnswer, ...]]": ...


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen and for whom. Port 0: any free; no ``peers``: only this machine."""

    host: str
    port: int
    peers: tuple[Network, ...]
    dialect: Dialect = field(default_factory=Dialect)
    tls: ssl.SSLContext | None = None
    most_bytes: int = MOST_MESSAGE_BYTES


class MllpListener:
    """Listens from ``start`` until ``close``; each may be called once."""

    def __init__(self, setup: Listening, door: Door, now: Callable[[], datetime]) -> None:
        self._setup, self._door, self._now = setup, door, now
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._serve, name="hl7", daemon=True)
        self._listener: socket.socket | None = None
        self._open = 0
        self.port = setup.port

    @property
    def running(self) -> bool:
        """Whether the thread lives."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Listen and answer. Raises PortInUse."""
        self._listener = _listener(self._setup)
        self.port = self._listener.getsockname()[1]
        self._thread.start()

    def close(self) -> None:
        """Stop within two seconds; who waits for an answer gets none and sends again."""
        if self._listener is None:
            self._loop.close()
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(STOP_S)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._until_stopped())
        finally:
            self._loop.close()

    async def _until_stopped(self) -> None:
        server = await asyncio.start_server(self._connection, sock=self._listener, ssl=self._setup.tls)
        await self._stop.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = str((writer.get_extra_info("peername") or ("",))[0])
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        try:
            if self._open < MOST_CONNECTIONS and self._allowed(peer):
                self._open += 1
                try:
                    await self._talk(peer, reader, writer)
                finally:
                    self._open -= 1
            else:
                _LOG.warning("a sender of HL7 v2 is not let in: %s", peer)
        except (FrameBroken, TimeoutError, OSError) as error:
            _LOG.info("a connection of HL7 v2 ended: %s", error)
        except asyncio.CancelledError:
            _LOG.debug("a connection of HL7 v2 ends with the listener")  # asyncio logs one that is let through
        finally:
            writer.transport.abort() if not writer.is_closing() else None

    async def _talk(self, peer: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames = FrameReader(self._setup.most_bytes)
        while True:
            async with asyncio.timeout(IDLE_S):
                data = await reader.read(READ_BYTES)
            if not data:
                return
            waiting = [self._delivered(peer, message) for message in frames.messages(data)]
            for oru, stored in waiting:
                writer.write(framed(await self._answer(oru, stored)))
                async with asyncio.timeout(STORED_S):
                    await writer.drain()

    def _delivered(self, peer: str, message: bytes) -> "tuple[Oru, Future[tuple[PartAnswer, ...]] | HahError | None]":
        oru = read_oru(message, self._setup.dialect)
        if oru.rejected:
            return oru, None
        sender = printable("^".join(oru.header.sender))
        try:
            return oru, self._door.deliver(f"hl7/{peer}/{sender}", "", oru.parts)
        except HahError as error:
            return oru, error

    async def _answer(self, oru: Oru, stored: "Future[tuple[PartAnswer, ...]] | HahError | None") -> bytes:
        """SAFETY(acknowledged): AA and AE only after the commit; what is not stored now may be sent again (AR)."""
        if stored is None:
            return ack(oru.header, REJECTED, [oru.rejected], self._now())
        try:
            if isinstance(stored, HahError):
                raise stored
            async with asyncio.timeout(STORED_S):
                answers = await asyncio.wrap_future(stored)
            return answer_of(oru.header, answers, self._now())
        except (HahError, TimeoutError):
            return ack(oru.header, REJECTED, ["not stored now, send it again"], self._now())

    def _allowed(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        return address.is_loopback if not self._setup.peers else any(address in each for each in self._setup.peers)


def _listener(setup: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in setup.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((setup.host, setup.port))
        listener.listen(MOST_CONNECTIONS)
    except OSError as error:
        listener.close()
        raise PortInUse(port=setup.port) from error
    return listener
