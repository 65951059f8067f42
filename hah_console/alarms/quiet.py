"""The short way: readings that certainly change nothing about a patient with whom nothing is going on.

PERF(a fifth of the whole way): of a hundred sets ninety are of this kind. What is certain is proven against the whole
way by tests/unit/alarms/test_quiet_patients.py: the same alarms, the same memory.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf, nextafter

from hah_console.alarms.memory import PatientMemory
from hah_console.alarms.rules.threshold import limit_for
from hah_console.alarms.rules.trend import best_of
from hah_console.alarms.view import PatientView
from hah_console.domain.alarm import Alarm
from hah_console.domain.device_status import DeviceStatus
from hah_console.domain.reading import LatestValue, Quality, Reading, Vital
from hah_console.domain.rulepack import AlarmRules
from hah_console.domain.score.news2 import points_bounds

Range = tuple[float, float]
"""Lowest and highest value, both included."""
_NONE: Range = (inf, -inf)


@dataclass(slots=True)
class Quiet:
    """``safe``: for each vital known to be good, the values with which every rule and the score stay as they are.

    It holds from ``since`` and before ``due``, for values not older than the last one (``measured``).
    """

    safe: Mapping[Vital, Range]
    since: datetime
    due: datetime
    measured: datetime

    def admit(self, reading: Reading, now: datetime) -> bool:
        """Whether a reading certainly changes nothing but the last values; it is then the last one.

        SAFETY(short way): no sensor off, no vital unknown until now, no older value, no clock set back, nothing due,
        every value where all rules and the score are as they were; whatever is in doubt goes the whole way.
        """
        if reading.sensor_off or not self.since <= now < self.due or reading.received_at > now:
            return False
        if reading.measured_at < self.measured:
            return False
        safe = self.safe
        for vital, value in reading.values.items():
            low, high = safe.get(vital, _NONE)
            if not low <= value <= high:
                return False
        self.measured = reading.measured_at
        return True


def quiet_of(view: PatientView, memory: PatientMemory, open_alarms: Sequence[Alarm], due: datetime) -> Quiet | None:
    """What may come without anything changing; None while anything is going on with the patient."""
    latest = view.latest
    if latest is None or not latest.values or view.score is None or view.link_lost:
        return None
    if memory.conditions or open_alarms or due <= view.now:
        return None
    if any(not _is_plain(view, vital, last) for vital, last in latest.values.items()):
        return None
    validity = view.rules.news2.vital_validity
    fresh = {vital: last for vital, last in latest.values.items() if view.now - last.measured_at <= validity[vital]}
    safe = {v: _safe(view, memory, v, last.value) for v, last in fresh.items() if last.value is not None}
    if any(not _inside(points, safe[vital]) for vital, points in memory.recent.items() if vital in safe):
        return None
    return Quiet(safe, view.now, due, max(last.measured_at for last in latest.values.values()))


def _is_plain(view: PatientView, vital: Vital, last: LatestValue) -> bool:
    """A value, received by now, and not missing since."""
    missing = view.rules.alarms.missing
    behind = missing is not None and vital in missing.after and view.now - last.as_of > missing.after[vital]
    return last.quality is Quality.GOOD and last.value is not None and last.received_at <= view.now and not behind


def is_plain_status(status: DeviceStatus, before: DeviceStatus | None, rules: AlarmRules) -> bool:
    """Whether what a monitor says of itself certainly changes nothing."""
    if before is None or status.gateway_id != before.gateway_id:
        return False
    battery, clock = rules.battery, rules.clock
    charge, skew_s = status.battery_pct, status.skew_s
    charged = battery is None or charge is None or charge >= battery.limit_pct + battery.hysteresis_pct
    right = clock is None or skew_s is None or abs(skew_s) < clock.limit.total_seconds()
    return charged and right


def _inside(points: Sequence[tuple[datetime, float]], safe: Range) -> bool:
    low, high = safe
    return all(low <= value <= high for _, value in points)


def _safe(view: PatientView, memory: PatientMemory, vital: Vital, last: float) -> Range:
    ranges = (*_within_limits(view, vital), *_without_trend(view, memory, vital, last), _same_score(view, vital, last))
    return max(low for low, _ in ranges), min(high for _, high in ranges)


def _within_limits(view: PatientView, vital: Vital) -> Iterator[Range]:
    for rule in view.rules.alarms.limits:
        if rule.vital is vital:
            limit = limit_for(view, rule)
            yield (limit, inf) if rule.side == "low" else (-inf, limit)


def _without_trend(view: PatientView, memory: PatientMemory, vital: Vital, last: float) -> Iterator[Range]:
    """Short of where the trend counts at all; or else no better than the best, and not moved far enough from it."""
    for rule in view.rules.alarms.trends:
        if rule.vital is not vital:
            continue
        best = best_of(memory, rule)
        if best is None:
            yield _NONE
        elif rule.side == "low":
            short, moved = rule.at_least_at + _MARGIN, best - rule.change + _MARGIN
            yield (short, inf) if last >= short else (moved, best)
        else:
            short, moved = rule.at_least_at - _MARGIN, best + rule.change - _MARGIN
            yield (-inf, short) if last <= short else (best, moved)


_MARGIN = 1e-5
"""More than the rounding of differences in the rules."""


def _same_score(view: PatientView, vital: Vital, last: float) -> Range:
    on_oxygen = None
    if view.seen is not None and view.now - view.seen.observed_at <= view.rules.news2.staff_validity:
        on_oxygen = view.seen.on_oxygen
    low, high = points_bounds(vital, last, view.rules.news2, view.spo2_scale, on_oxygen)
    return low, nextafter(high, -inf)
