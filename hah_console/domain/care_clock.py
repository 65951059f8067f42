"""One clock of a case at one moment: since when, until when, whose, where it is done, and what has become of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from hah_console.domain.actor import Role
from hah_console.domain.alarm import Priority
from hah_console.domain.ids import EpisodeId, PatientId


class ClockState(StrEnum):
    """NEAR: the end of its time is close. MET_LATE: done after the limit. VOID: no longer owed, see the reason."""

    RUNNING = "running"
    NEAR = "near"
    PAUSED = "paused"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    VOID = "void"


OPEN_CLOCKS = frozenset({ClockState.RUNNING, ClockState.NEAR, ClockState.PAUSED, ClockState.OVERDUE})


class ClockReason(StrEnum):
    """Why nobody owes it any more. NO_LIMIT: the pack has none for this case; WATCHED: a watch kept to its end."""

    CLOSED = "closed"
    ON_HOLD = "on_hold"
    WITHDRAWN = "withdrawn"
    NO_LIMIT = "no_limit"
    WATCHED = "watched"


@dataclass(frozen=True, slots=True)
class CareClock:
    """``limit_at`` moves on while it is paused; it is None only where the pack has no limit.

    ``ended_at`` and ``reason`` are there once it is met or void. ``changes_at`` is when it changes by itself next, None
    for never. ``day`` is the calendar day of a daily one. ``owner_id`` names a person, or is empty for all of the role.
    """

    key: str
    clock_id: str
    rules_version: str
    source: str
    state: ClockState
    started_at: datetime
    limit_at: datetime | None
    owner: Role
    place: str
    entity: str
    entity_id: str
    patient_id: PatientId | None
    episode_id: EpisodeId | None
    overdue: Priority
    near: Priority | None = None
    near_at: datetime | None = None
    owner_id: str = ""
    day: date | None = None
    ended_at: datetime | None = None
    reason: ClockReason | None = None
    changes_at: datetime | None = None
    kept: timedelta | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes it."""
        return self.state in OPEN_CLOCKS

    @property
    def priority(self) -> Priority | None:
        """How urgent it is now, as alarms are; None while there is plenty of time or it is over."""
        if self.state is ClockState.OVERDUE:
            return self.overdue
        return self.near if self.state is ClockState.NEAR else None

    def left(self, now: datetime) -> timedelta | None:
        """Time until the limit, negative when it has passed; None without a limit."""
        if self.kept is not None:
            return self.kept
        return None if self.limit_at is None else self.limit_at - now

    def running(self, now: datetime) -> "CareClock":
        """Running, near or overdue."""
        if self.limit_at is not None and now > self.limit_at:
            return replace(self, state=ClockState.OVERDUE)
        if self.near_at is not None and now >= self.near_at:
            return replace(self, state=ClockState.NEAR, changes_at=self.limit_at)
        return replace(self, state=ClockState.RUNNING, changes_at=self.near_at)

    def paused(self, now: datetime) -> "CareClock":
        """The case is on hold."""
        return replace(self, state=ClockState.PAUSED, changes_at=None, kept=self.left(now))

    def met(self, at: datetime, reason: ClockReason | None = None) -> "CareClock":
        """Done at ``at``, in time or late."""
        late = self.limit_at is not None and at > self.limit_at
        return replace(self, state=ClockState.MET_LATE if late else ClockState.MET, ended_at=at, reason=reason)

    def void(self, at: datetime, reason: ClockReason) -> "CareClock":
        """No longer owed."""
        return replace(self, state=ClockState.VOID, ended_at=at, reason=reason)
