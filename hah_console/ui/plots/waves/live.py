"""All waveforms of one stream as they come: traces, scales chosen once, the pace, and when each was last heard."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.strip import WaveSegment
from hah_console.ui.plots.waves.pace import Pace
from hah_console.ui.plots.waves.scales import WaveScale, scale_for
from hah_console.ui.plots.waves.trace import SampleRange, WaveTrace, samples_of

KEEP_S = 90.0
MOST_SIGNALS = 6
SETTLED_S = 5.0
"""How much of a signal a scale is fitted to; a shorter stretch may hold no breath."""


@dataclass(frozen=True, slots=True)
class News:
    """What a stretch brought: its samples, and whether everything must be drawn anew."""

    samples: SampleRange
    anew: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """When the newest sample of a signal was measured, by the device's clock, and received."""

    measured_at: datetime
    received_at: datetime


class LiveWaves:
    """At most ``MOST_SIGNALS`` signals; a scale is fitted when the first stretch comes and again after a second."""

    def __init__(self) -> None:
        self.traces: dict[str, WaveTrace] = {}
        self.scales: dict[str, WaveScale] = {}
        self.heard: dict[str, Heard] = {}
        self._settling: dict[str, float] = {}
        self._pace = Pace()

    def add(self, segment: WaveSegment, received_at: datetime, now_s: float) -> News:
        """Take a stretch."""
        trace, fresh = self._trace(segment)
        if trace is None:
            return News(SampleRange(0, 0), anew=False)
        samples = trace.add(segment)
        length = timedelta(seconds=len(segment.samples) // 2 / segment.rate_hz)
        self._hear(segment.signal, Heard(segment.start + length, received_at))
        jumped = self._pace.arrived(trace.end_s, length.total_seconds(), now_s)
        return News(samples, fresh or jumped or self._settle(trace, length.total_seconds()))

    def head(self, now_s: float) -> float | None:
        """The device time up to which to draw."""
        return self._pace.head(now_s)

    def copies(self) -> dict[str, WaveTrace]:
        """The traces as they are now."""
        return {signal: trace.copy() for signal, trace in self.traces.items()}

    def change_gain(self, step: int) -> None:
        """The neighbouring gain of every ECG."""
        self.scales = {signal: scale.gained(step) for signal, scale in self.scales.items()}

    def _trace(self, segment: WaveSegment) -> tuple[WaveTrace | None, bool]:
        known = self.traces.get(segment.signal)
        if known is not None and known.fits(segment):
            return known, False
        if (known is None and len(self.traces) >= MOST_SIGNALS) or segment.rate_hz <= 0:
            return None, False
        trace = WaveTrace(segment.signal, segment.unit, segment.rate_hz, KEEP_S)
        self.traces[segment.signal] = trace
        self.scales[segment.signal] = scale_for(segment.signal, segment.unit, samples_of(segment))
        self._settling[segment.signal] = 0.0
        return trace, True

    def _settle(self, trace: WaveTrace, length_s: float) -> bool:
        """One stretch is too short to fit a scale to: it is fitted once more after some seconds, then never."""
        if trace.signal not in self._settling:
            return False
        self._settling[trace.signal] += length_s
        if self._settling[trace.signal] < SETTLED_S:
            return False
        del self._settling[trace.signal]
        gain = self.scales[trace.signal].gain_mm_mv
        heard = trace.read(trace.end - round(SETTLED_S * trace.rate_hz), trace.end)
        fitted = scale_for(trace.signal, trace.unit, heard)
        self.scales[trace.signal] = fitted.with_gain(gain)
        return True

    def _hear(self, signal: str, heard: Heard) -> None:
        before = self.heard.get(signal)
        newest = max(before.measured_at, heard.measured_at) if before else heard.measured_at
        self.heard[signal] = Heard(newest, heard.received_at)
