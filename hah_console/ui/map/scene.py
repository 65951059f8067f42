"""What is shown on the map: routes and stops by id, and which of them are chosen."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FULL_COLOURS = 8
"""Of more routes than this only the selected and the late ones are shown in full colour: more cannot be told apart."""


class StopKind(StrEnum):
    """What stands at a stop; each kind has a shape of its own."""

    VISIT = "visit"
    BASE = "base"
    HOSPITAL = "hospital"
    PATIENT = "patient"
    VEHICLE = "vehicle"


@dataclass(frozen=True, slots=True)
class MapStop:
    """A mark on the map. ``series`` joins it to the route of the same series and gives the colour (counted from 0).

    ``label`` is what is written on or under the mark (a stop's number, a hospital's name); ``spoken`` is the sentence
    for the screen reader. ``gone`` strikes through what is no longer needed. Latitude and longitude in WGS84 degrees.
    """

    stop_id: str
    latitude: float
    longitude: float
    kind: StopKind
    series: int
    label: str
    spoken: str
    late: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class MapRoute:
    """A way over ``points``, each (latitude, longitude) in WGS84 degrees."""

    route_id: str
    series: int
    points: tuple[tuple[float, float], ...]
    spoken: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class MapClosure:
    """A closed road over ``points``, each (latitude, longitude) in WGS84 degrees; ``label`` says it by words."""

    closure_id: str
    points: tuple[tuple[float, float], ...]
    label: str


@dataclass(frozen=True, slots=True)
class MapMover:
    """Somebody on the way where last told, at ``seen_at``, in WGS84 degrees; ``series`` as in MapStop, -1 for none."""

    mover_id: str
    latitude: float
    longitude: float
    seen_at: datetime
    series: int
    label: str
    spoken: str
    accuracy_m: float | None = None

    def age(self, now: datetime) -> timedelta:
        """How old the position is, never below zero."""
        return max(timedelta(), now - self.seen_at)


@dataclass(frozen=True, slots=True)
class MapScene:
    """Everything still over the ground. With a ``selected_route``, or with many routes, all but the selected and the
    late ones are faded."""

    routes: tuple[MapRoute, ...]
    stops: tuple[MapStop, ...]
    selected_route: str = ""
    selected_stop: str = ""
    closed: tuple[MapClosure, ...] = ()

    @property
    def places(self) -> tuple[tuple[float, float], ...]:
        """Every (latitude, longitude) of the scene."""
        lines = tuple(point for route in self.routes for point in route.points)
        return lines + tuple((stop.latitude, stop.longitude) for stop in self.stops)

    @property
    def members(self) -> frozenset[str]:
        """The ids of everything shown: another set is another picture, the same one moved or renumbered is not."""
        return frozenset((*(f"r{r.route_id}" for r in self.routes), *(f"s{s.stop_id}" for s in self.stops)))

    @property
    def calm(self) -> bool:
        """Whether only the selected and the late routes are in full colour."""
        return self.route is not None or len(self.routes) > FULL_COLOURS

    @property
    def route(self) -> MapRoute | None:
        """The selected route, if it is in the scene."""
        return next((route for route in self.routes if route.route_id == self.selected_route), None)

    @property
    def stop(self) -> MapStop | None:
        """The selected stop, if it is in the scene."""
        return next((stop for stop in self.stops if stop.stop_id == self.selected_stop), None)

    @property
    def steps(self) -> tuple[MapStop, ...]:
        """The stops the keyboard steps through: those of the selected route, or all without one."""
        route = self.route
        return self.stops if route is None else tuple(stop for stop in self.stops if stop.series == route.series)

    def step(self, forward: bool) -> MapStop | None:
        """The stop before or after the selected one; None at the end."""
        steps = self.steps
        at = next((index for index, stop in enumerate(steps) if stop.stop_id == self.selected_stop), None)
        if at is None:
            return steps[0 if forward else -1] if steps else None
        to = at + (1 if forward else -1)
        return steps[to] if 0 <= to < len(steps) else None
