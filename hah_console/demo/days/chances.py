"""Chance by name: the same seed and the same key always draw the same number, whoever asks and in which order."""

import math
from dataclasses import dataclass
from hashlib import blake2b
from statistics import NormalDist

_BELL = NormalDist()
_SCALE = float(2**64)


@dataclass(frozen=True, slots=True)
class Chances:
    """Draws of one seed. Two policies that look at the same days meet the same luck."""

    seed: int

    def share(self, *key: object) -> float:
        """A number in (0, 1)."""
        name = "/".join(map(str, (self.seed, *key))).encode()
        return (int.from_bytes(blake2b(name, digest_size=8).digest(), "big") + 0.5) / _SCALE

    def happens(self, probability: float, *key: object) -> bool:
        """Whether something of this probability happens."""
        return self.share(*key) < probability

    def between(self, low: float, high: float, *key: object) -> float:
        """A number of [low, high], each as likely."""
        return low + (high - low) * self.share(*key)

    def whole(self, low: int, high: int, *key: object) -> int:
        """A whole number of [low, high], each as likely."""
        return min(high, int(self.between(low, high + 1, *key)))

    def factor(self, median: float, spread: float, *key: object) -> float:
        """A log-normal factor: ``spread`` is the standard deviation of its logarithm."""
        return median * math.exp(spread * _BELL.inv_cdf(self.share(*key)))

    def about(self, mean: float, *key: object) -> int:
        """A whole number whose mean is ``mean``: the whole part, and one more as often as the rest says."""
        return int(mean) + self.happens(mean - int(mean), *key)

    def one_of(self, count: int, *key: object) -> int:
        """A number below ``count``."""
        return self.whole(0, count - 1, *key)
