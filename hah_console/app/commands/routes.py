"""``hah_console routes export``: the published routes of a day as PDF, iCalendar and GPX, one of each per worker."""

from pathlib import Path

import typer

from hah_console.app.report import asked_day, finish, progress, texts_for


def register(app: typer.Typer) -> None:
    """Add ``routes`` with its sub-commands."""
    routes = typer.Typer(no_args_is_help=True, help="Published routes.")
    routes.command("export")(export)
    routes.callback()(_group)
    app.add_typer(routes, name="routes")


def _group() -> None:
    """Keeps ``export`` a sub-command while it is the only one."""


def export(
    day: str = typer.Option(..., "--day", metavar="YYYY-MM-DD", help="The day of the plan."),
    out: Path = typer.Option(..., "--out", metavar="DIR", help="Where the files go; they hold health data."),
    worker: str = typer.Option("", "--worker", metavar="ID", help="One worker's alone."),
    database: str = typer.Option("", "--database", metavar="URL", help="The database; that of --home when left out."),
    home: Path | None = typer.Option(None, "--home", metavar="DIR", help="Data folder of the program."),
    roads: Path | None = typer.Option(None, "--roads", metavar="FILE", help="Roads for the map and the way."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
) -> None:
    """Write the papers. Status 0: written, 1: no published plan or nothing written, 2: wrong use."""
    from hah_console.app.routes_export import export_routes
    from hah_console.domain.errors import HahError

    texts = texts_for(lang)
    on = asked_day(texts, day)
    try:
        found = export_routes(on, out, texts, worker=worker, database=database, home=home, roads=roads)
    except HahError as error:
        progress(texts("route_paper.not_published", day=day) if _no_plan(error) else texts.error(error))
        finish({"error": error.code, "day": day}, ok=False, as_json=as_json)
    for one in found:
        print(texts("route_paper.written", name=one.name, count=one.stops, file=one.files[0]))
    facts = [{"staff_id": one.staff_id, "stops": one.stops, "files": [str(f) for f in one.files]} for one in found]
    finish({"day": day, "number": found[0].number, "papers": facts}, ok=True, as_json=as_json)


def _no_plan(error: Exception) -> bool:
    return getattr(error, "code", "") == "not_found" and getattr(error, "facts", {}).get("entity") == "plan"
