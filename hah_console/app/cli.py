"""The command line: one command with sub-commands; heavy imports happen inside the sub-command that needs them."""

import importlib
import sys

import typer

COMMANDS = ("alarms", "audit", "bench", "broker", "roads", "run", "service", "simulate", "site", "tour")
"""Modules of ``hah_console.app.commands``; each has ``register(app)``."""


def build() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, help="在宅急症指揮台 hospital-at-home console")
    app.callback()(_options)
    for name in COMMANDS:
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
    from hah_console.domain.errors import HahError

    try:
        build()()
    except HahError as error:
        from hah_console.ui.i18n import Texts

        print(Texts(_language(sys.argv)).error(error), file=sys.stderr)
        sys.exit(1)


def _language(arguments: list[str]) -> str:
    """The language asked for with ``--lang``, else the system's."""
    from hah_console.ui.i18n import LANGUAGES, system_language

    asked = arguments[arguments.index("--lang") + 1 :] if "--lang" in arguments else []
    return asked[0] if asked and asked[0] in LANGUAGES else system_language()
