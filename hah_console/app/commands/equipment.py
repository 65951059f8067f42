"""``hah_console equipment``: the register of a database by state, what is overdue, and whether it holds together."""

from typing import TYPE_CHECKING

import typer

from hah_console.app.report import finish, texts_for

if TYPE_CHECKING:
    from hah_console.app.equipment_run import Register
    from hah_console.ui.i18n import Texts


def register(app: typer.Typer) -> None:
    """Add ``equipment``."""
    app.command("equipment", help="The register of equipment: states, stock, what is overdue.")(show)


def show(
    database: str = typer.Option(..., "--database", metavar="URL", help="The database that is looked at."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
) -> None:
    """Show the register. Status 0: it holds together, 1: it does not, 2: wrong use."""
    from hah_console.app.equipment_run import read_register

    texts = texts_for(lang)
    found = read_register(database)
    for line in _lines(found, texts):
        print(line)
    finish(found.facts(), ok=not found.problems, as_json=as_json)


def _lines(found: "Register", texts: "Texts") -> list[str]:
    """What people read."""
    counts = (f"{texts.word('equipment.state', state)} {count}" for state, count in found.states.items())
    stock = [
        texts(
            "equipment.stock_spoken", name=row.kind, free=row.free, set_aside=row.set_aside, short=row.short,
            coming_back=row.coming_back, pieces=row.pieces,
        )
        for row in found.stock
    ]  # fmt: skip
    late = [texts("equipment.late_line", what=what, age=f"{minutes} min") for what, minutes in found.overdue.items()]
    return [texts("equipment.comma").join(counts), *stock, *late, *found.problems]
