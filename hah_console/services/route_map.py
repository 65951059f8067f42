"""The small map of a route: its legs over the streets, and the larger roads round about, as plain points."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import cos, radians

from hah_console.domain.map_ground import Lines, MapGround, RoadClass
from hah_console.domain.place import Place
from hah_console.domain.route_paper import PaperMap, Points
from hah_console.domain.visit import LegSource
from hah_console.services.ports import TravelTimes

ROADS = (RoadClass.MOTORWAY, RoadClass.EXPRESSWAY, RoadClass.TRUNK, RoadClass.PRIMARY, RoadClass.SECONDARY)
STREETS = (RoadClass.TERTIARY, RoadClass.UNCLASSIFIED)
MARGIN_DEG = 0.004
WIDE, TALL = 182.0, 68.0
"""Sides of the drawing (mm): roads are looked up for all of it."""
ROOM = 1.35
"""The drawing leaves room round the route."""
FEW_LINES = 1_500
"""Streets are drawn beside the roads while there are no more lines than this."""
Box = tuple[float, float, float, float]


def route_map(
    base: Place,
    homes: Sequence[Place],
    sources: Sequence[LegSource],
    vehicle: str,
    travel: TravelTimes | None,
    ground: MapGround | None,
) -> PaperMap:
    """From the base by way of the homes back to it; straight lines without a travel provider."""
    legs = tuple(_leg(start, end, vehicle, travel) for start, end in pairwise((base, *homes, base))) if homes else ()
    ground = ground or MapGround()
    attribution = ground.attribution or (travel.attribution if travel else "")
    return PaperMap(
        base=base,
        legs=legs,
        roads=_roads(ground, _box([*(point for leg in legs for point in leg), (base.lat, base.lon)])),
        attribution=attribution,
        synthetic=ground.synthetic,
        estimated=any(source is LegSource.ESTIMATE for source in sources),
    )


def _leg(start: Place, end: Place, vehicle: str, travel: TravelTimes | None) -> Points:
    straight = ((start.lat, start.lon), (end.lat, end.lon))
    return straight if travel is None or straight[0] == straight[1] else travel.path(start, end, vehicle)


def _box(points: Sequence[tuple[float, float]]) -> Box:
    """South, west, north, east of what is shown, widened to the shape of the drawing."""
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    middle = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    shrink = cos(radians(middle[0]))
    tall = max(lats) - min(lats) + 2 * MARGIN_DEG
    wide = (max(lons) - min(lons)) * shrink + 2 * MARGIN_DEG
    tall = max(tall, wide * TALL / WIDE) * ROOM
    wide = tall * WIDE / TALL / shrink
    return middle[0] - tall / 2, middle[1] - wide / 2, middle[0] + tall / 2, middle[1] + wide / 2


def _roads(ground: MapGround, box: Box) -> tuple[tuple[int, Points], ...]:
    found = [(rank, line) for rank, kind in enumerate(ROADS) for line in _inside(ground.roads.get(kind), box)]
    streets = [(len(ROADS), line) for kind in STREETS for line in _inside(ground.roads.get(kind), box)]
    return tuple(found + streets if len(found) + len(streets) <= FEW_LINES else found)


def _inside(lines: Lines | None, box: Box) -> Iterator[Points]:
    """Lines that touch the box, whole."""
    if lines is None:
        return
    for first, last in zip(_whole(lines.firsts), _whole(lines.lasts), strict=True):
        points = [(float(lines.lats[n]), float(lines.lons[n])) for n in range(first, last + 1)]
        if any(box[0] <= lat <= box[2] and box[1] <= lon <= box[3] for lat, lon in points):
            yield tuple(points)


def _whole(numbers: object) -> list[int]:
    return [int(number) for number in numbers]  # type: ignore[attr-defined]
