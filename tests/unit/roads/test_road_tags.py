"""Which ways of a map are streets of the programme, in which direction, and how fast."""

import pytest

from hah_console.adapters.roads.graph import BACKWARD, BOTH_WAYS, FORWARD
from hah_console.adapters.roads.osm_ways import bars_scooters, direction_of, limit_of, road_class_of
from hah_console.domain.map_ground import RoadClass


@pytest.mark.parametrize(
    ("highway", "road_class"),
    [
        ("motorway", RoadClass.MOTORWAY),
        ("motorway_link", RoadClass.MOTORWAY),
        ("trunk_link", RoadClass.TRUNK),
        ("tertiary", RoadClass.TERTIARY),
        ("living_street", RoadClass.LIVING_STREET),
        ("service", RoadClass.SERVICE),
    ],
)
def test_a_street_has_the_class_of_its_tag_and_a_ramp_that_of_its_road(highway: str, road_class: RoadClass) -> None:
    assert road_class_of({"highway": highway}) is road_class


@pytest.mark.parametrize("highway", ["footway", "steps", "cycleway", "path", "construction", "expressway", ""])
def test_what_no_car_can_use_is_no_street(highway: str) -> None:
    assert road_class_of({"highway": highway}) is None


@pytest.mark.parametrize("closed", ["no", "private", "agricultural", "forestry"])
def test_a_closed_street_is_no_street(closed: str) -> None:
    assert road_class_of({"highway": "residential", "access": closed}) is None


def test_the_rule_for_motor_vehicles_goes_before_the_general_one() -> None:
    assert road_class_of({"highway": "service", "access": "private", "motor_vehicle": "yes"}) is RoadClass.SERVICE
    assert road_class_of({"highway": "service", "vehicle": "yes", "motor_vehicle": "no"}) is None
    assert road_class_of({"highway": "service", "access": "destination"}) is RoadClass.SERVICE


def test_a_square_is_not_driven_across() -> None:
    assert road_class_of({"highway": "service", "area": "yes"}) is None


def test_a_trunk_road_closed_to_slow_traffic_is_an_expressway() -> None:
    assert road_class_of({"highway": "trunk", "motorroad": "yes"}) is RoadClass.EXPRESSWAY
    assert road_class_of({"highway": "trunk"}) is RoadClass.TRUNK


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({}, BOTH_WAYS),
        ({"oneway": "no"}, BOTH_WAYS),
        ({"oneway": "yes"}, FORWARD),
        ({"oneway": "1"}, FORWARD),
        ({"oneway": "-1"}, BACKWARD),
        ({"oneway": "reverse"}, BACKWARD),
        ({"junction": "roundabout"}, FORWARD),
        ({"highway": "motorway"}, FORWARD),
        ({"highway": "motorway", "oneway": "no"}, BOTH_WAYS),
    ],
)
def test_the_direction_follows_oneway_and_what_roundabouts_and_motorways_imply(
    tags: dict[str, str], direction: int
) -> None:
    assert direction_of(tags) == direction


@pytest.mark.parametrize(
    ("sign", "kph"),
    [("50", 50), ("60;70", 60), (" 40 ", 40), ("", 0), ("none", 0), ("30 mph", 0), ("999", 0), ("５０", 0)],
)
def test_a_limit_is_read_only_when_it_is_a_plain_number(sign: str, kph: int) -> None:
    assert limit_of({"maxspeed": sign}) == kph


def test_scooters_are_kept_off_where_a_sign_says_so() -> None:
    assert bars_scooters({"motorcycle": "no"})
    assert bars_scooters({"motorroad": "yes"})
    assert not bars_scooters({"highway": "trunk"})
