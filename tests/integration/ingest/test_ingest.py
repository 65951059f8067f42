"""Readings become stored values, scores and alarms in one transaction, on a real store."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from helpers.stores import migrated_store

from hah_console.adapters.db.store import Store
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.domain.actor import Actor, Role
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.clock import ManualClock
from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode
from hah_console.domain.errors import IllegalTransition, NotPermitted, VersionConflict
from hah_console.domain.ids import DeviceId, EpisodeId, PatientId, UserId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.place import Place
from hah_console.domain.reading import Consciousness, Reading, Vital
from hah_console.domain.refusal import Reason, Refusal
from hah_console.services.alarm_commands import acknowledge_alarm
from hah_console.services.context import Context
from hah_console.services.ingest import Rejected, VitalsIngest
from hah_console.services.observations import enter_observation

PACKS = Path(__file__).parents[3] / "resources" / "rulepacks"
START = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
NURSE = Actor(UserId("u-1"), "護理師", Role.NURSE, "W1")
SERVICE = Actor(UserId("service"), "service", Role.SERVICE, "W1")
PATIENT = PatientId("P1")
WELL = {Vital.SPO2: 97.0, Vital.HEART_RATE: 80.0, Vital.RESPIRATORY_RATE: 16.0, Vital.SYSTOLIC: 130.0}


class Home:
    """One patient at home whose device reports every ten seconds."""

    def __init__(self, store: Store) -> None:
        self.clock = ManualClock(START)
        self.ctx = Context(store.unit_of_work, self.clock)
        with store.unit_of_work() as uow:
            uow.patients.save(Patient(PATIENT, "1", "王小明", Sex.MALE, date(1950, 1, 1), Place(24.8, 120.97)))
            uow.episodes.save(
                Episode(EpisodeId("E1"), PATIENT, Condition.PNEUMONIA, Mode.EMERGENCY, EpisodeState.ACTIVE, START)
            )
            uow.commit()
        self.ingest = VitalsIngest(self.ctx, load_rule_packs(PACKS), SERVICE)
        self.ingest.reload()
        self.sequence = 0

    def reading(self, off: frozenset[Vital] = frozenset(), **changed: float) -> Reading:
        self.sequence += 1
        values = {**WELL, **{Vital(name): value for name, value in changed.items()}}
        kept = {vital: value for vital, value in values.items() if vital not in off}
        now = self.clock.now()
        return Reading(PATIENT, DeviceId("D1"), self.sequence, now, now, kept, off)

    def hear(self, seconds: float, off: frozenset[Vital] = frozenset(), **changed: float) -> None:
        for _ in range(int(seconds // 10)):
            self.clock.advance(timedelta(seconds=10))
            self.ingest.take([self.reading(off, **changed)])

    def alarms(self) -> tuple[Alarm, ...]:
        with self.ctx.store() as uow:
            return uow.alarms.between(START, self.clock.now() + timedelta(seconds=1))

    def one(self, rule_id: str) -> Alarm:
        found = [alarm for alarm in self.alarms() if alarm.rule_id == rule_id]
        assert len(found) == 1
        return found[0]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    store = migrated_store(f"sqlite:///{tmp_path / 'hah.db'}")
    yield Home(store)
    store.close()


def test_a_low_spo2_is_raised_after_its_delay_acknowledged_and_cleared_when_it_is_back(home: Home) -> None:
    home.hear(10, spo2=86)
    assert not [a for a in home.alarms() if a.rule_id == "spo2_low"]
    home.hear(20, spo2=86)
    alarm = home.one("spo2_low")
    assert (alarm.state, alarm.priority, alarm.value, alarm.limit) == (AlarmState.ACTIVE, Priority.HIGH, 86, 88)
    acknowledge_alarm(home.ctx, NURSE, alarm.alarm_id, alarm.version)
    home.hear(60, spo2=97)
    assert home.one("spo2_low").state is AlarmState.CLEARED


def test_a_short_dip_raises_nothing(home: Home) -> None:
    home.hear(10, spo2=86)
    home.hear(60, spo2=97)
    assert not [a for a in home.alarms() if a.rule_id == "spo2_low"]


def test_an_alarm_nobody_saw_stays_latched_until_somebody_does(home: Home) -> None:
    home.hear(30, spo2=86)
    home.hear(60)
    latched = home.one("spo2_low")
    assert latched.state is AlarmState.LATCHED
    acknowledge_alarm(home.ctx, NURSE, latched.alarm_id)
    assert home.one("spo2_low").state is AlarmState.CLEARED


def test_a_value_between_limit_and_hysteresis_neither_ends_nor_begins_an_alarm(home: Home) -> None:
    home.hear(60, spo2=88)
    assert not [a for a in home.alarms() if a.rule_id == "spo2_low"]
    home.hear(30, spo2=87)
    home.hear(120, spo2=88)
    assert home.one("spo2_low").state is AlarmState.ACTIVE


def test_a_latched_alarm_that_returns_is_the_same_alarm(home: Home) -> None:
    for _ in range(2):
        home.hear(30, spo2=86)
        home.hear(60)
    home.hear(30, spo2=85)
    assert home.one("spo2_low").state is AlarmState.ACTIVE


def test_silence_is_an_alarm_and_never_ends_another(home: Home) -> None:
    home.hear(30, spo2=86)
    home.clock.advance(timedelta(minutes=11))
    home.ingest.sweep()
    assert home.one("silence").lane is Lane.TECHNICAL
    assert home.one("spo2_low").state is AlarmState.ACTIVE
    home.hear(10, spo2=86)
    assert home.one("silence").state is AlarmState.CLEARED


def test_a_device_never_heard_becomes_silent_too(home: Home) -> None:
    home.clock.advance(timedelta(minutes=11))
    home.ingest.sweep()
    assert home.one("silence").state is AlarmState.ACTIVE


def test_a_sensor_off_is_technical_low_and_high_after_a_fall(home: Home) -> None:
    off = frozenset({Vital.SPO2})
    home.hear(60)
    home.hear(90, off=off)
    assert home.one("sensor_off").priority is Priority.LOW
    home.hear(60)
    for value in (96, 94, 92, 91):
        home.hear(10, spo2=value)
    home.hear(90, off=off)
    newest = [a for a in home.alarms() if a.rule_id == "sensor_off"][-1]
    assert newest.priority is Priority.HIGH
    assert not [a for a in home.alarms() if a.rule_id == "spo2_low"]


def test_a_rising_score_worsens_one_alarm_instead_of_raising_a_second(home: Home) -> None:
    enter_observation(home.ctx, NURSE, PATIENT, Consciousness.ALERT, on_oxygen=False)
    home.ingest.reload()
    home.hear(10, temp=37.0, rr=22, spo2=93, sbp=108)
    first = [a for a in home.alarms() if a.subject == "news2"]
    assert [(a.priority, a.value) for a in first] == [(Priority.MEDIUM, 5.0)]
    acknowledge_alarm(home.ctx, NURSE, first[0].alarm_id)
    home.hear(10, temp=39.2, rr=22, spo2=93, sbp=108)
    second = [a for a in home.alarms() if a.subject == "news2"]
    assert [(a.alarm_id, a.priority, a.state) for a in second] == [
        (first[0].alarm_id, Priority.HIGH, AlarmState.ACTIVE)
    ]


def test_a_patients_own_limit_replaces_that_of_the_rule_pack(home: Home) -> None:
    with home.ctx.store() as uow:
        end = START + timedelta(days=1)
        uow.limits.add(PatientLimit(PATIENT, Vital.SPO2, "low", 84.0, "u-9", "COPD", START, end))
        uow.commit()
    home.ingest.reload()
    home.hear(60, spo2=86)
    assert not [a for a in home.alarms() if a.rule_id == "spo2_low"]


def test_a_repeated_reading_is_stored_once(home: Home) -> None:
    reading = home.reading()
    assert home.ingest.take([reading, reading]).stored == 1
    assert home.ingest.take([reading]).repeated == 1


def test_an_older_reading_does_not_replace_a_newer_value(home: Home) -> None:
    late = home.reading(spo2=99)
    home.hear(20, spo2=95)
    home.ingest.take([replace(late, received_at=home.clock.now())])
    with home.ctx.store() as uow:
        latest = uow.readings.latest_of(PATIENT)
    assert latest is not None
    assert latest.values[Vital.SPO2].value == 95


def test_a_steady_value_is_received_again_but_has_not_changed(home: Home) -> None:
    home.hear(10)
    home.hear(50)
    with home.ctx.store() as uow:
        latest = uow.readings.latest_of(PATIENT)
    assert latest is not None
    value = latest.values[Vital.SPO2]
    assert value.received_at - value.changed_at == timedelta(seconds=50)


def test_a_monitor_that_counts_from_the_beginning_again_is_silent_and_not_well(home: Home) -> None:
    home.hear(10 * 100)
    home.sequence = 0
    home.hear(10 * 70)
    home.ingest.sweep()
    assert home.one("silence").state is AlarmState.ACTIVE


def test_a_value_nothing_contradicts_alarms_without_a_second_one(home: Home) -> None:
    home.hear(10, spo2=86)
    home.clock.advance(timedelta(seconds=15))
    home.ingest.sweep()
    assert home.one("spo2_low").state is AlarmState.ACTIVE


def test_what_cannot_be_used_is_kept_in_quarantine(home: Home) -> None:
    home.ingest.take([], [Rejected(START, "hah/v1/x/y/vitals", b"{", Reason.of(Refusal.UNREADABLE, "not_json"))])
    with home.ctx.store() as uow:
        assert uow.readings.quarantined() == 1


def test_after_a_restart_an_open_alarm_goes_on_and_is_not_raised_twice(home: Home) -> None:
    home.hear(30, spo2=86)
    home.ingest = VitalsIngest(home.ctx, load_rule_packs(PACKS), SERVICE)
    home.ingest.reload()
    home.hear(60, spo2=86)
    assert home.one("spo2_low").state is AlarmState.ACTIVE
    home.hear(60)
    assert home.one("spo2_low").state is AlarmState.LATCHED


def test_acknowledging_needs_the_role_the_version_and_an_unowned_alarm(home: Home) -> None:
    home.hear(30, spo2=86)
    alarm = home.one("spo2_low")
    with pytest.raises(NotPermitted):
        acknowledge_alarm(home.ctx, Actor(UserId("u-2"), "d", Role.DISPATCHER, "W2"), alarm.alarm_id)
    with pytest.raises(VersionConflict):
        acknowledge_alarm(home.ctx, NURSE, alarm.alarm_id, alarm.version + 1)
    acknowledge_alarm(home.ctx, NURSE, alarm.alarm_id, alarm.version)
    with pytest.raises(IllegalTransition):
        acknowledge_alarm(home.ctx, NURSE, alarm.alarm_id)


def test_an_acknowledgement_from_another_process_is_kept_by_the_next_batch(home: Home) -> None:
    home.hear(30, spo2=86)
    acknowledge_alarm(home.ctx, NURSE, home.one("spo2_low").alarm_id)
    home.hear(10, spo2=85)
    assert home.one("spo2_low").acknowledged_by == NURSE.user_id
