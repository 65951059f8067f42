"""A decision service by CDS Hooks on loopback: a real server in a thread, which verifies signatures as told."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
import jwt
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

START_S = 10.0
Table = dict[str, Any]


@dataclass
class DecisionServer:
    """``answer`` says what is answered to a question; ``key`` is the public key of who may ask, None for anybody.

    ``listed`` is what is said at ``/cds-services``; by itself the service ``demo`` at both hooks, with ``prefetch``.
    """

    base: str = ""
    answer: Callable[[Table], object] = lambda asked: {"cards": []}
    key: object = None
    asked: list[Table] = field(default_factory=list)
    told: list[Table] = field(default_factory=list)
    claims: list[Table] = field(default_factory=list)
    headers: list[Table] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    wait_s: float = 0.0
    prefetch: dict[str, object] = field(default_factory=dict)
    listed: object = None
    lists_read: int = 0

    def services(self) -> object:
        """What the list says."""
        hooks = ("patient-view", "order-select")
        own = [offer("demo", each, prefetch=self.prefetch) for each in hooks]
        return {"services": own} if self.listed is None else self.listed

    def url(self, name: str = "demo") -> str:
        """The address of one service."""
        return f"{self.base}/cds-services/{name}"

    def refused(self, request: Request) -> Response | None:
        """401 for a statement that is missing, forged, late, meant for another address, or used before."""
        if self.key is None:
            return None
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, self.key, ["ES384", "RS384"], audience=str(request.url),  # type: ignore[arg-type]
                                options={"require": ["iss", "aud", "exp", "iat", "jti"]})  # fmt: skip
        except jwt.PyJWTError as error:
            return Response(str(error), 401)
        if claims["jti"] in self.seen:
            return Response("used before", 401)
        self.seen.add(claims["jti"])
        self.claims.append(claims)
        self.headers.append(jwt.get_unverified_header(token))
        return None


@contextmanager
def decision_server() -> Iterator[DecisionServer]:
    """One on loopback, ended on the way out."""
    it = DecisionServer()

    async def ask(request: Request) -> Response:
        refused = it.refused(request)
        if refused is not None:
            return refused
        asked = await request.json()
        it.asked.append(asked)
        if it.wait_s:
            await anyio.sleep(it.wait_s)
        said = it.answer(asked)
        return said if isinstance(said, Response) else JSONResponse(said)

    async def tell_of_itself(request: Request) -> Response:
        it.lists_read += 1
        refused = it.refused(request)
        said = it.services()
        return refused or (said if isinstance(said, Response) else JSONResponse(said))

    async def tell(request: Request) -> Response:
        refused = it.refused(request)
        if refused is not None:
            return refused
        it.told += (await request.json())["feedback"]
        return Response(status_code=200)

    routes = [
        Route("/cds-services", tell_of_itself),
        Route("/cds-services/{name}", ask, methods=["POST"]),
        Route("/cds-services/{name}/feedback", tell, methods=["POST"]),
    ]
    listener = socket.create_server(("127.0.0.1", 0))
    it.base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(Starlette(routes=routes), log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="decision-server", daemon=True)
    thread.start()
    deadline = time.monotonic() + START_S
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield it
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def card(**parts: object) -> Table:
    """A whole card."""
    return {
        "uuid": "c-1", "summary": "注意腎功能", "indicator": "warning", "source": {"label": "藥師學會"}, **parts,
    }  # fmt: skip


def offer(name: str, hook: str, **parts: object) -> Table:
    """A service as a list names it."""
    return {"id": name, "hook": hook, "title": f"{name} 諮詢", "description": "腎功能與劑量", **parts}
