"""What a page is to the server, its three files, and what its handlers need: bodies, answers, worker threads."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Protocol, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

WORKERS = 4
KINDS = {"html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
T = TypeVar("T")


class Refused(Exception):
    """The request is answered with ``status`` and nothing that would help a stranger."""

    def __init__(self, status: int = 403) -> None:
        self.status = status
        super().__init__(f"refused {status}")


class Workers:
    """Threads on which handlers call services, made now; the loop of the server never waits for the store."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="web-worker")
        together = Barrier(WORKERS)
        for _ in range(WORKERS):
            self._pool.submit(together.wait)

    async def run(self, call: Callable[[], T]) -> T:
        """What ``call`` returns or raises, from a worker thread."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

    def close(self) -> None:
        """No more calls; those that run end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class Page(Protocol):
    """One page with everything below its path."""

    def routes(self, workers: Workers) -> Sequence[BaseRoute]:
        """Where it answers; called once for each start of the server."""
        ...


def file_routes(path: str, folder: Path, name: str) -> list[BaseRoute]:
    """``path`` gives ``name.html``, and below it ``name.js`` and ``name.css``; they are read now."""
    places = {"html": path, **{kind: f"{path}/{name}.{kind}" for kind in ("js", "css")}}
    return [_file(place, (folder / f"{name}.{kind}").read_bytes(), KINDS[kind]) for kind, place in places.items()]


async def body_of(request: Request, kind: type[T]) -> T:
    """The JSON body as this msgspec type. Raises Refused (400)."""
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except msgspec.DecodeError as error:
        raise Refused(400) from error


def answer(content: object, status: int = 200) -> Response:
    """Anything msgspec can write, as JSON."""
    return Response(msgspec.json.encode(content), status, media_type="application/json")


def _file(path: str, content: bytes, kind: str) -> Route:
    async def file(_request: Request) -> Response:
        return Response(content, media_type=kind)

    return Route(path, file, methods=["GET"], name=path)
