"""The thread of the active service that keeps packs true and sends them: alarms never wait for a share or a disk."""

import logging
import threading
from collections.abc import Callable

from hah_console.app.bootstrap import Core
from hah_console.app.told_once import ToldOnce
from hah_console.domain.actor import Actor
from hah_console.domain.errors import HahError
from hah_console.domain.pack_delivery import Channel
from hah_console.services.context import Context
from hah_console.services.transfer_packs import Sender, reissue_changed, send_due

EVERY_S = 5.0
CLOSED_S = 1.0
_LOG = logging.getLogger(__name__)


class PackKeeper:
    """From ``start`` until ``close``; ``ctx`` writes only while the lease is ours. ``drop`` is made when first needed:
    reading the typeface takes half a second."""

    def __init__(self, core: Core, ctx: Context, actor: Actor, drop: Callable[[], Sender] | None = None) -> None:
        self._ctx, self._actor = ctx, actor
        self._made = drop or (lambda: _drop(core, ctx))
        self._drop: Sender | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="packs", daemon=True)
        self._tell = ToldOnce(_LOG, "packs are not kept up", "packs are kept up again")

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def close(self) -> None:
        """End after the attempt that is being made."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(CLOSED_S)

    def turn(self) -> None:
        """Issue again what has changed, then one attempt for all that is due."""
        reissue_changed(self._ctx, self._actor)
        with self._ctx.store() as uow:
            waits = any(one.channel is Channel.FOLDER for one in uow.deliveries.open())
        if waits:
            self._drop = self._drop or self._made()
            send_due(self._ctx, self._actor, {Channel.FOLDER: self._drop})

    def _keep(self) -> None:
        while not self._stop.wait(EVERY_S):
            try:
                self.turn()
            except HahError as error:
                self._tell(error.code)
            else:
                self._tell("")


def _drop(core: Core, ctx: Context) -> Sender:
    from hah_console.app.channel.papers import PackPapers

    return PackPapers(ctx, core.rules).drop
