"""The measures of a forecast, against examples that can be checked by hand."""

import numpy as np
import pytest

from hah_console.services.forecast.logistic import fit_logistic, sigmoid
from hah_console.services.forecast.measures import auprc, auroc, brier, calibration, deciles


def of(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def yes(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.bool_)


def test_auroc_is_the_share_of_pairs_in_order_and_ties_count_half() -> None:
    assert auroc(of(0.1, 0.4, 0.35, 0.8), yes(0, 0, 1, 1)) == 0.75
    assert auroc(of(1, 1, 1, 1), yes(0, 1, 0, 1)) == 0.5
    assert np.isnan(auroc(of(1, 2), yes(0, 0)))


def test_average_precision_of_a_known_ranking() -> None:
    assert auprc(of(0.1, 0.4, 0.35, 0.8), yes(0, 0, 1, 1)) == pytest.approx(0.8333333)
    assert auprc(of(1, 1, 1, 1), yes(0, 1, 0, 0)) == pytest.approx(0.25)


def test_brier_score_and_deciles() -> None:
    assert brier(of(0.0, 1.0, 0.5), yes(0, 1, 1)) == pytest.approx(0.25 / 3)
    tenths = deciles(np.linspace(0, 1, 100), np.linspace(0, 1, 100) > 0.5)
    assert [count for _, _, count in tenths] == [10] * 10
    assert (tenths[0][1], tenths[-1][1]) == (0.0, 1.0)


def test_the_fit_finds_the_coefficients_the_data_were_made_with() -> None:
    random = np.random.default_rng(3)
    rows = random.normal(size=(60_000, 2))
    outcomes = random.random(60_000) < sigmoid(-1.0 + rows @ of(0.8, -0.5))
    assert fit_logistic(rows, outcomes, 0.0) == pytest.approx([-1.0, 0.8, -0.5], abs=0.05)


def test_a_penalty_makes_coefficients_smaller_and_leaves_the_mean_alone() -> None:
    random = np.random.default_rng(4)
    rows = random.normal(size=(2_000, 1))
    outcomes = random.random(2_000) < sigmoid(rows[:, 0] * 2)
    free, held = fit_logistic(rows, outcomes, 0.0), fit_logistic(rows, outcomes, 1e6)
    assert abs(held[1]) < 0.01 < abs(free[1])
    assert sigmoid(held[:1])[0] == pytest.approx(outcomes.mean(), abs=0.01)


def test_a_risk_that_means_what_it_says_has_slope_one_and_intercept_nothing() -> None:
    random = np.random.default_rng(5)
    risk = random.uniform(0.05, 0.95, 80_000)
    outcomes = random.random(80_000) < risk
    assert calibration(risk, outcomes) == pytest.approx((1.0, 0.0), abs=0.05)
    too_sure = sigmoid(2 * np.log(risk / (1 - risk)))
    assert calibration(too_sure, outcomes)[0] == pytest.approx(0.5, abs=0.05)
