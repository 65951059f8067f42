"""The demo's schematic streets: the same every time, in one piece, near every place of the site, marked as invented."""

import numpy as np
import pytest

from hah_console.adapters.roads.drawn import drawn_graph
from hah_console.adapters.roads.graph import CLASSES, RoadGraph
from hah_console.adapters.roads.profile import SpeedProfile
from hah_console.adapters.roads.provider import open_roads, read_roads
from hah_console.adapters.roads.survey import survey
from hah_console.app.commands.roads import demo_streets, places_of
from hah_console.app.resources import resource_path
from hah_console.domain.map_ground import RoadClass
from hah_console.domain.place import Place
from hah_console.domain.site_pack import SitePack
from hah_console.domain.street import Street

SHIPPED = resource_path("demo", "streets.npz")
NEAREST_JUNCTION_M = 300


@pytest.fixture(scope="module")
def drawn(demo: SitePack) -> tuple[Street, ...]:
    return demo_streets(demo)


@pytest.fixture(scope="module")
def shipped() -> RoadGraph:
    return read_roads(SHIPPED)


def test_the_streets_are_the_same_every_time(drawn: tuple[Street, ...], demo: SitePack) -> None:
    assert demo_streets(demo) == drawn


def test_the_shipped_file_holds_the_streets_the_command_draws(drawn: tuple[Street, ...], shipped: RoadGraph) -> None:
    fresh = drawn_graph(drawn)
    assert fresh.chain_class.tolist() == shipped.chain_class.tolist()
    # sines of another platform may differ in their last digit: a centimetre is the same street
    assert np.abs(fresh.shape_lat - shipped.shape_lat).max() <= 2
    assert np.abs(fresh.shape_lon - shipped.shape_lon).max() <= 2


def test_the_file_is_small_marked_and_ready_to_route_on(shipped: RoadGraph) -> None:
    assert SHIPPED.stat().st_size < 1_500_000
    assert shipped.synthetic
    assert shipped.names == ()
    assert len(shipped.order) == shipped.node_count


def test_every_street_can_be_reached_and_left_by_every_vehicle(shipped: RoadGraph, profile: SpeedProfile) -> None:
    assert set(survey(shipped, profile).connected.values()) == {1.0}


@pytest.mark.parametrize("vehicle", ["car", "scooter", "van"])
def test_every_home_base_and_hospital_lies_near_a_street(
    shipped: RoadGraph, profile: SpeedProfile, demo: SitePack, vehicle: str
) -> None:
    from hah_console.adapters.roads.network import vehicle_network

    at = np.array(places_of(demo))
    _, metres = vehicle_network(shipped, profile, vehicle).snap(at[:, 0], at[:, 1])
    assert len(at) > 45
    assert metres.max() < NEAREST_JUNCTION_M


def test_the_town_has_wide_roads_and_narrow_ones_in_a_plausible_mix(shipped: RoadGraph) -> None:
    km = {c: shipped.chain_decimetres[shipped.chain_class == i].sum() / 10_000 for i, c in enumerate(CLASSES)}
    wide = km[RoadClass.PRIMARY] + km[RoadClass.SECONDARY]
    assert 0.1 < wide / sum(km.values()) < 0.3
    assert km[RoadClass.RESIDENTIAL] > km[RoadClass.TERTIARY] > wide / 3
    assert km[RoadClass.MOTORWAY] > 10
    assert km[RoadClass.EXPRESSWAY] > 10


def test_the_hills_of_the_south_east_have_fewer_streets_than_the_middle_of_the_town(shipped: RoadGraph) -> None:
    lats, lons = shipped.node_lat * 1e-7, shipped.node_lon * 1e-7

    def junctions(lat: float, lon: float) -> int:
        return int(np.count_nonzero((abs(lats - lat) < 0.008) & (abs(lons - lon) < 0.008)))

    assert junctions(24.772, 121.0) * 5 < junctions(24.805, 120.972)


def test_a_day_of_trips_takes_plausible_time_on_real_looking_ways(profile: SpeedProfile, demo: SitePack) -> None:
    travel = open_roads(SHIPPED, SHIPPED.parent, profile).travel
    places = [Place(lat, lon) for lat, lon in places_of(demo)]
    table = travel.matrix(places, "scooter")
    apart = ~np.eye(len(places), dtype=bool)
    seconds, metres = np.array(table.seconds)[apart], np.array(table.metres)[apart]
    assert {source for row in table.sources for source in row} == {"road_network"}
    assert 25 < metres.sum() / (seconds - 90).sum() * 3.6 < 40
    assert seconds.max() < 45 * 60


def test_the_map_is_told_that_the_streets_are_schematic(profile: SpeedProfile) -> None:
    roads = open_roads(SHIPPED, SHIPPED.parent, profile)
    assert roads.ground.synthetic
    assert roads.travel.label == "synthetic_streets"
