"""Synthetic vital signs: the same seed tells the same day, and scripts move the right values there and back."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import mean

import pytest

from hah_console.demo.signals import SyntheticPatient, SyntheticProfile
from hah_console.demo.signals_noise import SyntheticNoise
from hah_console.domain.clock import TAIPEI
from hah_console.domain.episode import Condition
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import Vital
from hah_console.domain.recording import MonitorValues
from hah_console.domain.site_pack import EventKind, ScenarioEvent

NINE = 9 * 60
MIDNIGHT = datetime(2026, 5, 4, tzinfo=TAIPEI)


def patient(
    *events: ScenarioEvent, seed: int = 1, name: str = "P1", condition: Condition = Condition.UTI
) -> SyntheticPatient:
    return SyntheticPatient(SyntheticProfile(PatientId(name), 78, condition), seed, events)


def event(kind: EventKind, minutes: int = 100, at_minutes: int = NINE, name: str = "P1") -> ScenarioEvent:
    return ScenarioEvent(PatientId(name), at_minutes, kind, minutes)


def around(who: SyntheticPatient, minute: int, spread: int = 10) -> dict[Vital, float]:
    """Mean values within ``spread`` minutes of a minute of the day."""
    moments = [MIDNIGHT + timedelta(minutes=minute + offset) for offset in range(-spread, spread + 1)]
    sets = [found for found in (who.values_at(moment) for moment in moments) if found]
    return {vital: mean(one.values[vital] for one in sets if vital in one.values) for vital in Vital}


def day_of(who: SyntheticPatient, step_minutes: int = 5) -> Sequence[MonitorValues | None]:
    return [who.values_at(MIDNIGHT + timedelta(minutes=minute)) for minute in range(0, 1440, step_minutes)]


def test_the_same_seed_tells_the_same_day_in_whatever_order_it_is_asked() -> None:
    forward = day_of(patient())
    other = patient()
    backward = [other.values_at(MIDNIGHT + timedelta(minutes=minute)) for minute in reversed(range(0, 1440, 5))]
    assert forward == backward[::-1]


def test_another_seed_and_another_patient_have_another_day() -> None:
    assert day_of(patient()) != day_of(patient(seed=2))
    assert day_of(patient()) != day_of(patient(name="P2"))


def test_hypoxia_lowers_saturation_and_raises_breathing_and_pulse_gradually() -> None:
    calm, ill = patient(), patient(event(EventKind.HYPOXIA))
    halfway, worst = around(ill, NINE + 35), around(ill, NINE + 90)
    usual = around(calm, NINE + 90)
    assert worst[Vital.SPO2] < halfway[Vital.SPO2] < usual[Vital.SPO2]
    assert worst[Vital.SPO2] == pytest.approx(usual[Vital.SPO2] - 10, abs=1)
    assert worst[Vital.RESPIRATORY_RATE] > halfway[Vital.RESPIRATORY_RATE] > usual[Vital.RESPIRATORY_RATE] + 3
    assert worst[Vital.HEART_RATE] > usual[Vital.HEART_RATE] + 20


def test_urosepsis_raises_temperature_pulse_and_breathing_and_lowers_pressure() -> None:
    calm, ill = patient(), patient(event(EventKind.UROSEPSIS, 300))
    usual, worst = around(calm, NINE + 280), around(ill, NINE + 280)
    assert worst[Vital.TEMPERATURE] > usual[Vital.TEMPERATURE] + 2
    assert worst[Vital.HEART_RATE] > usual[Vital.HEART_RATE] + 35
    assert worst[Vital.RESPIRATORY_RATE] > usual[Vital.RESPIRATORY_RATE] + 7
    assert worst[Vital.SYSTOLIC] < usual[Vital.SYSTOLIC] - 35


def test_before_its_event_a_patient_is_as_without_it() -> None:
    assert around(patient(event(EventKind.HYPOXIA)), NINE - 20) == around(patient(), NINE - 20)


@pytest.mark.parametrize(
    ("events", "well_at"),
    [
        ((event(EventKind.HYPOXIA), event(EventKind.RECOVERY, 40, NINE + 100)), NINE + 160),
        ((event(EventKind.HYPOXIA), event(EventKind.RECOVERY, 40, NINE + 50)), NINE + 110),
        ((event(EventKind.HYPOXIA),), NINE + 180),
    ],
    ids=["recovery at the end", "recovery half-way", "no recovery scripted"],
)
def test_after_a_recovery_the_values_are_the_usual_ones(events: tuple[ScenarioEvent, ...], well_at: int) -> None:
    assert around(patient(*events), well_at) == around(patient(), well_at)


def test_a_silent_monitor_sends_nothing_and_sends_again_afterwards() -> None:
    who = patient(event(EventKind.SILENCE, 30))
    sent = [who.values_at(MIDNIGHT + timedelta(minutes=NINE + minute)) for minute in range(-30, 60)]
    assert all(one is None for one in sent[30:60])
    assert sum(one is not None for one in sent[:30]) > 20
    assert sum(one is not None for one in sent[60:]) > 20


def test_a_fallen_sensor_is_listed_as_off_without_a_value() -> None:
    shown = patient(event(EventKind.SENSOR_OFF, 20)).values_at(MIDNIGHT + timedelta(minutes=NINE + 10))
    assert shown is not None
    assert shown.sensor_off == {Vital.SPO2}
    assert Vital.SPO2 not in shown.values
    assert Vital.HEART_RATE in shown.values


def test_a_low_battery_runs_down_during_its_event_and_is_charged_afterwards() -> None:
    who = patient(event(EventKind.LOW_BATTERY, 60))
    levels = [who.values_at(MIDNIGHT + timedelta(minutes=NINE + minute)) for minute in (-1, 59, 61)]
    before, low, after = (one.battery_percent for one in levels if one)
    assert low == 4
    assert before is not None
    assert after is not None
    assert min(before, after) >= 40


def test_an_event_of_another_patient_changes_nothing() -> None:
    assert day_of(patient(event(EventKind.SILENCE, 600, name="P9"))) == day_of(patient())


def test_values_are_rounded_as_a_monitor_rounds_and_stay_within_physiology() -> None:
    ill = patient(event(EventKind.UROSEPSIS, 300), event(EventKind.HYPOXIA, 300), condition=Condition.PNEUMONIA)
    for shown in filter(None, day_of(ill, 1)):
        assert shown.values[Vital.TEMPERATURE] == round(shown.values[Vital.TEMPERATURE], 1)
        assert all(v == int(v) for vital, v in shown.values.items() if vital is not Vital.TEMPERATURE)
        assert 70 <= shown.values.get(Vital.SPO2, 95) <= 100
        assert 34 <= shown.values[Vital.TEMPERATURE] <= 41.5
        assert 30 <= shown.values[Vital.DIASTOLIC] < shown.values[Vital.SYSTOLIC] <= 230


def test_the_cuff_repeats_its_result_between_two_measurements() -> None:
    who = patient()
    results = [one.values[Vital.SYSTOLIC] for one in day_of(who, 1) if one]
    changes = sum(a != b for a, b in pairwise(results))
    assert changes <= 24 * 4 + 1


def test_some_minutes_are_lost_on_their_way_but_never_enough_to_be_a_silence() -> None:
    sent = [one is not None for one in day_of(patient(), 1)]
    lost = sent.count(False)
    assert 2 <= lost <= 40
    longest = max(len(run) for run in "".join("x" if one else "-" for one in sent).split("x"))
    assert longest < 10


def test_the_noise_is_continuous_when_the_hour_turns_and_has_unit_variance() -> None:
    noise = SyntheticNoise(1, 0)
    before, after = noise.at(36_000_000 - 0.001), noise.at(36_000_000.0)
    assert before == pytest.approx(after, abs=0.02)
    values = [noise.at(36_000_000 + 60.0 * minute)[0] for minute in range(5_000)]
    assert mean(value * value for value in values) == pytest.approx(1.0, abs=0.25)


@pytest.mark.alone
def test_a_set_costs_less_than_fifty_microseconds() -> None:
    who = patient(event(EventKind.HYPOXIA), event(EventKind.UROSEPSIS, 300))
    moments = [datetime(2026, 5, 4, 1, tzinfo=UTC) + timedelta(seconds=second) for second in range(600)]
    started = time.process_time()
    for moment in moments:
        who.values_at(moment)
    assert (time.process_time() - started) / len(moments) < 50e-6
