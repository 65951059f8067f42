"""On-delay and off-delay: a condition must last before it is an alarm, and be gone for a while before it has ended."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.alarms.finding import Finding, Signal
from hah_console.alarms.memory import ConditionMemory


class Reason(StrEnum):
    """Why a stage did what it did; kept in the audit trail."""

    NOTHING = "nothing"
    PENDING = "pending"
    LASTED = "lasted"
    STILL_PRESENT = "still_present"
    HELD = "held"
    WITHDRAWN = "withdrawn_before_delay"
    ENDING = "ending"
    ENDED = "ended"
    UNKNOWN_KEEPS = "unknown_keeps"


@dataclass(frozen=True, slots=True)
class Delayed:
    """The new memory of the condition (None: forgotten) and the reason."""

    condition: ConditionMemory | None
    reason: Reason


def delay(finding: Finding, known: ConditionMemory | None, now: datetime) -> Delayed:
    """Inactive -> pending -> active -> ending -> ended.

    SAFETY(delay): a condition has lasted when the times of its values say so, or when nothing has contradicted it for
    as long by the service's own clock: a device that measures seldom, falls silent or sets its clock back cannot keep
    an alarm waiting. Ending goes by the times of values alone: silence ends nothing.
    """
    if finding.signal is Signal.PRESENT:
        return _present(finding, known, now)
    if known is None:
        return Delayed(None, Reason.NOTHING)
    if finding.signal is Signal.UNKNOWN:
        return Delayed(known, Reason.UNKNOWN_KEEPS)
    if not known.active:
        return Delayed(None, Reason.WITHDRAWN)
    if finding.signal is Signal.HOLD:
        return Delayed(replace(known, absent_since=None), Reason.HELD)
    return _absent(finding, known)


def _present(finding: Finding, known: ConditionMemory | None, now: datetime) -> Delayed:
    condition = known or ConditionMemory(since=finding.at, seen_at=now)
    if condition.active:
        return Delayed(replace(condition, absent_since=None), Reason.STILL_PRESENT)
    if max(finding.at - condition.since, now - condition.seen_at) >= finding.on_delay:
        return Delayed(replace(condition, active=True), Reason.LASTED)
    return Delayed(condition, Reason.PENDING)


def _absent(finding: Finding, known: ConditionMemory) -> Delayed:
    since = min(known.absent_since or finding.at, finding.at)
    if finding.at - since >= finding.off_delay:
        return Delayed(None, Reason.ENDED)
    return Delayed(replace(known, absent_since=since), Reason.ENDING)
