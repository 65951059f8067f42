"""The page of a worker's phone: opens a link once, and takes only what the phone's own key has signed."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hah_console.adapters.web.page import Refused, Workers, answer, body_of, file_routes
from hah_console.adapters.web.rate import RateLimit
from hah_console.adapters.web.signed import InvalidKey, is_signed_by, usable_key
from hah_console.services.phone_ports import PhoneDesk, PhoneHaltSaying, PhonePlace, PhoneReceipt, PhoneSaying

PATH = "/phone"
Words = Mapping[str, Mapping[str, str]]
T = TypeVar("T")
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[\w#.:-]+$")]
Short = Annotated[str, msgspec.Meta(max_length=40)]
MOST_SEEN = 4_096
MOST_MOVED = 60
"""Things of one stop at the store or a laboratory."""
_DAY_S = 24 * 3600.0


class _Opening(msgspec.Struct, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(min_length=16, max_length=64)]
    key: Annotated[str, msgspec.Meta(max_length=400)]
    device: Annotated[str, msgspec.Meta(max_length=120)] = ""


class _Asking(msgspec.Struct, forbid_unknown_fields=True):
    asked: Id


class _Saying(msgspec.Struct, forbid_unknown_fields=True):
    report_id: Id
    visit_id: Id
    state: Short
    told_at: datetime | None
    waited_s: Annotated[float, msgspec.Meta(ge=0, le=7 * _DAY_S)]
    reason: Short = ""
    remark: Annotated[str, msgspec.Meta(max_length=400)] = ""
    card_read: bool = False


class _HaltSaying(msgspec.Struct, forbid_unknown_fields=True):
    report_id: Id
    halts: Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=MOST_MOVED)]
    state: Short
    told_at: datetime | None
    waited_s: Annotated[float, msgspec.Meta(ge=0, le=7 * _DAY_S)]
    specimens: Annotated[tuple[Id, ...], msgspec.Meta(max_length=MOST_MOVED)] = ()


class _Receipt(msgspec.Struct, forbid_unknown_fields=True):
    receipt_id: Annotated[str, msgspec.Meta(min_length=8, max_length=64, pattern=r"^[\w-]+$")]
    visit_id: Id
    received_by: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    relationship: Short
    told_at: datetime | None
    waited_s: Annotated[float, msgspec.Meta(ge=0, le=7 * _DAY_S)]
    drawing: Annotated[str, msgspec.Meta(max_length=56_000)] = ""


class _Place(msgspec.Struct, forbid_unknown_fields=True):
    lat: float
    lon: float
    accuracy_m: float | None = None
    age_s: Annotated[float, msgspec.Meta(ge=0, le=_DAY_S)] = 0.0


class _Call(msgspec.Struct, forbid_unknown_fields=True):
    call_id: Id
    place: _Place | None = None


class PhonePage:
    """``words`` by language and key; ``folder`` holds phone.html, phone.js and phone.css."""

    def __init__(self, desk: PhoneDesk, folder: Path, words: Words) -> None:
        self._desk, self._folder, self._words = desk, folder, words
        self._of_pass, self._strangers = RateLimit(240, 120), RateLimit(20, 20)
        self._seen: OrderedDict[str, None] = OrderedDict()

    def routes(self, workers: Workers) -> Sequence[BaseRoute]:
        """The page, its words, and what it sends."""
        desk = self._desk

        async def words(_request: Request) -> Response:
            return answer(self._words)

        async def open_link(request: Request) -> Response:
            self._no_guessing(request)
            told = await body_of(request, _Opening)
            opened = await workers.run(lambda: self._opened(told))
            return answer({"pass": self._or_refuse(opened, request)})

        async def day(request: Request) -> Response:
            pass_id, _ = await self._signed(request, _Asking, workers, once=True)
            return answer(self._or_refuse(await workers.run(lambda: desk.day(pass_id)), request))

        async def report(request: Request) -> Response:
            pass_id, told = await self._signed(request, _Saying, workers)
            saying = PhoneSaying(**msgspec.structs.asdict(told))
            return answer(self._or_refuse(await workers.run(lambda: desk.report(pass_id, saying)), request))

        async def halt(request: Request) -> Response:
            pass_id, told = await self._signed(request, _HaltSaying, workers)
            saying = PhoneHaltSaying(**msgspec.structs.asdict(told))
            return answer(self._or_refuse(await workers.run(lambda: desk.halt(pass_id, saying)), request))

        async def receipt(request: Request) -> Response:
            pass_id, told = await self._signed(request, _Receipt, workers)
            taken = PhoneReceipt(**msgspec.structs.asdict(told))
            return answer(self._or_refuse(await workers.run(lambda: desk.receipt(pass_id, taken)), request))

        async def call(request: Request) -> Response:
            pass_id, told = await self._signed(request, _Call, workers)
            done = await workers.run(lambda: desk.help(pass_id, told.call_id, _place(told.place)))
            return answer({"called": self._or_refuse(done or None, request)})

        async def place(request: Request) -> Response:
            pass_id, told = await self._signed(request, _Place, workers)
            where = PhonePlace(told.lat, told.lon, told.accuracy_m, told.age_s)
            return answer({"kept": await workers.run(lambda: desk.place(pass_id, where))})

        sent: Sequence[tuple[str, Callable[..., object]]] = (
            ("open", open_link), ("day", day), ("report", report), ("halt", halt), ("receipt", receipt), ("help", call),
            ("place", place),
        )  # fmt: skip
        return [
            *file_routes(PATH, self._folder, "phone"),
            Route(f"{PATH}/words", words, methods=["GET"]),
            *(Route(f"{PATH}/{name}", handler, methods=["POST"]) for name, handler in sent),
        ]

    def _opened(self, told: _Opening) -> str | None:
        try:
            return self._desk.open(told.code, usable_key(told.key), told.device)
        except InvalidKey:
            self._desk.refuse("unusable_key")
            return None

    async def _signed(self, request: Request, kind: type[T], workers: Workers, *, once: bool = False) -> tuple[str, T]:
        """The pass and the body of a request that this pass's phone has signed. Raises Refused."""
        self._no_guessing(request)
        pass_id, signature = request.headers.get("x-pass", "")[:40], request.headers.get("x-signature", "")[:200]
        if not pass_id or not self._of_pass.allows(pass_id):
            raise Refused(429 if pass_id else 403)
        body = await request.body()
        signed = await workers.run(lambda: self._is_signed(pass_id, request.url.path, body, signature))
        if not signed or (once and self._came_before(signature)):
            self._or_refuse(None, request)
        return pass_id, await body_of(request, kind)

    def _is_signed(self, pass_id: str, path: str, body: bytes, signature: str) -> bool:
        key = self._desk.key_of(pass_id)
        if key is None:
            return False
        if is_signed_by(key, path.encode() + b"\n" + body, signature):
            return True
        self._desk.refuse("bad_signature", pass_id)
        return False

    def _came_before(self, signature: str) -> bool:
        """Whether this very request was made already: a phone never signs the same way twice."""
        if signature in self._seen:
            return True
        self._seen[signature] = None
        if len(self._seen) > MOST_SEEN:
            self._seen.popitem(last=False)
        return False

    def _no_guessing(self, request: Request) -> None:
        """Who was refused often waits, whatever comes next. Raises Refused."""
        if self._strangers.spent(_address(request)):
            raise Refused(429)

    def _or_refuse(self, found: T | None, request: Request) -> T:
        if found is None:
            self._strangers.allows(_address(request))
            raise Refused
        return found


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _place(told: _Place | None) -> PhonePlace | None:
    return PhonePlace(told.lat, told.lon, told.accuracy_m, told.age_s) if told else None
