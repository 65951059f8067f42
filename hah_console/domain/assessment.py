"""What the answers of an intake come to: what is still missing, what stands against care at home, how many criteria."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.intake_answers import BARTHEL, ITEM, NOTE, IntakeAnswers
from hah_console.domain.intake_rules import Answer, Effect, IntakeItem, IntakeRules, Section
from hah_console.domain.score.barthel import barthel
from hah_console.domain.score.inputs import Input, Seen
from hah_console.domain.score.result import ScoreResult
from hah_console.domain.score.table import ScoreTable

CRITERIA_UNMET, BARTHEL_UNMET = "criteria_unmet", "barthel_unmet"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something nobody has said yet; ``field`` is the form's."""

    section: Section
    field: str


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands against care at home: an item's id, or one of the codes above."""

    section: Section
    name: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class Criteria:
    """``met`` of ``of`` criteria are met, ``needed`` must be; ``of`` 0 where the rule does not apply."""

    met: int
    unknown: int
    needed: int
    of: int

    @property
    def reached(self) -> bool:
        """Whether enough are met."""
        return self.met >= self.needed

    @property
    def out_of_reach(self) -> bool:
        """Whether too few can be met, whatever the unknown ones turn out to be."""
        return self.met + self.unknown < self.needed


@dataclass(frozen=True, slots=True)
class Assessment:
    """By which rules what was found; ``barthel`` is complete only when every activity was looked at."""

    rules_version: str
    gaps: tuple[Gap, ...]
    obstacles: tuple[Obstacle, ...]
    criteria: Criteria
    barthel: ScoreResult

    def of_effect(self, effect: Effect) -> tuple[Obstacle, ...]:
        """The obstacles with one effect."""
        return tuple(obstacle for obstacle in self.obstacles if obstacle.effect is effect)


def assess(answers: IntakeAnswers, rules: IntakeRules, table: ScoreTable, at: datetime) -> Assessment:
    """Everything the answers come to at a moment (that of the Barthel index)."""
    items = rules.asked(answers.condition, answers.mode)
    criteria = _criteria(answers, rules, items)
    index = barthel({Input(name): Seen(level, at) for name, level in answers.barthel.items()}, table)
    gaps = [*_case_gaps(answers), *_item_gaps(answers, items, criteria), *_barthel_gaps(answers, rules, index)]
    obstacles = [*_against(answers, items), *_unmet(answers, rules, criteria, index)]
    return Assessment(rules.info.version, tuple(gaps), tuple(obstacles), criteria, index)


def _case_gaps(answers: IntakeAnswers) -> list[Gap]:
    gaps = [Gap(Section.CASE, "diagnosis")] if not answers.diagnosis else []
    return [*gaps, *([Gap(Section.TREATMENT, "antibiotic")] if not answers.antibiotic else [])]


def _item_gaps(answers: IntakeAnswers, items: tuple[IntakeItem, ...], criteria: Criteria) -> list[Gap]:
    """Items not answered, and answers that need a note; a criterion is not missing once enough are met."""
    gaps = []
    for item in items:
        answer = answers.answer(item.item_id)
        settled = item.effect is Effect.COUNTED and (criteria.reached or criteria.out_of_reach)
        if answer is Answer.UNKNOWN and not settled:
            gaps.append(Gap(item.section, f"{ITEM}{item.item_id}"))
        elif item.effect is Effect.NOTED and _differs(item, answer) and not answers.notes.get(item.item_id):
            gaps.append(Gap(item.section, f"{NOTE}{item.item_id}"))
    return gaps


def _barthel_gaps(answers: IntakeAnswers, rules: IntakeRules, index: ScoreResult) -> list[Gap]:
    """Activities not looked at, where the index decides and is not certain without them."""
    mode = rules.modes[answers.mode]
    if not mode.barthel_class or len(index.classes) == 1 or answers.answer(mode.or_item) is Answer.YES:
        return []
    return [Gap(Section.BARTHEL, f"{BARTHEL}{item.name}") for item in index.items if item.points is None]


def _criteria(answers: IntakeAnswers, rules: IntakeRules, items: tuple[IntakeItem, ...]) -> Criteria:
    counted = [item for item in items if item.effect is Effect.COUNTED]
    met = sum(answers.answer(item.item_id) is item.wanted for item in counted)
    unknown = sum(answers.answer(item.item_id) is Answer.UNKNOWN for item in counted)
    needed = rules.conditions[answers.condition].needed if counted else 0
    return Criteria(met, unknown, needed, len(counted))


def _against(answers: IntakeAnswers, items: tuple[IntakeItem, ...]) -> list[Obstacle]:
    return [
        Obstacle(item.section, item.item_id, item.effect)
        for item in items
        if item.effect is not Effect.COUNTED and _differs(item, answers.answer(item.item_id))
    ]


def _unmet(answers: IntakeAnswers, rules: IntakeRules, criteria: Criteria, index: ScoreResult) -> list[Obstacle]:
    """Rules over several items that are certain not to hold."""
    mode = rules.modes[answers.mode]
    unmet = [Obstacle(Section.CRITERIA, CRITERIA_UNMET, Effect.BLOCKS)] if criteria.out_of_reach else []
    decides = mode.barthel_class and answers.answer(mode.or_item) is not Answer.YES
    if decides and mode.barthel_class not in index.classes:
        unmet.append(Obstacle(Section.BARTHEL, BARTHEL_UNMET, Effect.BLOCKS))
    return unmet


def _differs(item: IntakeItem, answer: Answer) -> bool:
    return answer not in (item.wanted, Answer.UNKNOWN)
