"""``hah_console roads import`` and ``roads matrix``: a road file becomes a graph; both engines and the site's servers
answer the same question."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.report import EXIT_NOT_OK, EXIT_USAGE, finish, progress, texts_for
from hah_console.app.resources import resource_path

if TYPE_CHECKING:
    from hah_console.app.road_import import Imported
    from hah_console.app.road_matrix import Answered
    from hah_console.ui.i18n import Texts

STOPPED_STATUS = 130
"""What a shell reports of a program ended by Ctrl+C."""


def import_file(
    file: Path = typer.Argument(..., metavar="FILE", help="An .osm.pbf extract."),
    out: Path = typer.Option(..., "--out", metavar="DIR", help="Where the road graph goes."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
) -> None:
    """Read a road file into a graph the console opens at once. Status 0: done, 2: no road file, 130: Ctrl+C."""
    from hah_console.adapters.roads.errors import RoutingFailed
    from hah_console.app.progress_bar import ProgressBar
    from hah_console.app.road_import import ImportStopped, import_roads

    texts, bar, began = texts_for(lang), ProgressBar(), time.monotonic()
    try:
        # i18n: roads.stage.*
        made = import_roads(file, out, lambda stage, share: bar.show(texts(f"roads.stage.{stage}"), share))
    except RoutingFailed as error:
        bar.close()
        progress(texts.error(error))
        finish({"error": error.code, **error.facts}, ok=False, as_json=as_json, status=EXIT_USAGE)
    except ImportStopped:
        bar.close()
        progress(texts("roads.stopped"))
        finish({"error": "stopped"}, ok=False, as_json=as_json, status=STOPPED_STATUS)
    bar.close()
    seconds = time.monotonic() - began
    print(_import_text(made, seconds, texts))
    finish(_import_facts(made, seconds), ok=True, as_json=as_json)


def _import_text(made: "Imported", seconds: float, texts: "Texts") -> str:
    size = {"nodes": f"{made.node_count:,}", "edges": f"{made.edge_count:,}", "km": f"{made.street_km:,.0f}"}
    share = f"{100 * made.connected['car']:.1f}"
    return texts("roads.imported", file=str(made.file), seconds=f"{seconds:.1f}", percent=share, **size)


def _import_facts(made: "Imported", seconds: float) -> dict[str, object]:
    return {
        "file": str(made.file),
        "nodes": made.node_count,
        "edges": made.edge_count,
        "largest_component_share": round(made.connected["car"], 4),
        "largest_component_share_by_vehicle": {kind: round(share, 4) for kind, share in made.connected.items()},
        "street_km": round(made.street_km, 1),
        "import_s": round(seconds, 2),
    }


def matrix(
    file: Path | None = typer.Argument(None, metavar="[FILE]", help="Road file; the demo's streets when left out."),
    places: int = typer.Option(100, "--places", min=2, max=2000, help="So many places, the same ones every time."),
    vehicle: str = typer.Option("", "--vehicle", help="car, scooter or van; every kind when left out."),
    osrm: str = typer.Option("", "--osrm", metavar="URL", help="Ask this OSRM as well (cars and vans)."),
    valhalla: str = typer.Option("", "--valhalla", metavar="URL", help="Ask this Valhalla as well."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
) -> None:
    """Travel times between places of a road file by both engines. Status 0: no second between them, 1: some."""
    from hah_console.adapters.roads.errors import RoutingFailed
    from hah_console.app.road_matrix import compare
    from hah_console.domain.errors import InvalidInput

    texts = texts_for(lang)
    source = file or resource_path("demo", "streets.npz")
    try:
        answered = compare(source, places, (vehicle,) if vehicle else (), osrm, valhalla)
    except (RoutingFailed, InvalidInput) as error:
        progress(texts.error(error))
        finish({"error": error.code, **error.facts}, ok=False, as_json=as_json, status=EXIT_USAGE)
    for line in _matrix_lines(answered, texts):
        print(line)
    agree = all(row.maximum_difference_s == 0 and row.maximum_difference_m == 0 for row in answered)
    finish(_matrix_facts(source, answered), ok=agree, as_json=as_json, status=None if agree else EXIT_NOT_OK)


def _matrix_lines(answered: "tuple[Answered, ...]", texts: "Texts") -> list[str]:
    lines = []
    for row in answered:
        word, size = texts.word("words.vehicle", row.vehicle), f"{row.places} x {row.places}"  # i18n: words.vehicle.*
        times = {engine: f"{seconds:.2f}" for engine, seconds in row.engine_s.items()}
        lines.append(
            texts("roads.compared", vehicle=word, size=size, seconds=row.maximum_difference_s,
                  metres=row.maximum_difference_m, cch=times["cch"], scipy=times["scipy"])
        )  # fmt: skip
        lines += [
            texts("roads.server_answered", server=told.name, share=f"{100 * told.answered:.0f}", minutes=told.minutes)
            for told in row.servers
        ]
        lines += [texts.error(trouble) for told in row.servers for trouble in told.troubles]
    return lines


def _matrix_facts(file: Path, answered: "tuple[Answered, ...]") -> dict[str, object]:
    return {
        "file": str(file),
        "maximum_difference_s": max(row.maximum_difference_s for row in answered),
        "maximum_difference_m": max(row.maximum_difference_m for row in answered),
        "vehicles": [row.facts() for row in answered],
    }
