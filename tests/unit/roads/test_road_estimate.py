"""Estimated travel: straight line by the factor of its distance band, every leg flagged."""

import pytest
from road_square import at

from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.adapters.roads.profile import SpeedProfile
from hah_console.adapters.roads.provider import estimated
from hah_console.domain.errors import InvalidInput
from hah_console.domain.visit import LegSource


@pytest.mark.parametrize(("straight_m", "metres"), [(500, 1000), (999, 1998), (1001, 1501.5), (4000, 6000)])
def test_the_factor_is_that_of_the_distance_band(profile: SpeedProfile, straight_m: float, metres: float) -> None:
    table = EstimatedTravel(profile).matrix([at(0), at(0, straight_m)], "car")
    assert table.metres[0][1] == pytest.approx(metres, abs=2)
    assert table.seconds[0][1] == pytest.approx(metres / 10 + 60, abs=1)


def test_every_leg_says_that_it_is_estimated(profile: SpeedProfile) -> None:
    table = EstimatedTravel(profile).matrix([at(0), at(800), at(0, 900)], "scooter")
    assert {source for row in table.sources for source in row} == {LegSource.ESTIMATE.value}


def test_an_estimate_is_the_same_both_ways_and_nothing_from_a_place_to_itself(profile: SpeedProfile) -> None:
    table = EstimatedTravel(profile).matrix([at(0), at(800, 300), at(20)], "van")
    assert table.seconds[0][1] == table.seconds[1][0]
    assert table.seconds[0][0] == table.seconds[0][2] == 0


def test_an_estimate_draws_a_straight_line(profile: SpeedProfile) -> None:
    start, end = at(0), at(700, 200)
    assert EstimatedTravel(profile).path(start, end, "car") == ((start.lat, start.lon), (end.lat, end.lon))


def test_an_unknown_vehicle_is_refused_by_estimates_too(profile: SpeedProfile) -> None:
    for ask in (EstimatedTravel(profile).path, lambda a, b, kind: EstimatedTravel(profile).matrix([a, b], kind)):
        with pytest.raises(InvalidInput):
            ask(at(0), at(100), "boat")


def test_without_a_road_file_there_is_neither_graph_nor_street(profile: SpeedProfile) -> None:
    roads = estimated(profile)
    assert roads.graph is None
    assert roads.travel.label == "estimate"
    assert not roads.ground.synthetic
