"""``hah_console drill``: begins and ends an exercise; all of it is marked and leaves no trace in figures."""

from typing import TYPE_CHECKING

import typer

from hah_console.app.report import finish, progress, require_choice, texts_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from hah_console.domain.actor import Actor
    from hah_console.services.changes import Changes
    from hah_console.services.context import Context

_DATABASE = typer.Option(..., "--database", envvar="HAH_DATABASE", metavar="URL", help="sqlite:/// or postgresql://")
_JSON = typer.Option(False, "--json", help="One JSON object on the last line of output.")
_LANG = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out.")


def register(app: typer.Typer) -> None:
    """Add ``drill`` with its sub-commands."""
    drill = typer.Typer(no_args_is_help=True, help="Exercises: invented patients, marked as such everywhere.")
    drill.command("start")(start)
    drill.command("end")(end)
    app.add_typer(drill, name="drill")


def start(
    kind: str = typer.Option(..., "--kind", help="mass_casualty or network_loss."),
    database: str = _DATABASE,
    as_json: bool = _JSON,
    lang: str = _LANG,
) -> None:
    """Begin an exercise. Status 0: it runs, 1: it does not, 2: wrong use."""
    from hah_console.services.drill import DrillKind, start_drill

    require_choice("--kind", kind, {one.value for one in DrillKind})
    _run(database, lang, as_json, lambda ctx: start_drill(ctx, _leader(), DrillKind(kind)))


def end(database: str = _DATABASE, as_json: bool = _JSON, lang: str = _LANG) -> None:
    """End it: its patients leave. Status 0: ended, 1: not."""
    from hah_console.services.drill import end_drill

    _run(database, lang, as_json, lambda ctx: end_drill(ctx, _leader()))


def _leader() -> "Actor":
    from hah_console.domain.actor import Actor, Role
    from hah_console.domain.ids import UserId

    return Actor(UserId("command-line"), "command line", Role.PHYSICIAN, "command line")


def _run(database: str, lang: str, as_json: bool, command: "Callable[[Context], Changes]") -> None:
    from hah_console.app.stored import stored
    from hah_console.domain.errors import HahError

    texts = texts_for(lang)
    try:
        with stored(database) as ctx:
            changes = command(ctx)
    except HahError as error:
        progress(texts.error(error))
        finish({"error": error.code}, ok=False, as_json=as_json)
    finish({"changes": len(changes.items)}, ok=True, as_json=as_json)
