"""Noise and gaps of a synthetic signal: a function of seed and time alone, so that any moment can be asked for."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

MINUTES = 60
MEMORY = 0.9
"""The AR(1) coefficient from minute to minute: half of a disturbance is gone after about 7 minutes."""
CHANNELS = 6
GAP_SHARE = 0.008
"""Part of the minutes that never arrive: wearables lose 6 to 27 % of hours, a bedside monitor far less."""
FALL_PER_HOUR = 0.01
FALL_MINUTES = 3
_KEPT = 3


@dataclass(frozen=True, slots=True)
class NoiseHour:
    """An hour of noise: per minute one row of CHANNELS standard values (row 0 is the minute before the hour)."""

    rows: list[list[float]]
    gaps: frozenset[int]
    falls: frozenset[int]


class SyntheticNoise:
    """AR(1) noise with unit variance, sampled each minute and straight between, for one patient."""

    def __init__(self, seed: int, stream: int) -> None:
        self._key = (seed & 0xFFFFFFFF, stream & 0xFFFFFFFF)
        self._offset_s = stream % 3_600  # patients do not all turn the hour at once
        self._hours: dict[int, NoiseHour] = {}

    def at(self, unix_s: float) -> list[float]:
        """The values of all channels."""
        hour, minute, part = self._place(unix_s)
        rows = self._hour(hour).rows
        before, after = rows[minute], rows[minute + 1]
        return [low + (high - low) * part for low, high in zip(before, after, strict=True)]

    def gap(self, unix_s: float) -> bool:
        """Whether this minute's sets are lost on their way."""
        hour, minute, _ = self._place(unix_s)
        return minute in self._hour(hour).gaps

    def fallen(self, unix_s: float) -> bool:
        """Whether the finger sensor has slipped off by itself."""
        hour, minute, _ = self._place(unix_s)
        return minute in self._hour(hour).falls

    def _place(self, unix_s: float) -> tuple[int, int, float]:
        hour, second = divmod(unix_s + self._offset_s, 3_600)
        minute = int(second // 60)
        return int(hour), minute, second / 60 - minute

    def _hour(self, hour: int) -> NoiseHour:
        found = self._hours.get(hour)
        if found is None:
            while len(self._hours) >= _KEPT:
                del self._hours[next(iter(self._hours))]
            found = self._hours[hour] = self._made(hour)
        return found

    def _made(self, hour: int) -> NoiseHour:
        now = np.random.default_rng((*self._key, hour))
        fresh = now.standard_normal((MINUTES, CHANNELS))
        old = np.random.default_rng((*self._key, hour - 1)).standard_normal((MINUTES, CHANNELS))
        chance = now.random(MINUTES + 2)
        start = int(chance[MINUTES + 1] * (MINUTES - FALL_MINUTES))
        falls = range(start, start + FALL_MINUTES) if chance[MINUTES] < FALL_PER_HOUR else range(0)
        gaps = frozenset(np.flatnonzero(chance[:MINUTES] < GAP_SHARE).tolist())
        return NoiseHour((_weights() @ np.concatenate((old, fresh))).tolist(), gaps, frozenset(falls))


@lru_cache(maxsize=1)
def _weights() -> NDArray[np.float64]:
    """The AR(1) recursion x[n] = a x[n-1] + sqrt(1 - a²) e[n] written out over two hours of innovations e."""
    lag = np.arange(MINUTES - 1, 2 * MINUTES)[:, None] - np.arange(2 * MINUTES)[None, :]
    powers = np.where(lag >= 0, MEMORY ** np.maximum(lag, 0).astype(np.float64), 0.0)
    return np.asarray(powers * np.sqrt(1.0 - MEMORY**2), dtype=np.float64)
