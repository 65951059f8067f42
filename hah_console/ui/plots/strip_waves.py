"""The waveforms of an evidence strip: one row a signal on its fixed scale, what was not received left out; no Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hah_console.domain.strip import WaveSegment
from hah_console.ui.plots.waves.layout import ordered
from hah_console.ui.plots.waves.scales import WaveScale, scale_for
from hah_console.ui.plots.waves.trace import Samples, WaveTrace

LEAST_GAP_S = 1.0
"""A shorter lack parts the curve and is not hatched."""
FITTED_S = 5.0
"""A signal without a unit of its own is fitted to so much of it, once."""
Gap = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class StripWave:
    """``samples`` in ``unit``, NaN where nothing was received, the first at ``start_s`` (Unix); ``gaps`` in seconds."""

    signal: str
    unit: str
    scale: WaveScale
    start_s: float
    rate_hz: float
    samples: Samples
    gaps: tuple[Gap, ...]

    @property
    def key(self) -> str:
        """What tells it from the other rows."""
        return f"{self.signal} {self.unit} {self.rate_hz:g}"

    @property
    def missing_s(self) -> float:
        """How long nothing was received."""
        return sum(end - start for start, end in self.gaps)

    def between(self, start_s: float, end_s: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Unix seconds and values of a stretch, with one sample more at either side."""
        first = max(0, int((start_s - self.start_s) * self.rate_hz))
        last = min(self.samples.size, int((end_s - self.start_s) * self.rate_hz) + 2)
        values = self.samples[first : max(first, last)].astype(np.float64)
        return self.start_s + np.arange(first, first + values.size) / self.rate_hz, values


def strip_waves(segments: Sequence[WaveSegment], start_s: float, end_s: float) -> tuple[StripWave, ...]:
    """A row for every signal, ECG first; a signal that changed its unit or rate has one for each."""
    kinds = {(one.signal, one.unit, one.rate_hz) for one in segments if one.rate_hz > 0}
    rows = [_row((one for one in segments if _kind(one) == kind), kind, start_s, end_s) for kind in sorted(kinds)]
    places = {signal: place for place, signal in enumerate(ordered({row.signal: row.scale for row in rows}))}
    return tuple(sorted(rows, key=lambda row: (places[row.signal], row.rate_hz)))


def _kind(segment: WaveSegment) -> tuple[str, str, float]:
    return segment.signal, segment.unit, segment.rate_hz


def _row(segments: Iterable[WaveSegment], kind: tuple[str, str, float], start_s: float, end_s: float) -> StripWave:
    signal, unit, rate_hz = kind
    trace = WaveTrace(signal, unit, rate_hz, end_s - start_s + LEAST_GAP_S)
    for segment in sorted(segments, key=lambda one: one.start):
        if segment.start.timestamp() < end_s:
            trace.add(segment)
    span = trace.between(start_s, end_s)
    samples = trace.read(*span)
    good = samples[np.isfinite(samples)]
    scale = scale_for(signal, unit, good[: max(2, round(FITTED_S * rate_hz))])
    return StripWave(signal, unit, scale, span.first / rate_hz, rate_hz, samples, _gaps(samples, span.first, rate_hz))


def _gaps(samples: Samples, first: int, rate_hz: float) -> tuple[Gap, ...]:
    edges = np.diff(np.concatenate(([False], ~np.isfinite(samples), [False])).astype(np.int8))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    found = (((first + a) / rate_hz, (first + b) / rate_hz) for a, b in zip(starts, ends, strict=True))
    return tuple((float(start), float(end)) for start, end in found if end - start >= LEAST_GAP_S)
