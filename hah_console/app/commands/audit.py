"""``hah_console audit verify``: whether the audit trail is whole, and the head to note down elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.report import finish, progress, texts_for

if TYPE_CHECKING:
    from hah_console.services.audit import ChainReport
    from hah_console.ui.i18n import Texts


def register(app: typer.Typer) -> None:
    """Add ``audit`` with its sub-commands."""
    audit = typer.Typer(no_args_is_help=True, help="The append-only, hash-chained audit trail.")
    audit.command("verify")(verify)
    audit.callback()(_group)
    app.add_typer(audit, name="audit")


def _group() -> None:
    """Keeps ``verify`` a sub-command while it is the only one."""


def verify(
    database: str = typer.Option(
        "", "--database", envvar="HAH_DATABASE", metavar="URL", help="sqlite:/// or postgresql://"
    ),
    home: Path = typer.Option(None, "--home", envvar="HAH_HOME", metavar="DIR", help="The data folder."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
) -> None:
    """Check every entry against its predecessor. Status 0: the trail holds, 1: it does not, 2: wrong use."""
    from hah_console.app.options import program_options
    from hah_console.domain.errors import HahError

    texts = texts_for(lang)
    try:
        report = _check(program_options(home, database or None).database_url)
    except HahError as error:
        progress(texts.error(error))
        finish({"error": error.code}, ok=False, as_json=as_json)
    print(_sentence(report, texts))
    finish(_facts(report), ok=report.holds, as_json=as_json)


def _check(url: str) -> "ChainReport":
    from hah_console.app.stored import stored
    from hah_console.services.audit import verify_chain

    with stored(url) as ctx:
        return verify_chain(ctx)


def _sentence(report: "ChainReport", texts: "Texts") -> str:
    if report.first_broken is not None:
        return texts("audit.broken", sequence=report.first_broken, entries=report.entries)
    return texts("audit.holds", entries=report.entries, head=report.head.hash)


def _facts(report: "ChainReport") -> dict[str, object]:
    return {
        "entry_count": report.entries,
        "head_sequence": report.head.sequence,
        "head_sha256": report.head.hash,
        "first_broken_sequence": report.first_broken,
    }
