"""Decision services on the screen of the exchange: how each has answered, and what their lists offer; no Qt."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from hah_console.domain.decision_catalogue import OfferedService, ServiceCatalogue
from hah_console.services.decision_support import ServiceRow
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.exchange.exchange_line import ExchangeLine

SERVICE, LIST, OFFER = "service:", "list:", "offer:"
# i18n: exchange.hook.*
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


def list_lines(texts: Texts, catalogues: Sequence[ServiceCatalogue], age: Age) -> Iterator[ExchangeLine]:
    """A line for every list, below it what the site asks of it, what is missing there, and what else it offers."""
    for each in catalogues:
        title, reason = texts("exchange.list.title", base=each.base), texts.word("errors.reason", each.fault)
        read = texts("exchange.list.read", age=age(each.read_at)) if each.read_at else texts("exchange.list.never")
        state = texts("exchange.list.failing", reason=reason) if each.fault else texts("exchange.list.offers")
        if not each.fault and each.read_at is None:
            state = texts("exchange.list.asking")
        facts = texts(
            "exchange.list.counts", offered=len(each.offers), used=sum(bool(one.name) for one in each.offers),
            missing=len(each.missing),
        )  # fmt: skip
        spoken = f"{title}, {state}, {facts}, {read}"
        yield ExchangeLine(f"{LIST}{each.base}", title, read, state, facts, True, bool(each.fault), spoken)
        yield from (_missing(texts, each.base, name, hook) for name, hook in each.missing)
        yield from (_offer(texts, each.base, one) for one in sorted(each.offers, key=lambda one: not one.name))


def _missing(texts: Texts, base: str, name: str, hook: str) -> ExchangeLine:
    when = texts.word("exchange.hook", hook)
    state, facts = texts("exchange.list.missing"), texts("exchange.list.missing_what")
    spoken = f"{name}, {when}, {state}, {facts}"
    return ExchangeLine(f"{OFFER}{base}:{name}:{hook}", name, when, state, facts, False, True, spoken)


def _offer(texts: Texts, base: str, offer: OfferedService) -> ExchangeLine:
    about = f"{offer.service_id} · {texts.word('exchange.hook', offer.hook)}"
    used = texts("exchange.list.used", name=offer.name) if offer.name else texts("exchange.list.unused")
    facts = _told(texts, offer) if offer.name else offer.description
    facts = " · ".join(filter(None, (facts, offer.requirements)))
    spoken = ", ".join(filter(None, (offer.title, about, used, facts)))
    return ExchangeLine(
        f"{OFFER}{base}:{offer.service_id}:{offer.hook}", offer.title, about, used, facts, False, False, spoken
    )


def _told(texts: Texts, offer: OfferedService) -> str:
    if not offer.supplied and not offer.withheld:
        return texts("exchange.list.asks_nothing")
    told = texts("exchange.list.told", keys=texts("exchange.list.and").join(offer.supplied) or "—")
    kept = texts("exchange.list.and").join(offer.withheld)
    return f"{told}{texts('exchange.list.withheld', keys=kept) if kept else ''}"
