"""The right to be the one service of a database, kept by renewing a lease in machine time."""

import logging
from datetime import datetime

from hah_console.domain.clock import Clock
from hah_console.domain.errors import HahError
from hah_console.domain.service_state import Lease
from hah_console.services.context import Context

LEASE_NAME = "service"
LEASE_S = 3.0
_LOG = logging.getLogger(__name__)


class LeaseKeeper:
    """``machine`` is the machine's own clock, never a day at speed; ``holder`` names this process."""

    def __init__(self, ctx: Context, machine: Clock, holder: str) -> None:
        self._ctx, self._machine, self._holder = ctx, machine, holder
        self._lease: Lease | None = None

    @property
    def held(self) -> bool:
        """Whether the lease is ours at this moment.

        SAFETY(one service): a process that was stopped for longer than its lease must not write on waking up.
        """
        return self._lease is not None and self._now() < self._lease.expires_at

    def acquire(self) -> bool:
        """Try once; False while another process holds it."""
        with self._ctx.store() as uow:
            self._lease = uow.service.acquire_lease(LEASE_NAME, self._holder, self._now(), LEASE_S)
            uow.commit()
        return self._lease is not None

    def renew(self) -> bool:
        """Extend it; False when it is lost. A database that cannot be written keeps it until it runs out."""
        if self._lease is None:
            return False
        try:
            with self._ctx.store() as uow:
                self._lease = uow.service.renew_lease(self._lease, self._now(), LEASE_S)
                uow.commit()
        except HahError as error:
            _LOG.warning("lease not renewed: %s", error.code)
        return self.held

    def release(self) -> None:
        """Give it up, so that a standby goes on at once."""
        if self._lease is None:
            return
        lease, self._lease = self._lease, None
        with self._ctx.store() as uow:
            uow.service.release_lease(lease)
            uow.commit()

    def _now(self) -> datetime:
        return self._machine.now()
