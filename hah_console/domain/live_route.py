"""Where a route will be: arrivals foreseen from what was reported, what was planned and the time it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.field_visit import FieldState, FieldVisit
from hah_console.domain.visit import PlannedVisit

STANDS = frozenset({FieldState.ON_THE_WAY, FieldState.ARRIVED, FieldState.LEFT, FieldState.DONE})
"""What somebody has left for."""


@dataclass(frozen=True, slots=True)
class RouteStop:
    """A planned visit with the window of its task, what was reported of it, and whether it is still wanted. ``detour``
    is what loading or handing in takes since the visit before, with the ways there."""

    visit: PlannedVisit
    earliest: datetime
    latest: datetime
    field: FieldVisit | None = None
    wanted: bool = True
    detour: timedelta = timedelta(0)

    @property
    def state(self) -> FieldState:
        """As reported, else assigned."""
        return self.field.state if self.field is not None else FieldState.ASSIGNED


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A stop as it was or will be. ``begun``: somebody has left for it; ``over``: nobody will be there any more."""

    stop: RouteStop
    left: datetime
    arrival: datetime
    start: datetime
    departure: datetime
    begun: bool
    over: bool

    @property
    def late(self) -> timedelta:
        """How long after its window it begins; zero in time."""
        return max(timedelta(0), self.start - self.stop.latest)


def foresee(
    stops: Sequence[RouteStop], now: datetime, pause: tuple[datetime, timedelta] | None = None
) -> list[Foreseen]:
    """The stops of one worker in order. Nobody leaves before the plan says so, nor before now unless she has left;
    what was planned for a break is kept free behind the visit before it."""
    found: list[Foreseen] = []
    free: datetime | None = None
    for number, stop in enumerate(stops):
        before = stops[number - 1].visit.departure if number else None
        foreseen = _next(stop, free, now, _pause_before(stop, before, pause))
        found.append(foreseen)
        if not foreseen.over or foreseen.begun:
            free = max(free, foreseen.departure) if free is not None else foreseen.departure
    return found


def _next(stop: RouteStop, free: datetime | None, now: datetime, pause: timedelta) -> Foreseen:
    visit, way = stop.visit, timedelta(seconds=stop.visit.travel_seconds)
    if stop.state is FieldState.COULD_NOT or (not stop.wanted and stop.state not in STANDS):
        gone = stop.field.since if stop.field is not None else visit.arrival
        return Foreseen(stop, gone, gone, gone, gone, begun=False, over=True)
    if stop.field is not None and stop.state in STANDS:
        return _reported(stop, stop.field, now, way)
    planned = visit.arrival - way
    left = max(planned, now) if free is None else max(planned, now, free + pause + stop.detour)
    arrival = left + way
    start = max(arrival, stop.earliest)
    return Foreseen(stop, left, arrival, start, start + _lasts(visit), begun=False, over=False)


def _reported(stop: RouteStop, field: FieldVisit, now: datetime, way: timedelta) -> Foreseen:
    visit = stop.visit
    if field.state is FieldState.ON_THE_WAY or field.arrived_at is None:
        by_the_store = min(visit.arrival, field.since + stop.detour + way)
        arrival = max(now, field.since + way, by_the_store)
        start = max(arrival, stop.earliest)
        return Foreseen(stop, field.since, arrival, start, start + _lasts(visit), begun=True, over=False)
    arrival, over = field.arrived_at, field.state is not FieldState.ARRIVED
    leaves = field.left_at or max(now, max(arrival, stop.earliest) + _lasts(visit))
    return Foreseen(stop, arrival - way, arrival, arrival, max(arrival, leaves), begun=True, over=over)


def _lasts(visit: PlannedVisit) -> timedelta:
    return visit.departure - visit.start


def _pause_before(stop: RouteStop, before: datetime | None, pause: tuple[datetime, timedelta] | None) -> timedelta:
    """The break, when the plan has it between the visit before and this one."""
    if pause is None or before is None or not before <= pause[0] < stop.visit.arrival:
        return timedelta(0)
    return pause[1]
