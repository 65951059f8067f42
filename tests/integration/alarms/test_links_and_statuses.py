"""Monitors, gateways and the broker as the service hears them: stored, and one notice for one cause."""

from dataclasses import replace

from helpers.alarm_ward import FIRST, SECOND, START, AlarmWard

from hah_console.alarms.system import SystemFacts
from hah_console.domain.alarm import AlarmState
from hah_console.domain.ids import DeviceId

WELL = SystemFacts(broker_ok_since=START, consoles_watching=1)
LOST = replace(WELL, broker_ok_since=None, broker_lost_since=START)


def sweep_for(ward: AlarmWard, seconds: int, facts: SystemFacts = WELL) -> None:
    for _ in range(seconds // 10):
        ward.sweep(after_s=10, facts=facts)


def rules(ward: AlarmWard) -> list[tuple[str, str | None]]:
    return sorted((alarm.rule_id, alarm.patient_id) for alarm in ward.open())


def test_a_lost_broker_is_one_alarm_and_no_patient_is_called_silent(ward: AlarmWard) -> None:
    ward.hear(10)
    ward.hear(10, SECOND)
    sweep_for(ward, 20, LOST)
    sweep_for(ward, 3600, LOST)
    assert rules(ward) == [("broker_lost", None)]


def test_when_the_broker_is_back_whoever_is_not_heard_within_the_grace_is_silent(ward: AlarmWard) -> None:
    ward.hear(10)
    ward.hear(10, SECOND)
    sweep_for(ward, 3600, LOST)
    back = replace(WELL, broker_ok_since=ward.clock.now())
    sweep_for(ward, 60, back)
    ward.hear(10)
    assert ward.open() == ()
    sweep_for(ward, 20, back)
    assert rules(ward) == [("silence", SECOND)]


def test_a_gateway_that_left_is_one_notice_for_all_its_monitors(ward: AlarmWard) -> None:
    for patient in (FIRST, SECOND):
        ward.ingest.take([ward.reading(patient)], (), [ward.status(patient, gateway="GW-1")])
    ward.ingest.take([], (), (), [ward.gateway("GW-1", online=False)])
    sweep_for(ward, 3600)
    (alarm,) = ward.open()
    assert (alarm.rule_id, alarm.subject, alarm.patient_id) == ("gateway_offline", "GW-1", None)
    ward.ingest.take([], (), (), [ward.gateway("GW-1", online=True)])
    sweep_for(ward, 90)
    assert rules(ward) == [("silence", FIRST), ("silence", SECOND)]


def test_a_gateway_that_left_does_not_cover_the_silence_of_a_monitor_that_needs_none(ward: AlarmWard) -> None:
    former = replace(ward.status(gateway="GW-1"), device_id=DeviceId("D-former"))
    ward.ingest.take([ward.reading()], (), [former, ward.status()], [ward.gateway("GW-1", online=False)])
    sweep_for(ward, 3600)
    assert ("silence", FIRST) in rules(ward)


def test_a_gateway_that_left_is_still_known_after_a_restart(ward: AlarmWard) -> None:
    ward.ingest.take([ward.reading()], (), [ward.status(gateway="GW-1")], [ward.gateway("GW-1", online=False)])
    sweep_for(ward, 120)
    ward.restart()
    sweep_for(ward, 3600)
    assert rules(ward) == [("gateway_offline", None), ("silence", SECOND)]


def test_statuses_are_stored_when_they_are_news_and_seldom_otherwise(ward: AlarmWard) -> None:
    def stored() -> list[tuple[int | None, float]]:
        with ward.ctx.store() as uow:
            return [(row.battery_pct, (row.last_seen_at - START).total_seconds()) for row in uow.devices.statuses()]

    seen = []
    for second in range(1, 15):
        ward.pass_time(1)
        ward.ingest.take([], (), [ward.status(battery=80 if second < 14 else 79)])
        seen.append(stored())
    assert seen[0] == seen[8] == [(80, 1.0)]
    assert (seen[10], seen[13]) == ([(80, 11.0)], [(79, 14.0)])


def test_a_battery_is_an_alarm_of_its_patient_and_ends_with_a_charged_one(ward: AlarmWard) -> None:
    ward.ingest.take([ward.reading()], (), [ward.status(battery=9)])
    assert [(a.rule_id, a.patient_id, a.value) for a in ward.open()] == [("battery_low", FIRST, 9)]
    ward.ingest.take([ward.reading()], (), [ward.status(battery=100)])
    assert ward.one("battery_low").state is AlarmState.CLEARED


def test_an_alarm_of_the_system_goes_on_after_a_restart_and_is_not_raised_twice(ward: AlarmWard) -> None:
    sweep_for(ward, 20, LOST)
    ward.restart()
    sweep_for(ward, 60, LOST)
    assert len(ward.alarms("broker_lost")) == 1
    sweep_for(ward, 20, WELL)
    assert ward.one("broker_lost").state is AlarmState.CLEARED
