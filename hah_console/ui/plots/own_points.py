"""What a patient measured herself, as points for the trends: apart from the monitor's curves in every way; no Qt."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.own_reading import OwnReading
from hah_console.domain.reading import Vital

MOST = 240
"""Points of one vital that are drawn; of more, the lowest and the highest of each stretch."""
HELD = timedelta(seconds=30)
AHEAD = timedelta(minutes=5)
"""A clock of hers may be ahead by this much."""
Reader = Callable[[datetime, datetime], Sequence[OwnReading]]


@dataclass(frozen=True, slots=True)
class OwnPoint:
    """One value at Unix seconds, in the unit of its vital."""

    at_s: float
    vital: Vital
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class OwnPoints:
    """Those of a window: ``drawn`` in order of time, and how many there are in all.

    SAFETY(own reading): kept out of every curve, so that no line joins one with what a monitor measured.
    """

    drawn: tuple[OwnPoint, ...] = ()
    count: int = 0

    def of(self, vital: Vital) -> tuple[OwnPoint, ...]:
        """Those of one vital."""
        return tuple(each for each in self.drawn if each.vital is vital)

    def extent(self, vitals: Sequence[Vital]) -> tuple[float, float]:
        """Lowest and highest of some vitals, NaN without any."""
        values = [each.value for each in self.drawn if each.vital in vitals]
        return min(values, default=float("nan")), max(values, default=float("nan"))


class OwnPast:
    """Reads them for one patient and keeps them for half a minute; a file brings thousands at once and seldom. Used
    from worker threads; calls wait for each other."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._kept: tuple[OwnReading, ...] = ()
        self._since: datetime | None = None
        self._read_at: datetime | None = None

    def points(self, start: datetime, end: datetime, now: datetime) -> OwnPoints:
        """Those measured in [start, end]."""
        with self._lock:
            if self._is_old(start, now):
                self._kept, self._since, self._read_at = tuple(self._read(start, now + AHEAD)), start, now
            mine = [each for each in self._kept if start <= each.measured_at <= end]
        return own_points(mine)

    def forget(self) -> None:
        """Read again next time."""
        with self._lock:
            self._read_at = None

    def _is_old(self, start: datetime, now: datetime) -> bool:
        if self._since is None or self._read_at is None:
            return True
        return start < self._since or not timedelta(0) <= now - self._read_at < HELD


def own_points(readings: Sequence[OwnReading]) -> OwnPoints:
    """Of each vital every point, or the lowest and the highest of each stretch of time where there are too many."""
    points = [OwnPoint(each.measured_at.timestamp(), each.vital, each.value, each.source) for each in readings]
    drawn = [point for vital in Vital for point in _few([each for each in points if each.vital is vital])]
    return OwnPoints(tuple(sorted(drawn, key=lambda each: each.at_s)), len(points))


def _few(points: list[OwnPoint]) -> Iterable[OwnPoint]:
    if len(points) <= MOST:
        return points
    first, last = points[0].at_s, points[-1].at_s
    width = max((last - first) / (MOST // 2), 1e-3)
    stretches: dict[int, list[OwnPoint]] = {}
    for each in points:
        stretches.setdefault(int((each.at_s - first) / width), []).append(each)
    return [end for each in stretches.values() for end in dict.fromkeys((min(each, key=_value), max(each, key=_value)))]


def _value(point: OwnPoint) -> float:
    return point.value
