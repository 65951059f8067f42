"""Silence of a patient's device: no news is never good news."""

from hah_console.alarms.finding import Finding, Signal
from hah_console.alarms.view import PatientView
from hah_console.domain.alarm import Lane

SECONDS_PER_MINUTE = 60.0


def find_silence(view: PatientView) -> tuple[Finding, ...]:
    """One finding; its value is the minutes without a present value."""
    rule = view.rules.alarms.silence
    quiet = view.quiet()
    return (
        Finding(
            rule_id=rule.rule_id,
            subject=rule.rule_id,
            signal=_signal(view, quiet > rule.after),
            priority=rule.priority,
            lane=Lane.TECHNICAL,
            at=view.now,
            value=round(quiet.total_seconds() / SECONDS_PER_MINUTE, 1),
            limit=rule.after.total_seconds() / SECONDS_PER_MINUTE,
            latching=False,
        ),
    )


def _signal(view: PatientView, quiet: bool) -> Signal:
    """While a device may still be on its way back after the link was lost, nothing is known of it."""
    if not quiet:
        return Signal.ABSENT
    back = view.linked_since
    waiting = back is not None and abs(view.now - back) <= view.rules.alarms.silence.grace
    return Signal.UNKNOWN if waiting else Signal.PRESENT
