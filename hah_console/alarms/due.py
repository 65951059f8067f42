"""When to look again: the earliest moment at which time alone, without a new value, may change anything."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from hah_console.alarms.finding import Finding, Signal
from hah_console.alarms.memory import ConditionMemory, PatientMemory
from hah_console.alarms.view import PatientView
from hah_console.domain.reading import Quality

NO_CHANGE = timedelta(days=1)
"""Nothing is left alone for longer than this, whatever the rules say."""


def due_of_view(view: PatientView) -> datetime:
    """When a value, an observation or a limit expires, or silence begins; always later than ``now`` or now itself."""
    later = (moment for moment in _moments(view) if moment >= view.now)
    return min(later, default=view.now + NO_CHANGE)


def due_of_conditions(findings: Iterable[Finding], memory: PatientMemory, now: datetime) -> datetime:
    """When a delay runs out by the service's clock, or a lock ends."""
    due = now + NO_CHANGE
    for finding in findings:
        condition = memory.conditions.get(finding.key)
        if condition is not None:
            due = min(due, _of_condition(finding, condition, now))
        if finding.lock is not None and finding.key in memory.told:
            end = memory.told[finding.key].at + finding.lock.lasts
            due = min(due, end) if end > now else due
    return due


def _of_condition(finding: Finding, condition: ConditionMemory, now: datetime) -> datetime:
    if not condition.active:
        return max(now, condition.seen_at + finding.on_delay)
    if condition.absent_since is None or finding.signal is not Signal.ABSENT or finding.at != now:
        return now + NO_CHANGE
    return max(now, condition.absent_since + finding.off_delay)


def _moments(view: PatientView) -> Iterator[datetime]:
    """Moments at which something may begin to be otherwise; those in the past have had their effect."""
    validity, alarms = view.rules.news2.vital_validity, view.rules.alarms
    values = view.latest.values if view.latest else {}
    for vital, last in values.items():
        yield last.measured_at + validity[vital]
        if alarms.missing is not None and vital in alarms.missing.after and last.quality is Quality.GOOD:
            yield last.as_of + alarms.missing.after[vital]
    for moment in [value.as_of for value in values.values()] or [view.watched_since]:
        yield moment - alarms.silence.after
        yield moment + alarms.silence.after
    if view.linked_since is not None:
        yield view.linked_since + alarms.silence.grace
    if view.seen is not None:
        yield view.seen.observed_at + view.rules.news2.staff_validity
    for limit in view.limits:
        yield limit.set_at
        yield limit.until
