"""The form of an intake, made from the rule pack: every item of every condition and mode, in the sections' order."""

from collections.abc import Iterator

from hah_console.domain.episode import Condition, Mode
from hah_console.domain.home_told import ANSWERS, HOME, NUMBERS
from hah_console.domain.intake_answers import BARTHEL, ITEM, NOTE, barthel_levels
from hah_console.domain.intake_rules import IntakeItem, IntakeRules, Section
from hah_console.domain.person import PERSON_FIELDS
from hah_console.domain.score.table import ScoreTable
from hah_console.ui.forms.referral_fields import referral_field
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, Option, SectionSpec, Side, options_of

# i18n: words.mode.*
# i18n: words.condition.*
# i18n: intake.section.*
# i18n: intake.barthel.*
# i18n: intake.home.*
# i18n: scores.item.*
FORM = "intake"
OWN_PAGES = (Section.CONSENT,)
"""Sections that are no part of this form."""


def intake_form(rules: IntakeRules, table: ScoreTable) -> FormSpec:
    """All fields; which of them are asked now is the presenter's to say."""
    wanted = (section for section in Section if section not in OWN_PAGES)
    return FormSpec(FORM, tuple(_section(section, rules, table) for section in wanted))


def _section(section: Section, rules: IntakeRules, table: ScoreTable) -> SectionSpec:
    fields = (*_own_fields(section, table), *_items(section, rules))
    two = section in (Section.PERSON, Section.CASE, Section.BARTHEL)
    return SectionSpec(section.value, f"intake.section.{section.value}", fields, columns=2 if two else 1)


def _own_fields(section: Section, table: ScoreTable) -> tuple[FieldSpec, ...]:
    """The fields that are no items of the rule pack; those of the person are the referral's."""
    if section is Section.PERSON:
        return tuple(map(referral_field, PERSON_FIELDS))
    if section is Section.CASE:
        return (
            FieldSpec("condition", "intake.condition", Kind.CHOICE, options_of("words.condition", Condition)),
            FieldSpec("mode", "intake.mode", Kind.CHOICE, options_of("words.mode", Mode)),
            FieldSpec("diagnosis", "intake.diagnosis"),
            FieldSpec("summary", "intake.summary", Kind.NOTE, wide=True),
        )
    if section is Section.TREATMENT:
        return (FieldSpec("antibiotic", "intake.antibiotic", hint="intake.antibiotic_hint"), *_home())
    return tuple(_activities(table)) if section is Section.BARTHEL else ()


def _home() -> Iterator[FieldSpec]:
    """What this home has for it; a number nobody has written is taken as the rules take homes."""
    for name in NUMBERS:
        yield FieldSpec(f"{HOME}{name}", f"intake.home.{name}", Kind.NUMBER, unit=f"intake.home.{name}_unit")
    for name in ANSWERS:
        yield FieldSpec(f"{HOME}{name}", f"intake.home.{name}", Kind.ANSWER, side=Side.LEFT)


def _activities(table: ScoreTable) -> Iterator[FieldSpec]:
    for name, levels in barthel_levels(table).items():
        options = tuple(Option(level, f"intake.barthel.{name}.{level}") for level in reversed(levels))
        yield FieldSpec(f"{BARTHEL}{name}", f"scores.item.{name}", Kind.CHOICE, options)


def _items(section: Section, rules: IntakeRules) -> Iterator[FieldSpec]:
    for item in rules.items:
        if item.section is section:
            yield FieldSpec(f"{ITEM}{item.item_id}", item.words, Kind.ANSWER, side=Side.LEFT)
            yield _note(item)


def _note(item: IntakeItem) -> FieldSpec:
    return FieldSpec(f"{NOTE}{item.item_id}", "intake.note", Kind.NOTE, rows=2)
