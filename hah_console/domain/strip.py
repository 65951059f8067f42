"""Evidence strips: what was measured around an alarm, kept with the alarm for as long as the record."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.ids import AlarmId, PatientId
from hah_console.domain.reading import Vital

MISSING_SAMPLE = -32_768
"""The sample of a waveform that stands for "nothing measured", as in WFDB's 16 bit format."""


@dataclass(frozen=True, slots=True)
class StripSeries:
    """One vital: seconds relative to the strip's ``start`` and values in the vital's unit, NaN where sensor-off."""

    vital: Vital
    offsets_s: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class WaveSegment:
    """A stretch of one waveform: ``samples`` are little-endian int16; physical value = sample * gain + offset, in
    ``unit``; ``start`` is the moment of the first sample."""

    patient_id: PatientId
    signal: str
    start: datetime
    rate_hz: float
    gain: float
    offset: float
    unit: str
    samples: bytes


@dataclass(frozen=True, slots=True)
class EvidenceStrip:
    """What was measured from ``start`` to ``end`` around an alarm; ``waves`` is empty when no waveform was open."""

    alarm_id: AlarmId
    patient_id: PatientId
    start: datetime
    end: datetime
    series: tuple[StripSeries, ...]
    waves: tuple[WaveSegment, ...] = ()
