"""The questionnaires that ship, and how one with a hole is refused."""

from pathlib import Path

import pytest

from hah_console.adapters.rulepacks.fields import RulePackInvalid, fields_of
from hah_console.adapters.rulepacks.questionnaires import load_questionnaires, read_questionnaire
from hah_console.domain.chart.questionnaire import total_of
from hah_console.ui.chart_words import question_words, questionnaire_name
from hah_console.ui.i18n import LANGUAGES, Texts

FOLDER = Path(__file__).parents[3] / "resources" / "questionnaires"
SHIPPED = load_questionnaires(FOLDER)


def test_the_shipped_questionnaires_are_there():
    assert set(SHIPPED) == {"symptom_diary", "mmrc", "cat", "phq2", "pain_nrs"}


@pytest.mark.parametrize(
    ("each", "total", "band"), [(0, 0, "low"), (1, 8, "low"), (2, 16, "medium"), (3, 24, "high"), (5, 40, "very_high")]
)
def test_the_sum_and_band_of_the_copd_assessment_test(each, total, band):
    found = total_of({item.code: each for item in SHIPPED["cat"].items}, SHIPPED["cat"])
    assert (found.lower, found.upper, found.bands) == (total, total, (band,))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("questionnaire", SHIPPED.values(), ids=SHIPPED)
def test_every_question_has_its_words(questionnaire, language):
    texts = Texts(language)
    words = [questionnaire_name(texts, questionnaire.questionnaire_id)]
    words += [question_words(texts, questionnaire.questionnaire_id, item.code) for item in questionnaire.items]
    assert all(words)
    assert not [word for word in words if "." in word or "_" in word]


TEXT = (FOLDER / "cat.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("from = 11", "from = 12", "band_hole"),
        ("from = 11", "from = 10", "band_overlap"),
        ("to = 40", "to = 39", "band_hole"),
        ('code = "phlegm"', 'code = "cough"', "written_twice"),
        ("points = [0, 1, 2, 3, 4, 5]", "points = [0, 2, 1]", "not_rising"),
    ],
)
def test_a_questionnaire_with_a_fault_is_refused_with_its_line(before, after, reason):
    with pytest.raises(RulePackInvalid) as refused:
        read_questionnaire(fields_of(TEXT.replace(before, after, 1), "cat.toml"))
    assert refused.value.facts["reason"] == reason
    assert refused.value.facts["line"] > 0
