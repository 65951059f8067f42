"""What is said of the risk forecast and of shelved alarms on the patient page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hah_console.domain.alarm import Priority
from hah_console.domain.ids import PatientId, ShelfId
from hah_console.domain.reading import Vital
from hah_console.domain.shelf import Shelf, ShelfReason
from hah_console.services.forecast.risk import RiskInput, RiskRow
from hah_console.services.patient_live import PatientLive
from hah_console.ui.i18n import LANGUAGES, Texts
from hah_console.ui.screens.patient.live_text import risk_card, shelf_lines

NOW = datetime(2026, 11, 22, 19, 12, tzinfo=UTC)
CHEN = PatientId("P-chen")
INPUTS = (
    RiskInput(Vital.HEART_RATE, 118.0, 0, 0.8),
    RiskInput(Vital.SPO2, 86.0, 1, -0.2),
    RiskInput(Vital.TEMPERATURE, None, None, 0.0),
)
RISK = RiskRow(CHEN, NOW - timedelta(minutes=2), 0.032, 4.1, "sepsis", "sepsis-risk", "2026-11", INPUTS)
LIVE = PatientLive(CHEN, NOW, True, RISK, ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forecast_is_never_shown_without_what_it_is_not_its_version_and_inputs(language: str) -> None:
    card = risk_card(Texts(language), LIVE, NOW)
    assert card is not None
    assert "支援決策，非診斷" in card.notice
    assert card.notice in card.spoken
    assert "2026-11" in card.version
    assert "3.2 %" in card.figure
    assert "12" in card.figure
    assert "118" in card.inputs


def test_inputs_say_which_way_they_point_and_what_is_missing() -> None:
    card = risk_card(Texts("en"), LIVE, NOW)
    assert card is not None
    assert card.inputs == "HR 118 /min (within 1 h) ↑ · SpO₂ 86 % (within 2 h) ↓ · Missing: Temp"


def test_with_too_little_known_no_figure_is_given() -> None:
    card = risk_card(Texts("en"), replace(LIVE, risk=None), NOW)
    assert card is not None
    assert card.figure == "Too few vital signs are known for a forecast."


def test_a_forecast_that_is_off_leaves_no_panel() -> None:
    assert risk_card(Texts("en"), replace(LIVE, forecast_on=False, risk=None), NOW) is None
    assert risk_card(Texts("en"), None, NOW) is None


def test_a_shelved_alarm_is_named_with_who_and_until_when() -> None:
    shelf = Shelf(
        ShelfId("S-1"), CHEN, "k", "spo2_low", "spo2", Priority.HIGH, ShelfReason.BEING_TREATED, "", "王淑芬",
        NOW, NOW + timedelta(minutes=30),
    )  # fmt: skip
    lines = shelf_lines(Texts("en"), lambda at: at, replace(LIVE, shelves=(shelf,)))
    assert lines == ("Shelved: SpO₂, 王淑芬, until 19:42",)
