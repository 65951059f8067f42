"""Recordings of vital signs for replay, and what a monitor reports at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass

from hah_console.domain.reading import Vital


@dataclass(frozen=True, slots=True)
class MonitorValues:
    """What a monitor reports: the values, the sensors that are off, and its battery in per cent if it tells.

    A vital in neither ``values`` nor ``sensor_off`` was not measured.
    """

    values: Mapping[Vital, float]
    sensor_off: frozenset[Vital] = frozenset()
    battery_percent: int | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing at all was measured."""
        return not self.values and not self.sensor_off


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording of a real person without identity: rows ``period_s`` seconds apart. ``source`` names the origin."""

    name: str
    source: str
    period_s: float
    rows: tuple[MonitorValues, ...]


@dataclass(frozen=True, slots=True)
class RecordedSignal:
    """One waveform: ``samples`` are little-endian int16 ``1 / rate_hz`` seconds apart, in ``unit`` after gain and
    offset as in domain.strip.WaveSegment; the unit is empty when the recording is not calibrated."""

    signal: str
    unit: str
    rate_hz: float
    gain: float
    offset: float
    samples: bytes

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) // 2 / self.rate_hz


@dataclass(frozen=True, slots=True)
class WaveRecording:
    """Waveforms of a real person recorded together, without identity. ``source`` names the file."""

    name: str
    source: str
    signals: tuple[RecordedSignal, ...]

    @property
    def seconds(self) -> float:
        """How long the shortest signal is."""
        return min((signal.seconds for signal in self.signals), default=0.0)
