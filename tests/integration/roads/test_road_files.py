"""Road files through the one door: what is read, what is kept for the next start, what is refused in one sentence."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hah_console.adapters.roads.errors import RoutingFailed
from hah_console.adapters.roads.graph_file import read_graph, write_graph
from hah_console.adapters.roads.profile import SpeedProfile
from hah_console.adapters.roads.provider import open_roads, open_whatever_works, read_roads
from hah_console.domain.map_ground import MapGround, RoadClass
from hah_console.domain.place import Place
from hah_console.domain.visit import LegSource
from hah_console.ui.i18n import LANGUAGES, Texts

WritePbf = Callable[..., Path]
WEST, MIDDLE, EAST, NORTH = (24.80, 120.96), (24.80, 120.965), (24.80, 120.97), (24.805, 120.965)
MAIN = ({"highway": "primary", "name": "中正路", "maxspeed": "50"}, [WEST, MIDDLE, EAST])
SIDE = ({"highway": "residential"}, [MIDDLE, NORTH])


def reason_of(path: Path) -> str:
    with pytest.raises(RoutingFailed) as refused:
        read_roads(path)
    assert_a_sentence(refused.value)
    return str(refused.value.facts["reason"])


def assert_a_sentence(error: RoutingFailed) -> None:
    for language in LANGUAGES:
        texts = Texts(language)
        sentence = texts.error(error)
        assert "{" not in sentence
        assert texts(f"errors.reason.{error.facts['reason']}") in sentence


def test_an_openstreetmap_file_becomes_streets_with_names_and_attribution(write_pbf: WritePbf) -> None:
    graph = read_roads(write_pbf(MAIN, SIDE, ({"highway": "footway"}, [EAST, NORTH])))
    assert graph.names == ("中正路",)
    assert graph.chain_limit_kph.max() == 50
    assert len(graph.chain_from) == 3
    assert "OpenStreetMap" in graph.attribution
    assert not graph.synthetic


def test_times_on_a_file_s_streets_are_marked_as_real_roads(
    write_pbf: WritePbf, cache: Path, profile: SpeedProfile
) -> None:
    roads = open_roads(write_pbf(MAIN, SIDE), cache, profile)
    table = roads.travel.matrix([Place(*WEST), Place(*NORTH)], "car")
    assert table.sources[0][1] == LegSource.ROAD_NETWORK.value
    assert roads.travel.label == "road_network"
    assert len(roads.ground.roads[RoadClass.PRIMARY].firsts) == 1


def test_the_second_opening_reads_what_the_first_kept(
    write_pbf: WritePbf, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_pbf(MAIN, SIDE)
    first = read_roads(path, cache)
    monkeypatch.setattr("hah_console.adapters.roads.importer.import_pbf", lambda _: pytest.fail("read again"))
    second = read_roads(path, cache)
    assert second.chain_decimetres.tolist() == first.chain_decimetres.tolist()
    assert len(list(cache.iterdir())) == 1


def test_a_changed_file_of_the_same_name_is_read_anew(write_pbf: WritePbf, cache: Path) -> None:
    read_roads(write_pbf(MAIN), cache)
    assert read_roads(write_pbf(MAIN, SIDE), cache).node_count == 4


def test_a_damaged_cache_is_made_again(write_pbf: WritePbf, cache: Path) -> None:
    path = write_pbf(MAIN, SIDE)
    read_roads(path, cache)
    kept = next(cache.iterdir())
    kept.write_bytes(kept.read_bytes()[:200])
    assert read_roads(path, cache).node_count == 4
    assert read_graph(kept).node_count == 4


@pytest.mark.expected_log("roads cannot be kept")
def test_roads_open_although_they_cannot_be_kept(write_pbf: WritePbf, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    assert read_roads(write_pbf(MAIN, SIDE), in_the_way / "cache").node_count == 4


def test_a_graph_comes_back_from_its_file_as_it_was_and_twice_the_same(write_pbf: WritePbf, tmp_path: Path) -> None:
    graph = read_roads(write_pbf(MAIN, SIDE))
    for name in ("a.npz", "b.npz"):
        write_graph(graph, tmp_path / name)
    back = read_roads(tmp_path / "a.npz")
    assert (back.names, back.attribution, back.synthetic) == (graph.names, graph.attribution, graph.synthetic)
    assert np.array_equal(back.order, graph.order)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert reason_of(tmp_path / "town.osm.pbf") == "no_such_file"


def test_a_folder_is_no_road_file(tmp_path: Path) -> None:
    assert reason_of(tmp_path) == "unreadable_file"


@pytest.mark.parametrize("name", ["town.osm.pbf", "town.npz", "town.csv"])
def test_an_empty_file_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert reason_of(tmp_path / name) == "empty"


@pytest.mark.parametrize("name", ["town.osm", "town.geojson", "pbf", "town.osm.pbf.part"])
def test_another_kind_of_file_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("<osm/>")
    assert reason_of(tmp_path / name) == "wrong_extension"


@pytest.mark.parametrize("content", [b"<osm/>", b"\0" * 400, b"\x00\x00\x00\x0d\x0a\x09OSMHeader", "路".encode() * 99])
def test_what_only_calls_itself_pbf_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "town.osm.pbf"
    path.write_bytes(content)
    assert reason_of(path) == "not_osm_pbf"


@pytest.mark.parametrize("kept_share", [0.2, 0.5, 0.9, 0.99])
def test_a_file_cut_short_is_told(write_pbf: WritePbf, kept_share: float) -> None:
    path = write_pbf(MAIN, SIDE)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept_share)])
    assert reason_of(path) == "not_osm_pbf"


def test_a_file_with_a_changed_byte_is_refused_or_read_but_never_a_crash(write_pbf: WritePbf) -> None:
    path = write_pbf(MAIN, SIDE)
    whole = path.read_bytes()
    for position in range(0, len(whole), 7):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0x5A]) + whole[position + 1 :])
        try:
            assert read_roads(path).node_count
        except RoutingFailed as refused:
            assert_a_sentence(refused)


def test_a_map_without_streets_is_told(write_pbf: WritePbf) -> None:
    assert (
        reason_of(write_pbf(({"highway": "footway"}, [WEST, EAST]), ({"building": "yes"}, [WEST, EAST]))) == "no_roads"
    )


def test_a_map_of_another_country_is_told(write_pbf: WritePbf) -> None:
    assert reason_of(write_pbf(({"highway": "primary"}, [(47.1, 9.5), (47.2, 9.6)]))) == "not_taiwan"


def test_an_npz_that_is_no_road_graph_is_told(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    np.save(tmp_path / "array.npy", np.zeros(3))
    (tmp_path / "array.npy").rename(tmp_path / "array.npz")
    (tmp_path / "text.npz").write_text("no zip at all")
    for name in ("other.npz", "array.npz", "text.npz"):
        assert reason_of(tmp_path / name) == "not_a_road_graph"


@pytest.mark.parametrize(
    ("column", "position", "value"),
    [
        ("chain_to", 0, 99),
        ("chain_last", -1, 10_000),
        ("chain_class", 0, 77),
        ("order", 0, 1),
        ("chain_decimetres", 0, 0),
    ],
)
def test_a_graph_file_that_points_at_nothing_is_told(
    write_pbf: WritePbf, tmp_path: Path, column: str, position: int, value: int
) -> None:
    graph = read_roads(write_pbf(MAIN, SIDE))
    getattr(graph, column)[position] = value
    if column == "order":
        graph.order[:] = value
    write_graph(graph, tmp_path / "bad.npz")
    assert reason_of(tmp_path / "bad.npz") == "not_a_road_graph"


@pytest.mark.expected_log("road file cannot answer")
@pytest.mark.parametrize("content", [b"", b"<osm/>"])
def test_a_console_with_a_bad_road_file_opens_on_the_next_source_and_says_so(
    tmp_path: Path, cache: Path, profile: SpeedProfile, content: bytes
) -> None:
    path = tmp_path / "town.osm.pbf"
    path.write_bytes(content)
    roads = open_whatever_works(path, cache, profile, MapGround())
    assert roads.travel.label == "estimate"
    (told,) = roads.travel.troubles()
    assert isinstance(told, RoutingFailed)
    assert_a_sentence(told)
    assert roads.travel.matrix([Place(*WEST), Place(*NORTH)], "car").sources[0][1] == LegSource.ESTIMATE.value
    assert len(roads.travel.troubles()) == 1
