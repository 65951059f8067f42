"""Which score is looked at is data: by condition, moment and whether there is a laboratory."""

from datetime import UTC, datetime

import pytest
from helpers.score_inputs import PACKS, given

from hah_console.domain.episode import Condition
from hah_console.domain.reading import Consciousness
from hah_console.domain.score.inputs import Input, Inputs
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.news2 import Measured, News2Inputs, news2, news2_classes
from hah_console.domain.score.plan import Moment
from hah_console.domain.score.scores import score

PLAN = PACKS.score_plan
NOW = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
PNEUMONIA, UTI, SOFT_TISSUE = Condition.PNEUMONIA, Condition.UTI, Condition.SOFT_TISSUE


@pytest.mark.parametrize(
    ("condition", "moment", "laboratory", "names"),
    [
        (PNEUMONIA, Moment.INTAKE, True, {"news2", "qsofa", "barthel", "curb65", "psi"}),
        (PNEUMONIA, Moment.INTAKE, False, {"news2", "qsofa", "barthel", "crb65", "psi"}),
        (UTI, Moment.INTAKE, True, {"news2", "qsofa", "barthel", "sirs"}),
        (SOFT_TISSUE, Moment.INTAKE, False, {"news2", "qsofa", "barthel", "eron", "alt70"}),
        (SOFT_TISSUE, Moment.WORSENING, True, {"news2", "qsofa", "sofa", "lrinec"}),
        (SOFT_TISSUE, Moment.WORSENING, False, {"news2", "qsofa", "lrinec"}),
        (UTI, Moment.WORSENING, False, {"news2", "qsofa", "sirs"}),
        (PNEUMONIA, Moment.DAILY, False, {"news2", "four_at"}),
        (UTI, Moment.DAILY, True, {"news2", "four_at", "sofa"}),
        (PNEUMONIA, Moment.OBSERVATION, True, {"news2"}),
        (PNEUMONIA, Moment.CLOSURE, True, {"barthel"}),
    ],
)
def test_the_plan_names_the_scores_of_a_condition_at_a_moment(
    condition: Condition, moment: Moment, laboratory: bool, names: set[str]
) -> None:
    assert {use.score.value for use in PLAN.uses_at(condition, moment, laboratory)} == names


def curb65(known: Inputs) -> list[tuple[str, bool]]:
    flags = PLAN.stay_flags([score(ScoreName.CURB65, known, PACKS.scores)])
    return [(flag.score.value, flag.certain) for flag in flags]


def test_a_total_that_speaks_for_the_hospital_is_told_and_so_is_one_that_may() -> None:
    four = given(consciousness="C", urea=11, respiratory_rate=32, systolic=120, diastolic=70, age=84)
    assert curb65(four) == [("curb65", True)]
    without_urea = {one: seen for one, seen in four.items() if one is not Input.UREA}
    assert curb65(without_urea) == [("curb65", False)]
    assert curb65({**four, **given(age=40)}) == []


def chart(rr: float | None, mind: Consciousness | None = Consciousness.ALERT, sbp: float = 132) -> News2Inputs:
    at = {"respiratory_rate": rr, "spo2": 97, "systolic": sbp, "pulse": 84, "temperature": 37.2}
    known = {name: Measured(value, NOW) for name, value in at.items() if value is not None}
    return News2Inputs(**known, on_oxygen=False, consciousness=mind, observed_at=NOW)


@pytest.mark.parametrize(
    ("inputs", "classes"),
    [
        (chart(18), ("low",)),
        (chart(22), ("low",)),
        (chart(18, sbp=88), ("low_medium",)),
        (chart(22, sbp=88), ("medium",)),
        (chart(26, sbp=88, mind=Consciousness.VOICE), ("high",)),
        (chart(None), ("low", "low_medium")),
        (chart(None, sbp=88), ("low_medium", "medium")),
        (chart(22, mind=None, sbp=88), ("medium", "high")),
        (News2Inputs(), ("low", "low_medium", "medium", "high")),
        (News2Inputs(on_oxygen=False), ("low", "low_medium", "medium", "high")),
    ],
)
def test_news2_has_the_risk_its_total_and_its_single_items_allow(inputs: News2Inputs, classes: tuple[str, ...]) -> None:
    result = news2_classes(news2(inputs, PACKS.news2), PACKS.news2)
    assert result.classes == classes


def test_news2_with_five_points_is_a_worsening_and_with_unknown_ones_it_is_not_yet() -> None:
    assert PLAN.worsens(news2(chart(22, sbp=88), PACKS.news2))
    assert not PLAN.worsens(news2(chart(18), PACKS.news2))
    assert not PLAN.worsens(news2(News2Inputs(), PACKS.news2))


def test_news2_gives_units_and_bounds_of_its_items_like_every_other_score() -> None:
    result = news2_classes(news2(chart(None), PACKS.news2), PACKS.news2)
    shown = {item.name: (item.value, item.unit, item.bounds) for item in result.items}
    assert shown["respiratory_rate"] == (None, "", (0, 3))
    assert shown["temperature"] == ("37.2", "Cel", (0, 0))
    assert shown["oxygen"] == ("air", "", (0, 0))
    assert sum(most for _, _, (_, most) in shown.values()) == result.upper


def test_every_input_has_a_validity() -> None:
    assert set(PLAN.validity) == set(Input)
