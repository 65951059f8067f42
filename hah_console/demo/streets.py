"""The schematic streets of the demo town (示意路網): drawn by rule, the same for the same seed, like no real street."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from hah_console.demo.street_grid import as_street, laid_out, runs
from hah_console.demo.street_highways import highways
from hah_console.demo.street_land import Land, TownOutline
from hah_console.demo.street_plane import Degrees, Plane, apart_m, nearest
from hah_console.domain.map_ground import RoadClass
from hah_console.domain.street import Street

SEED = "20260701"
PLANE = Plane(24.806, 120.969, azimuth_deg=38.0)
"""Around the east gate of the old town; the grain of its streets runs along the coast and towards it."""
NEAR_M = 150.0
"""A place farther than this from every corner gets a lane of its own."""
LANE_STEP_M, DOORSTEP_M = 95.0, 15.0
_GATES = frozenset({RoadClass.PRIMARY, RoadClass.SECONDARY, RoadClass.TERTIARY})


def draw_streets(
    towns: Sequence[TownOutline], villages: Sequence[Degrees], places: Sequence[Degrees], seed: str = SEED
) -> tuple[Street, ...]:
    """Streets over the towns, dense where villages lie close together, with a lane to every remote place.

    All streets hang together, each can be left again, and every place has a corner within NEAR_M or a lane's end.
    """
    random = Random(seed)
    grid = laid_out(PLANE, Land(towns, villages), random)
    streets = connected([as_street(grid, run) for run in runs(grid, random)])
    gates = sorted({point for street in streets if street.road_class in _GATES for point in street.points})
    corners = sorted({point for street in streets for point in street.points})
    return (*streets, *highways(PLANE, gates), *lanes(corners, places))


def connected(streets: Sequence[Street]) -> list[Street]:
    """The largest group of streets that meet; one-way streets without a way on at both ends become two-way."""
    group = _groups(streets)
    sizes = Counter(group[street.points[0]] for street in streets)
    largest = sizes.most_common(1)[0][0]
    kept = [street for street in streets if group[street.points[0]] == largest]
    two_way = {point for street in kept if not street.one_way for point in street.points}
    return [street if _leads_on(street, two_way) else _opened(street) for street in kept]


def _groups(streets: Sequence[Street]) -> dict[Degrees, Degrees]:
    """For every point one point that stands for its group."""
    stands_for: dict[Degrees, Degrees] = {}

    def root(point: Degrees) -> Degrees:
        stands_for.setdefault(point, point)
        while stands_for[point] != point:
            stands_for[point] = point = stands_for[stands_for[point]]
        return point

    for street in streets:
        for point in street.points[1:]:
            stands_for[root(point)] = root(street.points[0])
    return {point: root(point) for point in tuple(stands_for)}


def _leads_on(street: Street, two_way: set[Degrees]) -> bool:
    return not street.one_way or (street.points[0] in two_way and street.points[-1] in two_way)


def _opened(street: Street) -> Street:
    return Street(street.points, street.road_class, one_way=False, name=street.name)


def lanes(corners: Sequence[Degrees], places: Sequence[Degrees]) -> Iterator[Street]:
    """A lane from the nearest corner to the door of every place that is far from all of them."""
    spots = [PLANE.spot(corner) for corner in corners]
    for place in sorted(set(places)):
        door = PLANE.spot(place)
        corner = nearest(spots, door)
        if apart_m(spots[corner], door) > NEAR_M:
            yield Street((corners[corner], *_lane(spots[corner], door)), RoadClass.UNCLASSIFIED)


def _lane(start: tuple[float, float], door: tuple[float, float]) -> Iterator[Degrees]:
    """Points of a slightly winding lane behind its first one, up to the doorstep."""
    length = apart_m(start, door) - DOORSTEP_M
    steps = max(1, math.ceil(length / LANE_STEP_M))
    dx, dy = (door[0] - start[0]) / apart_m(start, door), (door[1] - start[1]) / apart_m(start, door)
    for step in range(1, steps + 1):
        along, aside = length * step / steps, 18.0 * math.sin(math.pi * 1.5 * step / steps) * (step < steps)
        yield PLANE.degrees((start[0] + dx * along - dy * aside, start[1] + dy * along + dx * aside))
