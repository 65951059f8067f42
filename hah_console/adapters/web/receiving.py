"""The page for receiving hospitals: a code opens one inbound case in one browser; answers go back as the hospital's.

The page itself holds nothing; whoever has no session gets the same refusal for everything.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hah_console.adapters.web.page import Workers, answer, body_of, file_routes
from hah_console.adapters.web.rate import RateLimit
from hah_console.domain.errors import HahError
from hah_console.domain.receiving import CodeRefused

PATH, COOKIE = "/receive", "receiving"
TRIES_PER_MINUTE, TRIES_AT_ONCE = 10.0, 10
"""For one address: a code is typed by a person."""
LONGEST = 600
T = TypeVar("T")


class ReceivingDesk(Protocol):
    """What the page asks for; each may raise HahErrors. Rows are dataclasses of words."""

    def words(self) -> Mapping[str, str]: ...
    def open(self, slip_id: str, code: str) -> str: ...
    def case(self, slip_id: str, session: str) -> object: ...
    def answer(self, slip_id: str, session: str, seen_version: int, what: str, words: str) -> None: ...
    def beds(self, slip_id: str, session: str, told: Mapping[str, str]) -> None: ...
    def paper(self, slip_id: str, session: str) -> bytes: ...
    def sentence(self, error: HahError) -> str: ...


class _Code(msgspec.Struct, forbid_unknown_fields=True):
    slip: str
    code: str


class _Answer(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    what: str
    words: str = ""


class ReceivingPage:
    """Everything below ``/receive``; ``folder`` has its three files."""

    def __init__(self, desk: ReceivingDesk, folder: Path) -> None:
        self._desk, self._folder = desk, folder
        self._tries = RateLimit(TRIES_PER_MINUTE, TRIES_AT_ONCE)

    def routes(self, workers: Workers) -> Sequence[BaseRoute]:
        """Where it answers."""
        self._workers = workers
        handlers = (
            ("words", "GET", self._words), ("open", "POST", self._open), ("case", "GET", self._case),
            ("answer", "POST", self._answer), ("beds", "POST", self._beds), ("paper", "GET", self._paper),
        )  # fmt: skip
        own = [Route(f"{PATH}/{name}", handler, methods=[method]) for name, method, handler in handlers]
        return [*file_routes(PATH, self._folder, "receive"), *own]

    async def _words(self, _request: Request) -> Response:
        return answer(self._desk.words())

    async def _open(self, request: Request) -> Response:
        typed = await body_of(request, _Code)
        if not self._tries.allows(request.client.host if request.client else ""):
            return self._refused(CodeRefused())

        def opened() -> Response:
            session = self._desk.open(typed.slip[:LONGEST], typed.code[:LONGEST])
            made = answer({})
            secret = f"{typed.slip}.{session}"
            made.set_cookie(COOKIE, secret, path=PATH, secure=True, httponly=True, samesite="strict")
            return made

        return await self._run(opened)

    async def _case(self, request: Request) -> Response:
        key = _key_of(request)
        return await self._run(lambda: answer(self._desk.case(*key)))

    async def _answer(self, request: Request) -> Response:
        key, told = _key_of(request), await body_of(request, _Answer)

        def answered() -> Response:
            self._desk.answer(*key, told.version, told.what[:LONGEST], told.words[: LONGEST * 2])
            return answer(self._after(key))

        return await self._run(answered)

    async def _beds(self, request: Request) -> Response:
        key, told = _key_of(request), await body_of(request, dict[str, str])

        def heard() -> Response:
            self._desk.beds(*key, {name[:LONGEST]: words[:LONGEST] for name, words in told.items()})
            return answer(self._after(key))

        return await self._run(heard)

    async def _paper(self, request: Request) -> Response:
        key = _key_of(request)
        return await self._run(lambda: Response(self._desk.paper(*key), media_type="application/pdf"))

    def _after(self, key: tuple[str, str]) -> object:
        """The case as it is now; a hospital that has refused has none any more."""
        try:
            return self._desk.case(*key)
        except CodeRefused:
            return {}

    async def _run(self, call: Callable[[], Response]) -> Response:
        try:
            return await self._workers.run(call)
        except HahError as error:
            return self._refused(error)

    def _refused(self, error: HahError) -> Response:
        """SAFETY(nothing told): who has no session learns one sentence alone; an answer that fails is explained."""
        status = 403 if isinstance(error, CodeRefused) else 409
        return answer({"said": self._desk.sentence(error)}, status)


def _key_of(request: Request) -> tuple[str, str]:
    slip, _, session = request.cookies.get(COOKIE, "")[:LONGEST].partition(".")
    return slip, session
