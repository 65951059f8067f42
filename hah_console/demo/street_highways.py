"""Two roads closed to small scooters through the demo town: carriageways apart, joined to the streets by ramps."""

from collections.abc import Sequence
from itertools import pairwise

from hah_console.demo.street_plane import Degrees, Plane, Spot, apart_m, nearest
from hah_console.domain.map_ground import RoadClass
from hah_console.domain.street import Street

MOTORWAY = (
    (24.842, 121.013), (24.826, 121.014), (24.797, 121.007), (24.777, 120.987), (24.760, 120.965), (24.737, 120.934),
)  # fmt: skip
EXPRESSWAY = (
    (24.861, 120.937), (24.840, 120.918), (24.822, 120.905), (24.803, 120.900), (24.785, 120.898), (24.766, 120.901),
)  # fmt: skip
"""Interchanges in order: a rough likeness of the motorway inland and of the expressway along the coast."""
STEPS = 16
"""Points between two interchanges."""
RAMP_STEPS = 3
HALF_MEDIAN_M = 15.0


def highways(plane: Plane, gates: Sequence[Degrees]) -> list[Street]:
    """Both roads; every ramp ends at the nearest of the ``gates``, points of larger streets."""
    spots = [plane.spot(gate) for gate in gates]
    return [
        *_road(plane, MOTORWAY, RoadClass.MOTORWAY, spots),
        *_road(plane, EXPRESSWAY, RoadClass.EXPRESSWAY, spots),
    ]


def _road(plane: Plane, course: Sequence[Degrees], road_class: RoadClass, gates: Sequence[Spot]) -> list[Street]:
    line = _curve([plane.spot(point) for point in course])
    doors = [gates[nearest(gates, at)] for at in line[::STEPS]]
    ways = [*_carriageway(line, doors), *_carriageway(line[::-1], doors[::-1])]
    return [Street(tuple(plane.degrees(spot) for spot in way), road_class, one_way=True) for way in ways]


def _carriageway(line: list[Spot], doors: list[Spot]) -> list[list[Spot]]:
    """One direction with its ramps: off before an interchange, on behind it."""
    lane = _right_of(line)
    ramps = []
    for number, door in enumerate(doors):
        here = number * STEPS
        if number > 0:
            ramps.append([lane[max(0, here - RAMP_STEPS)], door])
        if number < len(doors) - 1:
            ramps.append([door, lane[min(len(lane) - 1, here + RAMP_STEPS)]])
    return [lane[RAMP_STEPS : len(lane) - RAMP_STEPS], *ramps]


def _right_of(line: Sequence[Spot]) -> list[Spot]:
    """The line moved to the right of its direction; x points left of y, so right is (dy, -dx) turned over."""
    moved = []
    for index, (x, y) in enumerate(line):
        before, after = line[max(0, index - 1)], line[min(len(line) - 1, index + 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        share = HALF_MEDIAN_M / apart_m(before, after)
        moved.append((x - dy * share, y + dx * share))
    return moved


def _curve(points: Sequence[Spot]) -> list[Spot]:
    """A smooth line through the points (Catmull-Rom), STEPS pieces from one to the next."""
    ends = [points[0], *points, points[-1]]
    line: list[Spot] = []
    for index, _ in enumerate(pairwise(points)):
        line.extend(_between(ends[index : index + 4], step / STEPS) for step in range(STEPS))
    return [*line, points[-1]]


def _between(four: Sequence[Spot], share: float) -> Spot:
    before, start, end, after = four
    weights = (
        (-share + 2 * share**2 - share**3) / 2,
        (2 - 5 * share**2 + 3 * share**3) / 2,
        (share + 4 * share**2 - 3 * share**3) / 2,
        (share**3 - share**2) / 2,
    )
    spots = (before, start, end, after)
    return (
        sum(weight * spot[0] for weight, spot in zip(weights, spots, strict=True)),
        sum(weight * spot[1] for weight, spot in zip(weights, spots, strict=True)),
    )
