"""The command line: one command with sub-commands; heavy imports happen inside the sub-command that needs them."""

import gc
import importlib
import sys
from collections.abc import Sequence

import typer

COMMANDS = (
    "alarms", "audit", "bench", "broker", "claims", "equipment", "fhir", "launch", "referrals", "roads", "rules", "run",
    "service", "simulate", "site", "tour", "drill", "indicators",
    "routes", "readings", "capacity",
)  # fmt: skip
"""Modules of ``hah_console.app.commands``; each has ``register(app)``."""
START_OBJECTS = 50_000
"""PERF(start): what is loaded stays, so rounds for garbage while loading take 0.5 s and find nothing."""


def build(names: Sequence[str] = COMMANDS) -> typer.Typer:
    """The command line with the named sub-commands."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, help="在宅急症指揮台 hospital-at-home console")
    app.callback()(_options)
    for name in names:
        importlib.import_module(f"hah_console.app.commands.{name}").register(app)
    return app


def _show_version(asked: bool) -> None:
    if asked:
        from hah_console import __version__

        print(__version__)
        raise typer.Exit


def _options(
    _version: bool = typer.Option(False, "--version", help="Show the version.", is_eager=True, callback=_show_version),
) -> None:
    """在宅急症指揮台 hospital-at-home console."""


def main() -> None:
    """Entry point: errors a user can be told about end in one sentence and status 1."""
    from hah_console.app.freed_memory import keep_one_heap
    from hah_console.domain.errors import HahError

    gc.set_threshold(START_OBJECTS)
    keep_one_heap()
    try:
        build(_asked(sys.argv))()
    except HahError as error:
        from hah_console.ui.i18n import Texts

        print(Texts(_language(sys.argv)).error(error), file=sys.stderr)
        sys.exit(1)


def _asked(arguments: Sequence[str]) -> Sequence[str]:
    """PERF(start): only the sub-command that is named first; all of them for help and for a wrong word."""
    first = arguments[1] if len(arguments) > 1 else ""
    return (first,) if first in COMMANDS else COMMANDS


def _language(arguments: list[str]) -> str:
    """The language asked for with ``--lang``, else the system's."""
    from hah_console.ui.i18n import LANGUAGES, system_language

    asked = arguments[arguments.index("--lang") + 1 :] if "--lang" in arguments else []
    return asked[0] if asked and asked[0] in LANGUAGES else system_language()
