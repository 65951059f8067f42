"""A missing input widens a score and never counts as normal; what is known later lies inside what was said before."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from helpers.score_inputs import NOW, PACKS, given, mg_dl
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from hah_console.domain.errors import InvalidInput
from hah_console.domain.lab import Comparator
from hah_console.domain.quantity import Quantity, Unit, quantity
from hah_console.domain.score.inputs import Absence, Input, Inputs, Seen
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreResult
from hah_console.domain.score.scores import score
from hah_console.domain.score.table import FindingRule, ItemRule, LevelRule, NumberRule, PerUnitRule, Rule, ScoreTable

TABLES = PACKS.scores
NAMES = [name for name in ScoreName if name is not ScoreName.NEWS2]
FAR = Decimal("0.001")


def table_of(name: ScoreName) -> ScoreTable:
    return TABLES.table(name)


def number_rules() -> list[tuple[str, NumberRule]]:
    return [
        (f"{name.value} {item.name} {asked.value}", rule)
        for name in NAMES
        for item in table_of(name).items
        for asked, rule in item.rules.items()
        if isinstance(rule, NumberRule)
    ]


def needed(item: ItemRule) -> tuple[Input, ...]:
    """The inputs without which the item is not known; of alternatives the first."""
    return item.needs[:1] if item.any_is_enough else item.needs


def values(rule: Rule) -> st.SearchStrategy[Quantity | bool | str]:
    if isinstance(rule, LevelRule):
        return st.sampled_from(sorted(rule.levels))
    if isinstance(rule, FindingRule):
        return st.booleans()
    assert isinstance(rule, NumberRule | PerUnitRule)
    usual, base = rule.scale.usual, rule.scale.base
    return st.decimals(usual.low, usual.high, places=2).map(lambda value: Quantity(value, base))


@st.composite
def full_inputs(draw: st.DrawFn, name: ScoreName) -> Inputs:
    """Everything the score needs, of any usual value."""
    rules = {one: item.rules[one] for item in table_of(name).items for one in needed(item)}
    known = {one: Seen(draw(values(rule)), NOW) for one, rule in rules.items()}
    if name is ScoreName.SOFA:
        known[Input.RESPIRATORY_SUPPORT] = Seen(draw(st.booleans()), NOW)
    return known


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40)
@drawn(data=st.data())
def test_filling_in_a_missing_input_never_leaves_the_bounds_given_before(name: ScoreName, data: st.DataObject) -> None:
    known = data.draw(full_inputs(name))
    order = data.draw(st.permutations(sorted(known)))
    before = score(name, {}, TABLES)
    for count in range(1, len(order) + 1):
        after = score(name, {one: known[one] for one in order[:count]}, TABLES)
        assert before.lower <= after.lower <= after.upper <= before.upper
        assert set(after.classes) <= set(before.classes)
        before = after
    assert before.complete
    assert before.lower == before.upper
    assert len(before.classes) == 1


@pytest.mark.parametrize("name", NAMES)
def test_with_no_input_at_all_nothing_is_counted_and_every_class_is_open(name: ScoreName) -> None:
    result = score(name, {}, TABLES)
    assert result.present == 0
    assert not result.complete
    assert result.lower < result.upper
    assert len(result.classes) > 1
    assert all(one.absent == Absence.NEVER for item in result.items for one in item.inputs)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40)
@drawn(data=st.data())
def test_an_alternative_or_an_extra_input_only_adds_points(name: ScoreName, data: st.DataObject) -> None:
    known = data.draw(full_inputs(name))
    rules = {one: rule for item in table_of(name).items for one, rule in item.rules.items()}
    more = {one: Seen(data.draw(values(rule)), NOW) for one, rule in rules.items() if one not in known}
    assert score(name, {**known, **more}, TABLES).lower >= score(name, known, TABLES).lower


@pytest.mark.parametrize(("where", "rule"), number_rules(), ids=[where for where, _ in number_rules()])
def test_every_edge_belongs_to_one_band_and_beside_it_the_neighbour_begins(where: str, rule: NumberRule) -> None:
    for unit, bands in rule.bands.items():
        for below, above in pairwise(bands):
            edge = below.high
            assert edge is not None
            at_edge = below if below.high_inside else above
            for value, band in ((edge - FAR, below), (edge, at_edge), (edge + FAR, above)):
                assert [one for one in bands if one.holds(value)] == [band]
                exact = NumberRule({unit: bands}, rule.scale)
                assert exact.points(Seen(Quantity(value, unit), confirmed=True)) == (band.points, band.points)


@pytest.mark.parametrize(("where", "rule"), number_rules(), ids=[where for where, _ in number_rules()])
@settings(max_examples=20)
@drawn(value=st.decimals(0, 1000, places=3))
def test_every_value_belongs_to_exactly_one_band(where: str, rule: NumberRule, value: Decimal) -> None:
    for bands in rule.bands.values():
        assert sum(band.holds(value) for band in bands) == 1


@pytest.mark.parametrize("name", NAMES)
def test_every_total_belongs_to_exactly_one_class(name: ScoreName) -> None:
    for number in range(-40, 400):
        assert len(table_of(name).classes_between(number, number)) == 1


def qsofa(**known: object) -> ScoreResult:
    return score(ScoreName.QSOFA, given(**known), TABLES)  # type: ignore[arg-type]


def test_an_incomplete_score_says_at_least_and_at_most() -> None:
    result = qsofa(respiratory_rate=24, consciousness="A")
    assert (result.lower, result.upper) == (1, 2)
    assert result.present == 2
    assert result.classes == ("negative", "positive")
    missing = next(item for item in result.items if item.points is None)
    assert (missing.name, missing.value, missing.bounds) == ("systolic", None, (0, 1))


def test_a_class_may_be_certain_while_an_input_is_missing() -> None:
    result = qsofa(respiratory_rate=24, systolic=98)
    assert (result.lower, result.upper) == (2, 3)
    assert not result.complete
    assert result.classes == ("positive",)


def test_one_low_pressure_decides_the_item_and_a_normal_one_does_not() -> None:
    low = score(ScoreName.CRB65, given(systolic=84), TABLES).items[2]
    normal = score(ScoreName.CRB65, given(systolic=120), TABLES).items[2]
    assert (low.name, low.points, low.value, low.unit) == ("blood_pressure", 1, "84", "mm[Hg]")
    assert (normal.points, normal.bounds) == (None, (0, 1))


def test_every_item_tells_value_unit_time_and_points_of_its_inputs_and_the_table_its_version() -> None:
    result = score(ScoreName.LRINEC, given(crp=mg_dl(18.5), sodium=132), TABLES)
    crp = result.items[0]
    assert (crp.name, crp.value, crp.unit, crp.measured_at, crp.points) == ("crp", "18.5", "mg/dL", NOW, 4)
    assert result.table_version == "Wong 2004"
    assert result.oldest() == NOW


def test_psi_class_one_is_certain_without_any_laboratory() -> None:
    well = given(
        age=42, sex="male", neoplasm=False, liver_disease=False, heart_failure=False, cerebrovascular=False,
        renal_disease=False, consciousness="A", respiratory_rate=22, systolic=120, temperature=38.5, pulse=104,
    )  # fmt: skip
    result = score(ScoreName.PSI, well, TABLES)
    assert result.classes == ("I",)
    assert not result.complete
    without_pulse = {one: seen for one, seen in well.items() if one is not Input.PULSE}
    assert score(ScoreName.PSI, without_pulse, TABLES).classes[:2] == ("I", "II")


def test_psi_without_laboratory_is_at_least_what_is_known_and_says_that_unmeasured_is_not_normal() -> None:
    known = given(age=72, sex="female", respiratory_rate=24, spo2=94)
    result = score(ScoreName.PSI, known, TABLES)
    assert result.lower == 62
    assert result.classes == ("II", "III", "IV", "V")
    assert "unmeasured_is_not_normal" in result.caveats


@pytest.mark.parametrize(("age", "sex", "home", "told"), [(91, "male", False, True), (90, "female", True, False)])
def test_psi_says_when_age_and_residence_alone_make_the_class(age: int, sex: str, home: bool, told: bool) -> None:
    result = score(ScoreName.PSI, given(age=age, sex=sex, nursing_home=home), TABLES)
    assert ("high_by_age" in result.caveats) is told


def test_lrinec_always_says_that_it_rules_nothing_out() -> None:
    low = given(crp=80, wbc=12, haemoglobin=14, sodium=138, creatinine=90, glucose=6.5)
    assert "never_rules_out" in score(ScoreName.LRINEC, low, TABLES).caveats
    assert "never_rules_out" in score(ScoreName.LRINEC, {}, TABLES).caveats


@pytest.mark.parametrize(
    ("comparator", "value", "points", "bounds"),
    [
        (Comparator.BELOW, 5, 0, (0, 0)),
        (Comparator.BELOW, 150, 0, (0, 0)),
        (Comparator.BELOW, 200, None, (0, 4)),
        (Comparator.ABOVE, 150, 4, (4, 4)),
        (Comparator.ABOVE, 100, None, (0, 4)),
    ],
)
def test_a_value_known_only_to_be_below_or_above_counts_where_one_band_is_left(
    comparator: Comparator, value: int, points: int | None, bounds: tuple[int, int]
) -> None:
    crp = Seen(quantity(value, Unit.MG_L), NOW, comparator)
    item = score(ScoreName.LRINEC, {Input.CRP: crp}, TABLES).items[0]
    assert (item.points, item.bounds) == (points, bounds)
    assert item.value == f"{comparator.value}{value}"


def test_a_value_of_a_doubtful_unit_is_missing_until_somebody_confirms_it() -> None:
    doubtful = Seen(quantity(180, Unit.MG_DL), NOW)
    item = score(ScoreName.LRINEC, {Input.CRP: doubtful}, TABLES).items[0]
    assert (item.points, item.bounds) == (None, (0, 4))
    assert item.inputs[0].absent == Absence.ASK
    confirmed = Seen(quantity(180, Unit.MG_DL), NOW, confirmed=True)
    assert score(ScoreName.LRINEC, {Input.CRP: confirmed}, TABLES).items[0].points == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"systolic": True},
        {"systolic": quantity(98, Unit.MG_DL)},
        {"consciousness": "drowsy"},
        {"consciousness": quantity(15, Unit.POINTS)},
    ],
    ids=str,
)
def test_an_input_of_another_kind_or_unit_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        qsofa(**wrong)


def test_cam_is_decided_as_soon_as_the_missing_features_cannot_turn_it() -> None:
    open_one = score(ScoreName.CAM, given(acute_or_fluctuating=True, inattention=True), TABLES)
    assert open_one.classes == ("negative", "positive")
    positive = score(ScoreName.CAM, given(acute_or_fluctuating=True, inattention=True, altered_level=True), TABLES)
    assert positive.classes == ("positive",)
    negative = score(ScoreName.CAM, given(inattention=False), TABLES)
    assert negative.classes == ("negative",)


def test_the_highest_eron_class_is_certain_whatever_is_missing() -> None:
    result = score(ScoreName.ERON, given(life_threatening=True), TABLES)
    assert result.classes == ("IV",)
    assert not result.complete


def test_sofa_stays_open_until_somebody_says_that_no_vasoactive_infusion_runs() -> None:
    circulation = score(ScoreName.SOFA, given(map=88), TABLES).items[3]
    assert (circulation.points, circulation.bounds) == (None, (0, 4))
    said = score(ScoreName.SOFA, given(map=88, vasoactive=False), TABLES).items[3]
    assert (said.points, said.bounds) == (0, (0, 0))


def test_sofa_calculates_no_ratio_of_blood_and_oxygen_of_different_hours() -> None:
    blood, air = (Seen(quantity(*one), NOW) for one in (("63", Unit.MMHG), ("0.21", Unit.FRACTION)))
    for apart, points in ((timedelta(minutes=60), 1), (timedelta(minutes=61), None)):
        known = {Input.PAO2: blood, Input.FIO2: replace(air, at=NOW + apart)} | given(respiratory_support=False)
        assert score(ScoreName.SOFA, known, TABLES).items[0].points == points


def test_sofa_without_knowing_of_respiratory_support_counts_what_both_have() -> None:
    item = score(ScoreName.SOFA, given(pf_ratio=180), TABLES).items[0]
    assert (item.points, item.bounds) == (None, (2, 3))
    assert score(ScoreName.SOFA, given(respiratory_support=False), TABLES).items[0].bounds == (0, 2)
