"""The answer of a decision service, taken apart card by card: nothing in it is believed, run, or shown as more than
text."""

import unicodedata
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.domain.decision_support import Card, CardLink, CardReason, Indicator, ServiceAnswer, Suggestion

MOST_CARDS, MOST_PARTS = 20, 10
LONGEST_LINE, LONGEST_DETAIL, LONGEST_ID, LONGEST_URL = 300, 4_000, 200, 2_000
INDICATORS = {"info": Indicator.INFO, "warning": Indicator.WARNING, "critical": Indicator.CRITICAL}
_KEPT = {"\n", "\t"}


class _Unreadable(Exception):
    """A card lacks what every card must have."""


def read_answer(service: str, value: object) -> ServiceAnswer:
    """The cards of a parsed answer, the heaviest first. Raises ExchangeFailed for what is no answer.

    SAFETY(hostile card): words are cut and freed of signs that hide or turn text; markup stays what it is, letters.
    ``systemActions`` are what a service would have done by itself: nobody looks at them.
    """
    listed = value.get("cards") if isinstance(value, dict) else None
    if not isinstance(listed, list):
        raise ExchangeFailed("not_cards", status=200)
    read = [_card_or_none(service, number, each) for number, each in enumerate(listed)]
    cards = sorted((each for each in read if each is not None), key=lambda each: (-each.indicator, each.number))
    shown = tuple(cards[:MOST_CARDS])
    return ServiceAnswer(service, shown, "", read.count(None), len(cards) - len(shown))


def plain(value: object, longest: int, *, lines: bool = False) -> str:
    """Words as plain text; empty for anything that is no text."""
    if not isinstance(value, str):
        return ""
    begun = value[: longest * 2].replace("\r\n", "\n").replace("\r", "\n")
    seen = "".join(sign for sign in begun if sign in _KEPT or unicodedata.category(sign)[0] != "C").strip()
    kept = seen if lines else " ".join(seen.split())
    return kept if len(kept) <= longest and len(value) <= longest * 2 else f"{kept[:longest]}…"


def safe_link(value: object) -> CardLink | None:
    """A link that may be offered: an absolute one over TLS without a name and password in it, else None."""
    if not isinstance(value, dict) or value.get("type") != "absolute":
        return None
    url, label = value.get("url"), plain(value.get("label"), LONGEST_LINE)
    if not isinstance(url, str) or len(url) > LONGEST_URL or any(_is_odd(sign) for sign in url):
        return None
    try:
        parts = urlsplit(url)
        whole = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return None
    host = str(parts.hostname)
    return CardLink(label or host, url, host) if whole else None


def _card_or_none(service: str, number: int, value: object) -> Card | None:
    try:
        return _card(service, number, value)
    except _Unreadable:
        return None


def _card(service: str, number: int, value: object) -> Card:
    if not isinstance(value, dict):
        raise _Unreadable
    source, named = value.get("source"), value.get("indicator")
    summary = plain(value.get("summary"), LONGEST_LINE)
    label = plain(source.get("label"), LONGEST_LINE) if isinstance(source, dict) else ""
    indicator = INDICATORS.get(named) if isinstance(named, str) else None
    if indicator is None or not summary or not label:
        raise _Unreadable
    return Card(
        service, number, indicator, summary, label,
        plain(value.get("detail"), LONGEST_DETAIL, lines=True),
        _identity(value.get("uuid")),
        tuple(_suggestion(each) for each in _tables(value.get("suggestions"))),
        tuple(filter(None, map(safe_link, _tables(value.get("links"))))),
        tuple(filter(None, map(_reason, _tables(value.get("overrideReasons"))))),
    )  # fmt: skip


def _suggestion(value: Mapping[str, object]) -> Suggestion:
    label = plain(value.get("label"), LONGEST_LINE)
    told = [plain(each.get("description"), LONGEST_LINE) for each in _tables(value.get("actions"))]
    recommended = value.get("isRecommended") is True
    return Suggestion(_identity(value.get("uuid")), label, tuple(filter(None, told)), recommended)


def _reason(value: Mapping[str, object]) -> CardReason | None:
    code, words = _identity(value.get("code")), plain(value.get("display"), LONGEST_LINE)
    return CardReason(code, _identity(value.get("system")), words) if code and words else None


def _identity(value: object) -> str:
    """An id as it came, or nothing: one that was changed would name something else."""
    told = isinstance(value, str) and len(value) <= LONGEST_ID and not any(_is_odd(sign) for sign in value)
    return value if told and isinstance(value, str) else ""


def _tables(value: object) -> Iterable[Mapping[str, object]]:
    return [each for each in value[:MOST_PARTS] if isinstance(each, dict)] if isinstance(value, list) else []


def _is_odd(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign)[0] == "C"
