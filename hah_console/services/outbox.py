"""The outbox: what is to be told to hospitals, once per version, in order per patient, kept until it is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.exchange import (
    EntryState,
    FeedCounts,
    FeedState,
    FeedStatus,
    OutboxEntry,
    Outgoing,
    RemotePlace,
)
from hah_console.services.changes import Changes
from hah_console.services.context import Context, note_audit, record
from hah_console.services.outbox_ports import Result
from hah_console.services.ports import UnitOfWork

LOOKED_AT = 2_000
"""Entries looked through for those that may be sent now."""
LISTED = 500
DROPPED_AT_ONCE = 500
BY_HAND = "by_hand"
"""The reason of an entry a person keeps back."""
KEPT_DAYS, DROPPED = "exchange_kept_days", "exchange_dropped:"
"""Facts of the site: for how many days what was sent is kept, and how much of each feed was dropped so far."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries that may be sent together, and where everything they refer to lies."""

    entries: tuple[OutboxEntry, ...]
    places: Mapping[str, RemotePlace]


def enqueue(uow: UnitOfWork, feed: str, outgoing: Sequence[Outgoing], at: datetime) -> tuple[OutboxEntry, ...]:
    """Write what is new to the outbox; a version that was the last one written is not written again.

    A version that waits untried is replaced by a newer one. What may not leave is parked with its fault.
    """
    last_of = {each.reference: each for each in outgoing}
    known = uow.exchange.newest(feed, last_of)
    new = [each for ref, each in last_of.items() if ref not in known or known[ref].digest != each.digest]
    stale = [known[each.reference] for each in new if each.reference in known]
    uow.exchange.save([each.replaced() for each in stale if _is_untried(each)])
    return uow.exchange.add(feed, new, at)


def next_batch(uow: UnitOfWork, feed: str, now: datetime, size: int) -> Batch:
    """The entries that may be sent now, at most ``size``.

    SAFETY(order per patient): an entry that waits for its next attempt holds back all later ones of the same patient,
    and one version of a resource is sent at a time; nothing is sent before what it refers to is there.
    """
    waiting = uow.exchange.waiting(feed, LOOKED_AT)
    referred = {each for entry in waiting for each in (entry.reference, *entry.needs)}
    places = uow.exchange.places(feed, referred)
    chosen: list[OutboxEntry] = []
    held: set[str] = set()
    for entry in waiting:
        owner = entry.patient_id or entry.reference
        if entry.next_at > now or owner in held or entry.reference in held:
            held.update((owner, entry.reference))
        elif all(need in places for need in entry.needs):
            chosen.append(entry)
            held.add(entry.reference)
        else:
            held.add(entry.reference)
        if len(chosen) >= size:
            break
    return Batch(tuple(chosen), places)


def park_orphans(uow: UnitOfWork, feed: str) -> int:
    """Park entries that refer to what is not there and is not going to be; how many."""
    waiting = uow.exchange.waiting(feed, LOOKED_AT)
    needed = {need for entry in waiting for need in entry.needs}
    there = set(uow.exchange.places(feed, needed)) | uow.exchange.unsettled(feed, needed)
    lost = [(entry, need) for entry in waiting if (need := _first_missing(entry, there))]
    uow.exchange.save([entry.parked("missing_reference", need) for entry, need in lost])
    return len(lost)


def settle(uow: UnitOfWork, feed: str, results: Iterable[Result], now: datetime) -> FeedStatus:
    """Write down what became of a batch; the feed's status, with the moment it was good last."""
    results = tuple(results)
    by_number = {each.number: each for each in results}
    waiting = [each for each in uow.exchange.some(by_number) if each.state is EntryState.WAITING]
    uow.exchange.save([_settled(each, by_number[each.number], now) for each in waiting])
    places = tuple(each.place for each in results if each.place is not None)
    uow.exchange.put_places(feed, places)
    status = uow.exchange.feed(feed)
    if places:
        status = status.good(now)
        uow.exchange.put_feed(status)
    return status


def drop_old(uow: UnitOfWork, feed: str, keep_days: int, now: datetime) -> int:
    """Drop a small batch of what was sent long ago, and note how many so far; 0 when there is nothing left to drop."""
    count = uow.exchange.drop_settled(feed, now - timedelta(days=keep_days), DROPPED_AT_ONCE)
    uow.site.put(KEPT_DAYS, str(keep_days))
    if count:
        name = f"{DROPPED}{feed}"
        uow.site.put(name, str(int(uow.site.get(name, "0")) + count))
    return count


def stop_feed(uow: UnitOfWork, feed: str, reason: str, now: datetime) -> FeedStatus:
    """We are not let in: the feed stands still, nothing counts as tried."""
    status = uow.exchange.feed(feed).stopped(reason, now)
    uow.exchange.put_feed(status)
    return status


def note_trouble(uow: UnitOfWork, feed: str, numbers: Sequence[int], reason: str, now: datetime) -> None:
    """A whole batch was sent in vain: each of its entries waits for its next attempt."""
    waiting = [each for each in uow.exchange.some(numbers) if each.state is EntryState.WAITING]
    uow.exchange.save([each.failed(now, reason, temporary=True) for each in waiting])
    status = uow.exchange.feed(feed)
    uow.exchange.put_feed(FeedStatus(feed, status.state, reason, status.since, status.last_good_at, status.seen))


def retry_entry(ctx: Context, actor: Actor, number: int) -> Changes:
    """A person wants a parked or waiting entry sent now. Raises NotPermitted, NotFound, IllegalTransition."""
    require(actor, Action.RUN_EXCHANGE)
    with ctx.store() as uow:
        entry = uow.exchange.get(number)
        uow.exchange.save([entry.retried(ctx.clock.now())])
        record(uow, actor, ctx.clock.now(), "retry", "outbox_entry", str(number), entry.patient_id, feed=entry.feed)
        return uow.commit()


def park_entry(ctx: Context, actor: Actor, number: int) -> Changes:
    """A person keeps an entry back. Raises NotPermitted, NotFound, IllegalTransition."""
    require(actor, Action.RUN_EXCHANGE)
    with ctx.store() as uow:
        entry = uow.exchange.get(number)
        uow.exchange.save([entry.parked(BY_HAND, actor.user_id)])
        record(uow, actor, ctx.clock.now(), "park", "outbox_entry", str(number), entry.patient_id, feed=entry.feed)
        return uow.commit()


def outgoing_text(ctx: Context, actor: Actor, number: int) -> str:
    """A resource as it is to be sent, for a person to read, empty once it was sent; the look is in the audit trail.

    Raises NotPermitted, NotFound.
    """
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        entry = uow.exchange.get(number)
        note_audit(uow, actor, ctx.clock.now(), "read_raw", "outbox_entry", str(number), entry.patient_id)
        uow.commit()
    return entry.content


def start_feed(ctx: Context, actor: Actor, feed: str) -> Changes:
    """A person has seen to it that we are let in again. Raises NotPermitted."""
    require(actor, Action.RUN_EXCHANGE)
    with ctx.store() as uow:
        uow.exchange.put_feed(uow.exchange.feed(feed).started(ctx.clock.now()))
        record(uow, actor, ctx.clock.now(), "start", "exchange_feed", feed)
        return uow.commit()


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed as it stands, its counts, and what is parked."""

    status: FeedStatus
    counts: FeedCounts
    parked: tuple[OutboxEntry, ...]

    @property
    def runs(self) -> bool:
        """Whether it sends."""
        return self.status.state is FeedState.RUNNING


def feed_rows(ctx: Context) -> tuple[FeedRow, ...]:
    """Every feed that ever ran."""
    with ctx.store() as uow:
        return tuple(
            FeedRow(each, uow.exchange.counts(each.feed), uow.exchange.entries(each.feed, EntryState.PARKED, LISTED))
            for each in uow.exchange.feeds()
        )


def _is_untried(entry: OutboxEntry) -> bool:
    """Whether nobody outside can have it yet."""
    return entry.state in (EntryState.WAITING, EntryState.PARKED) and entry.attempts == 0


def _first_missing(entry: OutboxEntry, there: set[str]) -> str:
    return next((need for need in entry.needs if need not in there), "")


def _settled(entry: OutboxEntry, result: Result, now: datetime) -> OutboxEntry:
    if result.place is not None:
        return entry.sent(now)
    return entry.failed(now, result.reason, result.detail, temporary=result.temporary)
