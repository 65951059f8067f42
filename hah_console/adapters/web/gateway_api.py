"""Where gateways upload FHIR: Observations and Bundles, one token each, answered after the commit."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hah_console.adapters.web.page import Workers
from hah_console.adapters.web.rate import RateLimit
from hah_console.domain.errors import HahError

PATH = "/fhir"
KIND = "application/fhir+json"
TAKEN_KINDS = frozenset({KIND, "application/json"})
STORED_S = 8.0
"""A gateway waits so long for its answer; then it is told to come again."""
PER_MINUTE, BURST = 600.0, 200
"""Uploads of one gateway."""
AGAIN_S = 5


class Reply(Protocol):
    """An answer in JSON."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes: ...
    @property
    def location(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Taken:
    """``stored`` is done after the commit; ``reply`` makes the answer of it."""

    stored: "Future[Any]"
    reply: Callable[[Any], Reply]


class GatewayDesk(Protocol):
    """What the endpoint asks for. ``take`` reads a body and hands it in: the answer, or what it waits for."""

    def gateway(self, token: str) -> str | None: ...
    def take(self, gateway: str, body: bytes, alone: bool, if_none_exist: str) -> "Taken | Reply": ...
    def refusal(self, status: int, code: str, reason: str) -> Reply: ...
    def statement(self) -> Reply: ...


class GatewayApi:
    """Everything below ``/fhir``. Nothing can be read here."""

    def __init__(self, desk: GatewayDesk) -> None:
        self._desk, self._rate = desk, RateLimit(PER_MINUTE, BURST)

    def routes(self, workers: Workers) -> Sequence[BaseRoute]:
        """Where it answers."""
        self._workers = workers
        return [
            Route(f"{PATH}/metadata", self._metadata, methods=["GET"]),
            Route(f"{PATH}/Observation", self._observation, methods=["POST"]),
            Route(PATH, self._bundle, methods=["POST"]),
            Route(f"{PATH}/", self._bundle, methods=["POST"]),
        ]

    async def _metadata(self, _request: Request) -> Response:
        return _answer(self._desk.statement())

    async def _observation(self, request: Request) -> Response:
        return await self._upload(request, alone=True)

    async def _bundle(self, request: Request) -> Response:
        return await self._upload(request, alone=False)

    async def _upload(self, request: Request, *, alone: bool) -> Response:
        """SAFETY(gateway): the token is looked at before a byte of the body is read."""
        refused = self._refused(request)
        if refused is not None:
            return refused
        gateway = self._desk.gateway(_token(request)) or ""
        body = await request.body()
        condition = request.headers.get("if-none-exist", "")
        taken = await self._workers.run(lambda: self._desk.take(gateway, body, alone, condition))
        if not isinstance(taken, Taken):
            return _answer(taken)
        try:
            async with asyncio.timeout(STORED_S):
                return _answer(taken.reply(await asyncio.wrap_future(taken.stored)))
        except (HahError, TimeoutError):
            return self._say(503, "transient", "not stored now, send it again", {"retry-after": str(AGAIN_S)})

    def _refused(self, request: Request) -> Response | None:
        gateway = self._desk.gateway(_token(request))
        if gateway is None:
            return self._say(401, "login", "no gateway of this site", {"www-authenticate": "Bearer"})
        if not self._rate.allows(gateway):
            return self._say(429, "throttled", "too many uploads", {"retry-after": str(AGAIN_S)})
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in TAKEN_KINDS:
            return self._say(415, "not-supported", f"only {KIND} is taken")
        return None

    def _say(self, status: int, code: str, reason: str, headers: Mapping[str, str] | None = None) -> Response:
        return _answer(self._desk.refusal(status, code, reason), headers)


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _answer(reply: Reply, headers: Mapping[str, str] | None = None) -> Response:
    places = {"location": f"{PATH}/{reply.location}"} if reply.location else {}
    return Response(reply.body, reply.status, {**places, **(headers or {})}, media_type=KIND)
