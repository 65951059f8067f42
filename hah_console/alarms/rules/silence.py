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
            signal=Signal.PRESENT if quiet > rule.after else Signal.ABSENT,
            priority=rule.priority,
            lane=Lane.TECHNICAL,
            at=view.now,
            value=round(quiet.total_seconds() / SECONDS_PER_MINUTE, 1),
            limit=rule.after.total_seconds() / SECONDS_PER_MINUTE,
            latching=False,
        ),
    )
