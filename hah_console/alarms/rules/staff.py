"""Somebody who visits alone: calls for help, or has been with a patient for longer than that kind of visit lasts."""

from datetime import datetime, timedelta

from hah_console.alarms.finding import Finding, Signal
from hah_console.domain.alarm import Lane
from hah_console.domain.ids import StaffId
from hah_console.domain.staff_safety import StaffSafetyRules, VisitClock

PANIC, VISIT_OVERDUE = "staff_panic", "visit_overdue"
RULE_IDS = frozenset({PANIC, VISIT_OVERDUE})
_MINUTE = timedelta(minutes=1)


def find_visit(staff_id: StaffId, clock: VisitClock, rules: StaffSafetyRules, now: datetime) -> Finding:
    """PRESENT past the limit; ``value`` and ``limit`` are minutes with the patient. It ends by itself with the visit,
    but not unseen: an alarm nobody has taken stays latched."""
    priority = clock.priority(rules, now)
    return Finding(
        VISIT_OVERDUE,
        staff_id,
        Signal.ABSENT if priority is None else Signal.PRESENT,
        priority or rules.overdue,
        Lane.TECHNICAL,
        now,
        float((now - clock.since) // _MINUTE),
        float((clock.due - clock.since) // _MINUTE),
    )
