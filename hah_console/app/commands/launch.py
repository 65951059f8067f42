"""``hah_console launch``: started by a hospital's system, it opens the page of the patient who is open there."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.options import DEFAULT_BROKER_PORT
from hah_console.app.report import complain, finish, progress, texts_for

if TYPE_CHECKING:
    from hah_console.adapters.fhir.client.transport import Limits
    from hah_console.app.options import ProgramOptions
    from hah_console.domain.ids import PatientId
    from hah_console.ui.i18n import Texts


def register(app: typer.Typer) -> None:
    """Add ``launch``."""
    app.command("launch")(launch)


def launch(
    iss: str = typer.Option("", "--iss", metavar="URL", help="The launching FHIR server."),
    token: str = typer.Option("", "--launch", metavar="TOKEN", help="The launch it was given."),
    address: str = typer.Option("", "--url", metavar="URL", help="Both in one: hah-console:launch?iss=…&launch=…"),
    site: Path | None = typer.Option(None, "--site", metavar="DIR", help="Site pack of a console that is started."),
    home: Path | None = typer.Option(None, "--home", envvar="HAH_HOME", help="Folder of the program's files."),
    database: str | None = typer.Option(None, "--database", envvar="HAH_DATABASE", help="Database URL."),
    service: bool = typer.Option(True, help="Start the service too, when a console is started."),
    start: bool = typer.Option(True, help="Start a console when none runs; else only say who it is."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
) -> None:
    """Sign in at the launching system and open the page of its patient, who must be known here by a number."""
    from hah_console.adapters.fhir.smart.launch import parts_of_address
    from hah_console.app.options import program_options
    from hah_console.app.single_instance import hand_over
    from hah_console.domain.errors import HahError

    texts, options = texts_for(lang), program_options(home, database)
    if address:
        iss, token = parts_of_address(address)
    if not iss or not token:
        complain(texts("launch.usage"), status=2)
    try:
        patient_id = find(options, iss, token, browser, texts)
    except HahError as error:
        complain(texts.error(error))
    if hand_over(options.home, str(patient_id)):
        progress(texts("launch.handed_over"))
        finish({"patient_id": patient_id, "console": "running"}, ok=True, as_json=as_json)
    if not start:
        finish({"patient_id": patient_id, "console": "none"}, ok=True, as_json=as_json)
    _start(site, home, database, service, lang, patient_id)
    finish({"patient_id": patient_id, "console": "started"}, ok=True, as_json=as_json)


def find(
    options: "ProgramOptions",
    iss: str,
    token: str,
    open_page: Callable[[str], object],
    texts: "Texts",
    limits: "Limits | None" = None,
) -> "PatientId":
    """The patient a launch is about. Raises LaunchRefused, ExchangeFailed, ExchangeSetupInvalid, DatabaseUnusable."""
    from hah_console.adapters.fhir.inbound.identity import OwnSystems, incoming_identity
    from hah_console.adapters.fhir.setup import FILE, read_exchange_setup
    from hah_console.adapters.fhir.smart.launch import launched, read_launchers, stays_of, trusted
    from hah_console.app.stored import stored
    from hah_console.services.launch import patient_of_launch

    file = options.home / FILE
    launcher, setup = trusted(read_launchers(file), iss), read_exchange_setup(file)
    progress(texts("launch.signing_in", iss=launcher.iss))
    told = launched(launcher, token, open_page, limits)
    with stored(options.database_url) as ctx:
        systems = OwnSystems(f"{setup.root}/patient", setup.record_system)
        incoming = incoming_identity(told.patient, "launch", systems, ctx.clock.now())
        return patient_of_launch(ctx, incoming, stays_of(told.encounter, setup.root))


def browser(page: str) -> None:
    """Show a page in the person's own browser."""
    import webbrowser

    webbrowser.open(page)


def _start(
    site: Path | None, home: Path | None, database: str | None, service: bool, lang: str, patient_id: "PatientId"
) -> None:
    from hah_console.app.commands.run import run

    run(
        site=site, roads=None, recordings=None, home=home, database=database, broker_port=DEFAULT_BROKER_PORT,
        broker_config=None, service=service, lang=lang, theme="", measure_start=False, as_json=False,
        patient=str(patient_id),
    )  # fmt: skip
