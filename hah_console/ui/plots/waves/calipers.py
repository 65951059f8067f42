"""Two points on a frozen waveform and what lies between them: time, rate and amplitude; no Qt."""

from dataclasses import dataclass, replace

MS, MINUTE_S = 1_000, 60.0


@dataclass(frozen=True, slots=True)
class Cross:
    """A moment (Unix seconds) and a height in the signal's unit; no height where there is no curve."""

    time_s: float
    level: float | None


@dataclass(frozen=True, slots=True)
class Calipers:
    """Two crosses on one signal; the keys move the active one."""

    signal: str
    first: Cross
    second: Cross
    second_active: bool = True

    @property
    def active(self) -> Cross:
        """The cross the keys move."""
        return self.second if self.second_active else self.first

    def placed(self, cross: Cross) -> "Calipers":
        """With the active cross elsewhere."""
        return replace(self, second=cross) if self.second_active else replace(self, first=cross)

    def swapped(self) -> "Calipers":
        """With the other cross active."""
        return replace(self, second_active=not self.second_active)

    def between(self) -> "Between":
        """What lies between the crosses."""
        return Between(abs(self.second.time_s - self.first.time_s), _rise(self.first.level, self.second.level))


@dataclass(frozen=True, slots=True)
class Between:
    """``rise`` is the second height less the first, None when one of them is missing."""

    seconds: float
    rise: float | None

    @property
    def milliseconds(self) -> float:
        """The time in ms."""
        return self.seconds * MS

    @property
    def per_minute(self) -> float | None:
        """How often something with this interval happens in a minute; None for no interval."""
        return MINUTE_S / self.seconds if self.seconds > 0 else None


def _rise(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else second - first
