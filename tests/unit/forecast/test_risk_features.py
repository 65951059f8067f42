"""The forecast sees the same numbers live and in training, and nothing of how often somebody measured."""

import numpy as np
import pytest

from hah_console.domain.reading import Vital
from hah_console.services.forecast.features import FeatureSpec, features_of
from hah_console.services.forecast.hours import HOURS_BACK, window_of_minutes, windows_of_table
from hah_console.services.replay.columns import VITALS

SPEC = FeatureSpec(VITALS, (2, 2, 2, 12, 12, 12), 6, ((60.0, 90.0), (94.0,), (16.0,), (), (), (37.0,)))
NAN = np.nan


def table(*hours: tuple[float, ...]) -> np.ndarray:
    return np.array(hours, dtype=np.float64)


def row(values: np.ndarray, **_: object) -> dict[str, float]:
    windows = windows_of_table(values, np.array([0, len(values)]), np.arange(len(values)) * 3600)
    return dict(zip(SPEC.names(), features_of(windows[-1:], SPEC)[0], strict=True))


def test_the_present_value_is_the_last_one_within_its_validity() -> None:
    first = (80.0, 95.0, 18.0, 120.0, 70.0, 37.5)
    none = (NAN,) * 6
    two_hours_later, three_hours_later = row(table(first, none, none)), row(table(first, none, none, none))
    assert two_hours_later["now.hr"] == 80.0
    assert np.isnan(three_hours_later["now.hr"])
    assert three_hours_later["now.temp"] == 37.5


def test_the_course_is_lowest_highest_spread_and_change_over_six_hours() -> None:
    pulse = [200.0, 70.0, 80.0, 90.0, 100.0, 110.0, 120.0, 130.0]
    found = row(table(*[(value, 95.0, 18.0, 120.0, 70.0, 37.0) for value in pulse]))
    assert (found["lowest.hr"], found["highest.hr"]) == (70.0, 130.0)
    assert found["spread.hr"] == pytest.approx(20.0)
    assert found["change.hr"] == 60.0
    assert (found["above.hr.60"], found["above.hr.90"]) == (70.0, 40.0)


def test_a_patient_sees_nothing_of_the_patient_before() -> None:
    values = table((150.0,) * 6, (80.0,) * 6)
    windows = windows_of_table(values, np.array([0, 1, 2]), np.array([0, 0]))
    assert np.nanmax(windows[1]) == 80.0


def test_an_hour_left_out_of_a_table_is_an_hour_without_values() -> None:
    values = table((80.0,) * 6, (90.0,) * 6)
    windows = windows_of_table(values, np.array([0, 2]), np.array([0, 3 * 3600]))
    assert windows[1, 3, 0] == 80.0
    assert np.isnan(windows[1, 1:3]).all()


def test_minutes_of_steady_hours_give_the_features_of_the_hourly_table() -> None:
    random = np.random.default_rng(7)
    hours = random.uniform(50, 150, (HOURS_BACK, 6))
    hours[random.random(hours.shape) < 0.3] = NAN
    trained = features_of(windows_of_table(hours, np.array([0, HOURS_BACK]), np.arange(HOURS_BACK) * 3600)[-1:], SPEC)
    minutes = np.repeat(hours, 60, axis=0)
    now_s = HOURS_BACK * 3600.0
    live = window_of_minutes(np.arange(len(minutes)) * 60.0 + 30.0, minutes, now_s)
    np.testing.assert_allclose(features_of(live[np.newaxis], SPEC), trained, rtol=1e-12)


def test_measuring_more_often_changes_no_feature() -> None:
    now_s = 3600.0
    often = np.full((60, 6), 80.0)
    seldom = np.full((60, 6), NAN)
    seldom[30] = 80.0
    times = np.arange(60) * 60.0 + 30.0
    seen = [features_of(window_of_minutes(times, m, now_s)[np.newaxis], SPEC) for m in (often, seldom)]
    np.testing.assert_array_equal(seen[0], seen[1])


def test_every_feature_has_a_name_of_a_vital_and_none_of_sampling() -> None:
    kinds = {name.split(".")[0] for name in SPEC.names()}
    assert kinds == {"now", "lowest", "highest", "spread", "change", "above"}
    assert {name.split(".")[1] for name in SPEC.names()} == {vital.value for vital in Vital}
