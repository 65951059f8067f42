"""Decision services on the screen of the exchange: how each has answered, and what it is still to be told; no Qt."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from hah_console.services.decision_support import ServiceRow
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.exchange.exchange_line import ExchangeLine

SERVICE = "service:"
Age = Callable[[datetime], str]


def service_lines(texts: Texts, rows: Sequence[ServiceRow], age: Age) -> Iterator[ExchangeLine]:
    """A line for every service that was ever asked."""
    for row in rows:
        tally = row.tally
        failing = row.fails_now
        reason = texts.word("errors.reason", tally.last_fault)
        state = texts("exchange.service.failing", reason=reason) if failing else texts("exchange.service.answers")
        good = tally.last_good_at
        about = texts("exchange.good", age=age(good)) if good is not None else texts("exchange.never_good")
        facts = texts(
            "exchange.service.counts", asked=tally.asked, failed=tally.failed, cards=tally.cards, unread=tally.unread,
            waiting=row.waiting, given_up=row.given_up,
        )  # fmt: skip
        name = texts("exchange.service.title", name=tally.service)
        spoken = f"{name}, {state}, {facts}, {about}"
        yield ExchangeLine(f"{SERVICE}{tally.service}", name, about, state, facts, True, failing, spoken)
