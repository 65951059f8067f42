"""Closed stretches: both engines go round them, whoever knows no streets takes longer past them."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from road_square import SQUARE, At, at, street

from hah_console.adapters.roads.chain import TravelChain
from hah_console.adapters.roads.closed import passing
from hah_console.adapters.roads.profile import ClosedRule, SpeedProfile
from hah_console.adapters.roads.router import RoadTravel
from hah_console.adapters.roads.straight import spots
from hah_console.domain.road_closure import Stretch
from hah_console.domain.visit import LegSource

Travel = Callable[..., RoadTravel]
WEST = street((0, 0), (0, 1000))
RULE = ClosedRule(along_m=15, near_m=150, detour_s=600)


@pytest.fixture(scope="session")
def profile(profile: SpeedProfile) -> SpeedProfile:
    return replace(profile, closed=RULE)


def stretch(*places: At) -> Stretch:
    return Stretch("a street", tuple((place.lat, place.lon) for place in places))


def test_the_way_goes_round_a_closed_street_and_back_when_it_is_open(travel: Travel) -> None:
    roads, ends = travel(*SQUARE, WEST), [at(0, 0), at(0, 1000)]
    assert roads.matrix(ends, "car").metres[0][1] == pytest.approx(1000, abs=2)
    around = roads.avoiding([stretch(at(0, 0), at(0, 1000))])
    assert around.matrix(ends, "car").metres[0][1] == pytest.approx(3000, abs=4)
    assert around.matrix(ends, "car").sources[0][1] == LegSource.ROAD_NETWORK.value
    assert len(around.path(*ends, "car")) > len(roads.path(*ends, "car"))
    assert roads.matrix(ends, "car").metres[0][1] == pytest.approx(1000, abs=2)
    assert roads.avoiding([stretch(at(0, 0), at(0, 1000))]) is around


def test_streets_that_only_touch_or_cross_it_stay_open(travel: Travel) -> None:
    cross = street((-500, 500), (500, 500))
    roads = travel(*SQUARE, street((0, 0), (0, 500)), street((0, 500), (0, 1000)), cross)
    around = roads.avoiding([stretch(at(0, 0), at(0, 500))])
    table = around.matrix([at(-500, 500), at(500, 500), at(0, 1000)], "car")
    assert table.metres[0][1] == pytest.approx(1000, abs=2)
    assert table.metres[0][2] == pytest.approx(1000, abs=2)


def test_the_parts_of_a_way_are_named_by_their_streets(travel: Travel) -> None:
    roads = travel(*SQUARE)
    parts = roads.streets(at(0, 0), at(1000, 1000), "car")
    assert sum(len(part.points) - 1 for part in parts) >= 2
    assert parts[0].points[0] == pytest.approx((at(0).lat, at(0).lon), abs=1e-6)
    closed_again = roads.avoiding(parts).matrix([at(0, 0), at(1000, 1000)], "car")
    assert closed_again.sources[0][1] == LegSource.ESTIMATE.value


def test_where_nobody_knows_the_streets_a_way_past_it_takes_longer(profile: SpeedProfile) -> None:
    plain, places = TravelChain((), profile), [at(0), at(2000), at(0, 3000)]
    around = plain.avoiding([stretch(at(900), at(1000), at(1100))])
    before, after = plain.matrix(places, "car").seconds, around.matrix(places, "car").seconds
    assert after[0][1] - before[0][1] == after[1][0] - before[1][0] == RULE.detour_s
    assert after[0][2] == before[0][2]
    assert after[0][0] == 0
    assert passing(spots(places), [stretch(at(1000), at(1010))], 150).tolist()[0] == [0, 1, 0]
