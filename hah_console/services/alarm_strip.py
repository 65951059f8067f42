"""The evidence of one alarm: what was measured around it, from the kept strip, or from the store while it is fresh."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.alarm import Alarm
from hah_console.domain.ids import AlarmId, PatientId
from hah_console.domain.reading import Vital
from hah_console.domain.strip import EvidenceStrip, StripSeries, WaveSegment
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

BEFORE, AFTER = timedelta(minutes=5), timedelta(minutes=1)
_BY_ITEM = {
    "respiratory_rate": Vital.RESPIRATORY_RATE,
    "spo2": Vital.SPO2,
    "systolic": Vital.SYSTOLIC,
    "pulse": Vital.HEART_RATE,
    "temperature": Vital.TEMPERATURE,
}
_OF_SCORE = (Vital.SPO2, Vital.RESPIRATORY_RATE, Vital.HEART_RATE)
"""What changes first; shown for an alarm about no single vital."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One vital: Unix seconds and values, NaN where the sensor was off; ``limit`` where the alarm is about this one."""

    vital: Vital
    times_s: tuple[float, ...]
    values: tuple[float, ...]
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """``kept``: the strip stored with the alarm, which stays; else what the store holds now.

    ``waves`` are the waveforms kept with it: empty when no console had the patient open, and always unless ``kept``.
    """

    alarm_id: AlarmId
    start: datetime
    end: datetime
    raised_at: datetime
    rows: tuple[EvidenceRow, ...]
    kept: bool
    waves: tuple[WaveSegment, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was measured in this time."""
        return not self.waves and not any(row.times_s for row in self.rows)


def read_evidence(ctx: Context, alarm_id: AlarmId) -> Evidence | None:
    """The evidence of an alarm; None for one of the system, which has no measurements. Raises NotFound."""
    with ctx.store() as uow:
        alarm = uow.alarms.get(alarm_id)
        if alarm.patient_id is None:
            return None
        strip = uow.strips.of_alarm(alarm_id)
        if strip is not None and (strip.waves or any(series.values for series in strip.series)):
            return _of_strip(alarm, strip)
        end = min(ctx.clock.now(), alarm.raised_at + AFTER)
        return _of_store(uow, alarm, alarm.patient_id, alarm.raised_at - BEFORE, end)


def vitals_of(alarm: Alarm) -> tuple[Vital, ...]:
    """The vitals an alarm is about."""
    if alarm.subject in set(Vital):
        return (Vital(alarm.subject),)
    if alarm.trigger is not None and alarm.trigger.item in _BY_ITEM:
        return (_BY_ITEM[alarm.trigger.item],)
    return _OF_SCORE


def _of_strip(alarm: Alarm, strip: EvidenceStrip) -> Evidence:
    wanted = vitals_of(alarm)
    found = {series.vital: series for series in strip.series}
    rows = tuple(_row(alarm, vital, found.get(vital), strip.start.timestamp()) for vital in wanted)
    return Evidence(alarm.alarm_id, strip.start, strip.end, alarm.raised_at, rows, True, strip.waves)


def _row(alarm: Alarm, vital: Vital, series: StripSeries | None, start_s: float) -> EvidenceRow:
    if series is None:
        return EvidenceRow(vital, (), (), _limit(alarm, vital))
    times = tuple(start_s + offset for offset in series.offsets_s)
    return EvidenceRow(vital, times, series.values, _limit(alarm, vital))


def _of_store(uow: UnitOfWork, alarm: Alarm, patient_id: PatientId, start: datetime, end: datetime) -> Evidence:
    rows = []
    for vital in vitals_of(alarm):
        series = uow.readings.series(patient_id, vital, start, end)
        values = tuple(float(value) for value in series.values)
        rows.append(EvidenceRow(vital, tuple(map(float, series.times_s)), values, _limit(alarm, vital)))
    return Evidence(alarm.alarm_id, start, end, alarm.raised_at, tuple(rows), False)


def _limit(alarm: Alarm, vital: Vital) -> float | None:
    about = alarm.subject == vital.value and alarm.value is not None
    return alarm.limit if about and alarm.limit is not None and math.isfinite(alarm.limit) else None
