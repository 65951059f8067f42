"""Streets become junctions and chains: cut where they meet and often enough to find a home."""

import numpy as np
import pytest
from road_square import street

from hah_console.adapters.roads.drawn import drawn_graph
from hah_console.adapters.roads.errors import RoadFileUnusable
from hah_console.adapters.roads.ground import joined, road_lines
from hah_console.adapters.roads.profile import SpeedProfile
from hah_console.adapters.roads.survey import survey
from hah_console.domain.map_ground import MapGround, RoadClass
from hah_console.domain.street import Street


def test_streets_are_cut_where_they_meet_and_only_there() -> None:
    graph = drawn_graph([street((0, 0), (50, 0), (100, 0)), street((50, -60), (50, 0), (50, 60))])
    assert graph.node_count == 5
    assert sorted(graph.chain_decimetres.tolist()) == [500, 500, 600, 600]


def test_a_long_street_gets_a_junction_about_every_hundred_and_fifty_metres() -> None:
    graph = drawn_graph([street(*((step * 10.0, 0.0) for step in range(101)))])
    assert graph.chain_decimetres.max() <= 1600
    assert graph.chain_decimetres.sum() == pytest.approx(10_000, abs=5)
    assert graph.node_count == 8


def test_a_bend_counts_with_its_whole_length() -> None:
    graph = drawn_graph([street((0, 0), (60, 0), (60, 60))])
    assert graph.chain_decimetres.tolist() == [1200]
    assert graph.node_count == 2


def test_a_street_open_both_ways_gives_two_edges_and_a_one_way_street_one() -> None:
    graph = drawn_graph([street((0, 0), (100, 0)), street((100, 0), (100, 100), one_way=True)])
    assert len(graph.edge_chain) == 3
    one_way = np.flatnonzero(graph.edge_chain == 1)
    assert len(one_way) == 1
    assert not graph.edge_reversed[one_way[0]]


def test_the_points_of_an_edge_run_in_its_direction() -> None:
    graph = drawn_graph([street((0, 0), (50, 30), (100, 0))])
    there, back = (graph.edge_points(edge) for edge in (0, 1))
    assert there.tolist() == back[::-1].tolist()
    assert there[0].tolist() == pytest.approx([graph.node_lat[graph.edge_tail[0]] * 1e-7, 120.97], abs=1e-6)


def test_streets_elsewhere_than_taiwan_are_refused() -> None:
    paris = Street(((48.85, 2.35), (48.86, 2.36)), RoadClass.PRIMARY)
    with pytest.raises(RoadFileUnusable) as refused:
        drawn_graph([paris])
    assert refused.value.facts["reason"] == "not_taiwan"


def test_no_streets_at_all_are_refused() -> None:
    with pytest.raises(RoadFileUnusable) as refused:
        drawn_graph([])
    assert refused.value.facts["reason"] == "no_roads"


def test_the_map_draws_every_street_once_in_its_class() -> None:
    graph = drawn_graph([street((0, 0), (50, 0), (100, 0)), street((50, 0), (50, 90), of=RoadClass.PRIMARY)])
    lines = road_lines(graph)
    drawn = {road_class: len(found.firsts) for road_class, found in lines.items() if len(found.firsts)}
    assert drawn == {RoadClass.RESIDENTIAL: 1, RoadClass.PRIMARY: 1}


def test_roads_over_the_atlas_keep_both_attributions_and_the_mark_of_schematic_streets() -> None:
    ground = joined(MapGround(attribution="roads", synthetic=True), MapGround(attribution="atlas"))
    assert ground.attribution == "roads · atlas"
    assert ground.synthetic


def test_a_survey_counts_streets_once_and_what_each_vehicle_reaches(profile: SpeedProfile) -> None:
    streets = [street((0, 0), (1000, 0)), street((0, 0), (0, 500), of=RoadClass.MOTORWAY, one_way=True)]
    found = survey(drawn_graph(streets), profile)
    assert (found.node_count, found.edge_count) == (3, 3)
    assert found.street_km == pytest.approx(1.5, abs=0.001)
    assert found.connected["car"] == pytest.approx(2 / 3)
    assert found.connected["scooter"] == 1.0
