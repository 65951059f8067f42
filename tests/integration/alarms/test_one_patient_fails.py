"""A look that fails concerns one patient: the others go on, and she has an alarm that says so."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from helpers.alarm_ward import FIRST, NURSE, SECOND, START, AlarmWard

from hah_console.alarms import pipeline
from hah_console.alarms.rules.silence import find_silence
from hah_console.alarms.rules.trend import find_trends
from hah_console.alarms.system import SystemFacts
from hah_console.domain.alarm import AlarmState, Lane, Priority
from hah_console.services.alarm_commands import acknowledge_alarm

WELL = SystemFacts(broker_ok_since=START, consoles_watching=1)
LOST = SystemFacts(broker_lost_since=START, consoles_watching=1)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """A rule that cannot be evaluated for the first patient, from now on or no longer."""

    def trends(view: Any, memory: Any) -> Any:
        if view.patient_id == FIRST:
            raise ZeroDivisionError
        return find_trends(view, memory)

    return lambda fails: monkeypatch.setattr(pipeline, "find_trends", trends if fails else find_trends)


def readings(ward: AlarmWard) -> int:
    with ward.ctx.store() as uow:
        return uow.readings.count()


@pytest.mark.expected_log("the look at patient P1")
def test_a_patient_who_cannot_be_judged_stops_nobody_elses_sweep(
    ward: AlarmWard, failing: Callable[[bool], None]
) -> None:
    failing(True)
    ward.hear(10)
    ward.hear(10, SECOND)
    ward.sweep(after_s=660, facts=WELL)
    ward.sweep(after_s=1, facts=LOST)
    ward.sweep(after_s=3, facts=LOST)
    told = {(alarm.rule_id, alarm.patient_id) for alarm in ward.open()}
    assert told == {("not_judged", FIRST), ("silence", SECOND), ("broker_lost", None)}


@pytest.mark.expected_log("the look at patient P1")
def test_the_readings_of_who_cannot_be_judged_are_stored_and_so_are_those_of_the_others(
    ward: AlarmWard, failing: Callable[[bool], None]
) -> None:
    failing(True)
    for _ in range(3):
        ward.pass_time(10)
        ward.ingest.take([ward.reading(spo2=84), ward.reading(SECOND, spo2=84)])
    assert readings(ward) == 6
    assert [(a.rule_id, a.patient_id) for a in ward.alarms("spo2_low")] == [("spo2_low", SECOND)]
    with ward.ctx.store() as uow:
        latest = uow.readings.latest_of(FIRST)
    assert latest is not None
    assert max(value.measured_at for value in latest.values.values()) == ward.clock.now()


@pytest.mark.expected_log("the look at patient P1")
def test_who_cannot_be_judged_has_one_high_alarm_until_a_minute_after_it_is_over(
    ward: AlarmWard, failing: Callable[[bool], None], caplog: pytest.LogCaptureFixture
) -> None:
    failing(True)
    with caplog.at_level(logging.INFO):
        for _ in range(5):
            ward.hear(10)
            ward.sweep(after_s=1)
        alarm = ward.one("not_judged")
        assert (alarm.patient_id, alarm.priority, alarm.lane) == (FIRST, Priority.HIGH, Lane.TECHNICAL)
        acknowledge_alarm(ward.ctx, NURSE, alarm.alarm_id)
        failing(False)
        ward.hear(50)
        assert ward.one("not_judged").state is AlarmState.ACKNOWLEDGED
        ward.hear(20)
    assert ward.one("not_judged").state is AlarmState.CLEARED
    said = [record.getMessage() for record in caplog.records if "the look at patient P1" in record.getMessage()]
    assert len(said) == 2
    assert ["fails" in said[0], "again" in said[1]] == [True, True]


@pytest.mark.expected_log("the look at patient P1|the look at the past of P1")
def test_the_alarm_of_who_cannot_be_judged_goes_on_after_a_restart_and_stays_to_be_seen(
    ward: AlarmWard, failing: Callable[[bool], None]
) -> None:
    failing(True)
    ward.hear(10)
    ward.restart()
    ward.hear(10)
    assert ward.one("not_judged").state is AlarmState.ACTIVE
    failing(False)
    ward.hear(70)
    assert ward.one("not_judged").state is AlarmState.LATCHED


@pytest.mark.expected_log("the look at patient P1")
def test_an_alarm_the_database_refuses_keeps_nobody_elses_from_being_stored(
    ward: AlarmWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silence(view: Any) -> Any:
        found = find_silence(view)
        return tuple(replace(f, limit="never") for f in found) if view.patient_id == FIRST else found  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "find_silence", silence)
    ward.hear(10)
    ward.hear(10, SECOND)
    ward.sweep(after_s=660, facts=WELL)
    assert sorted((a.rule_id, a.patient_id) for a in ward.open()) == [("not_judged", FIRST), ("silence", SECOND)]
    with ward.ctx.store() as uow:
        told = [e.entry.action for e in uow.audit.entries() if e.entry.patient_id == FIRST]
    assert [kind for kind in told if kind.startswith("alarm_")] == ["alarm_raised"]


@pytest.mark.expected_log("the look at the system")
def test_a_fault_of_the_look_at_the_system_is_told_and_patients_are_looked_at(
    ward: AlarmWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Any:
        raise KeyError

    ward.hear(10)
    with monkeypatch.context() as fault:
        fault.setattr(pipeline, "find_system", broken)
        ward.sweep(after_s=660, facts=WELL)
    told = {(a.rule_id, a.patient_id) for a in ward.open()}
    assert told == {("not_judged", None), ("silence", FIRST), ("silence", SECOND)}
    ward.sweep(after_s=1, facts=WELL)
    ward.sweep(after_s=61, facts=WELL)
    assert ward.one("not_judged").state is AlarmState.LATCHED
