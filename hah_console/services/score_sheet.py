"""A score as a screen shows it: items with points and age, how complete it is, its class, and what is said with it."""

# i18n: scores.name.*  # i18n: scores.item.*  # i18n: scores.input.*  # i18n: scores.level.*  # i18n: scores.class.*
# i18n: scores.caveat.*  # i18n: scores.exclusion.*  # i18n: scores.absence.*  # i18n: scores.completeness.*
# i18n: scores.moment.*  # i18n: scores.unit.*  # i18n: scores.sheet.*

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hah_console.domain.episode import Condition
from hah_console.domain.pack_info import PackInfo
from hah_console.domain.reading import LatestVitals, Quality, Vital
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.score.inputs import Absence, Input
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.news2 import inputs_from, news2, news2_classes
from hah_console.domain.score.plan import Moment, When
from hah_console.domain.score.result import ItemInput, ScoreItem, ScoreResult
from hah_console.domain.score.scores import score
from hah_console.services.score_facts import VITALS, ScoreFacts, has_laboratory, inputs_for


class Completeness(StrEnum):
    """CERTAIN: inputs are missing, and only one class is left. EMPTY: nothing is known."""

    COMPLETE = "complete"
    CERTAIN = "certain"
    INCOMPLETE = "incomplete"
    EMPTY = "empty"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class SheetInput:
    """One input of an item; ``absent`` says why it was not used (see Absence)."""

    name: str
    value: str | None
    unit: str
    measured_at: datetime | None
    absent: Absence | None


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One line. ``points`` is None while the item is open; then it has between ``least`` and ``most``."""

    name: str
    value: str | None
    unit: str
    measured_at: datetime | None
    points: int | None
    least: int
    most: int
    inputs: tuple[SheetInput, ...]


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """A score at ``scored_at``. While it is not complete say "at least ``lower``", and every class it may be.

    ``lower`` and ``upper`` are None when the score does not apply: there is no total to show then.
    """

    score: ScoreName
    scored_at: datetime
    completeness: Completeness
    lower: int | None
    upper: int | None
    classes: tuple[str, ...]
    items: tuple[SheetItem, ...]
    present: int
    oldest_at: datetime | None
    caveats: tuple[str, ...]
    excluded_by: tuple[str, ...]
    unchecked: tuple[str, ...]
    table_version: str
    table_from: date
    table_source: str


def score_sheets(
    condition: Condition, moment: Moment, facts: ScoreFacts, now: datetime, packs: RulePacks
) -> tuple[ScoreSheet, ...]:
    """The sheets of the scores that the plan has for a condition at a moment."""
    uses = packs.score_plan.uses_at(condition, moment, has_laboratory(facts, now, packs))
    sheets = ((use.when, score_sheet(use.score, facts, now, packs)) for use in uses)
    return tuple(
        sheet for when, sheet in sheets if when is not When.COMPLETE or sheet.completeness is Completeness.COMPLETE
    )


def score_sheet(name: ScoreName, facts: ScoreFacts, now: datetime, packs: RulePacks) -> ScoreSheet:
    """The sheet of one score at ``now``."""
    if name is ScoreName.NEWS2:
        return _news2_sheet(facts, now, packs)
    gathered = inputs_for(name, facts, now, packs)
    result = score(name, gathered.inputs, packs.scores)
    return sheet_of(result, packs.scores.table(name).info, now, gathered.absent)


def sheet_of(
    result: ScoreResult, info: PackInfo, scored_at: datetime, absent: Mapping[Input, Absence] | None = None
) -> ScoreSheet:
    """The sheet of a result; ``absent`` says why inputs are missing, where more is known than that they are."""
    return ScoreSheet(
        score=ScoreName(result.name),
        scored_at=scored_at,
        completeness=_completeness(result),
        lower=result.lower if result.applies else None,
        upper=result.upper if result.applies else None,
        classes=result.classes,
        items=tuple(_item(item, absent or {}) for item in result.items),
        present=result.present,
        oldest_at=result.oldest(),
        caveats=result.caveats,
        excluded_by=result.excluded_by,
        unchecked=result.unchecked,
        table_version=result.table_version,
        table_from=info.effective_from,
        table_source=info.source,
    )


def _completeness(result: ScoreResult) -> Completeness:
    if not result.applies:
        return Completeness.NOT_APPLICABLE
    if result.complete:
        return Completeness.COMPLETE
    if not any(item.value is not None for item in result.items):
        return Completeness.EMPTY
    return Completeness.CERTAIN if len(result.classes) == 1 else Completeness.INCOMPLETE


def _item(item: ScoreItem, absent: Mapping[Input, Absence]) -> SheetItem:
    least, most = item.bounds or (item.points or 0, item.points or 0)
    inputs = tuple(_input(one, absent) for one in item.inputs)
    return SheetItem(item.name, item.value, item.unit, item.measured_at, item.points, least, most, inputs)


def _input(one: ItemInput, absent: Mapping[Input, Absence]) -> SheetInput:
    told = Absence(one.absent) if one.absent is not None else None
    reason = absent.get(Input(one.name), told) if told is Absence.NEVER else told
    return SheetInput(one.name, one.value, one.unit, one.measured_at, reason)


def _news2_sheet(facts: ScoreFacts, now: datetime, packs: RulePacks) -> ScoreSheet:
    """NEWS2 as the service counts it: from monitors and staff observations, by the patient's SpO2 scale."""
    table, scale = packs.news2, facts.patient.spo2_scale
    result = news2(inputs_from(facts.latest, facts.observation, table, now, scale), table)
    return sheet_of(news2_classes(result, table), table.info, now, _absent_of_news2(facts))


def _absent_of_news2(facts: ScoreFacts) -> Mapping[Input, Absence]:
    """Why an input that NEWS2 does not use is missing, if it is: what is there and not used is too old or no value."""
    reasons = {VITALS[vital][0]: _absence(vital, facts.latest) for vital in Vital}
    seen = facts.observation
    reasons[Input.CONSCIOUSNESS] = Absence.TOO_OLD if seen and seen.consciousness else Absence.NEVER
    reasons[Input.OXYGEN] = Absence.TOO_OLD if seen and seen.on_oxygen is not None else Absence.NEVER
    return reasons


def _absence(vital: Vital, latest: LatestVitals | None) -> Absence:
    last = latest.values.get(vital) if latest else None
    if last is None:
        return Absence.NEVER
    return Absence.TOO_OLD if last.value is not None and last.quality is Quality.GOOD else Absence.UNUSABLE
