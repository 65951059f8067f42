"""The right to be the one service of a database, kept by renewing a lease that names no moment."""

import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace

from hah_console.adapters.db.store import Store
from hah_console.app.service.holder import Holder
from hah_console.domain.service_state import Lease
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

LEASE_NAME = "service"
UNRENEWED_S = 2.5
"""A lease not renewed for so long is free; a holder renews once a second."""
_LOG = logging.getLogger(__name__)


class LeaseKeeper:
    """``holder`` names this process; ``running_s`` counts seconds of this machine that nobody can set.

    SAFETY(clock step): who waits counts by its own clock how long it has seen the lease unchanged, so neither a wall
    clock that is set nor two machines with different clocks give the lease to a second process.
    """

    def __init__(
        self, ctx: Context, store: Store, holder: Holder, running_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._plain, self._store, self._holder, self._running_s = ctx, store, holder, running_s
        self._lease: Lease | None = None
        self._seen: Lease | None = None
        self._seen_s = 0.0

    @property
    def lease(self) -> Lease | None:
        """The lease while it is ours."""
        return self._lease

    @property
    def fenced(self) -> Context:
        """A context whose transactions commit only while the lease is ours."""
        return replace(self._plain, store=lambda: self._store.unit_of_work(lambda: self._lease))

    def acquire(self) -> bool:
        """Try once; False while another process holds it."""
        with self._plain.store() as uow:
            found = uow.service.lease(LEASE_NAME)
            if not self._may_take(found):
                return False
            self._lease = uow.service.take_lease(LEASE_NAME, str(self._holder), found)
            uow.commit()
        return self._lease is not None

    def renew(self, also: Callable[[UnitOfWork], None] = lambda _: None) -> bool:
        """Hold on, and do ``also`` in the same transaction; False when it is lost.

        A database that cannot be written raises its error and decides nothing: ask again.
        """
        if self._lease is None:
            return False
        with self._plain.store() as uow:
            renewed = uow.service.renew_lease(self._lease)
            if renewed is not None:
                also(uow)
            uow.commit()
        self._lease = renewed
        return renewed is not None

    def release(self) -> None:
        """Give it up, so that a standby goes on at once."""
        if self._lease is None:
            return
        lease, self._lease = self._lease, None
        with self._plain.store() as uow:
            uow.service.release_lease(lease)
            uow.commit()

    def _may_take(self, found: Lease | None) -> bool:
        if found is None or found.free or found.holder == str(self._holder):
            return True
        holder = Holder.read(found.holder)
        state = holder.state() if holder else "unknown"
        if state != "gone" and not self._unrenewed(found):
            return False
        if holder and state == "stopped":
            _end_stopped(holder)
        return True

    def _unrenewed(self, found: Lease) -> bool:
        now_s = self._running_s()
        if found != self._seen:
            self._seen, self._seen_s = found, now_s
        return now_s - self._seen_s >= UNRENEWED_S


def _end_stopped(holder: Holder) -> None:
    """A stopped process of this machine may hold the database's lock for as long as it is stopped."""
    _LOG.warning("the service in process %d was stopped; it is ended", holder.process_id)
    try:
        os.kill(holder.process_id, signal.SIGKILL)
    except OSError as error:
        _LOG.warning("not ended: %s", error)
