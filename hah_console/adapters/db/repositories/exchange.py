"""What is told to hospitals."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from hah_console.adapters.db.mapping.exchange import (
    entry_of,
    entry_values,
    feed_of,
    feed_values,
    outgoing_values,
    place_of,
)
from hah_console.adapters.db.tables.exchange import exchange_feed, exchange_outbox, exchange_place
from hah_console.adapters.db.tables.people import episode
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import at, ms
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import NotFound
from hah_console.domain.exchange import EntryState, FeedCounts, FeedStatus, OutboxEntry, Outgoing, RemotePlace

PORTION = 400
"""Values of one query; SQLite takes a limited number."""
_B = exchange_outbox.c


class ExchangeRows:
    """Outbox, places and feeds. See the port."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def add(self, feed: str, outgoing: Sequence[Outgoing], at: datetime) -> tuple[OutboxEntry, ...]:
        """Write entries in order and return them."""
        statement = insert(exchange_outbox).returning(*exchange_outbox.c)
        return tuple(
            entry_of(self._tx.write(statement, outgoing_values(feed, each, at)).mappings().one()) for each in outgoing
        )

    def save(self, entries: Sequence[OutboxEntry]) -> None:
        """Write how entries stand now."""
        if not entries:
            return
        names = ("content", "state", "attempts", "next_at", "reason", "detail", "sent_at")
        statement = (
            update(exchange_outbox)
            .where(_B.number == bindparam("b_number"))
            .values({name: bindparam(f"b_{name}") for name in names})
        )
        self._tx.write(statement, [entry_values(each) for each in entries])

    def get(self, number: int) -> OutboxEntry:
        """The entry of a number; raises NotFound."""
        row = self._tx.row(select(exchange_outbox).where(_B.number == number))
        if row is None:
            raise NotFound(entity="outbox_entry", entity_id=number)
        return entry_of(row)

    def some(self, numbers: Collection[int]) -> tuple[OutboxEntry, ...]:
        """The entries of these numbers that are there, in order."""
        rows = self._tx.rows(select(exchange_outbox).where(_B.number.in_(list(numbers))).order_by(_B.number))
        return tuple(map(entry_of, rows))

    def newest(self, feed: str, references: Collection[str]) -> Mapping[str, OutboxEntry]:
        """The last entry of each reference that has one."""
        found: dict[str, OutboxEntry] = {}
        for part in _portions(references):
            last = select(func.max(_B.number)).where(_B.feed == feed, _B.reference.in_(part)).group_by(_B.reference)
            rows = self._tx.rows(select(exchange_outbox).where(_B.number.in_(last)))
            found |= {row["reference"]: entry_of(row) for row in rows}
        return found

    def waiting(self, feed: str, limit: int) -> tuple[OutboxEntry, ...]:
        """The first entries that wait, due or not."""
        return self.entries(feed, EntryState.WAITING, limit)

    def entries(self, feed: str, state: EntryState, limit: int) -> tuple[OutboxEntry, ...]:
        """The first entries in a state, in order."""
        statement = select(exchange_outbox).where(_B.feed == feed, _B.state == state.value).order_by(_B.number)
        return tuple(map(entry_of, self._tx.rows(statement.limit(limit))))

    def unsettled(self, feed: str, references: Collection[str]) -> frozenset[str]:
        """Which of the references have an entry that waits or is parked."""
        open_ = [EntryState.WAITING.value, EntryState.PARKED.value]
        found: set[str] = set()
        for part in _portions(references):
            statement = select(_B.reference).where(_B.feed == feed, _B.reference.in_(part), _B.state.in_(open_))
            found.update(row["reference"] for row in self._tx.rows(statement))
        return frozenset(found)

    def counts(self, feed: str) -> FeedCounts:
        """How many entries are in which state."""
        statement = select(_B.state, func.count().label("n")).where(_B.feed == feed).group_by(_B.state)
        by_state = {row["state"]: row["n"] for row in self._tx.rows(statement)}
        waits = (_B.feed == feed) & (_B.state == EntryState.WAITING.value)
        oldest = self._tx.scalar(select(func.min(_B.created_at)).where(waits))
        return FeedCounts(
            by_state.get(EntryState.WAITING.value, 0),
            by_state.get(EntryState.PARKED.value, 0),
            by_state.get(EntryState.SENT.value, 0),
            at(oldest) if oldest is not None else None,
        )

    def places(self, feed: str, references: Collection[str]) -> Mapping[str, RemotePlace]:
        """Where those of the references lie that are there."""
        found: dict[str, RemotePlace] = {}
        for part in _portions(references):
            statement = select(exchange_place).where(
                exchange_place.c.feed == feed, exchange_place.c.reference.in_(part)
            )
            found |= {row["reference"]: place_of(row) for row in self._tx.rows(statement)}
        return found

    def put_places(self, feed: str, places: Sequence[RemotePlace]) -> None:
        """Remember where resources lie, or their new versions."""
        rows = [
            {"feed": feed, "reference": each.reference, "place": each.place, "version": each.version} for each in places
        ]
        if rows:
            self._tx.upsert(exchange_place, rows)

    def feed(self, feed: str) -> FeedStatus:
        """How a feed stands; one that is new runs."""
        row = self._tx.row(select(exchange_feed).where(exchange_feed.c.feed == feed))
        return feed_of(row) if row is not None else FeedStatus(feed)

    def feeds(self) -> tuple[FeedStatus, ...]:
        """All feeds by name."""
        return tuple(map(feed_of, self._tx.rows(select(exchange_feed).order_by(exchange_feed.c.feed))))

    def put_feed(self, status: FeedStatus) -> None:
        """Write how a feed stands."""
        self._tx.upsert(exchange_feed, [feed_values(status)])

    def drop_settled(self, feed: str, before: datetime, limit: int) -> int:
        """SAFETY(kept until told): only what was sent or replaced goes; what waits or is parked stays however old."""
        later = exchange_outbox.alias("later")
        is_last = ~exists().where(
            later.c.feed == _B.feed, later.c.reference == _B.reference, later.c.number > _B.number
        )  # fmt: skip
        in_care = exists().where(
            episode.c.patient_id == _B.patient_id, episode.c.state != EpisodeState.CLOSED.value
        )  # fmt: skip
        old = (
            select(_B.number)
            .where(_B.feed == feed, _B.state.in_([EntryState.SENT.value, EntryState.REPLACED.value]))
            .where(func.coalesce(_B.sent_at, _B.created_at) < ms(before))
            .where(~(is_last & (_B.patient_id.is_(None) | in_care)))
            .order_by(_B.number)
            .limit(limit)
        )
        numbers = [row["number"] for row in self._tx.rows(old)]
        for start in range(0, len(numbers), PORTION):
            self._tx.write(delete(exchange_outbox).where(_B.number.in_(numbers[start : start + PORTION])))
        return len(numbers)


def _portions(references: Collection[str]) -> Iterator[list[str]]:
    listed = sorted(set(references))
    for start in range(0, len(listed), PORTION):
        yield listed[start : start + PORTION]
