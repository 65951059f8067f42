"""The home of a patient in words: what binds who goes there first, in bold; nothing that nobody told."""

from datetime import UTC, datetime
from decimal import Decimal

from helpers.ward import RULES

from hah_console.domain.home_flag import HomeFlag
from hah_console.domain.home_told import NOTHING_TOLD, HomeTold
from hah_console.domain.intake_rules import Answer
from hah_console.services.home_assessment import HomeAnswer, HomeAssessment
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.patient.case.home_text import home_facts

AT = datetime(2026, 11, 29, tzinfo=UTC)
FLAG = HomeFlag("HF-1", "P-1", True, False, "惡犬", "U-1", AT)


def item(name: str) -> object:
    found = RULES.intake.item(name)
    assert found is not None
    return found


def row(name: str, answer: Answer, note: str = "", against: bool = False) -> HomeAnswer:
    return HomeAnswer(item(name), answer, note, against)  # type: ignore[arg-type]


def test_rules_and_what_stands_against_come_first_and_in_bold() -> None:
    told = HomeTold(ambient_c=Decimal("33.5"), trained_caregiver=False)
    rows = (
        row("home_safe", Answer.YES),
        row("home_alone", Answer.NO, "惡犬", True),
        row("devices_signal", Answer.UNKNOWN),
    )
    facts = home_facts(Texts("zh_TW"), HomeAssessment(told, rows, (FLAG,)))
    assert [fact.name for fact in facts] == ["rules", "against", "has", "well", "unknown"]
    assert [fact.missing for fact in facts] == [True, True, False, False, False]
    said = {fact.name: fact.value for fact in facts}
    assert said["rules"] == "▲ 兩人同行: 惡犬"
    assert said["against"].endswith("惡犬")
    assert "33.5 °C" in said["has"]
    assert "✓ 住家安全" in said["well"]
    assert "監測器" in said["unknown"]


def test_of_a_home_nobody_looked_at_that_is_said() -> None:
    facts = home_facts(Texts("en"), HomeAssessment(NOTHING_TOLD, (), ()))
    assert {fact.name: fact.value for fact in facts} == {
        "has": "Nothing was written down.", "unknown": "Nothing was written down.",
    }  # fmt: skip
