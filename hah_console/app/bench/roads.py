"""``bench roads``: a county of 600,000 edges read from its extract, and 300 x 300 travel times on it."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from hah_console.app.bench.row import BenchRow, at_least, at_most, none_of, slowness
from hah_console.app.report import progress
from hah_console.app.resources import resource_path

if TYPE_CHECKING:
    from hah_console.adapters.roads.graph import RoadGraph
    from hah_console.adapters.roads.router import RoadTravel

COPIES, EDGES = 40, 600_000
IMPORT_S, MATRIX_S, WITH_LENGTHS_S, REACH_S = 60.0, 1.0, 2.0, 0.5
PLACES, TRIES = 300, 3
AGREEING = 150
"""Places both engines are asked about: the plain one takes minutes for 300 on a county."""


def rows() -> Iterator[BenchRow]:
    """The rows, each as soon as it is measured."""
    from hah_console.adapters.roads.graph_file import read_graph
    from hah_console.adapters.roads.pbf_writer import write_pbf
    from hah_console.app.bench.road_town import county
    from hah_console.app.road_import import import_roads

    with tempfile.TemporaryDirectory(prefix="hah-bench-") as name:
        folder = Path(name)
        progress(f"roads: writing an extract of {COPIES} towns")
        write_pbf(county(COPIES), folder / "county.osm.pbf")
        before, began = slowness(), time.perf_counter()
        made = import_roads(folder / "county.osm.pbf", folder / "out", lambda *_: None)
        taken = time.perf_counter() - began
        yield at_least("road import: directed edges", made.edge_count, "edges", EDGES)
        slow = max(1.0, min(before, slowness()))
        yield _row("road import: extract to graph, ordered and written", taken, IMPORT_S, slow)
        yield from _asked(read_graph(made.file))
    yield from _agreeing()


def _asked(graph: "RoadGraph") -> Iterator[BenchRow]:
    from hah_console.adapters.roads.profile import load_profile
    from hah_console.adapters.roads.router import RoadTravel
    from hah_console.adapters.roads.straight import spots
    from hah_console.app.road_matrix import some_places
    from hah_console.domain.visit import LegSource

    progress(f"roads: {PLACES} x {PLACES} travel times")
    profile = load_profile(resource_path("profiles", "speeds.toml"))
    places = some_places(graph, profile, PLACES)
    travel = RoadTravel(graph, profile)
    at, engine = spots(places), travel.engine_of("car")
    nodes, _ = travel.network_of("car").snap(at[:, 0], at[:, 1])
    yield _cpu("travel times 300 x 300, 600,000 edges, CPU", lambda: engine.times(nodes, nodes), MATRIX_S)
    whole = "the same with lengths, doors and sources, as the planner asks, CPU"
    yield _cpu(whole, lambda: _forgetful(travel).matrix(places, "car"), WITH_LENGTHS_S)
    told = sum(row.count(LegSource.ROAD_NETWORK.value) for row in travel.matrix(places, "car").sources)
    yield at_least("travel times 300 x 300: legs from the roads", told, "legs", PLACES * PLACES)
    travel.reach(places[1], "car", 60)
    yield _cpu("area reached in 30 minutes, 600,000 edges, CPU", lambda: travel.reach(places[0], "car", 1800), REACH_S)


def _forgetful(travel: "RoadTravel") -> "RoadTravel":
    """Asked anew: what was told before is not kept."""
    travel.forget()
    return travel


def _cpu(name: str, do: Callable[[], object], target_s: float) -> BenchRow:
    """CPU of one thread, the best of some tries, not divided: others make it a little longer, never shorter."""
    taken = list[tuple[float, float]]()
    for _ in range(TRIES):
        cpu_s, wall_s = time.process_time(), time.perf_counter()
        do()
        taken.append((time.process_time() - cpu_s, time.perf_counter() - wall_s))
    cpu_s, wall_s = min(taken)
    return at_most(name, cpu_s, "s", target_s, note=f"{wall_s:.2f} s by the wall's clock")


def _agreeing() -> Iterator[BenchRow]:
    from hah_console.app.road_matrix import compare

    answered = compare(resource_path("demo", "streets.npz"), AGREEING, ())
    apart = max(row.maximum_difference_s for row in answered)
    yield none_of("both engines, 150 x 150, every vehicle: largest difference", apart, "s")


def _row(name: str, seconds: float, target_s: float, slow: float) -> BenchRow:
    note = f"{seconds:.2f} s on a machine {slow:.1f} times slower"
    return at_most(name, seconds, "s", target_s, slow=slow, note=note)
