"""One feed: takes what may be sent from its outbox, sends it, writes down what became of it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.app.told_once import ToldOnce
from hah_console.domain.exchange import FeedState, OutboxEntry, RemotePlace
from hah_console.services.context import Context
from hah_console.services.outbox import Batch, next_batch, note_trouble, park_orphans, settle, stop_feed
from hah_console.services.outbox_ports import Result
from hah_console.services.ports import UnitOfWork

BATCH = 200
"""PERF(batches): 200 resources a request take a third of the time of single ones at the server of the tests."""
Send = Callable[[Sequence[OutboxEntry], Mapping[str, RemotePlace]], tuple[Result, ...]]
_LOG = logging.getLogger(__name__)


class Feed:
    """``send`` raises ExchangeFailed when a batch did not get through as a whole."""

    def __init__(self, ctx: Context, name: str, send: Send, size: int = BATCH) -> None:
        self._ctx, self.name, self._send, self._size = ctx, name, send, size
        self._say = ToldOnce(_LOG, f"feed {name} does not send", f"feed {name} sends again")

    def drain(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Send until nothing may be sent now, the feed stands still or ``stop``; how many were sent."""
        count = 0
        while not stop():
            batch = self._next()
            if not batch.entries:
                break
            sent = self._sent(batch)
            if sent is None:
                break
            count += sent
        return count

    def heard(self, hear: Callable[[], int]) -> int:
        """Listen to the hospital, unless the feed stands still; what goes wrong is written down as with sending."""
        with self._ctx.store() as uow:
            if uow.exchange.feed(self.name).state is FeedState.STOPPED:
                return 0
        try:
            return hear()
        except ExchangeFailed as failed:
            self._trouble(Batch((), {}), failed)
            return 0

    def _next(self) -> Batch:
        with self._ctx.store() as uow:
            if uow.exchange.feed(self.name).state is FeedState.STOPPED:
                return Batch((), {})
            batch = next_batch(uow, self.name, self._ctx.clock.now(), self._size)
            if not batch.entries and park_orphans(uow, self.name):
                uow.commit()
            return batch

    def _sent(self, batch: Batch) -> int | None:
        """How many of a batch were taken; None when it did not get through and the feed should rest."""
        try:
            results = self._send(batch.entries, batch.places)
        except ExchangeFailed as failed:
            self._trouble(batch, failed)
            return None
        self._write(lambda uow, now: settle(uow, self.name, results, now))
        self._say("")
        return sum(each.place is not None for each in results)

    def _trouble(self, batch: Batch, failed: ExchangeFailed) -> None:
        numbers = [each.number for each in batch.entries]
        if failed.stops_feed:
            self._write(lambda uow, now: stop_feed(uow, self.name, failed.reason, now))
        else:
            self._write(lambda uow, now: note_trouble(uow, self.name, numbers, failed.reason, now))
        self._say(failed.reason)

    def _write(self, step: Callable[[UnitOfWork, datetime], object]) -> None:
        with self._ctx.store() as uow:
            step(uow, self._ctx.clock.now())
            uow.commit()
