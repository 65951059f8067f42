"""``hah_console site check DIR``: every error of a site pack with file, line and cure."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.report import EXIT_USAGE, complain, finish, texts_for

if TYPE_CHECKING:
    from hah_console.adapters.site.problem import SiteProblem
    from hah_console.domain.site_pack import SitePack
    from hah_console.ui.i18n import Texts


def register(app: typer.Typer) -> None:
    """Add ``site`` with its sub-commands."""
    site = typer.Typer(no_args_is_help=True, help="Site packs: folders that describe a programme.")
    site.command("check")(check)
    site.callback()(_group)
    app.add_typer(site, name="site")


def _group() -> None:
    """Keeps ``check`` a sub-command while it is the only one."""


def check(
    folder: Path = typer.Argument(..., metavar="DIR", help="The site folder."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
) -> None:
    """List every error with file, line and cure. Status 0: none (warnings allowed), 1: errors, 2: not a folder."""
    from hah_console.adapters.site.check import read_site

    texts = texts_for(lang)
    if not folder.is_dir():
        complain(texts("site.problem.folder_missing", value=folder), status=EXIT_USAGE)
    reading = read_site(folder)
    _print_for_people(folder, reading.problems, reading.pack, texts)
    finish(report(folder, reading.problems, texts), ok=reading.pack is not None, as_json=as_json)


def report(folder: Path, problems: Sequence["SiteProblem"], texts: "Texts") -> dict[str, object]:
    """What scripts read: counts and every problem with its sentence."""
    warnings = sum(problem.is_warning for problem in problems)
    return {
        "folder": str(folder),
        "error_count": len(problems) - warnings,
        "warning_count": warnings,
        "problems": [
            {
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "code": problem.code,
                "warning": problem.is_warning,
                "sentence": sentence(problem, texts),
            }
            for problem in problems
        ],
    }


def sentence(problem: "SiteProblem", texts: "Texts") -> str:
    """What is wrong and how to cure it, in the reader's language."""
    separator = texts("site.separator")
    facts = {
        name: separator.join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in problem.facts.items()
    }
    return texts(f"site.problem.{problem.code}", column=problem.column, **facts)  # i18n: site.problem.*


def line_of(problem: "SiteProblem", texts: "Texts") -> str:
    """``file:line: sentence``, marked when it is only a warning."""
    words = sentence(problem, texts)
    if problem.is_warning:
        words = texts("site.warning", sentence=words)
    if not problem.line:
        return texts("site.at_file", file=problem.file, sentence=words)
    return texts("site.at_line", file=problem.file, line=problem.line, sentence=words)


def _print_for_people(folder: Path, problems: Sequence["SiteProblem"], pack: "SitePack | None", texts: "Texts") -> None:
    for problem in problems:
        print(line_of(problem, texts))
    warnings = sum(problem.is_warning for problem in problems)
    errors = len(problems) - warnings
    print(texts("site.summary" if problems else "site.no_problem", folder=folder, errors=errors, warnings=warnings))
    if pack is not None:
        print(_contents(pack, texts))


def _contents(pack: "SitePack", texts: "Texts") -> str:
    from hah_console.domain.clock import SystemClock
    from hah_console.services.site_days import tasks_on

    today = SystemClock().now().astimezone(pack.site.zone).date()
    due = [task for task in tasks_on(pack, today) if task.earliest.astimezone(pack.site.zone).date() == today]
    counts = {"patients": len(pack.patients), "staff": len(pack.staff), "kits": len(pack.kits), "tasks": len(due)}
    return texts("site.loaded", **counts)
