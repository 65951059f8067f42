"""Told once, told again when worse: within its lock an alarm that is no worse than what was told is only shown."""

from dataclasses import replace
from datetime import datetime

from hah_console.alarms.finding import Finding
from hah_console.alarms.rules.threshold import DECIMALS
from hah_console.domain.alarm import Priority
from hah_console.domain.told import Told


def hushed(finding: Finding, told: Told | None, now: datetime) -> Finding:
    """The finding as urgent as it is announced: by its rule, or low while it is locked."""
    return replace(finding, priority=Priority.LOW) if is_locked(finding, told, now) else finding


def is_locked(finding: Finding, told: Told | None, now: datetime) -> bool:
    """Whether somebody was told, not long ago, of something no better than this.

    SAFETY(lock): the first alarm never is; whatever is worse than what was told breaks it, and so does a limit that
    somebody has set for the patient since. What is locked stands on the list, low, and is told when the lock ends.
    """
    lock = finding.lock
    if lock is None or told is None or not told.at <= now < told.at + lock.lasts:
        return False
    if lock.anew is not None and told.at < lock.anew:
        return False
    return finding.priority <= told.priority and not is_worse(finding, told)


def is_worse(finding: Finding, told: Told | None) -> bool:
    """Whether a rule that can be locked has found more than was told: by its step, or another item enough by itself."""
    lock = finding.lock
    if lock is None or told is None or not lock.lasts:
        return False
    further = lock.level - told.level if lock.side == "high" else told.level - lock.level
    return 0 < lock.step <= round(further, DECIMALS) or not lock.items <= told.items
