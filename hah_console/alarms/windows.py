"""Values of the last while: all of them for a median, or only those that could still be its highest or lowest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hah_console.domain.reading import Vital
from hah_console.domain.rulepack import AlarmRules

Points = tuple[tuple[datetime, float], ...]
"""Moment of measurement and value, newest last."""
MOST_POINTS = 2_000
"""Of one vital: half an hour at one a second. Of a monitor that floods no more are kept, the highest among them."""
Join = Callable[[Points, datetime, float, timedelta], Points]


@dataclass(frozen=True, slots=True)
class Kept:
    """For which vitals the rules look back, and how far."""

    recent: Mapping[Vital, timedelta] = field(default_factory=dict)
    highs: Mapping[Vital, timedelta] = field(default_factory=dict)
    lows: Mapping[Vital, timedelta] = field(default_factory=dict)


def kept_by(rules: AlarmRules) -> Kept:
    """How far the medians, falls and trends of these rules look back."""
    recent: dict[Vital, timedelta] = {}
    highs: dict[Vital, timedelta] = {}
    lows: dict[Vital, timedelta] = {}
    for limit in rules.limits:
        _widen(recent, limit.vital, limit.window)
    for vital in rules.sensor_off.falls:
        _widen(highs, vital, rules.sensor_off.fall_within)
    for trend in rules.trends:
        _widen(highs if trend.side == "low" else lows, trend.vital, trend.within)
    return Kept(recent, highs, lows)


def added(known: Points, at: datetime, value: float, keep: timedelta) -> Points:
    """With one value more, without those that are too old or, after a clock was set back, not yet measured."""
    start, first, last = at - keep, 0, _before(known, at)
    while first < last and known[first][0] <= start:
        first += 1
    return (*known[max(first, last + 1 - MOST_POINTS) : last], (at, value))


def falling(known: Points, at: datetime, value: float, keep: timedelta) -> Points:
    """Like ``added``, without what a later value is not below: the first one left is the highest."""
    last = _before(known, at)
    while last and known[last - 1][1] <= value:
        last -= 1
    return _bounded((*known[_since(known, at - keep, last) : last], (at, value)))


def rising(known: Points, at: datetime, value: float, keep: timedelta) -> Points:
    """Like ``falling`` for the lowest."""
    last = _before(known, at)
    while last and known[last - 1][1] >= value:
        last -= 1
    return _bounded((*known[_since(known, at - keep, last) : last], (at, value)))


def _before(known: Points, at: datetime) -> int:
    """How many were measured before a moment. PERF(5,000 sets a second): looked for from the ends, where it is."""
    last = len(known)
    while last and known[last - 1][0] >= at:
        last -= 1
    return last


def _since(known: Points, start: datetime, last: int) -> int:
    """The first of ``last`` that was measured at ``start`` or later."""
    first = 0
    while first < last and known[first][0] < start:
        first += 1
    return first


def _bounded(points: Points) -> Points:
    """The first one, the highest or lowest of its time, stays."""
    return points if len(points) <= MOST_POINTS else (points[0], *points[1 - MOST_POINTS :])


def median_towards(points: Points, window: timedelta, side: str) -> float:
    """The median of the values of the last ``window``; of an even number of values the one nearer to ``side``.

    So half of the values are enough, and what an alarm shows was measured.
    """
    start = points[-1][0] - window
    values = sorted(value for moment, value in points if moment > start)
    return values[(len(values) - 1) // 2 if side == "low" else len(values) // 2]


def _widen(keep: dict[Vital, timedelta], vital: Vital, time: timedelta) -> None:
    if time > keep.get(vital, timedelta(0)):
        keep[vital] = time
