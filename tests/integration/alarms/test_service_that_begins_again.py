"""A restart forgets nothing that rules look back at, and prolongs no delay by more than itself."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from helpers.alarm_ward import FIRST, NURSE, SECOND, START, AlarmWard
from helpers.stores import migrated_store

from hah_console.adapters.db.samples.retention import Retention
from hah_console.alarms.memory import PatientMemory
from hah_console.alarms.system import SystemFacts
from hah_console.domain.alarm import Alarm, AlarmState, Priority
from hah_console.domain.reading import Vital
from hah_console.services.alarm_commands import acknowledge_alarm

SPO2 = frozenset({Vital.SPO2})
WELL = SystemFacts(broker_ok_since=START, consoles_watching=1)
DAY = timedelta(days=1)


def fall(ward: AlarmWard) -> None:
    ward.hear(60)
    for value in (96, 94, 92, 91):
        ward.hear(10, spo2=value)


def memory(ward: AlarmWard) -> PatientMemory:
    return ward.ingest._watched[FIRST].memory


def settle(ward: AlarmWard) -> None:
    """The samples move down the tiers, as they do all the time."""
    keeper = ward.store.sample_keeper(Retention("test", DAY, DAY, DAY), slice_s=60.0)
    for minute in range(3):
        keeper.roll_up(ward.clock.now() + timedelta(minutes=minute))
    keeper.close()


@pytest.mark.parametrize("settled", [False, True])
def test_a_fall_before_the_sensor_went_off_is_still_one_after_a_restart(ward: AlarmWard, settled: bool) -> None:
    fall(ward)
    ward.hear(30, off=SPO2)
    if settled:
        settle(ward)
    ward.restart()
    ward.hear(50, off=SPO2)
    assert (ward.one("sensor_off").priority, ward.one("sensor_off").latching) == (Priority.HIGH, True)


def test_a_fall_followed_by_a_restart_and_then_by_a_sensor_off_is_one_too(ward: AlarmWard) -> None:
    fall(ward)
    ward.restart()
    ward.hear(80, off=SPO2)
    assert ward.one("sensor_off").priority is Priority.HIGH


def test_a_delay_goes_on_over_a_restart(ward: AlarmWard) -> None:
    ward.hear(60)
    ward.hear(20, spo2=86)
    assert ward.alarms("spo2_low") == ()
    ward.restart()
    ward.sweep(after_s=2)
    assert ward.alarms("spo2_low") == ()
    ward.sweep(after_s=3)
    assert ward.one("spo2_low").state is AlarmState.ACTIVE


def test_a_monitor_that_measures_seldom_does_not_wait_for_its_next_value_after_a_restart(ward: AlarmWard) -> None:
    ward.ingest.take([ward.reading(spo2=97)])
    ward.pass_time(600)
    ward.ingest.take([ward.reading(spo2=84)])
    ward.pass_time(10)
    ward.restart()
    ward.sweep(after_s=6)
    assert ward.one("spo2_low").state is AlarmState.ACTIVE


def test_an_alarm_about_to_end_ends_when_it_would_have_without_a_restart(ward: AlarmWard) -> None:
    ward.hear(60, spo2=86)
    acknowledge_alarm(ward.ctx, NURSE, ward.one("spo2_low").alarm_id)
    ward.hear(30)
    ward.restart()
    assert ward.one("spo2_low").state is AlarmState.ACKNOWLEDGED
    ward.hear(10)
    assert ward.one("spo2_low").state is AlarmState.CLEARED


def test_the_delay_of_a_gateway_that_left_goes_on_over_a_restart(ward: AlarmWard) -> None:
    ward.ingest.take([ward.reading()], (), [ward.status(gateway="GW-1")], [ward.gateway("GW-1", online=False)])
    ward.sweep(after_s=50, facts=WELL)
    ward.restart()
    ward.sweep(after_s=5, facts=WELL)
    assert ward.alarms("gateway_offline") == ()
    ward.sweep(after_s=6, facts=WELL)
    assert ward.one("gateway_offline").state is AlarmState.ACTIVE


def test_what_medians_and_trends_look_back_at_is_as_if_there_had_been_no_restart(ward: AlarmWard) -> None:
    random = Random(7)
    for count in range(220):
        ward.pass_time(random.choice((1, 2, 5, 10, 30)))
        off = SPO2 if random.random() < 0.1 else frozenset()
        values = {"spo2": float(random.randint(94, 99)), "hr": float(random.randint(70, 90))}
        ward.ingest.take([ward.reading(FIRST, off, **values), ward.reading(SECOND)])
        if count % 70 == 50:
            settle(ward)
    before = memory(ward)
    ward.restart()
    after = memory(ward)
    assert (after.recent, after.highs, after.lows) == (before.recent, before.highs, before.lows)
    assert after.highs[Vital.SPO2]


@pytest.fixture
def second_ward(tmp_path: Path) -> Iterator[AlarmWard]:
    store = migrated_store(f"sqlite:///{tmp_path / 'other.db'}")
    yield AlarmWard(store)
    store.close()


def in_order(ward: AlarmWard) -> list[Alarm]:
    """Alarms of the same moment stand in no order of their own."""
    return sorted(ward.alarms(), key=lambda alarm: (alarm.raised_at, alarm.rule_id))


@pytest.mark.parametrize("seed", range(3))
def test_a_course_gives_the_same_alarms_with_restarts_and_without(
    tmp_path: Path, second_ward: AlarmWard, seed: int
) -> None:
    store = migrated_store(f"sqlite:///{tmp_path / 'hah.db'}")
    wards, random, spo2 = (AlarmWard(store), second_ward), Random(seed), 95.0
    for step in range(240):
        spo2 = min(99.0, max(80.0, spo2 + random.choice((-3, -1, 0, 0, 1, 2))))
        pause, off = random.choice((1, 2, 5)), SPO2 if random.random() < 0.06 else frozenset()
        heart = float(random.choice((80, 128, 152, 174)))
        for ward in wards:
            ward.pass_time(pause)
            ward.ingest.take([ward.reading(FIRST, off, spo2=spo2, hr=heart)])
        if random.random() < 0.08:
            wards[0].restart()
        if step % 30 == 29:
            for ward in wards:
                for alarm in ward.open():
                    if alarm.acknowledged_by is None:
                        acknowledge_alarm(ward.ctx, NURSE, alarm.alarm_id)
    told = [
        [(a.rule_id, a.raised_at, a.priority, a.value, a.state, a.cleared_at) for a in in_order(ward)] for ward in wards
    ]
    store.close()
    assert len(told[1]) > 3
    assert told[0] == told[1]


@pytest.mark.expected_log("delays and falls begin anew")
def test_stored_readings_that_cannot_be_read_keep_no_service_from_beginning(
    second_ward: AlarmWard, tmp_path: Path
) -> None:
    second_ward.hear(20, spo2=86)
    (tmp_path / "other.db-samples" / f"chunk-{START.date()}.db").mkdir(parents=True)
    second_ward.restart()
    second_ward.hear(30, spo2=86)
    assert second_ward.one("spo2_low").state is AlarmState.ACTIVE
