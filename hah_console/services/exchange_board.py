"""The exchange as a person sees it: every feed, what of it waits or is parked, and what came in by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.exchange import EntryState, FeedCounts, FeedStatus, OutboxEntry, feed_read, is_inbound
from hah_console.domain.identity_match import MatchState
from hah_console.services.context import Context
from hah_console.services.outbox import BY_HAND, DROPPED, KEPT_DAYS
from hah_console.services.ports import UnitOfWork

SHOWN = 200
"""Entries of a feed and state that are listed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry that is not sent. ``name`` is the patient's, empty for what is of nobody. ``detail`` is what the
    server or the checker said of it; of what a person keeps back the name of that person."""

    number: int
    reference: str
    name: str
    state: EntryState
    reason: str
    detail: str
    attempts: int
    created_at: datetime
    next_at: datetime


@dataclass(frozen=True, slots=True)
class InboundCounts:
    """What came in by a feed: ``facts`` that hold a version each, ``linked`` records of patients of the house; what
    waits for a person. ``failing`` counts kinds of patients whose last reading was in vain, ``reason`` is one of them.
    """

    facts: int
    linked: int
    matches: int
    refusals: int
    codes: int
    failing: int
    reason: str


@dataclass(frozen=True, slots=True)
class FeedBoard:
    """A feed with its entries, parked ones first; ``inbound`` for the reading of a hospital, None for the sending.

    What was sent is kept for ``kept_days`` (0 before the service has run by that rule); ``dropped`` were sent and have
    left the outbox since.
    """

    status: FeedStatus
    counts: FeedCounts
    entries: tuple[EntryRow, ...]
    inbound: InboundCounts | None = None
    kept_days: int = 0
    dropped: int = 0


def read_exchange(ctx: Context) -> tuple[FeedBoard, ...]:
    """Every feed that ever ran."""
    with ctx.store() as uow:
        boards = []
        users = {str(user.user_id): user.name for user in uow.users.all()}
        for status in uow.exchange.feeds():
            parked = uow.exchange.entries(status.feed, EntryState.PARKED, SHOWN)
            entries = (*parked, *uow.exchange.entries(status.feed, EntryState.WAITING, SHOWN))
            people = uow.patients.some({each.patient_id for each in entries if each.patient_id})
            names = {each.patient_id: each.name for each in people}
            rows = tuple(
                EntryRow(
                    each.number, each.reference, names.get(each.patient_id, "") if each.patient_id else "", each.state,
                    each.reason, _detail(each, users), each.attempts, each.created_at, each.next_at,
                )
                for each in entries
            )  # fmt: skip
            inbound = inbound_counts(uow, feed_read(status.feed)) if is_inbound(status.feed) else None
            kept, dropped = uow.site.get(KEPT_DAYS, "0"), uow.site.get(f"{DROPPED}{status.feed}", "0")
            counts = uow.exchange.counts(status.feed)
            boards.append(FeedBoard(status, counts, rows, inbound, int(kept), int(dropped)))
        return tuple(boards)


def _detail(entry: OutboxEntry, users: Mapping[str, str]) -> str:
    return users.get(entry.detail, entry.detail) if entry.reason == BY_HAND else entry.detail


def read_inbound(ctx: Context) -> Mapping[str, InboundCounts]:
    """How reading stands of every feed that is read, by the name it has among the feeds."""
    with ctx.store() as uow:
        names = [each.feed for each in uow.exchange.feeds() if is_inbound(each.feed)]
        return {name: inbound_counts(uow, feed_read(name)) for name in names}


def inbound_counts(uow: UnitOfWork, feed: str) -> InboundCounts:
    """How the reading of a feed stands."""
    cases, failing = uow.match_cases.counts(feed), uow.read_marks.failing(feed)
    return InboundCounts(
        facts=uow.hospital_facts.count(feed),
        linked=cases.get(MatchState.LINKED, 0),
        matches=cases.get(MatchState.OPEN, 0),
        refusals=uow.inbound_refusals.count_open(feed),
        codes=uow.code_mappings.count_unmapped(feed),
        failing=len(failing),
        reason=failing[0].reason if failing else "",
    )
