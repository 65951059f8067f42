"""Alarm limits of one patient, set by a named person, with an end."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import LimitId, PatientId
from hah_console.domain.reading import Vital

REMEMBERED = timedelta(days=7)
"""So long a limit that is over matters: longer than a rule is locked."""


@dataclass(frozen=True, slots=True)
class PatientLimit:
    """Replaces the rule pack's limit for one vital and one side (``low`` or ``high``) until ``expires_at``, or until
    ``ended_at`` when somebody ended it before. ``limit_id`` is None before it is stored."""

    patient_id: PatientId
    vital: Vital
    side: str
    value: float
    author: str
    reason: str
    set_at: datetime
    expires_at: datetime
    limit_id: LimitId | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    end_reason: str = ""

    @property
    def until(self) -> datetime:
        """The moment from which it no longer holds."""
        return self.expires_at if self.ended_at is None else min(self.ended_at, self.expires_at)

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at a moment."""
        return self.set_at <= at < self.until

    def ended(self, by: str, reason: str, at: datetime) -> "PatientLimit":
        """Ended before its time; raises IllegalTransition when it is over already."""
        if not self.holds(at):
            raise IllegalTransition(entity="limit", state="over", move="end")
        return replace(self, ended_at=at, ended_by=by, end_reason=reason)


def in_force(limits: Iterable[PatientLimit], vital: Vital, side: str, at: datetime) -> PatientLimit | None:
    """The one set last of those that hold; ``limits`` are one patient's, in the order they were set."""
    return next(iter(reversed([x for x in limits if (x.vital, x.side) == (vital, side) and x.holds(at)])), None)


def changed_at(limits: Iterable[PatientLimit], vital: Vital, side: str, now: datetime) -> datetime | None:
    """When the limit for a vital and side became another one last: one was set, ended or ran out; None for never."""
    mine = [x for x in limits if (x.vital, x.side) == (vital, side)]
    moments = sorted({moment for x in mine for moment in (x.set_at, x.until) if moment <= now}, reverse=True)
    return next((at for at in moments if _changes(mine, vital, side, at)), None)


def _changes(mine: list[PatientLimit], vital: Vital, side: str, at: datetime) -> bool:
    """One that ran out beneath a newer one has changed nothing."""
    before = in_force(mine, vital, side, at - datetime.resolution)
    return before is not in_force(mine, vital, side, at)
