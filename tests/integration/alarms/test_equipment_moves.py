"""A monitor that is handed to somebody else takes its battery and its clock along; a gateway that is heard is there."""

from dataclasses import replace
from datetime import timedelta

from helpers.alarm_ward import FIRST, SECOND, START, AlarmWard

from hah_console.alarms.system import SystemFacts
from hah_console.domain.alarm import AlarmState
from hah_console.domain.device_status import DeviceStatus
from hah_console.domain.ids import DeviceId

WELL = SystemFacts(broker_ok_since=START, consoles_watching=1)


def worn(ward: AlarmWard) -> DeviceStatus:
    return replace(ward.status(battery=9), skew_s=-400.0)


def faults(ward: AlarmWard) -> list[tuple[str, str | None]]:
    return sorted((a.rule_id, a.patient_id) for a in ward.open() if a.rule_id in {"battery_low", "clock_skew"})


def sweep_for(ward: AlarmWard, seconds: int, facts: SystemFacts = WELL) -> None:
    for _ in range(seconds // 10):
        ward.sweep(after_s=10, facts=facts)


def test_what_is_wrong_with_a_monitor_goes_with_it_to_the_next_patient(ward: AlarmWard) -> None:
    ward.ingest.take([ward.reading()], (), [worn(ward)])
    sweep_for(ward, 70)
    assert faults(ward) == [("battery_low", FIRST), ("clock_skew", FIRST)]
    ward.hand_over("K0", "E1")
    sweep_for(ward, 10)
    assert faults(ward) == [("battery_low", SECOND)]
    sweep_for(ward, 60)
    assert faults(ward) == [("battery_low", SECOND), ("clock_skew", SECOND)]
    charged = replace(ward.status(SECOND, battery=100), device_id=DeviceId(f"D-{FIRST}"), skew_s=0.0)
    ward.ingest.take([], (), [charged])
    sweep_for(ward, 10)
    assert faults(ward) == []


def test_what_is_wrong_with_a_monitor_that_was_given_back_ends_also_after_a_restart(ward: AlarmWard) -> None:
    ward.ingest.take([ward.reading()], (), [worn(ward)])
    sweep_for(ward, 70)
    ward.hand_over("K0", None)
    ward.restart()
    sweep_for(ward, 10)
    assert {ward.one(rule).state for rule in ("battery_low", "clock_skew")} == {AlarmState.CLEARED}


def test_a_monitor_that_goes_on_without_telling_its_charge_has_the_one_it_told(ward: AlarmWard) -> None:
    ward.ingest.take([ward.reading()], (), [ward.status(battery=9)])
    ward.pass_time(60)
    ward.ingest.take([ward.reading()], (), [replace(ward.status(), battery_pct=None)])
    ward.restart()
    sweep_for(ward, 10)
    assert faults(ward) == [("battery_low", FIRST)]


def test_a_gateway_given_back_with_its_monitor_no_longer_covers_the_silence_of_the_former_patient(
    ward: AlarmWard,
) -> None:
    gone = [ward.gateway("GW-1", online=False)]
    ward.ingest.take([ward.reading()], (), [ward.status(gateway="GW-1")], gone)
    ward.hand_over("K0", "E1")
    sweep_for(ward, 660)
    assert ("silence", FIRST) in {(a.rule_id, a.patient_id) for a in ward.open()}


def test_sets_that_arrive_through_a_gateway_are_proof_against_its_last_word(ward: AlarmWard) -> None:
    hangs = [ward.status(gateway="GW-1")]
    ward.ingest.take([ward.reading()], (), hangs, [ward.gateway("GW-1", online=False)])
    sweep_for(ward, 70)
    assert ward.one("gateway_offline").state is AlarmState.ACTIVE
    ward.hear(10)
    sweep_for(ward, 20)
    assert ward.one("gateway_offline").state is AlarmState.CLEARED
    ward.hear(70, off=frozenset(ward.reading().values))
    assert {alarm.rule_id for alarm in ward.open()} == {"sensor_off"}
    ward.restart()
    sweep_for(ward, 700)
    assert ("silence", FIRST) in {(a.rule_id, a.patient_id) for a in ward.open()}


def test_what_the_broker_had_kept_is_no_proof_that_a_gateway_is_there(ward: AlarmWard) -> None:
    ward.ingest.take([ward.reading()], (), [ward.status(gateway="GW-1")])
    ward.pass_time(30)
    kept = [ward.reading() for _ in range(3)]
    ward.pass_time(30)
    told = ward.clock.now()
    ward.ingest.take([], (), (), [replace(ward.gateway("GW-1", online=False), last_seen_at=START)])
    ward.pass_time(5)
    ward.ingest.take([replace(one, received_at=ward.clock.now()) for one in kept])
    sweep_for(ward, 70)
    assert ward.one("gateway_offline").state is AlarmState.ACTIVE
    slow = replace(ward.reading(), measured_at=told - timedelta(minutes=4))
    ward.ingest.take([slow])
    sweep_for(ward, 20)
    assert ward.one("gateway_offline").state is AlarmState.CLEARED
