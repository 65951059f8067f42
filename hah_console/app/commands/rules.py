"""``hah_console rules check [DIR]``: everything wrong with a folder of rule packs, and what is in force on a day."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.report import EXIT_USAGE, complain, finish, texts_for

if TYPE_CHECKING:
    from hah_console.adapters.rulepacks.fields import RulePackInvalid
    from hah_console.domain.pack_info import PackInfo, PackShelf
    from hah_console.ui.i18n import Texts


def register(app: typer.Typer) -> None:
    """Add ``rules`` with its sub-commands."""
    rules = typer.Typer(no_args_is_help=True, help="Rule packs: everything a payer or a guideline may change.")
    rules.command("check")(check)
    rules.callback()(_group)
    app.add_typer(rules, name="rules")


def _group() -> None:
    """Keeps ``check`` a sub-command while it is the only one."""


def check(
    folder: Path = typer.Argument(None, metavar="DIR", help="The folder; the packs that ship when left out."),
    on: datetime = typer.Option(None, "--on", metavar="DAY", formats=["%Y-%m-%d"], help="The day; today if left out."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
) -> None:
    """List every fault with file and line, and what is in force on a day. Status 0: none, 1: faults, 2: no folder."""
    from hah_console.adapters.rulepacks.loader import faults_of
    from hah_console.app.resources import resource_path
    from hah_console.domain.clock import TAIPEI, SystemClock

    texts, place = texts_for(lang), folder or resource_path("rulepacks")
    if not place.is_dir():
        complain(texts("packs.no_folder", folder=place), status=EXIT_USAGE)
    day = on.date() if on else SystemClock().now().astimezone(TAIPEI).date()
    packs, faults = faults_of(place)
    _print_for_people(packs.shelf, faults, day, texts)
    finish(_report(place, packs.shelf, faults, day), ok=not faults, as_json=as_json)


def _print_for_people(shelf: "PackShelf", faults: "tuple[RulePackInvalid, ...]", day: date, texts: "Texts") -> None:
    for fault in faults:
        print(texts.error(fault))
    for kind in sorted(shelf.versions):
        info = shelf.in_force(kind, day)
        version = texts("packs.none_on", day=day) if info is None else f"{info.version} ({info.effective_from})"
        print(f"{kind:<20} {version}")
    print(texts("packs.checked", packs=len(shelf.versions), faults=len(faults)))


def _report(folder: Path, shelf: "PackShelf", faults: "tuple[RulePackInvalid, ...]", day: date) -> dict[str, object]:
    return {
        "folder": str(folder),
        "day": str(day),
        "fault_count": len(faults),
        "faults": [{key: fault.facts[key] for key in ("file", "line", "key", "reason")} for fault in faults],
        "packs": [_pack(kind, shelf, day) for kind in sorted(shelf.versions)],
    }


def _pack(kind: str, shelf: "PackShelf", day: date) -> dict[str, object]:
    info, later = shelf.in_force(kind, day), shelf.upcoming(kind, day)
    return {"kind": kind, "in_force": _info(info) if info else None, "next": [_info(one) for one in later]}


def _info(info: "PackInfo") -> dict[str, str | None]:
    last = str(info.effective_to) if info.effective_to else None
    begins = str(info.effective_from)
    return {"version": info.version, "effective_from": begins, "effective_to": last, "source": info.source}
