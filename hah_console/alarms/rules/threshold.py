"""Alarm limits of single vitals, with hysteresis; limits set for the patient replace those of the rule pack."""

from datetime import datetime, timedelta

from hah_console.alarms.finding import Finding, Lock, Signal
from hah_console.alarms.memory import PatientMemory
from hah_console.alarms.view import PatientView
from hah_console.alarms.windows import median_towards
from hah_console.domain.alarm import Lane
from hah_console.domain.limits import changed_at, in_force
from hah_console.domain.reading import LatestValue, Quality
from hah_console.domain.rulepack import LimitRule

DECIMALS = 6
"""Differences are rounded to this: 39.5 - 39.2 is a little less than 0.3 in binary."""


def find_limits(view: PatientView, memory: PatientMemory) -> tuple[Finding, ...]:
    """One finding per limit rule; ``memory`` holds the values for its median."""
    return tuple(_find(view, memory, rule) for rule in view.rules.alarms.limits)


def limit_for(view: PatientView, rule: LimitRule) -> float:
    """The limit in force: the patient's own while it is not over, else the rule pack's."""
    own = in_force(view.limits, rule.vital, rule.side, view.now)
    return rule.limit if own is None else own.value


def limit_signal(value: float, rule: LimitRule, limit: float) -> Signal:
    """Beyond the limit, back by the hysteresis, or between the two."""
    inside_by = round(value - limit if rule.side == "low" else limit - value, DECIMALS)
    if inside_by < 0:
        return Signal.PRESENT
    return Signal.ABSENT if inside_by >= rule.hysteresis else Signal.HOLD


def _find(view: PatientView, memory: PatientMemory, rule: LimitRule) -> Finding:
    last = view.latest.values.get(rule.vital) if view.latest else None
    limit = limit_for(view, rule)
    usable = is_usable(last, view.now, view.rules.news2.vital_validity[rule.vital])
    value = _filtered(last.value, memory, rule) if last and usable else None
    signal = Signal.UNKNOWN if value is None else limit_signal(value, rule, limit)
    at = last.measured_at if last else view.now
    return Finding(
        rule_id=rule.rule_id,
        subject=rule.vital.value,
        signal=signal,
        priority=rule.priority,
        lane=Lane.PHYSIOLOGICAL,
        at=at,
        value=value,
        limit=limit,
        on_delay=rule.on_delay,
        off_delay=rule.off_delay,
        lock=None if value is None else _lock(view, rule, value),
        tells_score=True,
    )


def _lock(view: PatientView, rule: LimitRule, value: float) -> Lock:
    """SAFETY(other limit): whatever changed the limit, its end as well, lets a breach of it be heard at once."""
    anew = changed_at(view.limits, rule.vital, rule.side, view.now)
    return Lock(rule.lock, rule.lock_step, value, rule.side, kept=rule.lock, anew=anew)


def _filtered(last: float | None, memory: PatientMemory, rule: LimitRule) -> float | None:
    """SAFETY(median): one wild value is no breach; the delay this adds is half of the window and disclosed."""
    points = memory.recent.get(rule.vital, ())
    return median_towards(points, rule.window, rule.side) if rule.window and points else last


def is_usable(last: LatestValue | None, now: datetime, validity: timedelta) -> bool:
    """Whether a value may still be held against a limit."""
    return last is not None and last.quality is Quality.GOOD and now - last.measured_at <= validity
