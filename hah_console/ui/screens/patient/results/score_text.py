"""Scores in words: the total or "incomplete, at least n", class, items with their values, ages and points; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.score.names import ScoreName
from hah_console.services.results_page import ResultsPage
from hah_console.services.score_sheet import Completeness, ScoreSheet, SheetInput, SheetItem
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import age_text, near_clock

ToLocal = Callable[[datetime], datetime]
MISSING = "—"


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One score: ``total`` never stands alone while it is incomplete; ``grade`` is its class, or the classes left."""

    key: str
    name: str
    total: str
    grade: str
    complete: bool
    empty: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item. ``points`` is a number, or a span while the item is open."""

    key: str
    name: str
    value: str
    age: str
    points: str
    missing: bool
    spoken: str


def score_lines(texts: Texts, page: ResultsPage) -> tuple[ScoreLine, ...]:
    """All scores of a page."""
    return tuple(score_line(texts, sheet, page.spo2_scale) for sheet in page.sheets)


def score_line(texts: Texts, sheet: ScoreSheet, spo2_scale: int) -> ScoreLine:
    """One score in words."""
    name = texts.word("scores.name", sheet.score)
    if sheet.score is ScoreName.NEWS2:
        name = texts("results.news2", name=name, scale=spo2_scale)
    total, grade = total_words(texts, sheet), grade_words(texts, sheet)
    complete, empty = sheet.completeness is Completeness.COMPLETE, sheet.completeness is Completeness.EMPTY
    spoken = texts("results.comma").join(part for part in (name, total, grade) if part)
    return ScoreLine(sheet.score.value, name, total, grade, complete, empty, spoken)


def total_words(texts: Texts, sheet: ScoreSheet) -> str:
    """The total, or "incomplete, at least n"; why a score does not apply."""
    if sheet.completeness is Completeness.NOT_APPLICABLE:
        reasons = texts("results.comma").join(texts.word("scores.exclusion", why) for why in sheet.excluded_by)
        return texts("scores.sheet.not_applicable", reasons=reasons)
    if sheet.completeness is Completeness.EMPTY:
        return texts("scores.completeness.empty")
    if sheet.completeness is Completeness.COMPLETE:
        return texts("scores.sheet.total", total=sheet.lower)
    least = texts("scores.sheet.at_least", lower=sheet.lower)
    return texts("results.with_bounds", least=least, lower=sheet.lower, upper=sheet.upper)


def grade_words(texts: Texts, sheet: ScoreSheet) -> str:
    """The class, or the first and the last of those that are left."""
    if sheet.completeness in (Completeness.EMPTY, Completeness.NOT_APPLICABLE) or not sheet.classes:
        return ""
    words = [texts.word(f"scores.class.{sheet.score}", one) for one in sheet.classes]
    if len(words) == 1:
        return words[0]
    return texts("scores.sheet.classes", first=words[0], last=words[-1])


def item_lines(texts: Texts, sheet: ScoreSheet, now: datetime) -> tuple[ItemLine, ...]:
    """All items of a score."""
    return tuple(_item(texts, item, sheet.scored_at, now) for item in sheet.items)


def _item(texts: Texts, item: SheetItem, scored_at: datetime, now: datetime) -> ItemLine:
    name = texts.word("scores.item", item.name)
    missing = item.points is None
    value = _value(texts, item.value, item.unit) if item.value is not None else _absent(texts, item)
    old = item.measured_at is not None and item.measured_at < scored_at
    age = age_text(texts, now - item.measured_at) if item.measured_at and old else ""
    points = texts("results.span", least=item.least, most=item.most) if missing else str(item.points)
    spoken = texts("results.comma").join(
        part for part in (name, value, age, texts("results.points", points=points)) if part
    )
    return ItemLine(item.name, name, value, age, points, missing, spoken)


def _absent(texts: Texts, item: SheetItem) -> str:
    """Why there is no value, by the inputs that were looked for."""
    absent = [one for one in item.inputs if one.absent is not None]
    if len(absent) == 1:
        return texts.word("scores.absence", absent[0].absent)
    reasons = [_why(texts, one) for one in absent]
    return texts("results.comma").join(dict.fromkeys(reasons)) or MISSING


def _why(texts: Texts, one: SheetInput) -> str:
    why = texts.word("scores.absence", one.absent)
    return texts("results.absent", name=texts.word("scores.input", one.name), why=why)


def _value(texts: Texts, value: str, unit: str) -> str:
    word = texts.word("scores.level", value) if not unit else value
    return f"{word} {texts.word('scores.unit', unit)}".rstrip() if unit else word


def foot_words(texts: Texts, local: ToLocal, sheet: ScoreSheet, now: datetime) -> str:
    """What is said with the score: caveats, what nobody has looked for, the table and its version, how old it is."""
    grade = grade_words(texts, sheet)
    said = [texts("results.comma").join(part for part in (total_words(texts, sheet), grade) if part)]
    said += [texts.word("scores.caveat", one) for one in sheet.caveats]
    if sheet.unchecked:
        names = texts("results.comma").join(texts.word("scores.input", one) for one in sheet.unchecked)
        said.append(texts("scores.sheet.unchecked", names=names))
    if sheet.oldest_at is not None:
        said.append(texts("results.oldest", at=near_clock(local(sheet.oldest_at), local(now).date())))
    table = texts("scores.sheet.table", version=sheet.table_version, since=sheet.table_from.isoformat())
    said.append(texts("results.table", table=table))
    return "\n".join(said)
