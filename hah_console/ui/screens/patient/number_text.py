"""The words of the live numbers and of the score; no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.reading import Vital
from hah_console.domain.score.result import ScoreItem
from hah_console.services.live_numbers import LiveNumber, ScoreNow
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import NOTHING, age_text, value_text

# i18n: words.vital.* words.unit.* patient.item.* patient.risk.*
PRESSURE = (Vital.SYSTOLIC, Vital.DIASTOLIC)
ORDER = (Vital.SPO2, Vital.HEART_RATE, Vital.RESPIRATORY_RATE, Vital.SYSTOLIC, Vital.TEMPERATURE)


@dataclass(frozen=True, slots=True)
class NumberCard:
    """One card: ``value`` large, ``unit`` beside it, ``limit`` above, below ``age`` and who set an own limit."""

    vital: Vital
    title: str
    value: str
    unit: str
    limit: str
    age: str
    outside: bool
    stale: bool
    spoken: str
    own: str = ""

    @property
    def key(self) -> str:
        """What the row is about."""
        return self.vital.value


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One input of the score: its name, value with unit, age, and points ("?" when it is missing)."""

    name: str
    value: str
    age: str
    points: str
    missing: bool


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """The score panel; ``chip`` is the number or "at least n", ``band`` chooses its outline."""

    chip: str
    band: str
    title: str
    detail: str
    lines: tuple[ScoreLine, ...]
    missing: str
    complete: bool
    spoken: str


def number_cards(texts: Texts, numbers: Sequence[LiveNumber], now: datetime) -> tuple[NumberCard, ...]:
    """The cards from top to bottom; both pressures share one."""
    by_vital = {number.vital: number for number in numbers}
    return tuple(_card(texts, by_vital, vital, now) for vital in ORDER if vital in by_vital)


def score_card(texts: Texts, score: ScoreNow | None, now: datetime) -> ScoreCard:
    """The score with its bounds, completeness, age of its oldest input, every item and the version of its table."""
    if score is None:
        nothing = texts("patient.score.none")
        return ScoreCard(NOTHING, "none", nothing, "", (), "", False, nothing)
    result, risk = score.result, _risk(texts, score)
    key = "patient.score.value" if result.complete else "patient.score.incomplete"
    chip = texts(key, lower=result.lower)
    oldest = result.oldest()
    parts = [texts("patient.score.items", present=result.present, count=len(result.items))]
    if oldest is not None:
        parts.append(texts("patient.score.oldest", age=age_text(texts, now - oldest)))
    parts.append(texts("patient.score.table", version=result.table_version))
    if not result.complete:
        parts.insert(0, texts("patient.score.bounds", lower=result.lower, upper=result.upper))
    detail = " · ".join(parts)
    lines = tuple(_line(texts, item, now) for item in sorted(result.items, key=_weight))
    absent = [item_name(texts, item.name) for item in result.items if item.points is None]
    missing = texts("patient.score.missing", names="、".join(absent)) if absent else ""
    title = f"{texts('patient.score.name')} {risk}"
    each = "，".join(f"{line.name} {line.value} {line.points}" for line in lines)
    spoken = texts("patient.score.spoken", value=chip, band=risk, detail=f"{detail} {missing} {each}")
    return ScoreCard(chip, score.band, title, detail, lines, missing, result.complete, spoken)


def _risk(texts: Texts, score: ScoreNow) -> str:
    """The risk, or from which to which while items are missing: "low" alone would look like health."""
    least, most = texts.word("patient.risk", score.risk), texts.word("patient.risk", score.most)
    return least if score.risk is score.most else texts("patient.score.between", least=least, most=most)


def _line(texts: Texts, item: ScoreItem, now: datetime) -> ScoreLine:
    name = item_name(texts, item.name)
    if item.points is None:
        return ScoreLine(name, NOTHING, "", "?", missing=True)
    age = age_text(texts, max(timedelta(0), now - item.measured_at)) if item.measured_at else ""
    return ScoreLine(name, _said(texts, item), age, str(item.points), missing=False)


def _said(texts: Texts, item: ScoreItem) -> str:
    """A number as the chart has it; oxygen in words. Consciousness is its letter of ACVPU."""
    if item.name == "oxygen":
        return texts("patient.mark.oxygen_off" if item.value == "air" else "patient.mark.oxygen_on")
    return item.value or NOTHING


def _weight(item: ScoreItem) -> int:
    """Most points first, missing ones last."""
    return 9 if item.points is None else -item.points


def item_name(texts: Texts, name: str) -> str:
    """The word of one input of the score."""
    return texts.word("patient.item", name)


def limit_text(texts: Texts, vital: Vital, low: float | None, high: float | None) -> str:
    """``≥ 92``, ``≤ 38.5``, ``50–110`` or "no limit"."""
    lowest, highest = value_text(vital, low), value_text(vital, high)
    if low is not None and high is not None:
        return texts("patient.numbers.between", low=lowest, high=highest)
    if low is not None:
        return texts("patient.numbers.at_least", low=lowest)
    if high is not None:
        return texts("patient.numbers.at_most", high=highest)
    return texts("patient.numbers.no_limit")


def _card(texts: Texts, numbers: dict[Vital, LiveNumber], vital: Vital, now: datetime) -> NumberCard:
    number = numbers[vital]
    pair = [numbers[v] for v in PRESSURE if v in numbers] if vital in PRESSURE else [number]
    title = texts("patient.numbers.pressure") if vital in PRESSURE else texts.word("words.vital", vital)
    value = "/".join(value_text(n.vital, n.value) for n in pair)
    unit, limit = texts.word("words.unit", vital), _limit(texts, number)
    age = _age(texts, pair, now)
    outside, stale = any(n.outside for n in pair), any(n.stale for n in pair)
    key = "patient.numbers.spoken_outside" if outside else "patient.numbers.spoken"
    own = _own(texts, number, now)
    spoken = texts(key, name=title, value=f"{value} {unit}", limit=f"{limit} {own}".strip(), age=age)
    return NumberCard(vital, title, value, unit, limit, age, outside, stale, spoken, own)


def _limit(texts: Texts, number: LiveNumber) -> str:
    limit = limit_text(texts, number.vital, number.low, number.high)
    return f"{limit} · {texts('patient.numbers.own_limit')}" if number.author else limit


def _own(texts: Texts, number: LiveNumber, now: datetime) -> str:
    """Who set the limit of this patient's own, and how long it still holds."""
    if number.until is None:
        return ""
    return texts("patient.numbers.own_by", author=number.author, left=age_text(texts, number.until - now))


def _age(texts: Texts, pair: Sequence[LiveNumber], now: datetime) -> str:
    """The age of the older one of a pair, with what is wrong with it."""
    moments = [number.as_of for number in pair if number.as_of is not None]
    if not moments:
        return texts("patient.numbers.never")
    age = age_text(texts, max(timedelta(0), now - min(moments)))
    if any(number.sensor_off for number in pair):
        return f"{texts('patient.numbers.sensor_off')} · {texts('patient.numbers.age', age=age)}"
    stale = any(number.stale for number in pair)
    return texts("patient.numbers.stale" if stale else "patient.numbers.age", age=age)
