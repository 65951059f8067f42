"""The price of a change and the rules it breaks, in plain words; no Qt."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from hah_console.services.hand_ports import BrokenRule, HandFigures, HandPrice
from hah_console.ui.i18n import Texts

# i18n: routes.rule.* errors.reason.*
MINUTE_S, KM = 60, 1000
SHOWN_RULES = 4
MINUS = "−"


@dataclass(frozen=True, slots=True)
class PriceText:
    """``parts`` are the figures that change, ``total`` their sum, ``broken`` and ``mended`` a phrase for each rule."""

    parts: tuple[str, ...]
    total: str
    broken: tuple[str, ...]
    mended: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether no rule would be broken."""
        return not self.broken


def price_text(texts: Texts, price: HandPrice, unit: int, name_of: Callable[[str], str]) -> PriceText:
    """``unit`` is the cost of a second of driving; ``name_of`` gives a person or a patient for an id."""
    before, after = price.before, price.after
    parts = [
        _minutes(texts, "dayline.price.driving", after.travel - before.travel),
        _km(texts, after.metres - before.metres),
        _minutes(texts, "dayline.price.late", after.late - before.late),
        _minutes(texts, "dayline.price.overtime", after.overtime - before.overtime),
        _minutes(texts, "dayline.price.waiting", after.waiting - before.waiting),
        _count(texts, "dayline.price.strangers", after.strangers - before.strangers),
        _minutes(texts, "dayline.price.spread", after.spread - before.spread),
        _count(texts, "dayline.price.left_out", after.left_out - before.left_out),
    ]
    return PriceText(
        tuple(part for part in parts if part),
        total_text(texts, before, after, unit),
        tuple(_rules(texts, price.broken, name_of)),
        tuple(_rules(texts, price.mended, name_of)),
    )


def total_text(texts: Texts, before: HandFigures, after: HandFigures, unit: int) -> str:
    """The whole difference as minutes of driving."""
    minutes = round((after.cost - before.cost) / (MINUTE_S * max(1, unit)))
    if not minutes:
        return texts("dayline.price.same")
    return texts("dayline.price.dearer" if minutes > 0 else "dayline.price.cheaper", n=abs(minutes))


def signed(number: int) -> str:
    """``+12``, ``−5``."""
    return f"{'+' if number > 0 else MINUS}{abs(number)}"


def _minutes(texts: Texts, key: str, seconds: int) -> str:
    minutes = round(seconds / MINUTE_S)
    return texts(key, n=signed(minutes)) if minutes else ""


def _km(texts: Texts, metres: int) -> str:
    if abs(metres) < KM / 20:
        return ""
    return texts("dayline.price.km", n=f"{'+' if metres > 0 else MINUS}{abs(metres) / KM:.1f}")


def _count(texts: Texts, key: str, number: int) -> str:
    return texts(key, n=signed(number)) if number else ""


def _rules(texts: Texts, rules: Iterable[BrokenRule], name_of: Callable[[str], str]) -> Iterable[str]:
    for rule in rules:
        who = name_of(rule.subject)
        word = texts.word("routes.rule", rule.code)
        yield texts("routes.rule_of", rule=word, subject=who) if who else word


def by_subject(rules: Iterable[BrokenRule]) -> Mapping[str, tuple[str, ...]]:
    """The codes of broken rules by whom they concern."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in rules:
        for subject in rule.subject.split(">"):
            found[subject] = (*found.get(subject, ()), rule.code)
    return found
