"""What a rule pack says of one clock of a case: what starts and ends it, how long it has, and whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from hah_console.domain.actor import Role
from hah_console.domain.alarm import Priority
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.pack_info import PackInfo

CASE, ENTITY = "case", "entity"
"""Ways to match an end to its start: any in the case, or of the same thing; else the name of a kind of thing."""
AUTHOR = "by"
"""In place of a fact: who recorded the event."""
LEAST = timedelta(microseconds=1)
ANY_VALUE = ""
"""The limit of every value of the limit's fact that has none of its own."""


class LimitUnit(StrEnum):
    """How a limit is counted. Days end at the same local time, calendar days at the end of the last of them."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    CALENDAR_DAYS = "calendar_days"


class Scope(StrEnum):
    """Whose line of events a clock is read from: an admission's, or that of a referral before there is one."""

    EPISODE = "episode"
    REFERRAL = "referral"


class Aim(StrEnum):
    """A deadline is missed when its limit passes; a watch is then over and has been kept."""

    DEADLINE = "deadline"
    WATCH = "watch"


def day_start(day: date, zone: tzinfo) -> datetime:
    """The first moment of a local day, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def day_end(day: date, zone: tzinfo) -> datetime:
    """The last moment of a local day, in UTC."""
    return day_start(day + timedelta(days=1), zone) - LEAST


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a clock has; the day of the start is the first calendar day."""

    count: int
    unit: LimitUnit

    def end(self, start: datetime, zone: tzinfo) -> datetime:
        """The moment until which there is time, in UTC."""
        if self.unit is LimitUnit.MINUTES:
            return start.astimezone(UTC) + timedelta(minutes=self.count)
        if self.unit is LimitUnit.HOURS:
            return start.astimezone(UTC) + timedelta(hours=self.count)
        local = start.astimezone(zone)
        if self.unit is LimitUnit.DAYS:
            return (local + timedelta(days=self.count)).astimezone(UTC)
        return day_end(local.date() + timedelta(days=self.count - 1), zone)


@dataclass(frozen=True, slots=True)
class Trigger:
    """An event that starts, ends or voids a clock: its kind, and for each named fact the values it may have.

    ``match`` overrides how the rule finds out to which clock the event belongs; empty for the rule's own way.
    """

    kind: CaseEventKind
    where: tuple[tuple[str, frozenset[str]], ...] = ()
    match: str = ""

    def matches(self, event: CaseEvent) -> bool:
        """Whether this event is meant."""
        return event.kind is self.kind and all(event.fact(name) in values for name, values in self.where)


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One clock. ``limits`` is by the value of ``limit_fact`` of the start (ANY_VALUE: of all others).

    ``due_fact`` names a fact of the start that is the limit itself (ISO 8601); without it ``limits`` holds. ``daily``:
    one clock for each calendar day while the case is active and at least ``least`` of the day is left. What ends it may
    have happened up to ``lead`` before the start. The last ``near_share`` of the time is near; ``near`` None: not
    urgent then. ``owner_fact`` names the fact (or AUTHOR) with the person it belongs to. ``place`` is the screen where
    it is done.
    """

    clock_id: str
    source: str
    start: tuple[Trigger, ...]
    end: tuple[Trigger, ...]
    limits: Mapping[str, Limit]
    owner: Role
    overdue: Priority
    place: str
    void: tuple[Trigger, ...] = ()
    match: str = CASE
    scope: Scope = Scope.EPISODE
    aim: Aim = Aim.DEADLINE
    limit_fact: str = ""
    due_fact: str = ""
    daily: bool = False
    least: timedelta = timedelta(0)
    lead: timedelta = timedelta(0)
    owner_fact: str = ""
    near_share: float = 0.0
    near: Priority | None = None
    hold_pauses: bool = False
    closing_ends: bool = True

    def limit_of(self, start: CaseEvent, zone: tzinfo) -> datetime | None:
        """Until when a clock started by this event has time; None when the pack has no limit for it."""
        told = start.fact(self.due_fact) if self.due_fact else ""
        if told and (due := _moment(told)) is not None:
            return due
        value = start.fact(self.limit_fact) if self.limit_fact else ANY_VALUE
        limit = self.limits.get(value, self.limits.get(ANY_VALUE))
        return limit.end(start.at, zone) if limit is not None else None

    def owner_of(self, start: CaseEvent) -> str:
        """The person a clock belongs to by name, or empty."""
        if self.owner_fact == AUTHOR:
            return str(start.by)
        return start.fact(self.owner_fact) if self.owner_fact else ""

    @property
    def kinds(self) -> frozenset[CaseEventKind]:
        """The kinds of events this clock is read from."""
        return frozenset(trigger.kind for trigger in (*self.start, *self.end, *self.void))


@dataclass(frozen=True, slots=True)
class WorkUrgency:
    """How urgent dated work is on the worklist, as alarms are, beside clocks that say it themselves.

    A dose is late after its window, and unsettled when nobody has said what became of it; ``visit_late_hard`` is a
    visit whose window may not be missed.
    """

    dose_late: Priority = Priority.MEDIUM
    dose_unsettled: Priority = Priority.HIGH
    visit_late: Priority = Priority.LOW
    visit_late_hard: Priority = Priority.MEDIUM


@dataclass(frozen=True, slots=True)
class ClockRules:
    """The clocks of one version of the pack, and how urgent other work is."""

    info: PackInfo
    rules: tuple[ClockRule, ...]
    urgency: WorkUrgency = field(default_factory=WorkUrgency)


@dataclass(frozen=True, slots=True)
class ClockBook:
    """Every version of the pack in order of effect; a clock keeps the rules of the day on which it started."""

    editions: tuple[ClockRules, ...] = field(default=())

    def periods(self) -> tuple[tuple[ClockRules, date, date], ...]:
        """Each version with the days [from, to) on which it is in force; the first one also before."""
        begins = [date.min, *(edition.info.effective_from for edition in self.editions[1:])]
        ends = [*begins[1:], date.max]
        return tuple(zip(self.editions, begins, ends, strict=True)) if self.editions else ()

    def on(self, day: date) -> ClockRules | None:
        """The version in force on a day; None in an empty book."""
        return next((edition for edition, begins, ends in self.periods() if begins <= day < ends), None)

    @property
    def kinds(self) -> frozenset[CaseEventKind]:
        """Every kind of event some clock is read from."""
        rules = (rule for edition in self.editions for rule in edition.rules)
        return frozenset(kind for rule in rules for kind in rule.kinds)


def key_of(event: CaseEvent, match: str) -> str:
    """What an event is about in one way of matching; empty when it does not say."""
    if match == CASE:
        return CASE
    if match == ENTITY:
        return f"{event.entity}:{event.entity_id}"
    return event.entity_id if event.entity == match else event.fact(match)


def _moment(told: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
