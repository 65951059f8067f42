"""What an intake says while it is filled in: counts, the index, consequences, and how each section stands."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from helpers.bedside import NOW
from helpers.ward import RULES

from hah_console.domain.drug import Route
from hah_console.domain.episode import Condition, Mode
from hah_console.domain.home_feasibility import HomeSetting, Obstacle, Reason, home_feasibility
from hah_console.domain.intake_answers import IntakeAnswers, barthel_levels
from hah_console.domain.intake_rules import Section
from hah_console.domain.person import Person
from hah_console.ui.forms.spec import words
from hah_console.ui.i18n import LANGUAGES, Texts
from hah_console.ui.screens.intake.answers import Known, LiveAnswers, live_answers
from hah_console.ui.screens.intake.feasibility_text import feasibility_line, reason_text
from hah_console.ui.screens.intake.form_spec import intake_form
from hah_console.ui.screens.intake.index_text import Standing, section_line
from hah_console.ui.screens.intake.live_text import (
    barthel_text,
    consequences,
    criteria_text,
    field_text,
    obstacle_field,
    obstacle_text,
)

EN = Texts("en")
TABLE = RULES.scores.barthel
SPEC = intake_form(RULES.intake, TABLE)
CRITERIA = ("uti_local", "uti_systemic", "uti_laboratory", "uti_culture")


def live(fields: Mapping[str, str], condition: Condition = Condition.UTI, mode: Mode = Mode.HOME_CARE) -> LiveAnswers:
    """The form as it stands, every field there."""
    told = (
        {field.name: "" for field in SPEC.fields()}
        | {"condition": condition.value, "mode": mode.value, "name": "陳"}
        | dict(fields)
    )
    return live_answers(told, Known(IntakeAnswers(condition, mode), Person("陳")), RULES, NOW, NOW.date())


def section(found: LiveAnswers, wanted: Section) -> Standing:
    return section_line(EN, wanted, found).standing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_and_every_level_of_the_form_has_words(language: str) -> None:
    texts = Texts(language)
    for field in SPEC.fields():
        assert words(texts, field.text)
        assert all(words(texts, option.text) != option.text for option in field.options)
    assert {level for levels in barthel_levels(TABLE).values() for level in levels} == {"0", "5", "10", "15"}


def test_criteria_are_counted_while_they_are_answered() -> None:
    none = criteria_text(EN, live({}).found.criteria)
    assert none.startswith("○")
    assert "0 of 4 met, 2 needed" in none
    one = criteria_text(EN, live({"item.uti_local": "yes"}).found.criteria)
    assert "1 to go, 3 not assessed" in one
    two = live({"item.uti_local": "yes", "item.uti_culture": "yes"})
    assert criteria_text(EN, two.found.criteria).startswith("✓")
    assert section(two, Section.CRITERIA) is Standing.COMPLETE


def test_criteria_that_cannot_be_reached_any_more_are_in_the_way() -> None:
    lost = live({f"item.{name}": "no" for name in CRITERIA[:3]})
    assert criteria_text(EN, lost.found.criteria).startswith("✕")
    assert section(lost, Section.CRITERIA) is Standing.BLOCKED
    assert obstacle_field(lost, "criteria_unmet") in lost.in_sight()


def test_early_discharge_counts_no_criteria_and_asks_for_the_index() -> None:
    found = live({}, mode=Mode.EARLY_DISCHARGE)
    assert "no count" in criteria_text(EN, found.found.criteria)
    assert not any(name.startswith("item.uti") for name in found.in_sight() if name in CRITERIA)
    assert section(found, Section.CRITERIA) is Standing.NOT_ASKED
    assert section(found, Section.BARTHEL) is Standing.MISSING


def test_an_index_with_a_missing_activity_is_never_a_number_alone() -> None:
    some = live({"barthel.feeding": "10", "barthel.stairs": "0"}, mode=Mode.EMERGENCY)
    said = barthel_text(EN, some.found, asked=True)
    assert said.startswith("Incomplete: at least 10")
    whole = live({f"barthel.{name}": levels[0] for name, levels in barthel_levels(TABLE).items()}, mode=Mode.EMERGENCY)
    assert barthel_text(EN, whole.found, asked=True).startswith("0 of 100 · dependent")


def test_an_answer_says_what_it_leads_to_and_asks_for_its_note() -> None:
    found = live({"item.qsofa_2": "yes", "item.caregiver_willing": "no", "item.basic_health": "no"})
    said = consequences(EN, found)
    assert "reason" in said["item.qsofa_2"]
    assert said["item.caregiver_willing"].startswith("✕")
    assert "note" in said["item.basic_health"]
    assert said["item.home_safe"] == ""
    assert "note.basic_health" in found.in_sight()
    assert "note.home_safe" not in found.in_sight()
    assert section(found, Section.CAREGIVER) is Standing.BLOCKED


def test_another_condition_asks_other_things_and_loses_no_answer() -> None:
    pneumonia = live({"item.uti_local": "yes", "item.urosepsis": "no"}, Condition.PNEUMONIA)
    assert "item.uti_local" not in pneumonia.in_sight()
    assert "item.curb65_4" in pneumonia.in_sight()
    assert "uti_local" in pneumonia.answers.answers


def test_a_field_that_cannot_be_used_is_a_fault_and_stops_nothing() -> None:
    found = live({"diagnosis": "J18.9"})
    assert [str(fault.facts["reason"]) for fault in found.faults] == ["outside_condition"]
    assert section(found, Section.CASE) is Standing.MISSING


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_stand_in_the_way_has_words_and_a_field(language: str) -> None:
    texts, names = Texts(language), {field.name for field in SPEC.fields()}
    found = live({})
    for name in (*(item.item_id for item in RULES.intake.items), "criteria_unmet", "barthel_unmet"):
        assert obstacle_text(texts, RULES.intake, name) not in ("", name)
        assert obstacle_field(found, name) in names
    for gap in live({}, mode=Mode.EMERGENCY).found.gaps:
        assert field_text(texts, RULES.intake, gap.field) not in ("", gap.field)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("obstacle", Obstacle)
def test_every_reason_against_an_antibiotic_has_a_whole_sentence(language: str, obstacle: Obstacle) -> None:
    facts = {"hours": "8", "celsius": "32", "needed": "24", "source": "BSAC", "extra": "2", "least": "6", "most": "24"}
    said = reason_text(Texts(language), Reason(obstacle, tuple(facts.items())))
    assert "{" not in said
    assert said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_drug_that_does_not_keep_at_this_home_says_why(language: str) -> None:
    drug, texts = RULES.care.drugs.drug("cefazolin"), Texts(language)
    answer = home_feasibility(drug, HomeSetting(1, Decimal(9), False, Decimal(32)), Route.IV)
    line = feasibility_line(texts, drug, answer)
    assert line.title.startswith("✕")
    assert line.reasons
    assert line.reasons in line.spoken
