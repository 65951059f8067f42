"""``hah_console tour``: drives the real program through a day at speed; pictures of every screen and a report."""

from datetime import time
from pathlib import Path

import typer

from hah_console.app.report import EXIT_USAGE, complain, finish, require_choice


def register(app: typer.Typer) -> None:
    """Add ``tour``."""
    app.command("tour")(tour)


def tour(
    out: Path = typer.Option(..., "--out", metavar="DIR", help="Where pictures, plan and report go."),
    site: Path | None = typer.Option(None, "--site", metavar="DIR", help="Site pack; the demo when left out."),
    roads: Path | None = typer.Option(None, "--roads", metavar="FILE", help="Streets as .osm.pbf."),
    recording: Path | None = typer.Option(
        None, "--recording", "--recordings", metavar="FILE_OR_DIR", help="Real recordings to replay: numbers and waves."
    ),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; both when left out."),
    theme: str = typer.Option("", "--theme", help="light or dark; both when left out."),
    until: str = typer.Option("17:00", "--until", help="When the simulated day ends, hh:mm."),
    journey: bool = typer.Option(True, help="Walk a case of each condition from referral to closure after the day."),
    desk: bool = typer.Option(True, help="Go through the dispatch desk and the green channel after it."),
    exchange: bool = typer.Option(True, help="Look at the exchange with a made-up hospital after it."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
) -> None:
    """Play the day. Status 0: everything expected held, 1: something did not, 2: wrong use."""
    from hah_console.app.options import writable_folder
    from hah_console.app.unread_sources import leave_sources_unread

    leave_sources_unread()
    from hah_console.app.tour.play import play
    from hah_console.app.tour.stage import TourOrder

    order = TourOrder(
        writable_folder(out),
        _variants(lang, theme),
        site,
        roads,
        recording,
        _moment(until),
        journey,
        desk,
        exchange,
    )
    report = play(order)
    print("\n".join(report.lines()))
    finish(report.as_json(), ok=report.ok, as_json=as_json)


def _variants(lang: str, theme: str) -> tuple[tuple[str, str], ...]:
    from hah_console.ui.i18n import LANGUAGES
    from hah_console.ui.theme.theme import THEMES

    require_choice("--lang", lang, LANGUAGES)
    require_choice("--theme", theme, THEMES)
    languages = (lang,) if lang else tuple(LANGUAGES)
    themes = (theme,) if theme else tuple(sorted(THEMES, reverse=True))
    ways = (themes, themes[::-1])  # one thing changes from picture to picture
    return tuple((language, look) for number, language in enumerate(languages) for look in ways[number % 2])


def _moment(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        complain("--until: hh:mm", status=EXIT_USAGE)
