"""``hah_console run``: the console, with the service and on a demo site its monitors beside it."""

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.options import DEFAULT_BROKER_PORT
from hah_console.app.report import finish, progress, require_choice

if TYPE_CHECKING:
    from hah_console.app.bootstrap import Core
    from hah_console.app.options import ProgramOptions
    from hah_console.app.processes import Program
    from hah_console.domain.site_pack import SitePack
    from hah_console.ui.preferences import Preferences
    from hah_console.ui.shell.window import ConsoleWindow

USABLE_BUDGET_S = 3.0


def register(app: typer.Typer) -> None:
    """Add ``run``."""
    app.command("run")(run)


def run(
    site: Path | None = typer.Option(None, "--site", metavar="DIR", help="Site pack; the demo when left out."),
    roads: Path | None = typer.Option(None, "--roads", metavar="FILE", help="Streets as .osm.pbf."),
    recordings: Path | None = typer.Option(None, "--recordings", metavar="DIR", help="Recordings for the demo."),
    home: Path | None = typer.Option(None, "--home", help="Folder of the program's files."),
    database: str | None = typer.Option(None, "--database", help="Database URL; SQLite in the home when left out."),
    broker_port: int = typer.Option(DEFAULT_BROKER_PORT, "--broker-port", help="The broker's port on this machine."),
    broker_config: Path | None = typer.Option(None, "--broker-config", metavar="FILE", help="TLS, logins and keys."),
    service: bool = typer.Option(True, help="Start the service here; not where another workstation runs it."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en."),
    theme: str = typer.Option("", "--theme", help="light or dark."),
    measure_start: bool = typer.Option(False, "--measure-start", help="Leave as soon as the window is usable."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    patient: str = typer.Option("", "--patient", metavar="ID", hidden=True),
) -> None:
    """Open the console. With --measure-start: status 0 when it was usable within three seconds."""
    from hah_console.app.bootstrap import open_core
    from hah_console.app.logging_setup import log_to_file
    from hah_console.app.options import program_options
    from hah_console.app.settings_spec import read_preferences
    from hah_console.app.unread_sources import leave_sources_unread

    leave_sources_unread()
    from hah_console.app.qt_messages import log_qt_messages

    options = program_options(home, database, broker_port, broker_config=broker_config)
    log_to_file(options.home, "console")
    preferences = dressed(read_preferences(options.home), lang, theme)
    log_qt_messages()
    core = open_core(options)
    try:
        pack, folder = load_day(core, site)
        usable_s = _show(core, preferences, pack, folder, roads, recordings, service, measure_start, patient)
    finally:
        core.store.close()
    if measure_start:
        progress(f"usable after {usable_s:.2f} s")
        finish({"usable_s": round(usable_s, 2)}, ok=usable_s < USABLE_BUDGET_S, as_json=as_json)


def load_day(core: "Core", site: Path | None) -> tuple["SitePack", Path]:
    """Check the site pack and load its day; raises SitePackInvalid and AnotherSite."""
    from hah_console.adapters.site import load_site
    from hah_console.app.bootstrap import DEMO_SITE, load_pack
    from hah_console.app.resources import resource_path

    folder = site or resource_path(DEMO_SITE)
    pack = load_site(folder)
    load_pack(core, pack)
    return pack, folder


def dressed(kept: "Preferences", lang: str, theme: str) -> "Preferences":
    """The kept preferences with what the command line asks for."""
    from hah_console.ui.i18n import LANGUAGES
    from hah_console.ui.theme.theme import THEMES

    require_choice("--lang", lang, LANGUAGES)
    require_choice("--theme", theme, THEMES)
    return replace(kept, language=lang or kept.language, theme=theme or kept.theme)


def _show(
    core: "Core",
    preferences: "Preferences",
    pack: "SitePack",
    folder: Path,
    roads: Path | None,
    recordings: Path | None,
    service: bool,
    measure_start: bool,
    patient: str,
) -> float:
    """Open the window until it is closed; returns the seconds from the start of the process until it was usable."""
    from hah_console.adapters.vitals.broker import listening, speaks_mqtt
    from hah_console.adapters.vitals.wave_listener import WaveListener
    from hah_console.app.bootstrap import load_site_folder
    from hah_console.app.claim_desk import claim_desk
    from hah_console.app.console import make_application, run_console
    from hah_console.app.desk_parts import console_parts
    from hah_console.app.outside import Outside, open_roads, road_file
    from hah_console.app.processes import Processes, programs
    from hah_console.app.screens import SCREENS
    from hah_console.app.since_start import seconds_since_start
    from hah_console.domain.clock import SystemClock
    from hah_console.domain.errors import PortInUse

    options: ProgramOptions = core.options
    make_application(preferences.language)
    address, wanted = options.broker_address(), tuple["Program", ...]()
    if service:
        there = listening(address.port, address.host)
        if there and not speaks_mqtt(address):
            raise PortInUse(port=options.broker_port)
        demo = folder if pack.site.synthetic or recordings else None
        wanted = programs(options, demo, own_broker=not there, recordings=recordings)
    waves = WaveListener(address, pack.site.site_id, SystemClock(), options.broker_login("console"))
    file = road_file(roads, pack.site.roads, folder)
    streets = open_roads(file, options.home / "roads", pack.site.routing)
    outside = Outside(streets, core.rules, waves, claim_desk(folder, pack, core.rules.claims))
    processes = Processes(wanted, options.home)
    usable: list[float] = []

    def on_shown(window: "ConsoleWindow") -> None:
        window.repaint()
        usable.append(seconds_since_start())
        if measure_start:
            window.close()
        else:
            outside.warm_up(core.ctx)

    try:
        parts = console_parts(core, outside.ports, preferences, lambda: load_site_folder(core, folder))
        run_console(parts, SCREENS, options.home, on_shown, patient)
    finally:
        outside.close()
        processes.stop()
    return usable[0] if usable else time.monotonic()
