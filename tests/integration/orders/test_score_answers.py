"""What people answer for scores: kept with who and when, the newest counts, nothing is assumed."""

from datetime import timedelta

import pytest
from helpers.bedside import CHEN, DISPATCHER, NURSE, Bedside
from helpers.order_ward import audit
from helpers.ward import RULES

from hah_console.domain.errors import HahError, InvalidFields, InvalidInput, NotPermitted
from hah_console.domain.quantity import Unit, quantity
from hah_console.domain.score.answer import ScoreAnswer
from hah_console.domain.score.inputs import Input
from hah_console.domain.score.names import ScoreName
from hah_console.services.results_page import read_results_page
from hah_console.services.score_answers import enter_answers, questions_of
from hah_console.services.score_sheet import Completeness, ScoreSheet

FOUR_AT = {"alertness": "normal", "amt4": "one_mistake", "attention": "fewer_or_refuses", "acute_change": "no"}


def kept(ward: Bedside) -> tuple[ScoreAnswer, ...]:
    with ward.store.unit_of_work() as uow:
        return uow.score_answers.of_patient(CHEN)


def sheet(ward: Bedside, name: ScoreName) -> ScoreSheet:
    found = read_results_page(ward.ctx, NURSE, RULES, CHEN).sheet(name)
    assert found is not None
    return found


def answer(ward: Bedside, name: ScoreName, **fields: str) -> None:
    enter_answers(ward.ctx, NURSE, RULES, CHEN, name, fields)


def test_answers_complete_a_score_and_are_kept_with_who_and_when(ward: Bedside) -> None:
    assert sheet(ward, ScoreName.FOUR_AT).completeness is Completeness.EMPTY
    answer(ward, ScoreName.FOUR_AT, **FOUR_AT)
    found = sheet(ward, ScoreName.FOUR_AT)
    assert (found.completeness, found.lower, found.classes) == (Completeness.COMPLETE, 2, ("cognitive_impairment",))
    assert {(one.by, one.at) for one in kept(ward)} == {(NURSE.user_id, ward.clock.now())}
    assert [facts["answered"] for action, facts in audit(ward) if action == "answer_score"] == [
        "acute_change,alertness,amt4,attention"
    ]


def test_what_was_not_looked_at_stays_missing(ward: Bedside) -> None:
    answer(ward, ScoreName.FOUR_AT, alertness="clearly_abnormal", amt4="")
    found = sheet(ward, ScoreName.FOUR_AT)
    assert (found.completeness, found.lower) == (Completeness.CERTAIN, 4)
    assert [one.asked for one in kept(ward)] == [Input.ALERTNESS]


def test_the_newest_answer_counts_and_the_older_one_stays(ward: Bedside) -> None:
    answer(ward, ScoreName.FOUR_AT, **FOUR_AT)
    ward.clock.advance(timedelta(hours=1))
    answer(ward, ScoreName.FOUR_AT, acute_change="yes")
    assert sheet(ward, ScoreName.FOUR_AT).lower == 6
    assert [one.value for one in kept(ward) if one.asked is Input.ACUTE_CHANGE] == [False, True]


def test_numbers_levels_and_findings_come_back_as_they_were(ward: Bedside) -> None:
    answer(ward, ScoreName.SOFA, gcs="14", urine_output="900", vasoactive="no")
    values = {one.asked: one.value for one in kept(ward)}
    assert values == {
        Input.GCS: quantity(14, Unit.POINTS), Input.URINE_OUTPUT: quantity(900, Unit.ML_DAY), Input.VASOACTIVE: False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "kind"),
    [({}, InvalidInput), ({"gcs": "99"}, InvalidFields), ({"gcs": "soon"}, InvalidFields)],
)
def test_what_cannot_be_an_answer_is_refused_and_nothing_is_kept(
    ward: Bedside, fields: dict[str, str], kind: type[HahError]
) -> None:
    with pytest.raises(kind):
        answer(ward, ScoreName.SOFA, **fields)
    with pytest.raises(InvalidFields):
        answer(ward, ScoreName.FOUR_AT, alertness="sleepy")
    with pytest.raises(NotPermitted):
        enter_answers(ward.ctx, DISPATCHER, RULES, CHEN, ScoreName.FOUR_AT, FOUR_AT)
    assert kept(ward) == ()


def test_nobody_is_asked_what_monitors_and_the_laboratory_measure() -> None:
    asked = {question.asked for name in ScoreName for question in questions_of(name, RULES)}
    assert not asked & {Input.PULSE, Input.SPO2, Input.CRP, Input.UREA, Input.AGE, Input.SEX, Input.CONSCIOUSNESS}
    assert {Input.NEOPLASM, Input.AMT4, Input.FEEDING, Input.ABSCESS, Input.GCS} <= asked
