"""Decides what the exchange says; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.decision_catalogue import ServiceCatalogue
from hah_console.domain.exchange import EntryState, FeedState, feed_read
from hah_console.domain.patient import masked_name
from hah_console.services.decision_support import ServiceRow
from hah_console.services.exchange_board import EntryRow, FeedBoard, InboundCounts
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.exchange.exchange_line import ExchangeLine
from hah_console.ui.screens.exchange.service_text import list_lines, service_lines

FEED, ENTRY = "feed:", "entry:"


@dataclass(slots=True)
class ExchangePresenter:
    """Holds what was read last."""

    actor: Actor
    texts: Texts
    boards: tuple[FeedBoard, ...] | None = None
    services: tuple[ServiceRow, ...] = ()
    catalogues: tuple[ServiceCatalogue, ...] = ()

    def lines(self, now: datetime) -> tuple[ExchangeLine, ...]:
        """Each feed with its entries below it, then the decision services and what their lists offer."""
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

    def waiting_for_people(self) -> int:
        """Feeds that stand still, and entries that are parked."""
        boards = self.boards or ()
        return sum((board.status.state is FeedState.STOPPED) + board.counts.parked for board in boards)

    def may_act(self) -> bool:
        """Whether this person may start feeds and send again."""
        return permits(self.actor.role, Action.RUN_EXCHANGE)

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
        bad = stopped or bool(board.inbound and board.inbound.failing)
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
        title = texts.word("exchange.kind", kind)
        about = " · ".join(filter(None, (masked_name(entry.name), identity)))
        state = texts("exchange.parked") if parked else texts("exchange.waiting", age=self._age(entry.created_at, now))
        facts = " ".join(filter(None, (self._reason(entry.reason), self._detail(entry))))
        spoken = ", ".join(filter(None, (title, about, state, facts)))
        return ExchangeLine(f"{ENTRY}{entry.number}", title, about, state, facts, False, parked, spoken)

    def _detail(self, entry: EntryRow) -> str:
        """What the checker found, in words: place and rule.  # i18n: fhir.rule.*"""
        place, _, rest = entry.detail.partition(" ")
        rule, _, words = rest.partition(" ")
        key = f"fhir.rule.{rule}"
        if entry.reason != "profile" or not self.texts.has(key):
            return entry.detail
        return f"{place} {self.texts(key, detail=words, key=words)}".strip()

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
