"""The forecast of a patient from stored readings: off until a physician turns it on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN, DISPATCHER, NOW, NURSE, PHYSICIAN, Bedside, open_bedside

from hah_console.app.packaged_model import packaged_model
from hah_console.domain.errors import NotPermitted
from hah_console.domain.ids import DeviceId
from hah_console.domain.reading import Reading, Vital
from hah_console.services.forecast.risk import forecast_is_on, patient_risk, turn_forecast

VALUES = {Vital.HEART_RATE: 118.0, Vital.SPO2: 91.0, Vital.RESPIRATORY_RATE: 28.0, Vital.SYSTOLIC: 98.0,
          Vital.DIASTOLIC: 55.0, Vital.TEMPERATURE: 38.9}  # fmt: skip


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    minutes = [NOW - timedelta(minutes=n) for n in range(5, 180, 5)]
    with ward.store.unit_of_work() as uow:
        uow.readings.add_many(
            [Reading(CHEN, DeviceId("D-risk"), n, at, at, dict(VALUES)) for n, at in enumerate(reversed(minutes))]
        )
        uow.commit()
    yield ward
    ward.store.close()


def test_the_forecast_says_nothing_until_the_site_turns_it_on(ward: Bedside) -> None:
    model = packaged_model()
    assert not forecast_is_on(ward.ctx)
    assert patient_risk(ward.ctx, NURSE, CHEN, model) is None
    turn_forecast(ward.ctx, PHYSICIAN, on=True)
    row = patient_risk(ward.ctx, NURSE, CHEN, model)
    assert row is not None
    assert row.times_average > 1
    assert {found.vital: found.value for found in row.inputs} == pytest.approx(VALUES)
    turn_forecast(ward.ctx, PHYSICIAN, on=False)
    assert patient_risk(ward.ctx, NURSE, CHEN, model) is None


def test_without_a_model_nothing_is_said(ward: Bedside) -> None:
    turn_forecast(ward.ctx, PHYSICIAN, on=True)
    assert patient_risk(ward.ctx, NURSE, CHEN, None) is None


def test_only_who_may_decide_on_rules_turns_it_on_and_it_is_audited(ward: Bedside) -> None:
    for actor in (NURSE, DISPATCHER):
        with pytest.raises(NotPermitted):
            turn_forecast(ward.ctx, actor, on=True)
    turn_forecast(ward.ctx, PHYSICIAN, on=True)
    with ward.store.unit_of_work() as uow:
        assert uow.audit.entries()[-1].entry.action == "turn_forecast"
