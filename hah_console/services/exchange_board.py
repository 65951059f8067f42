"""The exchange as a person sees it: every feed, and what of it waits or is parked, with whose it is."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.exchange import EntryState, FeedCounts, FeedStatus
from hah_console.services.context import Context

SHOWN = 200
"""Entries of a feed and state that are listed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry that is not sent. ``name`` is the patient's, empty for what is of nobody."""

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
class FeedBoard:
    """A feed with its entries, parked ones first."""

    status: FeedStatus
    counts: FeedCounts
    entries: tuple[EntryRow, ...]


def read_exchange(ctx: Context) -> tuple[FeedBoard, ...]:
    """Every feed that ever ran."""
    with ctx.store() as uow:
        boards = []
        for status in uow.exchange.feeds():
            parked = uow.exchange.entries(status.feed, EntryState.PARKED, SHOWN)
            entries = (*parked, *uow.exchange.entries(status.feed, EntryState.WAITING, SHOWN))
            people = uow.patients.some({each.patient_id for each in entries if each.patient_id})
            names = {each.patient_id: each.name for each in people}
            rows = tuple(
                EntryRow(
                    each.number, each.reference, names.get(each.patient_id, "") if each.patient_id else "", each.state,
                    each.reason, each.detail, each.attempts, each.created_at, each.next_at,
                )
                for each in entries
            )  # fmt: skip
            boards.append(FeedBoard(status, uow.exchange.counts(status.feed), rows))
        return tuple(boards)
