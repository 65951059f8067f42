"""The packaged forecast: readable, complete, with its origin, and better than NEWS2 by what was promised."""

from datetime import UTC, datetime

import msgspec
import numpy as np
import pytest

from hah_console.app.packaged_model import packaged_model
from hah_console.app.risk_model import TARGET_OVER_NEWS2
from hah_console.domain.ids import PatientId
from hah_console.services.forecast.hours import HOURS_BACK
from hah_console.services.forecast.model import RiskModel, RiskModelUnreadable, risk_model_of
from hah_console.services.forecast.risk import risk_now

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
CHEN = PatientId("P-chen")
WELL = (72.0, 97.0, 16.0, 124.0, 72.0, 36.8)
ILL = (132.0, 89.0, 34.0, 84.0, 45.0, 39.4)


@pytest.fixture(scope="module")
def model() -> RiskModel:
    found = packaged_model()
    assert found is not None
    return found


def window(values: tuple[float, ...], hours: int = HOURS_BACK) -> np.ndarray:
    made = np.full((HOURS_BACK, 6), np.nan)
    made[:hours] = values
    return made


def test_the_shipped_forecast_names_version_origin_licence_and_figures(model: RiskModel) -> None:
    assert model.version
    assert "10.13026/v64v-d857" in model.citation
    assert "CC BY 4.0" in model.licence
    assert model.forecast.auroc >= model.news2.auroc + TARGET_OVER_NEWS2
    assert 0.8 <= (model.forecast.calibration_slope or 0) <= 1.2
    assert len(model.forecast.deciles) == 10


def test_an_ill_patient_has_a_higher_risk_than_a_well_one_and_the_row_says_why(model: RiskModel) -> None:
    well, ill = (risk_now(model, CHEN, window(values), AT) for values in (WELL, ILL))
    assert well is not None
    assert ill is not None
    assert ill.risk > 2 * well.risk
    assert ill.version == model.version
    assert [found.value for found in ill.inputs] == list(ILL)
    logit = sum(found.adds for found in ill.inputs) + model.calibration[1]
    assert 1 / (1 + np.exp(-logit)) == pytest.approx(ill.risk, rel=0.01)


def test_with_too_few_values_in_time_nothing_is_said(model: RiskModel) -> None:
    old = np.full((HOURS_BACK, 6), np.nan)
    old[5] = ILL
    assert risk_now(model, CHEN, old, AT) is None
    assert risk_now(model, CHEN, np.full((HOURS_BACK, 6), np.nan), AT) is None


def test_one_absurd_value_does_not_run_away(model: RiskModel) -> None:
    strange = risk_now(model, CHEN, window((1e9, *WELL[1:])), AT)
    assert strange is not None
    assert 0.0 < strange.risk < 1.0


@pytest.mark.parametrize("damage", ["", "{}", '{"name": 1}'])
def test_a_damaged_file_is_told(damage: str) -> None:
    with pytest.raises(RiskModelUnreadable):
        risk_model_of(damage, "risk.json")


def test_parts_that_do_not_fit_together_are_told(model: RiskModel) -> None:
    whole = msgspec.json.decode(model.as_json())
    whole["coefficients"] = whole["coefficients"][:-1]
    with pytest.raises(RiskModelUnreadable):
        risk_model_of(msgspec.json.encode(whole).decode(), "risk.json")


def test_what_is_packaged_is_read_back_the_same(model: RiskModel) -> None:
    assert risk_model_of(model.as_json(), "risk.json") == model
