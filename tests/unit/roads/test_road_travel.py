"""Travel over streets: one-way streets, vehicles, speeds, doors off the street; every test with both engines."""

from collections.abc import Callable

import pytest
from road_square import SQUARE, at, street

from hah_console.adapters.roads.router import RoadTravel
from hah_console.domain.errors import InvalidInput
from hah_console.domain.map_ground import RoadClass
from hah_console.domain.visit import LegSource

Travel = Callable[..., RoadTravel]
ACCESS_S = 60
ROAD, ESTIMATE = LegSource.ROAD_NETWORK.value, LegSource.ESTIMATE.value


def test_a_leg_takes_the_length_at_the_speed_of_the_class_and_the_way_to_the_door(travel: Travel) -> None:
    table = travel(*SQUARE).matrix([at(0), at(1000)], "car")
    assert table.seconds[0][1] == pytest.approx(100 + ACCESS_S, abs=1)
    assert table.metres[0][1] == pytest.approx(1000, abs=2)
    assert table.sources[0][1] == ROAD


def test_a_slower_vehicle_takes_longer_on_the_same_way(travel: Travel) -> None:
    table = travel(*SQUARE).matrix([at(0), at(1000)], "van")
    assert table.seconds[0][1] == pytest.approx(200 + ACCESS_S, abs=1)


def test_the_fastest_way_is_taken_and_not_the_shortest(travel: Travel) -> None:
    corners = ((0, 0), (500, -400), (1000, 0))
    roads = travel(street((0, 0), (1000, 0)), street(*corners, of=RoadClass.PRIMARY))
    table = roads.matrix([at(0), at(1000)], "car")
    assert table.metres[0][1] == pytest.approx(1281, abs=3)
    assert table.seconds[0][1] == pytest.approx(64 + ACCESS_S, abs=2)


def test_a_one_way_street_is_only_driven_in_its_direction(travel: Travel) -> None:
    table = travel(*SQUARE, street((0, 1000), (0, 0), one_way=True)).matrix([at(0, 1000), at(0)], "car")
    assert table.metres[0][1] == pytest.approx(1000, abs=2)
    assert table.metres[1][0] == pytest.approx(3000, abs=4)


def test_a_scooter_stays_off_the_motorway_and_a_car_takes_it(travel: Travel) -> None:
    roads = travel(*SQUARE, street((0, 0), (0, 1000), of=RoadClass.MOTORWAY))
    places = [at(0), at(0, 1000)]
    assert roads.matrix(places, "car").metres[0][1] == pytest.approx(1000, abs=2)
    assert roads.matrix(places, "scooter").metres[0][1] == pytest.approx(3000, abs=4)


def test_a_home_beside_a_motorway_is_reached_from_the_streets(travel: Travel) -> None:
    lane = ((0, 0), (0, 300), (0, 600), (0, 1000))
    roads = travel(*SQUARE, street(*lane, of=RoadClass.MOTORWAY))
    network = roads.network_of("car")
    _, off_street_m = network.snap(*([value] for value in (at(5, 300).lat, at(5, 300).lon)))
    assert off_street_m[0] == pytest.approx(300, abs=2)


def test_the_way_from_the_street_to_the_door_is_walked(travel: Travel) -> None:
    table = travel(*SQUARE).matrix([at(0, -100), at(1000)], "car")
    assert table.seconds[0][1] == pytest.approx(100 + 100 + ACCESS_S, abs=2)
    assert table.metres[0][1] == pytest.approx(1100, abs=2)


def test_a_place_far_from_every_street_is_estimated_and_says_so(travel: Travel) -> None:
    table = travel(*SQUARE).matrix([at(0), at(0, -600), at(1000)], "car")
    assert table.sources[0] == [ROAD, ESTIMATE, ROAD]
    assert table.sources[1] == [ESTIMATE, ESTIMATE, ESTIMATE]
    assert table.metres[0][1] == pytest.approx(1200, abs=2)


def test_a_place_on_a_cut_off_street_is_led_to_the_streets_that_hang_together(travel: Travel) -> None:
    island = street((0, -200), (300, -200))
    table = travel(*SQUARE, island).matrix([at(0, -200), at(1000)], "car")
    assert table.sources[0][1] == ROAD
    assert table.metres[0][1] == pytest.approx(1200, abs=2)


def test_two_tasks_at_the_same_place_need_no_ride(travel: Travel) -> None:
    table = travel(*SQUARE).matrix([at(0), at(10), at(1000)], "car")
    assert table.seconds[0][1] == table.seconds[0][0] == 0
    assert table.metres[0][1] == 0


def test_no_places_give_empty_tables(travel: Travel) -> None:
    table = travel(*SQUARE).matrix([], "car")
    assert (table.seconds, table.metres, table.sources) == ([], [], [])


def test_a_path_runs_along_the_streets_from_door_to_door(travel: Travel) -> None:
    start, end = at(0, -50), at(1000, 1050)
    path = travel(*SQUARE).path(start, end, "car")
    assert path[0] == (start.lat, start.lon)
    assert path[-1] == (end.lat, end.lon)
    corners = [at(0), at(1000), at(1000, 1000)]
    assert len(path) == 5
    for point, corner in zip(path[1:-1], corners, strict=True):
        assert point == pytest.approx((corner.lat, corner.lon), abs=2e-7)


def test_a_path_to_a_place_off_the_streets_is_a_straight_line(travel: Travel) -> None:
    start, end = at(0), at(0, -900)
    assert travel(*SQUARE).path(start, end, "car") == ((start.lat, start.lon), (end.lat, end.lon))


def test_a_path_within_one_junction_goes_from_door_to_door(travel: Travel) -> None:
    assert len(travel(*SQUARE).path(at(0, -20), at(0, -40), "car")) == 2


def test_drawn_streets_call_themselves_schematic(travel: Travel) -> None:
    assert travel(*SQUARE).label == "synthetic_streets"


def test_an_unknown_vehicle_is_refused(travel: Travel) -> None:
    with pytest.raises(InvalidInput):
        travel(*SQUARE).matrix([at(0), at(1000)], "boat")


@pytest.mark.expected_log("roads cannot answer")
def test_a_vehicle_without_any_road_is_told_and_estimated(travel: Travel) -> None:
    roads = travel(street((0, 0), (1000, 0), of=RoadClass.MOTORWAY))
    assert roads.matrix([at(0), at(1000)], "scooter").sources[0][1] == ESTIMATE
    assert [error.facts["reason"] for error in roads.troubles()] == ["no_roads_for_vehicle"]
