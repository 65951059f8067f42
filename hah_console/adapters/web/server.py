"""The server of the pages in a thread of its own."""

import asyncio
import logging
import socket
import ssl
import threading
import time
from collections.abc import Sequence

import uvicorn
from starlette.routing import Router

from hah_console.adapters.web.certificate import Certificate
from hah_console.adapters.web.connection import PromptConnection
from hah_console.adapters.web.guard import Guard
from hah_console.adapters.web.page import Page, Workers
from hah_console.adapters.web.setup import WebSetup
from hah_console.domain.errors import PortInUse

MOST_CONNECTIONS = 128
KEPT_OPEN_S = 5
START_S, STOP_S, LAST_ANSWERS_S = 5.0, 1.5, 1
HEAD_BYTES = 16 * 1024
logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # what strangers send is no news


class WebServer:
    """Serves the pages from ``start`` until ``close``; each may be called once."""

    def __init__(self, setup: WebSetup, certificate: Certificate, pages: Sequence[Page]) -> None:
        self._setup, self._certificate = setup, certificate
        self._workers = Workers()
        routes = [route for page in pages for route in page.routes(self._workers)]
        self._server = uvicorn.Server(self._config(Guard(Router(routes))))
        self._thread: threading.Thread | None = None
        self._port = setup.port

    @property
    def address(self) -> str:
        """What a phone opens, without a path."""
        name = f"[{self._setup.name}]" if ":" in self._setup.name else self._setup.name
        return f"https://{name}:{self._port}"

    @property
    def running(self) -> bool:
        """Whether the thread lives."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Listen and answer. Raises PortInUse."""
        listener = _listener(self._setup)
        self._port = listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, args=(listener,), name="web", daemon=True)
        self._thread.start()
        until_s = time.monotonic() + START_S
        while not self._server.started and self.running and time.monotonic() < until_s:
            time.sleep(0.01)

    def close(self) -> None:
        """Stop within two seconds; what is still being answered may be cut off."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(STOP_S)
        self._workers.close()

    def _serve(self, listener: socket.socket) -> None:
        with listener:
            asyncio.run(self._until_stopped(listener))

    async def _until_stopped(self, listener: socket.socket) -> None:
        await self._server.serve(sockets=[listener])
        for connection in tuple(self._server.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)

    def _config(self, app: Guard) -> uvicorn.Config:
        config = uvicorn.Config(
            app,
            http=PromptConnection, ws="none", lifespan="off", log_config=None, access_log=False,
            server_header=False, date_header=False, proxy_headers=False,
            limit_concurrency=MOST_CONNECTIONS, timeout_keep_alive=KEPT_OPEN_S,
            timeout_graceful_shutdown=LAST_ANSWERS_S, h11_max_incomplete_event_size=HEAD_BYTES,
            ssl_certfile=str(self._certificate.file), ssl_keyfile=str(self._certificate.key),
        )  # fmt: skip
        config.load()
        if config.ssl is not None:
            config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
        return config


def _listener(setup: WebSetup) -> socket.socket:
    family = socket.AF_INET6 if ":" in setup.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((setup.host, setup.port))
    except OSError as error:
        listener.close()
        raise PortInUse(port=setup.port) from error
    return listener
