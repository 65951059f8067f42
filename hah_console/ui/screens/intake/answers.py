"""What the answers of the form come to while they are being given: fields asked, consequences, what blocks; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from hah_console.domain.assessment import Assessment, Gap, assess
from hah_console.domain.errors import InvalidInput
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.intake_answers import BARTHEL, ITEM, NOTE, IntakeAnswers, read_answers
from hah_console.domain.intake_rules import Answer, Effect, IntakeItem, IntakeRules, Section
from hah_console.domain.score.table import ScoreTable

CASE = ("condition", "mode", "diagnosis", "summary")


@dataclass(frozen=True)
class LiveAnswers:
    """The answers as typed, with what they come to; ``faults`` are of fields that cannot be used yet."""

    answers: IntakeAnswers
    found: Assessment
    faults: tuple[InvalidInput, ...]
    rules: IntakeRules
    fields: Mapping[str, str]

    @cached_property
    def asked(self) -> tuple[IntakeItem, ...]:
        """The items of this condition and mode."""
        return self.rules.asked(self.answers.condition, self.answers.mode)

    def in_sight(self) -> tuple[str, ...]:
        """The fields to be shown: items asked, and notes where one is needed or written."""
        items = tuple(name for item in self.asked for name in self._of_item(item))
        barthel = tuple(name for name in self.fields if name.startswith(BARTHEL))
        return (*CASE, "antibiotic", *items, *barthel)

    @property
    def barthel_asked(self) -> bool:
        """Whether the index has a say for this mode; it may be filled in for every other."""
        return bool(self.rules.modes[self.answers.mode].barthel_class)

    def _of_item(self, item: IntakeItem) -> tuple[str, ...]:
        note = f"{NOTE}{item.item_id}"
        wanted = self.against(item) and item.effect is not Effect.COUNTED
        return (f"{ITEM}{item.item_id}", note) if wanted or self.fields.get(note) else (f"{ITEM}{item.item_id}",)

    def gaps(self) -> tuple[Gap, ...]:
        """What nobody has said, or not so that it can be used."""
        told = {gap.field for gap in self.found.gaps}
        faulty = (str(fault.facts["field"]) for fault in self.faults)
        return (*self.found.gaps, *(Gap(self.section_of(name), name) for name in faulty if name not in told))

    def section_of(self, field: str) -> Section:
        """Where a field stands in the form."""
        if field.startswith(BARTHEL):
            return Section.BARTHEL
        item = self.rules.item(field.removeprefix(ITEM).removeprefix(NOTE))
        if item is not None:
            return item.section
        return Section.TREATMENT if field == "antibiotic" else Section.CASE

    def against(self, item: IntakeItem) -> bool:
        """Whether the answer is the one care at home does not go with."""
        return self.answers.answer(item.item_id) not in (item.wanted, Answer.UNKNOWN)

    def effect(self, item: IntakeItem) -> Effect | None:
        """What an answer against care at home does; None where there is none."""
        return item.effect if self.against(item) and item.effect is not Effect.COUNTED else None


def live_answers(
    fields: Mapping[str, str], before: IntakeAnswers, rules: IntakeRules, table: ScoreTable, at: datetime
) -> LiveAnswers:
    """Read the form as it stands; nothing is refused, what cannot be used is in ``faults``."""
    check = FieldCheck(fields)
    answers = read_answers(check, before, rules, table)
    return LiveAnswers(answers, assess(answers, rules, table, at), check.faults, rules, dict(fields))
