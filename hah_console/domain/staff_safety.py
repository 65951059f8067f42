"""How long a visit may last before somebody asks whether the worker is well, and when nobody did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.alarm import Priority
from hah_console.domain.field_visit import WITH_PATIENT, FieldVisit
from hah_console.domain.pack_info import PackInfo
from hah_console.domain.task import TaskKind


@dataclass(frozen=True, slots=True)
class StaffSafetyRules:
    """``limits`` by kind of visit. A visit past its limit is an alarm of ``overdue``, and ``urgent_after`` later one of
    ``urgent``, whoever has taken it, until somebody has spoken with the worker; that holds for ``spoken``."""

    info: PackInfo
    limits: Mapping[TaskKind, timedelta]
    other: timedelta
    urgent_after: timedelta
    spoken: timedelta
    overdue: Priority = Priority.MEDIUM
    urgent: Priority = Priority.HIGH

    def limit(self, kind: TaskKind) -> timedelta:
        """How long a visit of this kind may last."""
        return self.limits.get(kind, self.other)


@dataclass(frozen=True, slots=True)
class VisitClock:
    """The clock of a visit that goes on: since the arrival, until ``due``."""

    since: datetime
    due: datetime

    def over(self, now: datetime) -> timedelta:
        """How long past its limit; zero before."""
        return max(timedelta(0), now - self.due)

    def priority(self, rules: StaffSafetyRules, now: datetime) -> Priority | None:
        """How urgent it is that somebody asks; None while there is time."""
        if now < self.due:
            return None
        return rules.urgent if now >= self.due + rules.urgent_after else rules.overdue


def visit_clock(visit: FieldVisit, kind: TaskKind, rules: StaffSafetyRules) -> VisitClock | None:
    """The clock of a visit somebody is at; None of any other."""
    if visit.state is not WITH_PATIENT or visit.arrived_at is None:
        return None
    due = visit.arrived_at + rules.limit(kind)
    return VisitClock(visit.arrived_at, max(due, visit.safe_until or due))
