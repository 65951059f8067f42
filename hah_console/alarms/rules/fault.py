"""A patient whose data cannot be judged: whatever the rules would find, nobody would be told of it."""

from datetime import datetime, timedelta

from hah_console.alarms.finding import Finding, Signal, alarm_key
from hah_console.alarms.memory import PatientMemory
from hah_console.domain.alarm import Lane, Priority

RULE_ID = "not_judged"
KEY = alarm_key(RULE_ID, RULE_ID)
OFF_DELAY = timedelta(seconds=60)
"""So long must everything be judged without a fault before it has ended: one set in two may be judged and one not."""


def not_judged(now: datetime, signal: Signal = Signal.PRESENT) -> Finding:
    """SAFETY(not judged): built in, for no rule set may take it away, the less the one that cannot be judged by."""
    return Finding(RULE_ID, RULE_ID, signal, Priority.HIGH, Lane.TECHNICAL, now, off_delay=OFF_DELAY)


def find_judged(memory: PatientMemory, now: datetime) -> tuple[Finding, ...]:
    """What ends it: a look that came to its end."""
    return (not_judged(now, Signal.ABSENT),) if KEY in memory.conditions else ()
