"""A patient's monitor itself: its battery and its clock."""

from collections.abc import Iterable

from hah_console.alarms.finding import Finding, Signal
from hah_console.alarms.view import PatientView
from hah_console.domain.alarm import Lane
from hah_console.domain.rulepack import BatteryRule, ClockRule


def find_device(view: PatientView) -> tuple[Finding, ...]:
    """The lowest charge and the clock farthest off among the patient's monitors.

    SAFETY(monitor handed on): a monitor that is no longer hers has no battery and no clock that concern her.
    """
    battery, clock = view.rules.alarms.battery, view.rules.alarms.clock
    findings = []
    if battery is not None:
        findings.append(_battery(view, battery))
    if clock is not None:
        findings.append(_clock(view, clock))
    return tuple(findings)


def _battery(view: PatientView, rule: BatteryRule) -> Finding:
    charge = _least(status.battery_pct for status in view.devices)
    return Finding(
        rule_id=rule.rule_id,
        subject="battery",
        signal=_charge_signal(charge, rule),
        priority=rule.priority,
        lane=Lane.TECHNICAL,
        at=view.now,
        value=charge,
        limit=rule.limit_pct,
        latching=False,
        sure=charge is None,
    )


def _charge_signal(charge: float | None, rule: BatteryRule) -> Signal:
    if charge is None:
        return Signal.ABSENT
    if charge <= rule.limit_pct:
        return Signal.PRESENT
    return Signal.HOLD if charge < rule.limit_pct + rule.hysteresis_pct else Signal.ABSENT


def _clock(view: PatientView, rule: ClockRule) -> Finding:
    """SAFETY(clock skew): a monitor whose clock is wrong puts values at wrong times; somebody has to set it."""
    skews = [status.skew_s for status in view.devices if status.skew_s is not None]
    worst = max(skews, key=abs, default=None)
    limit_s = rule.limit.total_seconds()
    signal = Signal.PRESENT if worst is not None and abs(worst) >= limit_s else Signal.ABSENT
    return Finding(
        rule_id=rule.rule_id,
        subject=rule.rule_id,
        signal=Signal.UNKNOWN if worst is None and view.devices else signal,
        priority=rule.priority,
        lane=Lane.TECHNICAL,
        at=view.now,
        value=worst,
        limit=limit_s,
        on_delay=rule.on_delay,
        latching=False,
        sure=not view.devices,
    )


def _least(charges: Iterable[int | None]) -> float | None:
    return min((float(charge) for charge in charges if charge is not None), default=None)
