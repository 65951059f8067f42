"""On-delay and off-delay: a condition must last before it is an alarm, and be gone for a while before it has ended."""

from dataclasses import dataclass, replace
from enum import StrEnum

from hah_console.alarms.finding import Finding, Signal
from hah_console.alarms.memory import ConditionMemory


class Reason(StrEnum):
    """Why a stage did what it did; kept in the audit trail."""

    NOTHING = "nothing"
    PENDING = "pending"
    LASTED = "lasted"
    STILL_PRESENT = "still_present"
    WITHDRAWN = "withdrawn_before_delay"
    ENDING = "ending"
    ENDED = "ended"
    UNKNOWN_KEEPS = "unknown_keeps"


@dataclass(frozen=True, slots=True)
class Delayed:
    """The new memory of the condition (None: forgotten) and the reason."""

    condition: ConditionMemory | None
    reason: Reason


def delay(finding: Finding, known: ConditionMemory | None) -> Delayed:
    """Inactive -> pending -> active -> ending -> ended, by the times of the values."""
    if finding.signal is Signal.PRESENT:
        return _present(finding, known)
    if known is None:
        return Delayed(None, Reason.NOTHING)
    if finding.signal is Signal.UNKNOWN:
        return Delayed(known, Reason.UNKNOWN_KEEPS)
    if not known.active:
        return Delayed(None, Reason.WITHDRAWN)
    if finding.signal is Signal.HOLD:
        return Delayed(replace(known, absent_since=None), Reason.STILL_PRESENT)
    return _absent(finding, known)


def _present(finding: Finding, known: ConditionMemory | None) -> Delayed:
    condition = known or ConditionMemory(since=finding.at)
    if condition.active:
        return Delayed(replace(condition, absent_since=None), Reason.STILL_PRESENT)
    if finding.at - condition.since >= finding.on_delay:
        return Delayed(replace(condition, active=True), Reason.LASTED)
    return Delayed(condition, Reason.PENDING)


def _absent(finding: Finding, known: ConditionMemory) -> Delayed:
    since = known.absent_since or finding.at
    if finding.at - since >= finding.off_delay:
        return Delayed(None, Reason.ENDED)
    return Delayed(replace(known, absent_since=since), Reason.ENDING)
