"""An alarm that is low by its lock says when it was told, with what, and what makes it ring again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.alarm_ward import FIRST, NURSE, PACKS, PHYSICIAN, RULES, AlarmWard

from hah_console.alarms.locked import Locked
from hah_console.domain.alarm import AlarmState, Priority
from hah_console.domain.ids import PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import Consciousness, StaffObservation, Vital
from hah_console.services.alarm_commands import acknowledge_alarm
from hah_console.services.alarm_list import AlarmRow, read_alarm_list
from hah_console.services.patient_page import read_patient_page
from hah_console.services.patient_rules import patient_rules
from hah_console.ui.i18n import Texts
from hah_console.ui.lock_text import lock_text

PAGE = patient_rules(PACKS)


def told(ward: AlarmWard, patient: PatientId = FIRST, **values: float) -> None:
    """It is heard, somebody takes it, and it is over."""
    ward.hear(60, patient, **values)
    for alarm in ward.open():
        if alarm.acknowledged_by is None:
            acknowledge_alarm(ward.ctx, NURSE, alarm.alarm_id)
    ward.ingest.reload()
    ward.hear(360, patient)


def observe(ward: AlarmWard) -> None:
    """With it and a temperature the score is complete, so that it can end."""
    with ward.ctx.store() as uow:
        uow.readings.add_observation(StaffObservation(FIRST, ward.clock.now(), Consciousness.ALERT, False, None, "u-1"))
        uow.commit()
    ward.ingest.reload()


def row(ward: AlarmWard, subject: str) -> AlarmRow:
    rows = read_alarm_list(ward.ctx, RULES).patients
    return next(one for one in rows if one.subject == subject)


def said(ward: AlarmWard, subject: str, language: str = "en") -> str:
    found = row(ward, subject)
    return lock_text(Texts(language), ward.ctx.local, subject, found.locked, ward.clock.now())


def test_a_limit_says_value_step_and_end_on_list_and_page(ward: AlarmWard) -> None:
    told(ward, spo2=87)
    ward.hear(60, spo2=86)
    found = row(ward, "spo2")
    assert found.priority is Priority.LOW
    assert found.locked is not None
    assert (found.locked.told_level, found.locked.again_at, found.locked.side) == (87, 84, "low")
    assert found.locked.until - found.locked.told_at == timedelta(hours=12)
    assert said(ward, "spo2") == "Told 11:00 at 87 %, rings again at 84 % or after 23:00"
    assert said(ward, "spo2", "zh_TW") == "11:00 已告知 87 %，降到 84 % 或 23:00 後再響"
    (alarm,) = (one for one in read_patient_page(ward.ctx, FIRST, PAGE).alarms if one.alarm.subject == "spo2")
    assert alarm.locked == found.locked


def test_what_it_says_is_what_makes_it_ring(ward: AlarmWard) -> None:
    told(ward, spo2=87)
    ward.hear(60, spo2=85)
    assert row(ward, "spo2").locked is not None
    ward.hear(60, spo2=84)
    assert (row(ward, "spo2").priority, row(ward, "spo2").locked) == (Priority.HIGH, None)


def test_a_limit_set_for_the_patient_since_leaves_nothing_to_say(ward: AlarmWard) -> None:
    told(ward, spo2=87)
    ward.hear(60, spo2=86)
    with ward.ctx.store() as uow:
        end = ward.clock.now() + timedelta(days=1)
        uow.limits.add(PatientLimit(FIRST, Vital.SPO2, "low", 88, PHYSICIAN.user_id, "COPD", ward.clock.now(), end))
        uow.commit()
    assert row(ward, "spo2").locked is None


def test_a_score_told_with_a_limit_says_so_and_names_the_total_that_rings(ward: AlarmWard) -> None:
    observe(ward)
    told(ward, spo2=87, temp=37)
    ward.hear(60, spo2=95, rr=24, hr=112)
    found = row(ward, "news2")
    assert found.priority is Priority.LOW
    assert found.locked is not None
    assert found.locked.with_vital is Vital.SPO2
    assert found.locked.again_at == found.locked.told_level + 4
    assert said(ward, "news2").startswith("Told 11:00 with the SpO₂ alarm (then 3 points), rings again at 7 points")


def test_a_score_rings_again_at_the_total_of_a_more_urgent_rule(ward: AlarmWard) -> None:
    observe(ward)
    told(ward, rr=24, hr=112, spo2=95, temp=37)
    ward.hear(60, rr=24, hr=112, spo2=95)
    found = row(ward, "news2")
    assert found.locked is not None
    assert found.locked == Locked(found.locked.told_at, 5, found.locked.until, "high", 7)


def test_what_is_low_by_its_rule_or_heard_or_over_has_no_lock(ward: AlarmWard) -> None:
    ward.hear(60, spo2=91)
    assert (row(ward, "news2").rule_id, row(ward, "news2").locked) == ("news2_single", None)
    ward.hear(60, spo2=87)
    assert row(ward, "spo2").locked is None
    told(ward, spo2=87)
    ward.hear(60, spo2=86)
    ward.hear(60)
    closed = [one for one in read_alarm_list(ward.ctx, RULES).history if one.subject == "spo2"]
    assert [one.locked for one in closed if one.state is AlarmState.CLEARED] == [None] * len(closed)


def test_of_an_earlier_stay_nothing_is_said(ward: AlarmWard) -> None:
    told(ward, spo2=87)
    ward.hear(60, spo2=86)
    assert row(ward, "spo2").locked is not None
    with ward.ctx.store() as uow:
        (episode,) = (e for e in uow.episodes.open() if e.patient_id == FIRST)
        uow.episodes.save(replace(episode, admitted_at=ward.clock.now()))
        uow.commit()
        assert uow.told.of([FIRST])
        assert uow.told.of([]) == {}
    assert row(ward, "spo2").locked is None


@pytest.mark.parametrize("language", ["en", "zh_TW"])
def test_another_day_is_named_with_its_date(ward: AlarmWard, language: str) -> None:
    told(ward, spo2=87)
    ward.hear(60, spo2=86)
    locked = row(ward, "spo2").locked
    sentence = lock_text(Texts(language), ward.ctx.local, "spo2", locked, ward.clock.now() - timedelta(days=1))
    assert "11-23 11:00" in sentence
    assert "11-23 23:00" in sentence


def test_a_single_item_says_when_the_score_is_heard_again_once_the_score_was_told(ward: AlarmWard) -> None:
    told(ward, spo2=87)
    found = row(ward, "news2")
    assert (found.rule_id, found.priority) == ("news2_single", Priority.LOW)
    assert said(ward, "news2").startswith("Told 11:00 with the SpO₂ alarm (then 3 points), rings again at 7 points")
    ward.hear(60, rr=25, hr=131, spo2=95)
    assert row(ward, "news2").priority is Priority.HIGH
