"""What an intake has found out, as read from its form; nothing in it is ever assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from hah_console.domain.diagnosis import belongs_to, parse_diagnosis
from hah_console.domain.episode import Condition, Mode
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.home_told import NOTHING_TOLD, HomeTold, home_fields, read_home
from hah_console.domain.intake_rules import Answer, IntakeRules
from hah_console.domain.score.table import LevelRule, ScoreTable
from hah_console.domain.written import written_line, written_note

ITEM, NOTE, BARTHEL = "item.", "note.", "barthel."
"""Fields of the form: ``item.<item id>``, ``note.<item id>``, ``barthel.<activity>``."""


@dataclass(frozen=True, slots=True)
class IntakeAnswers:
    """``answers`` and ``notes`` by item id; one that is not there was not assessed. ``barthel`` has the level of each
    activity looked at. ``antibiotic`` is the treatment thought of, in words; ``home`` what the home has for it."""

    condition: Condition
    mode: Mode
    diagnosis: str = ""
    antibiotic: str = ""
    summary: str = ""
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    notes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    barthel: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    home: HomeTold = NOTHING_TOLD

    def answer(self, item_id: str) -> Answer:
        """What was answered; UNKNOWN when nothing was."""
        return self.answers.get(item_id, Answer.UNKNOWN)


def read_answers(check: FieldCheck, before: IntakeAnswers, rules: IntakeRules, table: ScoreTable) -> IntakeAnswers:
    """The answers of a form's fields; what is wrong is noted in ``check``.

    Answers to items that are not asked of this condition and mode are kept: choosing another one loses nothing.
    """
    condition = check.choice("condition", Condition, before.condition)
    asked = [item.item_id for item in rules.items]
    answers = {name: check.choice(f"{ITEM}{name}", Answer, Answer.UNKNOWN) for name in asked}
    notes = {name: check.read(f"{NOTE}{name}", written_note, "") for name in asked}
    levels = {name: _level(check, name, known) for name, known in barthel_levels(table).items()}
    return IntakeAnswers(
        condition=condition,
        mode=check.choice("mode", Mode, before.mode),
        diagnosis=_diagnosis(check, condition, rules),
        antibiotic=check.read("antibiotic", written_line, ""),
        summary=check.read("summary", written_note, ""),
        answers=MappingProxyType({name: a for name, a in answers.items() if a is not Answer.UNKNOWN}),
        notes=MappingProxyType({name: note for name, note in notes.items() if note}),
        barthel=MappingProxyType({name: level for name, level in levels.items() if level}),
        home=read_home(check),
    )


def answer_fields(answers: IntakeAnswers) -> Mapping[str, str]:
    """The fields of a form that tell of these answers, as ``read_answers`` reads them."""
    return {
        "condition": answers.condition.value,
        "mode": answers.mode.value,
        "diagnosis": answers.diagnosis,
        "antibiotic": answers.antibiotic,
        "summary": answers.summary,
        **{f"{ITEM}{name}": answer.value for name, answer in answers.answers.items()},
        **{f"{NOTE}{name}": note for name, note in answers.notes.items()},
        **{f"{BARTHEL}{name}": level for name, level in answers.barthel.items()},
        **home_fields(answers.home),
    }


def barthel_levels(table: ScoreTable) -> Mapping[str, tuple[str, ...]]:
    """The levels of each activity of the Barthel index, in the order of its table."""
    return {
        item.name: tuple(rule.levels)
        for item in table.items
        for rule in item.rules.values()
        if isinstance(rule, LevelRule)
    }


def _level(check: FieldCheck, activity: str, known: tuple[str, ...]) -> str:
    level = check.text(f"{BARTHEL}{activity}")
    if level and level not in known:
        check.add(f"{BARTHEL}{activity}", "unknown", level)
        return ""
    return level


def _diagnosis(check: FieldCheck, condition: Condition, rules: IntakeRules) -> str:
    code = check.read_if_written("diagnosis", parse_diagnosis, "")
    if code and not belongs_to(code, rules.conditions[condition].diagnoses):
        check.add("diagnosis", "outside_condition", code)
    return code
