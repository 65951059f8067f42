"""Evidence strips: what was measured around an alarm is stored with it, at once and again when its time is over."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.alarms.stages.resolve import Resolved
from hah_console.domain.alarm import Alarm, Lane, Priority
from hah_console.domain.ids import AlarmId, PatientId
from hah_console.domain.reading import Vital
from hah_console.domain.strip import EvidenceStrip, StripSeries, WaveSegment
from hah_console.services.ports import UnitOfWork

BEFORE, AFTER = timedelta(seconds=120), timedelta(seconds=60)
PORTION = 20
"""Strips a second: a storm of alarms must not delay the next one. PERF(2 ms each)."""
_WORTH = frozenset({"raised", "worsened"})


@dataclass(frozen=True, slots=True)
class _Wanted:
    alarm_id: AlarmId
    patient_id: PatientId
    start: datetime
    end: datetime
    first: bool = True


Wanted = Sequence[_Wanted]
"""Strips to be stored."""


class StripDesk:
    """Used by the one writer. A strip that was not finished before a restart keeps what was stored first."""

    def __init__(self) -> None:
        self._wanted: list[_Wanted] = []
        self._waves: dict[PatientId, deque[WaveSegment]] = {}

    def want(self, alarms: Iterable[Resolved]) -> None:
        """Alarms that were raised or worsened in a committed transaction."""
        for found in alarms:
            alarm = found.alarm
            if found.kind in _WORTH and alarm.patient_id is not None and _is_about_values(alarm):
                start, end = alarm.raised_at - BEFORE, alarm.raised_at + AFTER
                self._wanted.append(_Wanted(alarm.alarm_id, alarm.patient_id, start, end))

    def hear(self, waves: Iterable[WaveSegment]) -> None:
        """Waveforms of opened patients; kept for as long as a strip lasts."""
        for segment in waves:
            kept = self._waves.setdefault(segment.patient_id, deque())
            kept.append(segment)
            while kept and segment.start - kept[0].start > BEFORE + AFTER:
                kept.popleft()

    def save(self, uow: UnitOfWork, now: datetime) -> Wanted:
        """Store the strips whose turn it is, some at a time; give the result to ``saved`` after the commit."""
        due = [one for one in self._wanted if one.first or now >= one.end][:PORTION]
        for one in due:
            uow.strips.save(self._strip(uow, one))
        return due

    def saved(self, done: Wanted, now: datetime) -> None:
        """What was stored and committed is not wanted again before its end, and then once."""
        left = [one for one in self._wanted if one not in done]
        again = [_Wanted(o.alarm_id, o.patient_id, o.start, o.end, first=False) for o in done if now < o.end]
        self._wanted = [*left, *again]

    def _strip(self, uow: UnitOfWork, one: _Wanted) -> EvidenceStrip:
        series = (_series(uow, one, vital) for vital in Vital)
        waves = tuple(w for w in self._waves.get(one.patient_id, ()) if one.start <= w.start <= one.end)
        return EvidenceStrip(
            one.alarm_id, one.patient_id, one.start, one.end, tuple(s for s in series if s.values), waves
        )


def _series(uow: UnitOfWork, one: _Wanted, vital: Vital) -> StripSeries:
    stored = uow.readings.series(one.patient_id, vital, one.start, one.end)
    begins_s = one.start.timestamp()
    offsets = tuple(float(at) - begins_s for at in stored.times_s)
    return StripSeries(vital, offsets, tuple(float(value) for value in stored.values))


def _is_about_values(alarm: Alarm) -> bool:
    """About the patient, or a sensor that went off after a fall."""
    return alarm.lane is Lane.PHYSIOLOGICAL or alarm.priority is Priority.HIGH
