"""``hah_console capacity``: how many more patients of which kind a day has room for, as the intake shows it."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.report import asked_day, finish, progress, texts_for

if TYPE_CHECKING:
    from hah_console.services.capacity import Capacity, DayCapacity


def register(app: typer.Typer) -> None:
    """Add ``capacity``."""
    app.command("capacity", help="How many more patients can be admitted on a day.")(show)


def show(
    day: str = typer.Option(..., "--day", metavar="YYYY-MM-DD", help="The day that is looked at."),
    database: str = typer.Option("", "--database", metavar="URL", help="The database; that of --home when left out."),
    home: Path | None = typer.Option(None, "--home", metavar="DIR", help="Data folder of the program."),
    roads: Path | None = typer.Option(None, "--roads", metavar="FILE", help="Roads for the travel times."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
) -> None:
    """Estimate it. Status 0: estimated, 1: it could not be, 2: wrong use."""
    from hah_console.app.capacity_run import room_on
    from hah_console.domain.errors import HahError
    from hah_console.ui.screens.intake.capacity_text import day_lines

    texts = texts_for(lang)
    on = asked_day(texts, day)
    try:
        rules, found = room_on(on, database=database, home=home, roads=roads)
    except HahError as error:
        progress(texts.error(error))
        finish({"error": error.code, "day": day}, ok=False, as_json=as_json)
    for line in day_lines(texts, rules, found):
        print(line)
    finish({"day": day, "at": found.at.isoformat(), "conditions": _facts(found)}, ok=True, as_json=as_json)


def _facts(found: "Capacity") -> dict[str, dict[str, object]]:
    return {row.condition.value: _of(row.days[0]) for row in found.rows}


def _of(day: "DayCapacity") -> dict[str, object]:
    return {"count": day.count, "limit": day.limit.value, "what": day.what}
