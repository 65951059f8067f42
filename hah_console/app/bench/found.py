"""What the benches on the running program have in common: their options, and how they end."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NoReturn, Protocol

import typer

from hah_console.app.bench.row import BenchRow
from hah_console.app.report import finish

PATIENTS = 1_000
PATIENTS_OPTION = typer.Option(PATIENTS, "--patients", min=1, help="Patients, each with a monitor and a connection.")
DB_OPTION = typer.Option("sqlite", "--db", help="sqlite, postgres (also when it stands alone), or a URL.")
BROKER_OPTION = typer.Option("auto", "--broker", help="auto, mosquitto or iotcore.")
JSON_OPTION = typer.Option(False, "--json", help="One JSON object on the last line.")


class Found(Protocol):
    """One run of a bench: rows beside their targets, and figures with units in their keys."""

    def rows(self) -> Iterator[BenchRow]: ...
    @property
    def figures(self) -> Mapping[str, object]: ...


def tell(found: Found, as_json: bool, lines: Iterable[str] = ()) -> NoReturn:
    """Print the lines and the rows, and leave with 0 when every target is met."""
    rows = list(found.rows())
    for line in (*lines, *(row.line() for row in rows)):
        print(line)
    finish(found.figures, ok=all(row.ok for row in rows), as_json=as_json)
