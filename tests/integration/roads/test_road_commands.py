"""``roads import`` and ``roads matrix`` as people run them: counts, one sentence for what cannot be, a clean Ctrl+C."""

import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import osmium
import pytest
from helpers.routing_servers import dead_url, hosting, osrm_answer

from hah_console.adapters.roads.graph_file import read_graph
from hah_console.app.progress_bar import ProgressBar

ROOT = Path(__file__).resolve().parents[3]
MAIN = ({"highway": "primary", "name": "中正路"}, [(24.80, 120.96), (24.80, 120.965), (24.80, 120.97)])
SIDE = ({"highway": "residential"}, [(24.80, 120.965), (24.805, 120.965)])
BUSY_WAYS = 60_000


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "hah_console", "roads", *map(str, arguments), "--json", "--lang", "en"]


def ran(*arguments: object) -> tuple[int, dict[str, object], str]:
    done = subprocess.run(command(*arguments), capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    return done.returncode, json.loads(done.stdout.splitlines()[-1]), done.stderr


def test_a_file_becomes_a_graph_the_console_opens(write_pbf: Callable[..., Path], tmp_path: Path) -> None:
    status, told, stages = ran("import", write_pbf(MAIN, SIDE), "--out", tmp_path / "out")
    assert status == 0
    assert (told["nodes"], told["edges"], told["largest_component_share"], told["ok"]) == (4, 6, 1.0, True)
    assert read_graph(tmp_path / "out" / "town.npz").node_count == 4
    assert "100% writing" in stages


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "nodes", "edges", "share"),
    [("hsinchu-nycu.osm.pbf", 4_573, 10_389, 0.963), ("tamsui-2025-10.osm.pbf", 1_952, 4_240, 0.793)],
)
def test_real_towns_are_imported_with_their_counts_and_both_engines_agree(
    shared_data: Path, tmp_path: Path, name: str, nodes: int, edges: int, share: float
) -> None:
    _, told, _ = ran("import", shared_data / "roads" / name, "--out", tmp_path)
    assert (told["nodes"], told["edges"]) == (nodes, edges)
    assert told["largest_component_share"] == pytest.approx(share, abs=0.001)
    status, compared, _ = ran("matrix", told["file"], "--places", 60)
    assert status == 0
    assert (compared["maximum_difference_s"], compared["maximum_difference_m"]) == (0, 0)
    assert len(compared["vehicles"]) == 3  # type: ignore[arg-type]


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty"), (b"<osm/>", "not_osm_pbf"), (None, "no_such_file")])
def test_what_is_no_road_file_is_told_in_one_sentence_and_leaves_nothing(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "town.osm.pbf"
    if content is not None:
        file.write_bytes(content)
    status, told, said = ran("import", file, "--out", tmp_path / "out")
    assert (status, told["reason"], told["ok"]) == (2, reason, False)
    assert said.splitlines()[-1].startswith("The road file")
    assert not list((tmp_path / "out").iterdir())


@pytest.fixture(scope="module")
def busy_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Streets that take some seconds to read."""
    file = tmp_path_factory.mktemp("busy") / "grid.osm.pbf"
    head = osmium.io.Header()
    head.set("sorting", "Type_then_ID")
    with osmium.SimpleWriter(str(file), 4_000_000, head) as writer:
        for n in range(BUSY_WAYS + 1):
            place = 120.9 + n % 300 / 1000, 24.6 + n // 300 / 1000
            writer.add_node(osmium.osm.mutable.Node(id=n + 1, location=place, version=1))
        for n in range(1, BUSY_WAYS + 1):
            way = osmium.osm.mutable.Way(id=n, nodes=[n, n + 1], tags={"highway": "residential"}, version=1)
            writer.add_way(way)
    return file


@pytest.mark.alone
def test_ctrl_c_stops_at_once_and_leaves_what_stood_there(busy_file: Path, tmp_path: Path) -> None:
    before = tmp_path / "grid.npz"
    before.write_bytes(b"the graph of last week")
    running = subprocess.Popen(
        command("import", busy_file, "--out", tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    assert running.stderr is not None
    assert "reading" in running.stderr.readline()
    asked = time.monotonic()
    running.send_signal(signal.SIGINT)
    out, said = running.communicate(timeout=30)
    assert time.monotonic() - asked < 5
    assert (running.returncode, json.loads(out)["error"]) == (130, "stopped")
    assert said.splitlines()[-1] == "The import was stopped; nothing was kept."
    assert [path.name for path in tmp_path.iterdir()] == ["grid.npz"]
    assert before.read_bytes() == b"the graph of last week"


def test_servers_are_asked_beside_both_engines_and_a_dead_one_is_told(write_pbf: Callable[..., Path]) -> None:
    with hosting(osrm_answer) as osrm:
        status, told, _ = ran("matrix", write_pbf(MAIN, SIDE), "--places", 5, "--vehicle", "car", "--osrm", osrm.url)
        assert status == 0
        ((server,),) = [row["servers"] for row in told["vehicles"]]  # type: ignore[attr-defined]
        assert server["name"] == "OSRM"
        assert server["answered_share"] > 0.7
    _, told, _ = ran("matrix", write_pbf(MAIN, SIDE), "--places", 5, "--vehicle", "van", "--valhalla", dead_url())
    ((server,),) = [row["servers"] for row in told["vehicles"]]  # type: ignore[attr-defined]
    assert (server["name"], server["answered_share"]) == ("Valhalla", 0.0)


@pytest.mark.parametrize("wrong", [("--osrm", "router"), ("--vehicle", "boat")])
def test_a_wrong_server_or_vehicle_is_told_in_a_sentence(
    write_pbf: Callable[..., Path], wrong: tuple[str, str]
) -> None:
    status, told, said = ran("matrix", write_pbf(MAIN, SIDE), *wrong)
    assert (status, told["error"]) == (2, "invalid_input")
    assert len(said.splitlines()) == 1


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_bar_is_drawn_over_itself_and_elsewhere_line_by_line() -> None:
    drawn, written = Terminal(), io.StringIO()
    for stream in (drawn, written):
        bar = ProgressBar(stream)
        for percent in range(0, 101, 5):
            bar.show("reading", percent / 100)
        bar.close()
    assert drawn.getvalue().count("\n") == 1
    assert drawn.getvalue().count("\r") == 21
    assert [line.split()[1] for line in written.getvalue().splitlines()] == ["0%", "25%", "50%", "75%", "100%"]
