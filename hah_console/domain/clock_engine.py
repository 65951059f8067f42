"""Reads the clocks of one case from its line of events, by the rules of a pack. Nothing of them is stored.

SAFETY(lost clock): whatever the order in which events arrive or are written down, a clock that was started is running,
met or void with its reason; only an event of the line or the passing of time changes it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from hah_console.domain.care_clock import CareClock, ClockReason, ClockState
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.case_line import CaseLine, Span
from hah_console.domain.clock_rule import LEAST, Aim, ClockBook, ClockRule, Scope, Trigger, day_end, day_start, key_of

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Stop:
    """What ended a clock: void for a reason, or met."""

    at: datetime
    void: ClockReason | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """One rule looked at over one line; ``begins`` and ``ends`` are the days on which it is in force."""

    line: CaseLine
    rule: ClockRule
    version: str
    begins: date
    ends: date
    now: datetime
    zone: tzinfo

    def day_of(self, moment: datetime) -> date:
        """The local day of a moment."""
        return moment.astimezone(self.zone).date()


def clocks_of(
    events: Iterable[CaseEvent], book: ClockBook, now: datetime, zone: tzinfo, scope: Scope = Scope.EPISODE
) -> tuple[CareClock, ...]:
    """Every clock of one case that has been started by ``now``, in order of start; ``events`` in any order.

    The same events give the same clocks. As ``now`` goes on, a clock may go from running over near to overdue, pause
    and go on, and end; it never comes back from its end, nor from overdue to running.
    """
    line = CaseLine.of(events, now)
    found: list[CareClock] = []
    for edition, begins, ends in book.periods():
        for rule in edition.rules:
            if rule.scope is scope:
                look = _Look(line, rule, edition.info.version, begins, ends, now, zone)
                found += _daily(look) if rule.daily else _single(look)
    return tuple(sorted(found, key=lambda clock: (clock.started_at, clock.key)))


def kinds_of(book: ClockBook) -> frozenset[CaseEventKind]:
    """The kinds of events that matter to the clocks of a book, with those that pause or close a case."""
    return book.kinds | {CaseEventKind.ON_HOLD, CaseEventKind.RESUMED, CaseEventKind.CLOSED}


def _single(look: _Look) -> Iterator[CareClock]:
    """One clock for each event that starts it."""
    rule, line = look.rule, look.line
    starts = line.matching(rule.start)
    ends, voids = _by_key(line.matching(rule.end), rule.match) if starts else {}, line.matching(rule.void)
    for start in starts:
        if look.begins <= look.day_of(start.at) < look.ends:
            met = _met(rule, start, ends.get(key_of(start, rule.match), ()))
            yield _standing(look, start, _first(met, *_voids(look, start, voids)))


def _by_key(events: Iterable[CaseEvent], match: str) -> Mapping[str, list[CaseEvent]]:
    """Events by what they are about; one that does not say it ends nothing."""
    found: dict[str, list[CaseEvent]] = {}
    for event in events:
        found.setdefault(key_of(event, match), []).append(event)
    found.pop("", None)
    return found


def _met(rule: ClockRule, start: CaseEvent, ends: Iterable[CaseEvent]) -> _Stop | None:
    counts = (end for end in ends if end.at >= start.at - rule.lead and end.event_id != start.event_id)
    first = next(counts, None)
    return None if first is None else _Stop(first.at)


def _voids(look: _Look, start: CaseEvent, voids: Iterable[CaseEvent]) -> Iterator[_Stop]:
    for void in voids:
        if void.at >= start.at and any(_about(trigger, look.rule, void, start) for trigger in look.rule.void):
            yield _Stop(void.at, ClockReason.WITHDRAWN)
    if look.rule.closing_ends and look.line.closed_at is not None:
        yield _Stop(max(look.line.closed_at, start.at), ClockReason.CLOSED)


def _about(trigger: Trigger, rule: ClockRule, void: CaseEvent, start: CaseEvent) -> bool:
    way = trigger.match or rule.match
    return trigger.matches(void) and key_of(void, way) == key_of(start, way) != ""


def _first(*stops: _Stop | None) -> _Stop | None:
    """The earliest; of the same moment what meets it before what voids it."""
    found = [stop for stop in stops if stop is not None]
    return min(found, key=lambda stop: (stop.at, stop.void is not None, stop.void or ""), default=None)


def _standing(look: _Look, start: CaseEvent, stop: _Stop | None) -> CareClock:
    """What has become of one clock by now."""
    rule, begin, limit = look.rule, start.at.astimezone(UTC), look.rule.limit_of(start, look.zone)
    if limit is None:
        return _clock(look, start, begin, None, None).void(begin, ClockReason.NO_LIMIT)
    over_at = look.now if stop is None else max(begin, stop.at)
    moved, paused = _moved(limit, begin, look.line.holds if rule.hold_pauses else (), over_at)
    clock = _clock(look, start, begin, moved, max(timedelta(0), (limit - begin) * rule.near_share))
    if rule.aim is Aim.WATCH and over_at > moved:
        return clock.met(moved, ClockReason.WATCHED)
    if stop is not None:
        return _ended(clock, stop)
    return clock.paused(look.now) if paused else clock.running(look.now)


def _clock(
    look: _Look,
    start: CaseEvent,
    begin: datetime,
    limit: datetime | None,
    near_for: timedelta | None,
    day: date | None = None,
) -> CareClock:
    """A clock with its limit, near for the last ``near_for`` before it."""
    rule = look.rule
    before = rule.scope is Scope.REFERRAL
    entity, entity_id = (rule.match, key_of(start, rule.match)) if before else (start.entity, start.entity_id)
    return CareClock(
        key=f"{rule.clock_id}:{start.event_id}:{day}" if day else f"{rule.clock_id}:{start.event_id}",
        clock_id=rule.clock_id,
        rules_version=look.version,
        source=rule.source,
        state=ClockState.RUNNING,
        started_at=begin,
        limit_at=limit,
        owner=rule.owner,
        place=rule.place,
        entity=entity,
        entity_id=entity_id,
        patient_id=start.patient_id,
        episode_id=start.episode_id,
        overdue=rule.overdue,
        near=rule.near,
        near_at=limit - near_for if limit is not None and near_for is not None else None,
        owner_id=rule.owner_of(start),
        day=day,
    )


def _ended(clock: CareClock, stop: _Stop) -> CareClock:
    return clock.met(stop.at) if stop.void is None else clock.void(stop.at, stop.void)


def _moved(limit: datetime, begin: datetime, holds: tuple[Span, ...], at: datetime) -> tuple[datetime, bool]:
    """The limit, later by the time on hold that began before it; and whether the clock is on hold at ``at``."""
    paused = False
    for hold in holds:
        since = max(hold.begin, begin)
        until = at if hold.end is None else min(hold.end, at)
        if since < limit and until >= since:
            limit += until - since
            paused = hold.holds(at)
    return limit, paused


def _daily(look: _Look) -> Iterator[CareClock]:
    """One clock for each calendar day on which the case is active."""
    start = look.line.stretch(look.rule.start)
    if start is None:
        return
    done = look.line.matching(look.rule.end)
    last = look.day_of(look.line.closed_at or look.now)
    day = max(look.day_of(start.at), look.begins)
    while day <= last and day < look.ends:
        clock = _of_day(look, start, day, done)
        if clock is not None:
            yield clock
        day += A_DAY


def _of_day(look: _Look, start: CaseEvent, day: date, done: tuple[CaseEvent, ...]) -> CareClock | None:
    """The clock of one day; None when too little is left of it, or the case was on hold from its beginning on."""
    rule, midnight, limit = look.rule, day_start(day, look.zone), day_end(day, look.zone)
    begin = look.line.active_from(max(midnight, start.at), pauses=rule.hold_pauses)
    if begin is None or begin > look.now or limit - begin < max(rule.least - LEAST, LEAST):
        return None
    closed = look.line.closed_at
    if closed is not None and closed <= begin:
        return None
    clock = _clock(look, start, begin.astimezone(UTC), limit, (limit - begin) * rule.near_share, day)
    met = next((_Stop(event.at) for event in done if event.at >= midnight), None)
    stop = _first(met, _Stop(closed, ClockReason.CLOSED) if closed is not None else None, _held_over(look, limit))
    if stop is not None:
        return _ended(clock, stop)
    held = rule.hold_pauses and look.line.hold_at(look.now) is not None and look.now <= limit
    return clock.paused(look.now) if held else clock.running(look.now)


def _held_over(look: _Look, limit: datetime) -> _Stop | None:
    """A day that ends on hold is owed no longer."""
    held = look.rule.hold_pauses and look.now > limit and look.line.hold_at(limit) is not None
    return _Stop(limit + LEAST, ClockReason.ON_HOLD) if held else None
