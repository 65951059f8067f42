"""What was measured around an alarm is kept with it, on the real store."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.alarm_ward import FIRST, SECOND, AlarmWard
from sqlalchemy import delete, insert

from hah_console.adapters.db.samples.tiers import MINUTE_MS, floor
from hah_console.adapters.db.tables.vitals import minute_chunk
from hah_console.adapters.db.values import ms
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import Vital
from hah_console.domain.strip import EvidenceStrip, WaveSegment


def strip_of(ward: AlarmWard, rule_id: str) -> EvidenceStrip | None:
    with ward.ctx.store() as uow:
        return uow.strips.of_alarm(ward.one(rule_id).alarm_id)


def span_s(strip: EvidenceStrip, vital: Vital = Vital.SPO2) -> tuple[float, float]:
    (series,) = (one for one in strip.series if one.vital is vital)
    return series.offsets_s[0], series.offsets_s[-1]


def test_a_strip_is_kept_at_once_and_completed_a_minute_later(ward: AlarmWard) -> None:
    ward.hear(300)
    ward.hear(30, spo2=86)
    ward.sweep(after_s=1)
    early = strip_of(ward, "spo2_low")
    assert early is not None
    assert span_s(early)[1] <= 120
    ward.hear(90, spo2=85)
    ward.sweep(after_s=1)
    whole = strip_of(ward, "spo2_low")
    assert whole is not None
    first, last = span_s(whole)
    assert first <= 10
    assert 170 <= last <= 180
    assert whole.end - whole.start == timedelta(seconds=180)


def test_a_technical_alarm_of_low_priority_has_no_strip(ward: AlarmWard) -> None:
    ward.ingest.take([ward.reading()], (), [ward.status(battery=5)])
    ward.sweep(after_s=1)
    assert strip_of(ward, "battery_low") is None


def test_the_waveform_of_an_opened_patient_is_kept_with_the_strip(ward: AlarmWard) -> None:
    for second in range(60):
        ward.pass_time(1)
        wave = WaveSegment(FIRST, "PLETH", ward.clock.now(), 125.0, 0.01, 0.0, "", bytes(250))
        ward.ingest.hear_waves([wave, replace(wave, patient_id=PatientId("P-nobody"))])
        ward.ingest.take([ward.reading(spo2=97 if second < 20 else 84)])
    ward.sweep(after_s=1)
    strip = strip_of(ward, "spo2_low")
    assert strip is not None
    assert sum(len(wave.samples) for wave in strip.waves) >= 40 * 250
    assert {wave.patient_id for wave in strip.waves} == {FIRST}


def damage(ward: AlarmWard) -> None:
    """What was measured of the first patient minutes ago can no longer be read."""
    row = {"patient_id": FIRST, "start": floor(ms(ward.clock.now()), MINUTE_MS) - MINUTE_MS, "packed": b"rubbish"}
    with ward.store._engine.begin() as connection:
        connection.execute(insert(minute_chunk), row)


def repair(ward: AlarmWard) -> None:
    with ward.store._engine.begin() as connection:
        connection.execute(delete(minute_chunk))


@pytest.mark.expected_log("cannot be stored")
def test_a_strip_that_cannot_be_read_keeps_no_alarm_and_no_other_strip_waiting(ward: AlarmWard) -> None:
    damage(ward)
    for _ in range(4):
        ward.pass_time(10)
        ward.ingest.take([ward.reading(spo2=86), ward.reading(SECOND, hr=135)])
    for _ in range(4):
        ward.sweep(after_s=1)
    assert strip_of(ward, "spo2_low") is None
    assert strip_of(ward, "hr_high") is not None
    assert ward.sweep(after_s=600).alarms != ()


@pytest.mark.expected_log("cannot be stored")
def test_a_strip_that_could_not_be_stored_is_stored_when_it_can_be_read_again(ward: AlarmWard) -> None:
    damage(ward)
    ward.hear(60, spo2=86)
    ward.sweep(after_s=1)
    repair(ward)
    ward.sweep(after_s=31)
    assert strip_of(ward, "spo2_low") is not None
