"""What stands before every page: limits of size, time and number, headers of safety, a log without patients."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hah_console.adapters.web.page import Refused
from hah_console.adapters.web.rate import RateLimit

MOST_BODY_BYTES = 64 * 1024
UPLOADS, MOST_UPLOAD_BYTES = "/fhir", 2 * 1024 * 1024
"""Gateways upload Bundles of some hundred Observations; they show a token before their body is read."""
BODY_S, ANSWER_S = 10.0, 20.0
PER_MINUTE, BURST = 600.0, 200
"""For one address: all phones of a site may share one behind their network."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(self), camera=(), microphone=()",
}
_ADDED = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Guard:
    """An ASGI application around the pages."""

    app: ASGIApp
    rate: RateLimit = field(default_factory=lambda: RateLimit(PER_MINUTE, BURST))
    body_s: float = BODY_S
    answer_s: float = ANSWER_S

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; whatever happens in it ends as an answer that tells a stranger nothing."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, _Answer(send))

    async def _request(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        status = 0
        try:
            async with asyncio.timeout(self.answer_s):
                most = _most_bytes(scope)
                self._admit(scope, most)
                await self.app(scope, _Body(receive, self.body_s, most), answer)
        except Refused as refused:
            status = refused.status
        except TimeoutError:
            status = 503
        except Exception as error:  # noqa: BLE001  the boundary of the server: a caller learns nothing of what failed
            _LOG.error("a page failed: %s in %s", type(error).__name__, _place(scope))
            status = 500
        if status and not answer.status:
            await answer.plain(status)
        if answer.status >= 400:
            _LOG.info("%s %s %d", scope["method"], _place(scope), answer.status)

    def _admit(self, scope: Scope, most_bytes: int) -> None:
        client = scope.get("client")
        if not self.rate.allows(client[0] if client else ""):
            raise Refused(429)
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if not told.isdigit() or int(told) > most_bytes:
            raise Refused(413)


class _Body:
    """Receives no more than is allowed, in no more time than is allowed."""

    def __init__(self, receive: Receive, within_s: float, most_bytes: int) -> None:
        self._receive, self._left = receive, most_bytes
        self._until_s = asyncio.get_running_loop().time() + within_s
        self._whole = False

    async def __call__(self) -> Message:
        if self._whole:
            return await self._receive()  # waits for the end of the connection
        try:
            async with asyncio.timeout_at(self._until_s):
                message = await self._receive()
        except TimeoutError as error:
            raise Refused(408) from error
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise Refused(413)
        self._whole = not message.get("more_body", False)
        return message


class _Answer:
    """Sends with the headers of safety and remembers the status."""

    def __init__(self, send: Send) -> None:
        self._send, self.status = send, 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*message.get("headers", ()), *_ADDED]}
        await self._send(message)

    async def plain(self, status: int) -> None:
        """An answer without content."""
        length = [(b"content-length", b"0"), (b"connection", b"close")]
        await self({"type": "http.response.start", "status": status, "headers": length})
        await self({"type": "http.response.body", "body": b""})


def _most_bytes(scope: Scope) -> int:
    path = scope["path"]
    return MOST_UPLOAD_BYTES if path == UPLOADS or path.startswith(f"{UPLOADS}/") else MOST_BODY_BYTES


def _place(scope: Scope) -> str:
    """The handler's name: paths may hold codes."""
    return getattr(scope.get("endpoint"), "__name__", "nowhere")
