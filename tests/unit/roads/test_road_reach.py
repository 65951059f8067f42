"""How far somebody gets: what lies within the time is in the area, what does not is outside, and holes stay holes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time

import numpy as np
import pytest
from road_square import SQUARE, At, at, street

from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.adapters.roads.outline import outlines
from hah_console.adapters.roads.profile import HourBand, SpeedProfile
from hah_console.adapters.roads.router import RoadTravel
from hah_console.domain.map_ground import RoadClass
from hah_console.domain.reach import Reach
from hah_console.domain.visit import LegSource

Travel = Callable[..., RoadTravel]
LONG = street(*((east * 150.0, 0) for east in range(61)))
"""Nine kilometres to the east at 10 m/s."""


def inside(reach: Reach, place: At) -> bool:
    """Odd-even: how many rings a line to the east crosses."""
    crossings = 0
    for ring in reach.rings:
        for (lat_a, lon_a), (lat_b, lon_b) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (lat_a > place.lat) != (lat_b > place.lat):
                lon = lon_a + (place.lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a)
                crossings += lon > place.lon
    return crossings % 2 == 1


def test_the_area_ends_where_the_time_does(travel: Travel) -> None:
    reach = travel(LONG).reach(at(0), "car", 300)
    assert reach.source is LegSource.ROAD_NETWORK
    assert inside(reach, at(0))
    assert inside(reach, at(2900))
    assert not inside(reach, at(3500))


def test_a_slower_vehicle_and_a_slower_hour_reach_less(travel: Travel, profile: SpeedProfile) -> None:
    roads = travel(LONG)
    assert not inside(roads.reach(at(0), "van", 300), at(2000))
    rush = replace(profile, hours=(HourBand(time(7), time(9), {"car": 0.5}),))
    slow = RoadTravel(roads.roads._graph, rush)
    assert not inside(slow.reach(at(0), "car", 300, time(8)), at(2000))
    assert inside(slow.reach(at(0), "car", 300, time(10)), at(2800))


def test_against_a_one_way_street_nobody_is_reached(travel: Travel) -> None:
    lane = street(*((-east * 150.0, 0) for east in range(20, -1, -1)), one_way=True)
    roads = travel(LONG, lane, street((-3000, 0), (-3000, 6000), (9000, 6000), (9000, 0)))
    assert not inside(roads.reach(at(0), "car", 200), at(-1000))


def test_scooters_reach_nothing_over_a_motorway(travel: Travel) -> None:
    roads = travel(*SQUARE, street((1000, 0), (5000, 0), of=RoadClass.MOTORWAY))
    assert inside(roads.reach(at(1000), "car", 60), at(2000))
    assert not inside(roads.reach(at(1000), "scooter", 60), at(2000))


def test_what_lies_between_wide_streets_is_no_part_of_the_area(travel: Travel) -> None:
    block = street((0, 0), (2000, 0), (2000, 2000), (0, 2000), (0, 0))
    reach = travel(block).reach(at(0), "car", 3600)
    assert len(reach.rings) == 2
    assert inside(reach, at(1000, 0))
    assert not inside(reach, at(1000, 1000))


def test_without_roads_the_area_is_a_circle_and_says_that_it_is_estimated(profile: SpeedProfile) -> None:
    reach = EstimatedTravel(replace(profile, estimate_slack=0.5)).reach(at(0), "car", 900)
    assert reach.source is LegSource.ESTIMATE
    assert inside(reach, at(3900))
    assert not inside(reach, at(4100))


def test_far_from_every_road_the_area_is_a_circle(travel: Travel) -> None:
    assert travel(LONG).reach(at(0, 5000), "car", 600).source is LegSource.ESTIMATE


@pytest.mark.parametrize("seconds", [0, 1])
def test_no_time_reaches_next_to_nothing(travel: Travel, seconds: int) -> None:
    assert not inside(travel(LONG).reach(at(0), "car", seconds), at(400))


def test_every_edge_of_an_area_is_walked_once_and_specks_are_left_out() -> None:
    area = np.zeros((30, 30), bool)
    area[3:20, 3:20] = True
    area[8:14, 8:14] = False
    area[20:26, 20:26] = True
    area[27, 2] = True
    area[5, 5] = False
    rings = list(outlines(area))
    assert len(rings) == 3
    sizes = sorted(
        abs(float(np.dot(r[:, 0], np.roll(r[:, 1], -1)) - np.dot(r[:, 1], np.roll(r[:, 0], -1)))) / 2 for r in rings
    )
    assert sizes == pytest.approx([36, 36, 289], rel=0.4)
