"""What the answers of the form come to while they are being given: fields asked, consequences, what blocks; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from hah_console.domain.assessment import Assessment, Gap
from hah_console.domain.consent import Consent
from hah_console.domain.errors import InvalidInput
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.home_told import HOME
from hah_console.domain.intake_answers import BARTHEL, ITEM, NOTE, IntakeAnswers, read_answers
from hah_console.domain.intake_rules import Answer, Effect, IntakeItem, IntakeRules, Section
from hah_console.domain.person import PERSON_FIELDS, Person, person_fields, read_person
from hah_console.domain.rulepack import RulePacks
from hah_console.services.intake_findings import findings

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
        home = tuple(name for name in self.fields if name.startswith(HOME))
        return (*PERSON_FIELDS, *CASE, "antibiotic", *home, *items, *barthel)

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
        if field in PERSON_FIELDS:
            return Section.PERSON
        return Section.TREATMENT if field == "antibiotic" or field.startswith(HOME) else Section.CASE

    def against(self, item: IntakeItem) -> bool:
        """Whether the answer is the one care at home does not go with."""
        return self.answers.answer(item.item_id) not in (item.wanted, Answer.UNKNOWN)

    def effect(self, item: IntakeItem) -> Effect | None:
        """What an answer against care at home does; None where there is none."""
        return item.effect if self.against(item) and item.effect is not Effect.COUNTED else None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the form: the answers and the person as stored, and the consents."""

    answers: IntakeAnswers
    person: Person
    consents: tuple[Consent, ...] = ()


def live_answers(fields: Mapping[str, str], known: Known, rules: RulePacks, at: datetime, today: date) -> LiveAnswers:
    """Read the form as it stands; nothing is refused, what cannot be used is in ``faults``."""
    check = FieldCheck(fields)
    answers = read_answers(check, known.answers, rules.intake, rules.scores.barthel)
    of_person = FieldCheck({**person_fields(known.person), **{n: fields[n] for n in PERSON_FIELDS if n in fields}})
    person = read_person(of_person, today)
    found = findings(answers, person, known.consents, rules, at)
    return LiveAnswers(answers, found, (*of_person.faults, *check.faults), rules.intake, dict(fields))
