"""``hah_console roads check``, ``import``, ``matrix`` and ``schematic``: road files looked over, read, asked, drawn."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.report import EXIT_USAGE, finish, progress, texts_for
from hah_console.app.resources import resource_path
from hah_console.app.road_commands import import_file, matrix

if TYPE_CHECKING:
    from hah_console.adapters.roads.graph import RoadGraph
    from hah_console.adapters.roads.survey import RoadSurvey
    from hah_console.domain.site_pack import SitePack
    from hah_console.domain.street import Street
    from hah_console.ui.i18n import Texts

CONNECTED_ENOUGH = 0.5
"""Share of the junctions below which most places of a site would be estimated."""


def register(app: typer.Typer) -> None:
    """Add ``roads`` with its sub-commands."""
    roads = typer.Typer(no_args_is_help=True, help="Road files: .osm.pbf extracts, and the demo's schematic streets.")
    roads.command("check")(check)
    roads.command("import")(import_file)
    roads.command("matrix")(matrix)
    roads.command("schematic")(schematic)
    app.add_typer(roads, name="roads")


def check(
    file: Path = typer.Argument(..., metavar="FILE", help="An .osm.pbf extract or an .npz road graph."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
) -> None:
    """Read a road file as the console would. Status 0: usable, 1: mostly cut off, 2: no road file."""
    from hah_console.adapters.roads.errors import RoutingFailed
    from hah_console.adapters.roads.profile import load_profile
    from hah_console.adapters.roads.provider import read_roads
    from hah_console.adapters.roads.survey import survey

    texts = texts_for(lang)
    started = time.monotonic()
    try:
        graph = read_roads(file)
    except RoutingFailed as error:
        progress(texts.error(error))
        finish({"error": error.code, **error.facts}, ok=False, as_json=as_json, status=EXIT_USAGE)
    seconds = time.monotonic() - started
    found = survey(graph, load_profile(resource_path("profiles", "speeds.toml")))
    print("\n".join(_lines(file, graph, found, seconds, texts)))
    finish(_facts(file, graph, found, seconds), ok=min(found.connected.values()) >= CONNECTED_ENOUGH, as_json=as_json)


def schematic(
    out: Path = typer.Option(..., "--out", metavar="FILE", help="Where the .npz road graph goes."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
) -> None:
    """Draw the schematic streets of the demo site (示意路網), the same every time."""
    from hah_console.adapters.roads.drawn import drawn_graph
    from hah_console.adapters.roads.importer import with_order
    from hah_console.adapters.site import load_site

    texts = texts_for(lang)
    pack = load_site(resource_path("demo"))
    streets = demo_streets(pack)
    graph = with_order(drawn_graph(streets))
    _write(graph, out)
    facts = _drawn_facts(out, graph, len(streets), pack)
    print(texts("roads.drawn", **facts))
    finish(facts, ok=True, as_json=as_json)


def demo_streets(pack: "SitePack") -> "tuple[Street, ...]":
    """The streets of the demo site: near every home, base and hospital of the pack."""
    from hah_console.demo.street_land import read_towns
    from hah_console.demo.streets import draw_streets

    towns = read_towns(resource_path("demo", "boundary", "towns.json"))
    return draw_streets(towns, [(village.lat, village.lon) for village in pack.places], places_of(pack))


def places_of(pack: "SitePack") -> list[tuple[float, float]]:
    """Where somebody drives to or from: homes, hospitals, and where the staff starts."""
    named = [pack.site.base, *(p.home for p in pack.patients), *(h.place for h in pack.hospitals)]
    return sorted({(place.lat, place.lon) for place in (*named, *(s.base for s in pack.staff))})


def _write(graph: "RoadGraph", out: Path) -> None:
    from hah_console.adapters.roads.graph_file import write_graph
    from hah_console.domain.errors import NoWritePermission

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_graph(graph, out)
    except OSError as error:
        raise NoWritePermission(path=str(out)) from error


def _lines(file: Path, graph: "RoadGraph", found: "RoadSurvey", seconds: float, texts: "Texts") -> list[str]:
    size = {"nodes": f"{found.node_count:,}", "edges": f"{found.edge_count:,}", "km": f"{found.street_km:,.0f}"}
    lines = [texts("roads.checked", file=file.name, seconds=f"{seconds:.1f}", **size)]
    for vehicle, share in found.connected.items():
        word, percent = texts.word("words.vehicle", vehicle), f"{share * 100:.0f}"  # i18n: words.vehicle.*
        key = "roads.connected" if share >= CONNECTED_ENOUGH else "roads.broken_up"
        lines.append(texts(key, vehicle=word, percent=percent))
    if graph.synthetic:
        lines.append(texts("roads.synthetic"))
    if graph.attribution:
        lines.append(texts("roads.attribution", attribution=graph.attribution))
    return lines


def _facts(file: Path, graph: "RoadGraph", found: "RoadSurvey", seconds: float) -> dict[str, object]:
    return {
        "file": str(file),
        "node_count": found.node_count,
        "edge_count": found.edge_count,
        "street_km": round(found.street_km, 1),
        "read_s": round(seconds, 3),
        "connected_share": {vehicle: round(share, 4) for vehicle, share in found.connected.items()},
        "synthetic": graph.synthetic,
        "attribution": graph.attribution,
    }


def _drawn_facts(out: Path, graph: "RoadGraph", streets: int, pack: "SitePack") -> dict[str, object]:
    places = places_of(pack)
    return {
        "file": str(out),
        "street_count": streets,
        "street_km": round(float(graph.chain_decimetres.sum()) / 10_000),
        "file_kb": round(out.stat().st_size / 1000),
        "place_count": len(places),
        "farthest_m": round(_farthest_m(graph, places)),
    }


def _farthest_m(graph: "RoadGraph", places: list[tuple[float, float]]) -> float:
    import numpy as np

    from hah_console.adapters.roads.network import vehicle_network
    from hah_console.adapters.roads.profile import load_profile
    from hah_console.domain.staff import Vehicle

    profile = load_profile(resource_path("profiles", "speeds.toml"))
    at = np.array(places)
    return float(vehicle_network(graph, profile, Vehicle.SCOOTER.value).snap(at[:, 0], at[:, 1])[1].max())
