"""The streets of 新竹市 and 淡水區 out of OpenStreetMap: sizes, times and ways are those that were measured."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hah_console.adapters.roads.graph import Floats, haversine_metres
from hah_console.adapters.roads.graph_file import read_graph, write_graph
from hah_console.adapters.roads.network import vehicle_network
from hah_console.adapters.roads.profile import SpeedProfile, load_profile
from hah_console.adapters.roads.provider import Roads, open_roads, read_roads
from hah_console.adapters.roads.router import RoadTravel
from hah_console.adapters.roads.survey import survey
from hah_console.app.resources import resource_path
from hah_console.domain.map_ground import STREET, RoadClass
from hah_console.domain.place import Place
from hah_console.domain.site_pack import SitePack
from hah_console.domain.visit import LegSource

pytestmark = pytest.mark.shared_data
HSINCHU, TAMSUI = "hsinchu-nycu.osm.pbf", "tamsui-2025-10.osm.pbf"
ROAD = LegSource.ROAD_NETWORK.value


@pytest.fixture(scope="module")
def opened(
    shared_data: Path, profile: SpeedProfile, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Roads]:
    cache = tmp_path_factory.mktemp("roads")
    return lambda name: open_roads(shared_data / "roads" / name, cache, profile)


def some_places(roads: Roads, count: int) -> list[Place]:
    """Junctions that cars can get in and out of, the same ones every time."""
    graph = roads.graph
    assert graph is not None
    members = vehicle_network(graph, load_profile(resource_path("profiles", "speeds.toml")), "car").members
    nodes = np.random.default_rng(1).choice(members, count, replace=False)
    return [Place(float(graph.node_lat[n]) * 1e-7, float(graph.node_lon[n]) * 1e-7) for n in nodes]


def driven_kph(roads: Roads, vehicle: str, access_s: float) -> float:
    table = roads.travel.matrix(some_places(roads, 120), vehicle)
    apart = ~np.eye(120, dtype=bool)
    seconds, metres = np.array(table.seconds)[apart] - access_s, np.array(table.metres)[apart]
    return float(metres.sum() / seconds.sum() * 3.6)


def median_detour(roads: Roads, low_m: float, high_m: float) -> float:
    places = some_places(roads, 150)
    lats, lons = np.array([p.lat for p in places]), np.array([p.lon for p in places])
    straight: Floats = haversine_metres(lats[:, None], lons[:, None], lats[None], lons[None])
    chosen = (straight >= low_m) & (straight < high_m)
    metres = np.array(roads.travel.matrix(places, "car").metres)
    return float(np.median(metres[chosen] / straight[chosen]))


@pytest.mark.parametrize(("name", "km", "share"), [(HSINCHU, 582, 0.96), (TAMSUI, 180, 0.79)])
def test_a_real_town_is_read_whole(
    opened: Callable[[str], Roads], profile: SpeedProfile, name: str, km: int, share: float
) -> None:
    graph = opened(name).graph
    assert graph is not None
    found = survey(graph, profile)
    assert found.street_km == pytest.approx(km, rel=0.01)
    assert found.connected["car"] == pytest.approx(share, abs=0.01)
    assert len(graph.order) == graph.node_count


@pytest.mark.parametrize(("name", "kph"), [(HSINCHU, 37), (TAMSUI, 30)])
def test_cars_run_at_the_speed_that_was_measured(opened: Callable[[str], Roads], name: str, kph: int) -> None:
    assert driven_kph(opened(name), "car", 240) == pytest.approx(kph, rel=0.08)


def test_scooters_are_slower_across_hsinchu_because_the_motorway_is_closed_to_them(
    opened: Callable[[str], Roads],
) -> None:
    roads = opened(HSINCHU)
    places = some_places(roads, 120)
    car, scooter = (np.array(roads.travel.matrix(places, kind).seconds).mean() for kind in ("car", "scooter"))
    assert 1.02 < (scooter - 90) / (car - 240) < 1.2


@pytest.mark.parametrize(
    ("name", "low_km", "high_km", "median"),
    [(HSINCHU, 4, 8, 1.40), (HSINCHU, 8, 99, 1.38), (TAMSUI, 1, 2, 1.59), (TAMSUI, 2, 4, 1.43)],
)
def test_ways_are_longer_than_straight_lines_as_was_measured(
    opened: Callable[[str], Roads], name: str, low_km: float, high_km: float, median: float
) -> None:
    assert median_detour(opened(name), low_km * 1000, high_km * 1000) == pytest.approx(median, rel=0.06)


@pytest.mark.parametrize("name", [HSINCHU, TAMSUI])
@pytest.mark.parametrize("vehicle", ["car", "scooter"])
def test_both_engines_give_the_same_tables(
    opened: Callable[[str], Roads], profile: SpeedProfile, name: str, vehicle: str
) -> None:
    roads = opened(name)
    assert roads.graph is not None
    places = some_places(roads, 80)
    scipy = RoadTravel(roads.graph, profile, engine="scipy").matrix(places, vehicle)
    cch = roads.travel.matrix(places, vehicle)
    assert (cch.seconds, cch.metres, cch.sources) == (scipy.seconds, scipy.metres, scipy.sources)


def test_a_path_is_as_long_as_the_table_says_and_has_no_leaps(opened: Callable[[str], Roads]) -> None:
    roads = opened(HSINCHU)
    places = some_places(roads, 12)
    table = roads.travel.matrix(places, "car")
    for column, end in enumerate(places[1:], 1):
        path = np.array(roads.travel.path(places[0], end, "car"))
        steps = haversine_metres(path[:-1, 0], path[:-1, 1], path[1:, 0], path[1:, 1])
        assert steps.sum() == pytest.approx(table.metres[0][column], rel=0.005, abs=3)


def test_homes_of_the_demo_in_the_middle_of_the_town_lie_on_its_real_streets(
    opened: Callable[[str], Roads], demo: SitePack
) -> None:
    homes = [p.home for p in demo.patients if 24.79 < p.home.lat < 24.82 and 120.96 < p.home.lon < 120.99]
    table = opened(HSINCHU).travel.matrix([demo.site.base, *homes], "scooter")
    assert len(homes) > 15
    assert {source for row in table.sources for source in row} == {ROAD}
    assert max(table.seconds[0]) < 25 * 60


def test_the_map_shows_the_streets_with_their_attribution(opened: Callable[[str], Roads]) -> None:
    ground = opened(TAMSUI).ground
    assert "OpenStreetMap" in ground.attribution
    assert not ground.synthetic
    assert len(ground.roads[RoadClass.RESIDENTIAL].firsts) > 300


def test_the_map_names_its_streets_in_chinese_once_in_a_square(opened: Callable[[str], Roads]) -> None:
    names = [name for name in opened(TAMSUI).ground.names if name.rank == STREET]
    assert {"中正路", "淡金路"} <= {name.name for name in names}
    squares = [(name.name, int(name.lat * 100), int(name.lon * 100)) for name in names]
    assert len(squares) == len(set(squares))
    assert all(25.1 < name.lat < 25.2 and 121.4 < name.lon < 121.5 for name in names)


def test_names_of_streets_are_read(opened: Callable[[str], Roads]) -> None:
    graph = opened(TAMSUI).graph
    assert graph is not None
    assert {"中正路", "中山路"} & set(graph.names)


def test_a_real_graph_is_small_and_comes_back_from_its_file(shared_data: Path, tmp_path: Path) -> None:
    graph = read_roads(shared_data / "roads" / HSINCHU)
    write_graph(graph, tmp_path / "town.npz")
    assert (tmp_path / "town.npz").stat().st_size < 400_000
    assert read_graph(tmp_path / "town.npz").chain_decimetres.tolist() == graph.chain_decimetres.tolist()


@pytest.mark.parametrize("kept_share", [0.1, 0.6, 0.95])
def test_a_real_file_cut_short_by_a_failed_copy_is_refused(
    shared_data: Path, tmp_path: Path, kept_share: float
) -> None:
    from hah_console.adapters.roads.errors import RoadFileUnusable

    whole = (shared_data / "roads" / HSINCHU).read_bytes()
    (tmp_path / "town.osm.pbf").write_bytes(whole[: int(len(whole) * kept_share)])
    with pytest.raises(RoadFileUnusable) as refused:
        read_roads(tmp_path / "town.osm.pbf")
    assert refused.value.facts["reason"] == "not_osm_pbf"
