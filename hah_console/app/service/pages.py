"""The pages the active service serves, and the thread that keeps their server up while the lease is held."""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hah_console.app.bootstrap import Core
from hah_console.app.resources import resource_path
from hah_console.app.told_once import ToldOnce
from hah_console.domain.errors import HahError
from hah_console.services.context import Context
from hah_console.services.web_address import note_web

if TYPE_CHECKING:
    from hah_console.adapters.web.page import Page
    from hah_console.adapters.web.server import WebServer

AGAIN_S, LOOK_S = 5.0, 0.25
CLOSED_S = 1.9
_LOG = logging.getLogger(__name__)
PagesOf = Callable[[Core, Context], "Sequence[Page]"]


def all_pages(core: Core, ctx: Context) -> "Sequence[Page]":
    """Every page there is, each over the services it needs; ``ctx`` writes only while the lease is ours."""
    from hah_console.adapters.web.phone_page import PhonePage
    from hah_console.app.channel.pages import receiving_page
    from hah_console.app.service.phone_words import phone_words
    from hah_console.services.phone_desk import PhonesAtDesk

    phones = PhonePage(PhonesAtDesk(ctx, core.rules), resource_path("web"), phone_words())
    return phones, receiving_page(core, ctx)


class OwnPages:
    """Nothing is loaded or listened on where the site has no web.toml. Alarms never wait for pages: they are made,
    started and started again on a thread of their own. ``more`` are pages of others."""

    def __init__(
        self, core: Core, ctx: Context, more: "Callable[[], Sequence[Page]]" = lambda: (), pages: PagesOf = all_pages
    ) -> None:
        self._core, self._ctx, self._pages, self._more = core, ctx, pages, more
        self._stop, self._thread = threading.Event(), None if core.options.web is None else self._made()
        self._tell = ToldOnce(_LOG, "pages are not served", "pages are served again")

    def start(self) -> None:
        """Begin to serve; returns at once."""
        if self._thread is not None:
            self._thread.start()

    def close(self) -> None:
        """Serve no longer, within two seconds."""
        self._stop.set()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join(CLOSED_S)

    def _made(self) -> threading.Thread:
        return threading.Thread(target=self._keep, name="web-keeper", daemon=True)

    def _keep(self) -> None:
        while not self._stop.is_set():
            try:
                self._serve()
            except HahError as error:
                self._tell(error.code)
            self._stop.wait(AGAIN_S)

    def _serve(self) -> None:
        server, fingerprint = self._server()
        try:
            server.start()
            note_web(self._ctx, server.address, fingerprint)
            self._tell("")
            while server.running and not self._stop.wait(LOOK_S):
                pass
        finally:
            server.close()

    def _server(self) -> "tuple[WebServer, str]":
        # PERF(start): half a second to load, and only a site with pages needs it
        from hah_console.adapters.web.certificate import certificate_for
        from hah_console.adapters.web.server import WebServer

        setup = self._core.options.web
        assert setup is not None
        certificate = certificate_for(setup, self._core.ctx.clock.now())
        pages = (*self._pages(self._core, self._ctx), *self._more())
        return WebServer(setup, certificate, pages), certificate.fingerprint
