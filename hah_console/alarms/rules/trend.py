"""A value that moves away from the best of the last while, before any limit is met."""

from hah_console.alarms.finding import Finding, Signal
from hah_console.alarms.memory import PatientMemory
from hah_console.alarms.rules.threshold import DECIMALS, is_usable
from hah_console.alarms.view import PatientView
from hah_console.domain.alarm import Lane
from hah_console.domain.rulepack import TrendRule


def find_trends(view: PatientView, memory: PatientMemory) -> tuple[Finding, ...]:
    """One finding per trend rule; its value is the last one, its limit the one at which it has moved enough."""
    return tuple(_find(view, memory, rule) for rule in view.rules.alarms.trends)


def trend_signal(value: float, best: float, rule: TrendRule) -> Signal:
    """Moved by the change and at or beyond the value from which that counts; back by the hysteresis of either."""
    moved = round(best - value if rule.side == "low" else value - best, DECIMALS)
    short = round(value - rule.at_least_at if rule.side == "low" else rule.at_least_at - value, DECIMALS)
    if moved >= rule.change and short <= 0:
        return Signal.PRESENT
    back = moved <= rule.change - rule.hysteresis or short >= rule.hysteresis
    return Signal.ABSENT if back else Signal.HOLD


def best_of(memory: PatientMemory, rule: TrendRule) -> float | None:
    """The best value of the time looked back at, None when there is none."""
    points = (memory.highs if rule.side == "low" else memory.lows).get(rule.vital, ())
    if not points:
        return None
    last = points[-1][0]
    values = [value for moment, value in points if last - moment <= rule.within]
    return max(values) if rule.side == "low" else min(values)


def _find(view: PatientView, memory: PatientMemory, rule: TrendRule) -> Finding:
    last = view.latest.values.get(rule.vital) if view.latest else None
    best = best_of(memory, rule)
    usable = is_usable(last, view.now, view.rules.news2.vital_validity[rule.vital])
    value = last.value if last and usable and best is not None else None
    toward = -rule.change if rule.side == "low" else rule.change
    return Finding(
        rule_id=rule.rule_id,
        subject=rule.vital.value,
        signal=Signal.UNKNOWN if value is None or best is None else trend_signal(value, best, rule),
        priority=rule.priority,
        lane=Lane.PHYSIOLOGICAL,
        at=last.measured_at if last else view.now,
        value=value,
        limit=None if best is None else best + toward,
        on_delay=rule.on_delay,
        off_delay=rule.off_delay,
    )
