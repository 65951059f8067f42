"""The way of every route over the streets, for the map."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from hah_console.domain.road_closure import Stretch
from hah_console.services.day_plan_rows import PlanRows, RouteRow
from hah_console.services.ports import TravelTimes

Points = tuple[tuple[float, float], ...]
RoutePaths = Mapping[str, Points]


def straight_paths(plan: PlanRows) -> RoutePaths:
    """From stop to stop as the crow flies, until (or unless) the streets are known."""
    return {route.route_id: tuple((p.lat, p.lon) for p in route.places) for route in plan.routes}


def street_paths(plan: PlanRows, travel: TravelTimes | None, closed: Sequence[Stretch] = ()) -> RoutePaths:
    """(latitude, longitude) points in WGS84 degrees from base to base, round what is closed; straight lines without a
    travel provider."""
    if travel is None:
        return straight_paths(plan)
    around = travel.avoiding(closed) if closed else travel
    return {route.route_id: _way(route, around) for route in plan.routes}


def _way(route: RouteRow, travel: TravelTimes) -> Points:
    points: list[tuple[float, float]] = []
    for start, end in pairwise(route.places):
        leg = travel.path(start, end, route.vehicle.value)
        points += leg[1:] if points and leg and points[-1] == leg[0] else leg
    return tuple(points)
