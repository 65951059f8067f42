"""Both engines give the same times and lengths on any streets, and refuse what is not there."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from road_square import SQUARE, street

from hah_console.adapters.roads.cch_engine import CchEngine, ContractedStreets
from hah_console.adapters.roads.drawn import drawn_graph
from hah_console.adapters.roads.engine import CLOSED, UNREACHABLE
from hah_console.adapters.roads.errors import RoutingFailed
from hah_console.adapters.roads.graph import RoadGraph
from hah_console.adapters.roads.scipy_engine import ScipyEngine

CORNERS = st.tuples(st.integers(0, 3), st.integers(0, 3))
STREETS = st.lists(
    st.tuples(CORNERS, CORNERS, st.booleans()).filter(lambda ends: ends[0] != ends[1]), min_size=1, max_size=14
)


def engines(graph: RoadGraph, weights: np.ndarray) -> tuple[CchEngine, ScipyEngine]:
    cch = CchEngine(ContractedStreets(graph), weights)
    return cch, ScipyEngine(graph.node_count, graph.edge_tail, graph.edge_head, weights)


@given(STREETS, st.integers(0, 2**32 - 1))
def test_both_engines_give_the_same_times_on_any_streets(
    drawn: list[tuple[tuple[int, int], tuple[int, int], bool]], seed: int
) -> None:
    graph = drawn_graph([street(*((x * 90.0, y * 90.0) for x, y in (a, b)), one_way=way) for a, b, way in drawn])
    weights = np.random.default_rng(seed).integers(1, 1000, len(graph.edge_chain))
    weights[weights % 7 == 0] = CLOSED
    cch, scipy = engines(graph, weights)
    everywhere = np.arange(graph.node_count)
    assert np.array_equal(cch.times(everywhere, everywhere), scipy.times(everywhere, everywhere))


@given(STREETS, st.integers(0, 2**32 - 1))
def test_a_path_joins_its_ends_and_weighs_what_the_table_says(
    drawn: list[tuple[tuple[int, int], tuple[int, int], bool]], seed: int
) -> None:
    graph = drawn_graph([street(*((x * 90.0, y * 90.0) for x, y in (a, b)), one_way=way) for a, b, way in drawn])
    weights = np.random.default_rng(seed).integers(1, 1000, len(graph.edge_chain))
    last = graph.node_count - 1
    for engine in engines(graph, weights):
        edges = engine.edges(0, last)
        time = engine.times(np.array([0]), np.array([last]))[0, 0]
        if edges is None:
            assert time == UNREACHABLE
            continue
        assert weights[edges].sum() == time
        assert [graph.edge_tail[edges[0]], graph.edge_head[edges[-1]]] == [0, last]
        assert all(graph.edge_head[a] == graph.edge_tail[b] for a, b in pairwise(edges))


def test_a_junction_that_does_not_exist_is_refused_and_no_panic() -> None:
    graph = drawn_graph(SQUARE)
    cch = CchEngine(ContractedStreets(graph), np.ones(len(graph.edge_chain), np.int64))
    for wrong in (-1, graph.node_count):
        with pytest.raises(RoutingFailed):
            cch.times(np.array([wrong]), np.array([0]))


def test_weights_of_other_streets_are_refused() -> None:
    graph = drawn_graph(SQUARE)
    with pytest.raises(RoutingFailed):
        CchEngine(ContractedStreets(graph), np.ones(3, np.int64))


def test_the_lighter_of_two_parallel_streets_is_taken() -> None:
    graph = drawn_graph([street((0, 0), (90, 0)), street((0, 0), (45, 60), (90, 0))])
    weights = np.rint(graph.edge_metres * 10).astype(np.int64)
    ends = np.array([0]), np.array([1])
    assert {int(engine.times(*ends)[0, 0]) for engine in engines(graph, weights)} == {900}
