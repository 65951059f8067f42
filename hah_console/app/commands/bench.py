"""``hah_console bench NAME``: measures a part of the program beside its targets; ``all`` is what make bench shows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from itertools import chain

import typer

from hah_console.app.bench import (
    alarm,
    cases,
    console,
    desk,
    drain,
    engine,
    fhir,
    gateways,
    ingest,
    map_view,
    pack,
    patient,
    replay,
    response,
    roads,
    storage,
    whole,
)
from hah_console.app.bench.optional_value import DatabaseOption
from hah_console.app.bench.row import HEADING, Bench, BenchRow
from hah_console.app.report import finish

BENCHES: Mapping[str, Bench] = {
    "ingest": Bench(ingest.rows, ingest.command),
    "alarm": Bench(alarm.rows, alarm.command),
    "drain": Bench(drain.rows, drain.command),
    "engine": Bench(engine.rows),
    "roads": Bench(roads.rows),
    "replay": Bench(replay.rows, replay.command),
    "console": Bench(console.rows),
    "patient": Bench(patient.rows),
    "map": Bench(map_view.rows),
    "cases": Bench(cases.rows),
    "desk": Bench(desk.rows),
    "pack": Bench(pack.rows),
    "response": Bench(response.rows),
    "storage": Bench(storage.rows),
    "fhir": Bench(fhir.rows),
    "devices": Bench(gateways.rows),
    "whole": Bench(whole.rows, whole.command),
}
"""In the order of ``all``. The modules import what is heavy only when they measure."""


def register(app: typer.Typer) -> None:
    """Add ``bench`` with a sub-command for each name and ``all``."""
    group = typer.Typer(no_args_is_help=True, help="Measure a part of the program beside its targets.")
    for name, bench in BENCHES.items():
        group.command(name, cls=DatabaseOption)(bench.command or _command(bench.rows))
    group.command("all", help="Every row, one after the other.")(_command(_every_row))
    app.add_typer(group, name="bench")


def _every_row() -> Iterable[BenchRow]:
    return chain.from_iterable(bench.rows() for bench in BENCHES.values())


def _command(rows: Callable[[], Iterable[BenchRow]]) -> Callable[..., None]:
    def measure(as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line.")) -> None:
        """Print the rows: measured, target, ratio (above 1: missed). Status 0 when every target is met."""
        show(rows(), as_json=as_json)

    return measure


def show(rows: Iterable[BenchRow], *, as_json: bool) -> None:
    """Print rows as they come and leave with 0 when every one holds, else 1."""
    print(HEADING, flush=True)
    shown: list[BenchRow] = []
    for row in rows:
        print(row.line(), flush=True)
        shown.append(row)
    finish({"rows": [asdict(row) for row in shown]}, ok=all(row.ok for row in shown), as_json=as_json)
