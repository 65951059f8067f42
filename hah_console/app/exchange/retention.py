"""What was sent long ago leaves the outbox, in small batches between the turns of a feed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.services.context import Context
from hah_console.services.outbox import DROPPED_AT_ONCE, drop_old

REST = timedelta(hours=1)
"""PERF(outbox): looked for once an hour, in every turn only while there is more to drop."""


@dataclass(slots=True)
class OutboxRetention:
    """``turn`` drops one batch of a feed at the most."""

    ctx: Context
    keep_days: int
    _next_at: datetime | None = None

    def turn(self, feed: str) -> int:
        """How many entries were dropped."""
        now = self.ctx.clock.now()
        if self._next_at is not None and now < self._next_at:
            return 0
        with self.ctx.store() as uow:
            count = drop_old(uow, feed, self.keep_days, now)
            uow.commit()
        self._next_at = None if count == DROPPED_AT_ONCE else now + REST
        return count
