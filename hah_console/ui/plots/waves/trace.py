"""The last seconds of one waveform by sample number; what was not received is NaN; no Qt."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hah_console.domain.strip import MISSING_SAMPLE, WaveSegment

Samples = npt.NDArray[np.float32]
JOINED_WITHIN_S = 0.02
"""A stretch that begins within this of the end of the one before continues it: time stamps are rounded."""


class SampleRange(NamedTuple):
    """Sample numbers from ``first`` up to and without ``end``."""

    first: int
    end: int


class WaveTrace:
    """A ring of ``keep_s`` seconds. A sample's number is its Unix time times the rate, so that a gap stays a gap."""

    def __init__(self, signal: str, unit: str, rate_hz: float, keep_s: float) -> None:
        self.signal, self.unit, self.rate_hz = signal, unit, rate_hz
        self._ring: Samples = np.full(max(2, round(keep_s * rate_hz)), np.nan, np.float32)
        self.end = 0
        """The number after the newest sample; 0 while there is none."""

    @property
    def first(self) -> int:
        """The oldest number still kept."""
        return self.end - self._ring.size

    @property
    def end_s(self) -> float:
        """Unix seconds of the end of the newest sample."""
        return self.end / self.rate_hz

    def fits(self, segment: WaveSegment) -> bool:
        """Whether a stretch is of the same kind as what is kept."""
        return (segment.unit, segment.rate_hz) == (self.unit, self.rate_hz)

    def add(self, segment: WaveSegment) -> SampleRange:
        """Take a stretch, also one that comes late or twice; returns which samples are new or replaced."""
        values = samples_of(segment)
        at = self._place(segment.start.timestamp(), values.size)
        skip = max(0, self.first - at, values.size - self._ring.size)
        values, at = values[skip:], at + skip
        if not values.size:
            return SampleRange(self.end, self.end)
        self._reach(at, at + values.size)
        self._write(at, values)
        return SampleRange(at, at + values.size)

    def read(self, first: int, end: int) -> Samples:
        """The samples from ``first`` to before ``end``; NaN for those missing, forgotten or not there yet."""
        found = np.full(max(0, end - first), np.nan, np.float32)
        low, high = max(first, self.first), min(end, self.end)
        if low < high:
            size, start = self._ring.size, low % self._ring.size
            head = min(high - low, size - start)
            found[low - first : low - first + head] = self._ring[start : start + head]
            found[low - first + head : high - first] = self._ring[: high - low - head]
        return found

    def between(self, start_s: float, end_s: float) -> SampleRange:
        """The numbers of the samples in a stretch of time."""
        return SampleRange(int(np.ceil(start_s * self.rate_hz)), int(np.floor(end_s * self.rate_hz)) + 1)

    def at(self, time_s: float) -> float | None:
        """The value at a moment, or None where there is none."""
        number = round(time_s * self.rate_hz)
        value = float(self.read(number, number + 1)[0])
        return value if np.isfinite(value) else None

    def copy(self) -> "WaveTrace":
        """As it is now, for a frozen picture."""
        twin = WaveTrace(self.signal, self.unit, self.rate_hz, self._ring.size / self.rate_hz)
        twin._ring, twin.end = self._ring.copy(), self.end
        return twin

    def _place(self, start_s: float, size: int) -> int:
        at, within = round(start_s * self.rate_hz), JOINED_WITHIN_S * self.rate_hz
        return self.end if self.end and size > within and abs(at - self.end) <= within else at

    def _reach(self, at: int, end: int) -> None:
        """Make ``end`` the newest; what lies between the former newest and ``at`` is a gap."""
        size = self._ring.size
        if not self.end or at - self.end >= size:
            self._ring[:] = np.nan
        elif at > self.end:
            self._write(self.end, np.full(at - self.end, np.nan, np.float32))
        self.end = max(self.end, end)

    def _write(self, at: int, values: Samples) -> None:
        size, start = self._ring.size, at % self._ring.size
        head = min(values.size, size - start)
        self._ring[start : start + head] = values[:head]
        self._ring[: values.size - head] = values[head:]


def samples_of(segment: WaveSegment) -> Samples:
    """The values in the segment's unit, NaN where nothing was measured; a torn last byte is left out."""
    whole = len(segment.samples) // 2 * 2
    raw = np.frombuffer(segment.samples[:whole], "<i2")
    values = raw.astype(np.float32) * np.float32(segment.gain) + np.float32(segment.offset)
    values[raw == MISSING_SAMPLE] = np.nan
    return values
