"""Decides what the exchange says; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.decision_catalogue import ServiceCatalogue
from hah_console.domain.exchange import EntryState, FeedState, feed_read
from hah_console.domain.patient import masked_name
from hah_console.services.decision_support import ServiceRow
from hah_console.services.exchange_board import EntryRow, FeedBoard, InboundCounts
from hah_console.ui.i18n import Texts
from hah_console.ui.raw_lines import RawText, Wrong, raw_lines
from hah_console.ui.reference_text import reference_words
from hah_console.ui.screens.exchange.exchange_line import ExchangeLine
from hah_console.ui.screens.exchange.service_text import list_lines, service_lines

FEED, ENTRY = "feed:", "entry:"
PROFILE, REFERRING = "profile", ("missing_reference", "conflict")
"""Reasons of entries whose detail is a place with a rule, and a reference."""


@dataclass(slots=True)
class ExchangePresenter:
    """Holds what was read last."""

    actor: Actor
    texts: Texts
    boards: tuple[FeedBoard, ...] | None = None
    services: tuple[ServiceRow, ...] = ()
    catalogues: tuple[ServiceCatalogue, ...] = ()

    def heads(self, now: datetime) -> tuple[ExchangeLine, ...]:
        """Every feed, decision service and list of those: what stands still first, then what else needs a person."""
        heads = (line for line in self._lines(now) if line.head)
        return tuple(sorted(heads, key=lambda line: (not self.feed_of(line.key), not line.bad)))

    def children(self, head: str, now: datetime) -> tuple[ExchangeLine, ...]:
        """What belongs to one of them: entries of a feed, services of a list."""
        return self._families(now).get(head, ())

    def head_of(self, entry: str) -> str:
        """The key of the feed an entry is of, empty for what is none."""
        boards = (board for board in self.boards or () if any(f"{ENTRY}{e.number}" == entry for e in board.entries))
        return next((f"{FEED}{board.status.feed}" for board in boards), "")

    def _families(self, now: datetime) -> dict[str, tuple[ExchangeLine, ...]]:
        found: dict[str, tuple[ExchangeLine, ...]] = {}
        head = ""
        for line in self._lines(now):
            head = line.key if line.head else head
            found[head] = found.get(head, ()) if line.head else (*found[head], line)
        return found

    def _lines(self, now: datetime) -> tuple[ExchangeLine, ...]:
        """Each feed with its entries behind it, then the decision services and what their lists offer."""
        feeds = (line for board in self.boards or () for line in self._of_feed(board, now))

        def age(at: datetime) -> str:
            return self._age(at, now)

        services = service_lines(self.texts, self.services, age)
        return (*feeds, *services, *list_lines(self.texts, self.catalogues, age))

    def summary(self) -> str:
        """How many feeds stand still, and how much is parked in all."""
        boards = self.boards or ()
        still = sum(each.status.state is FeedState.STOPPED for each in boards)
        parked = sum(each.counts.parked for each in boards)
        return self.texts("exchange.summary", feeds=len(boards), still=still, parked=parked)

    def old(self, read_at: datetime, now: datetime) -> str:
        """That what is in sight could not be read again."""
        return self.texts("exchange.old", summary=self.summary(), age=self._age(read_at, now))

    def details(self, head: ExchangeLine, now: datetime) -> str:
        """How a feed or service stands, whole; a line each."""
        board = next((each for each in self.boards or () if f"{FEED}{each.status.feed}" == head.key), None)
        since, what = self._stopped(board, now) if board is not None else ("", "")
        counted = self._backlog(board, now) if board is not None else ()
        lines = ((head.state, since), (what,), (head.about, head.facts), counted)
        return "\n".join(filter(None, (" · ".join(filter(None, line)) for line in lines)))

    def _stopped(self, board: FeedBoard, now: datetime) -> tuple[str, str]:
        """For how long a feed stands still, and what to do."""
        texts, status = self.texts, board.status
        if status.state is not FeedState.STOPPED:
            return "", ""
        since = texts("exchange.stopped_since", age=self._age(status.since, now)) if status.since else ""
        return since, texts("exchange.stopped_what" if board.inbound is None else "exchange.stopped_reading")

    def _backlog(self, board: FeedBoard, now: datetime) -> Iterator[str]:
        """How old the oldest is, and that not all are listed."""
        texts, counts = self.texts, board.counts
        if counts.oldest_waiting is not None:
            yield texts("exchange.oldest", age=self._age(counts.oldest_waiting, now))
        if board.inbound is None and len(board.entries) < counts.waiting + counts.parked:
            yield texts("exchange.listed", shown=len(board.entries), count=counts.waiting + counts.parked)

    def waiting_for_people(self) -> int:
        """Feeds that stand still, and entries that are parked."""
        boards = self.boards or ()
        return sum((board.status.state is FeedState.STOPPED) + board.counts.parked for board in boards)

    def may_act(self) -> bool:
        """Whether this person may start feeds and send again."""
        return permits(self.actor.role, Action.RUN_EXCHANGE)

    def may_park(self, entry: EntryRow) -> bool:
        """Whether this person may keep an entry back."""
        return self.may_act() and entry.state is EntryState.WAITING

    def about(self, entry: EntryRow) -> str:
        """What an entry is and whose, and why it waits, whole."""
        who = " · ".join(filter(None, (reference_words(self.texts, entry.reference), entry.name)))
        why = " ".join(filter(None, (self._reason(entry.reason), self._detail(entry))))
        return "\n".join(filter(None, (who, why)))

    def raw(self, entry: EntryRow, content: str) -> RawText:
        """The resource of an entry, with what broke its profile marked."""
        place = entry.detail.partition(" ")[0] if entry.reason == PROFILE else ""
        return raw_lines(content, Wrong(place))

    def feed_of(self, key: str) -> str:
        """The stopped feed of a row, empty for anything else."""
        stopped = {each.status.feed for each in self.boards or () if each.status.state is FeedState.STOPPED}
        name = key.removeprefix(FEED)
        return name if key.startswith(FEED) and name in stopped else ""

    def entry_of(self, key: str) -> EntryRow | None:
        """The entry of a row."""
        rows = (each for board in self.boards or () for each in board.entries)
        return next((each for each in rows if f"{ENTRY}{each.number}" == key), None)

    def _of_feed(self, board: FeedBoard, now: datetime) -> Iterator[ExchangeLine]:
        texts, status = self.texts, board.status
        stopped = status.state is FeedState.STOPPED
        reason = texts.word("errors.reason", status.reason)
        running = texts("exchange.running") if board.inbound is None else texts("exchange.reading")
        state = texts("exchange.stopped", reason=reason) if stopped else running
        if status.reason and not stopped:
            state = texts("exchange.waiting_for", reason=reason)
        good = texts("exchange.good", age=self._age(status.last_good_at, now)) if status.last_good_at else ""
        facts = self._counted(board) if board.inbound is None else self._read(board.inbound)
        about = good or texts("exchange.never_good")
        title = texts(
            "exchange.sent_to" if board.inbound is None else "exchange.read_from", feed=feed_read(status.feed)
        )
        spoken = f"{title}, {state}, {facts}, {about}"
        bad = stopped or board.counts.parked > 0 or bool(board.inbound and board.inbound.failing)
        yield ExchangeLine(f"{FEED}{status.feed}", title, about, state, facts, True, bad, spoken)
        yield from (self._of_entry(each, now) for each in board.entries)

    def _counted(self, board: FeedBoard) -> str:
        counts = board.counts
        said = self.texts("exchange.counts", waiting=counts.waiting, parked=counts.parked, sent=counts.sent)
        kept = self.texts("exchange.kept", days=board.kept_days, dropped=board.dropped) if board.kept_days else ""
        return said + kept

    def _read(self, told: InboundCounts) -> str:
        """What came in, what waits for a person, and that some of it could not be read."""
        texts = self.texts
        said = texts("exchange.read_counts", facts=told.facts, linked=told.linked, matches=told.matches,
                     refusals=told.refusals, codes=told.codes)  # fmt: skip
        if not told.failing:
            return said
        return texts(
            "exchange.read_failing", count=told.failing, reason=texts.word("errors.reason", told.reason), said=said
        )

    def _of_entry(self, entry: EntryRow, now: datetime) -> ExchangeLine:
        """i18n: exchange.kind.*, fhir.parked.*"""
        texts, parked = self.texts, entry.state is EntryState.PARKED
        kind, _, identity = entry.reference.partition("/")
        title = " · ".join(filter(None, (texts.word("exchange.kind", kind), masked_name(entry.name))))
        age = self._age(entry.created_at, now)
        state = texts("exchange.parked", age=age) if parked else texts("exchange.waiting", age=age)
        facts = " ".join(filter(None, (self._reason(entry.reason), self._detail(entry), self._tried(entry, now))))
        spoken = ", ".join(filter(None, (title, identity, state, facts)))
        return ExchangeLine(f"{ENTRY}{entry.number}", title, identity, state, facts, False, parked, spoken)

    def _tried(self, entry: EntryRow, now: datetime) -> str:
        """How often it was tried, and when it is again."""
        if not entry.attempts:
            return ""
        texts, tried = self.texts, self.texts("exchange.tried", count=entry.attempts)
        if entry.state is EntryState.PARKED or entry.next_at <= now:
            return tried
        return texts("exchange.next", tried=tried, wait=texts("exchange.minutes", count=_minutes(entry.next_at - now)))

    def _detail(self, entry: EntryRow) -> str:
        """What the checker found, in words: place and rule; a reference as people say it.  # i18n: fhir.rule.*"""
        place, _, rest = entry.detail.partition(" ")
        rule, _, words = rest.partition(" ")
        key = f"fhir.rule.{rule}"
        if entry.reason == PROFILE and self.texts.has(key):
            return f"{place} {self.texts(key, detail=words, key=words)}".strip()
        return reference_words(self.texts, entry.detail) if entry.reason in REFERRING else entry.detail

    def _reason(self, reason: str) -> str:
        known = self.texts.word("fhir.parked", reason)
        return known if known != reason else self.texts.word("errors.reason", reason)

    def _age(self, at: datetime | None, now: datetime) -> str:
        minutes = max(0, int((now - at).total_seconds() // 60)) if at else 0
        return (
            self.texts("exchange.minutes", count=minutes)
            if minutes < 120
            else self.texts("exchange.hours", count=minutes // 60)
        )


def _minutes(wait: timedelta) -> int:
    """Rounded up, so that it is never sooner than it says."""
    return -(-int(wait.total_seconds()) // 60)
