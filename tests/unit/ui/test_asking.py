"""A questionnaire asked one question after the other."""

from pathlib import Path

import pytest

from hah_console.adapters.rulepacks.questionnaires import load_questionnaires
from hah_console.domain.chart.questionnaire import Answered
from hah_console.ui.screens.patient.questionnaires.asking import Asking

FORMS = load_questionnaires(Path(__file__).parents[3] / "resources" / "questionnaires")


def _asked(*digits: int | None, form: str = "cat") -> Asking:
    asking = Asking(FORMS[form])
    for digit in digits:
        assert asking.skip() if digit is None else asking.choose(digit)
    return asking


def test_how_comes_first_and_everything_is_looked_over_last() -> None:
    asking = _asked(2, *[3] * 8)
    assert (asking.answered, asking.looking_over) == (Answered.VISIT, True)
    assert (asking.total.lower, asking.total.complete) == (24, True)


def test_a_question_left_open_bounds_the_sum() -> None:
    asking = _asked(1, 0, None, *[1] * 6)
    assert (asking.total.lower, asking.total.upper, asking.total.missing) == (6, 11, ("phlegm",))


def test_a_digit_that_is_no_answer_changes_nothing() -> None:
    asking = _asked(1, 2)
    assert not asking.choose(6)
    assert (asking.step, asking.points) == (2, {"cough": 2})
    assert not _asked().choose(4)
    assert not _asked().skip()


def test_going_back_shows_what_was_given_and_another_digit_replaces_it() -> None:
    asking = _asked(1, 2)
    assert asking.back()
    assert asking.chosen() == 2
    assert asking.choose(5)
    assert asking.points == {"cough": 5}
    while asking.back():
        pass
    assert (asking.step, asking.chosen()) == (0, 1)


def test_a_draft_goes_on_at_the_first_open_question() -> None:
    before = _asked(3, 2, None, 4)
    after = Asking(FORMS["cat"])
    after.restore(before.fields())
    assert (after.answered, after.points, after.item) == (Answered.PATIENT, before.points, FORMS["cat"].items[1])


@pytest.mark.parametrize("fields", [{"cough": "9"}, {"cough": "x"}, {"gone": "1"}, {"answered": "letter"}])
def test_what_a_draft_cannot_mean_is_left_out(fields: dict[str, str]) -> None:
    asking = Asking(FORMS["cat"])
    asking.restore(fields)
    assert (asking.points, asking.answered, asking.step) == ({}, None, 0)
