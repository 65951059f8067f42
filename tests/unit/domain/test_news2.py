"""NEWS2 is exact on every boundary of the chart and never invents a missing input."""

import tomllib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import inf, nextafter
from pathlib import Path

import pytest

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import Consciousness, LatestValue, LatestVitals, Quality, StaffObservation, Vital
from hah_console.domain.score.news2 import (
    Measured,
    News2Inputs,
    inputs_from,
    news2,
    news2_classes,
    points_bounds,
    points_of,
    rounded_half_up,
    same_points,
)

PACKS = Path(__file__).parents[3] / "resources" / "rulepacks"
TABLE = load_rule_packs(PACKS).news2
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

ALERT, CONFUSED, VOICE = Consciousness.ALERT, Consciousness.CONFUSION, Consciousness.VOICE


def inputs(
    rr: float, spo2: float, oxygen: bool, sbp: float, pulse: float, mind: Consciousness, temp: float, scale: int = 1
) -> News2Inputs:
    at = [Measured(value, NOW) for value in (rr, spo2, sbp, pulse, temp)]
    return News2Inputs(at[0], at[1], oxygen, at[2], at[3], mind, at[4], scale, NOW)


@pytest.mark.parametrize(
    ("values", "total", "risk"),
    [
        ((18, 97, False, 132, 84, ALERT, 37.2), 0, "low"),
        ((22, 93, False, 108, 104, ALERT, 38.6), 7, "high"),
        ((26, 90, True, 96, 118, VOICE, 39.2), 17, "high"),
        ((22, 90, True, 124, 96, ALERT, 37.4, 2), 5, "medium"),
        ((22, 90, True, 124, 96, ALERT, 37.4, 1), 8, "high"),
        ((18, 97, True, 130, 80, ALERT, 36.8, 2), 5, "medium"),
        ((18, 97, False, 130, 80, ALERT, 36.8, 2), 0, "low"),
        ((18, 97, False, 88, 80, ALERT, 36.8), 3, "low_medium"),
        ((12, 96, False, 111, 51, ALERT, 35.0), 3, "low_medium"),
    ],
)
def test_the_worked_examples_hold(values: tuple[float, ...], total: int, risk: str) -> None:
    result = news2(inputs(*values), TABLE)
    assert result.complete
    assert (result.lower, result.upper) == (total, total)
    assert news2_classes(result, TABLE).classes == (risk,)


@pytest.mark.parametrize(
    ("bands", "edges"),
    [
        ("respiratory_rate", {8: 3, 9: 1, 11: 1, 12: 0, 20: 0, 21: 2, 24: 2, 25: 3}),
        ("spo2_scale_1", {91: 3, 92: 2, 93: 2, 94: 1, 95: 1, 96: 0, 100: 0}),
        ("spo2_scale_2_air", {83: 3, 84: 2, 85: 2, 86: 1, 87: 1, 88: 0, 92: 0, 93: 0, 100: 0}),
        ("spo2_scale_2_oxygen", {83: 3, 85: 2, 87: 1, 88: 0, 92: 0, 93: 1, 94: 1, 95: 2, 96: 2, 97: 3}),
        ("systolic", {90: 3, 91: 2, 100: 2, 101: 1, 110: 1, 111: 0, 219: 0, 220: 3}),
        ("pulse", {40: 3, 41: 1, 50: 1, 51: 0, 90: 0, 91: 1, 110: 1, 111: 2, 130: 2, 131: 3}),
    ],
)
def test_every_edge_of_the_chart_is_exact(bands: str, edges: dict[int, int]) -> None:
    assert {value: points_of(value, getattr(TABLE, bands)) for value in edges} == edges


def test_every_edge_of_the_temperature_is_exact() -> None:
    edges = {35.0: 3, 35.1: 1, 36.0: 1, 36.1: 0, 38.0: 0, 38.1: 1, 39.0: 1, 39.1: 2}
    assert {value: points_of(value, TABLE.temperature, 1) for value in edges} == edges


@pytest.mark.parametrize(("value", "points"), [(91.4, 3), (91.5, 2), (95.49, 1), (95.5, 0)])
def test_a_value_is_rounded_half_up_to_the_chart_before_it_is_looked_up(value: float, points: int) -> None:
    assert points_of(value, TABLE.spo2_scale_1) == points


def test_a_missing_input_gives_bounds_and_never_a_zero() -> None:
    known = inputs(18, 97, False, 132, 84, ALERT, 37.2)
    result = news2(News2Inputs(known.respiratory_rate, None, False, known.systolic, known.pulse, None, None), TABLE)
    assert not result.complete
    assert result.present == 4
    assert (result.lower, result.upper) == (0, 3 + 3 + 3)


def test_new_confusion_scores_as_any_other_loss_of_alertness() -> None:
    assert news2(inputs(18, 97, False, 132, 84, CONFUSED, 37.2), TABLE).highest_item == 3


def test_scale_2_without_knowing_of_oxygen_counts_only_where_both_agree() -> None:
    agree = News2Inputs(spo2=Measured(85, NOW), spo2_scale=2)
    differ = News2Inputs(spo2=Measured(97, NOW), spo2_scale=2)
    assert news2(agree, TABLE).items[1].points == 2
    assert news2(differ, TABLE).items[1].points is None


def vitals(age: timedelta, quality: Quality = Quality.GOOD) -> LatestVitals:
    at = NOW - age
    value = LatestValue(97.0, at, at, at, quality)
    return LatestVitals(PatientId("P1"), 1, {Vital.SPO2: value})


def test_old_values_sensor_off_and_old_observations_are_missing_inputs() -> None:
    fresh = TABLE.vital_validity[Vital.SPO2]
    assert inputs_from(vitals(fresh), None, TABLE, NOW).spo2 is not None
    assert inputs_from(vitals(fresh + timedelta(seconds=1)), None, TABLE, NOW).spo2 is None
    assert inputs_from(vitals(timedelta(0), Quality.SENSOR_OFF), None, TABLE, NOW).spo2 is None
    seen = StaffObservation(PatientId("P1"), NOW - TABLE.staff_validity - timedelta(seconds=1), ALERT, False)
    assert inputs_from(None, seen, TABLE, NOW).consciousness is None


def test_the_table_in_force_is_the_one_of_the_college() -> None:
    text = tomllib.loads((PACKS / "news2-rcp-2017.toml").read_text("utf-8"))
    assert text["version"] == "RCP 2017"


@pytest.mark.parametrize(
    "name",
    ["respiratory_rate", "spo2_scale_1", "spo2_scale_2_air", "spo2_scale_2_oxygen", "systolic", "pulse", "temperature"],
)
def test_points_without_decimals_are_those_with_them_on_the_whole_grid(name: str) -> None:
    bands, decimals = getattr(TABLE, name), 1 if name == "temperature" else 0
    step, low, high = (0.01, 25.0, 45.0) if name == "temperature" else (0.05, 2.0, 300.0)
    grid = [round(low + step * number, 2) for number in range(round((high - low) / step) + 1)]
    around = [beside for value in grid for beside in (nextafter(value, -inf), value, nextafter(value, inf))]
    for value in around:
        rounded = rounded_half_up(value, decimals)
        exact = next(b.points for b in bands if b.at_most is None or rounded <= Decimal(str(b.at_most)))
        assert points_of(value, bands, decimals) == exact


def test_within_its_bounds_a_value_keeps_its_points_and_beyond_them_it_does_not() -> None:
    for value in (91.4, 91.5, 93.0, 95.49, 95.5, 100.0):
        low, high = same_points(value, TABLE.spo2_scale_1)
        points = points_of(value, TABLE.spo2_scale_1)
        inside = [max(low, 0.0), value, min(nextafter(high, -inf), 100.0)]
        assert {points_of(one, TABLE.spo2_scale_1) for one in inside} == {points}
        beyond = [one for one in (nextafter(low, -inf), high) if abs(one) != inf]
        assert all(points_of(one, TABLE.spo2_scale_1) != points for one in beyond)


def test_on_scale_2_without_oxygen_state_the_bounds_are_those_of_both_charts() -> None:
    known = points_bounds(Vital.SPO2, 93.0, TABLE, spo2_scale=2, on_oxygen=True)
    unknown = points_bounds(Vital.SPO2, 93.0, TABLE, spo2_scale=2)
    assert (known, unknown) == ((92.5, 94.5), (92.5, 94.5))
    assert points_bounds(Vital.SPO2, 98.0, TABLE, spo2_scale=2, on_oxygen=False)[1] == inf
    assert points_bounds(Vital.DIASTOLIC, 70.0, TABLE) == (-inf, inf)
