"""Rows of what is told to hospitals."""

from datetime import datetime

from hah_console.adapters.db.values import Row, Values, at, ms
from hah_console.domain.exchange import EntryState, FeedState, FeedStatus, OutboxEntry, Outgoing, RemotePlace
from hah_console.domain.ids import PatientId


def outgoing_values(feed: str, outgoing: Outgoing, moment: datetime) -> Values:
    """The row of what is to be told: waiting, or parked at once with its fault."""
    state = EntryState.PARKED if outgoing.fault else EntryState.WAITING
    return {
        "feed": feed,
        "reference": outgoing.reference,
        "patient_id": outgoing.patient_id,
        "content": outgoing.content,
        "digest": outgoing.digest,
        "needs": " ".join(outgoing.needs),
        "created_at": ms(moment),
        "next_at": ms(moment),
        "state": state.value,
        "attempts": 0,
        "reason": "profile" if outgoing.fault else "",
        "detail": outgoing.fault,
        "sent_at": None,
    }


def entry_values(entry: OutboxEntry) -> Values:
    """What changes of an entry."""
    return {
        "b_number": entry.number,
        "b_content": entry.content,
        "b_state": entry.state.value,
        "b_attempts": entry.attempts,
        "b_next_at": ms(entry.next_at),
        "b_reason": entry.reason,
        "b_detail": entry.detail,
        "b_sent_at": ms(entry.sent_at) if entry.sent_at else None,
    }


def entry_of(row: Row) -> OutboxEntry:
    """The entry of a row."""
    return OutboxEntry(
        number=row["number"],
        feed=row["feed"],
        reference=row["reference"],
        patient_id=PatientId(row["patient_id"]) if row["patient_id"] else None,
        content=row["content"],
        digest=row["digest"],
        needs=tuple(row["needs"].split()),
        created_at=at(row["created_at"]),
        next_at=at(row["next_at"]),
        state=EntryState(row["state"]),
        attempts=row["attempts"],
        reason=row["reason"],
        detail=row["detail"],
        sent_at=at(row["sent_at"]) if row["sent_at"] is not None else None,
    )


def place_of(row: Row) -> RemotePlace:
    """The place of a row."""
    return RemotePlace(row["reference"], row["place"], row["version"])


def feed_values(status: FeedStatus) -> Values:
    """The row of a feed."""
    return {
        "feed": status.feed,
        "state": status.state.value,
        "reason": status.reason,
        "since": ms(status.since) if status.since else None,
        "last_good_at": ms(status.last_good_at) if status.last_good_at else None,
        "seen": status.seen,
    }


def feed_of(row: Row) -> FeedStatus:
    """The feed of a row."""
    since, good = row["since"], row["last_good_at"]
    return FeedStatus(
        row["feed"],
        FeedState(row["state"]),
        row["reason"],
        at(since) if since is not None else None,
        at(good) if good is not None else None,
        row["seen"],
    )
