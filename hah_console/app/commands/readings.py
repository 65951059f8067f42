"""``hah_console readings``: tokens of gateways that pass readings on, files of what patients measured themselves."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.report import complain, finish, texts_for

if TYPE_CHECKING:
    from hah_console.services.own_readings import OwnImport

AS_JSON = typer.Option(False, "--json", help="One JSON object on the last line of output.")
DATABASE = typer.Option("", "--database", envvar="HAH_DATABASE", metavar="URL", help="sqlite:/// or postgresql://")
HOME = typer.Option(None, "--home", envvar="HAH_HOME", metavar="DIR", help="The data folder.")
LANG = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out.")


def register(app: typer.Typer) -> None:
    """Add the sub-commands."""
    readings = typer.Typer(no_args_is_help=True, help="Readings that do not come over the broker.")
    readings.command("token")(token)
    readings.command("import")(import_file)
    app.add_typer(readings, name="readings")


def token(
    gateway: str = typer.Argument(..., help="The id of the gateway."), as_json: bool = AS_JSON, lang: str = LANG
) -> None:
    """A new token for a gateway, told once, and the lines for devices.toml."""
    from hah_console.adapters.fhir.devices.setup import hashed, new_token

    made, texts = new_token(), texts_for(lang)
    print(texts("readings.new_token", gateway=gateway, token=made))
    print(f'[[gateway]]\nid = "{gateway}"\ntoken = "{hashed(made)}"')
    finish({"gateway": gateway, "token": made, "hash": hashed(made)}, ok=True, as_json=as_json)


def import_file(
    file: Path = typer.Argument(..., help="Apple Health (export.xml, .zip), CSV, or FHIR (.json)."),
    patient: str = typer.Option(..., "--patient", help="The id of the patient who measured."),
    days: int = typer.Option(30, "--days", min=1, help="Values older than this are left out."),
    database: str = DATABASE,
    home: Path = HOME,
    as_json: bool = AS_JSON,
    lang: str = LANG,
) -> None:
    """Take in what a patient measured herself: unverified, shown apart, no alarm and no score. Status 1 when some was
    not taken."""
    from hah_console.app.bootstrap import SYSTEM
    from hah_console.app.options import program_options
    from hah_console.app.own_files import open_own_file
    from hah_console.app.stored import stored
    from hah_console.domain.errors import HahError
    from hah_console.domain.ids import PatientId
    from hah_console.services.own_readings import import_own

    texts = texts_for(lang)
    try:
        with stored(program_options(home, database or None).database_url) as ctx:
            since = ctx.clock.now() - timedelta(days=days)
            done = import_own(ctx, SYSTEM, PatientId(patient), open_own_file(file, ctx.zone), since)
    except HahError as error:
        complain(texts.error(error))
    print(texts("readings.imported", new=done.new, known=done.known, older=done.older, refused=done.refused))
    for each in done.reasons:
        print(f"  {each.place}: {each.reason}")
    finish(_facts(done), ok=not done.refused, as_json=as_json)


def _facts(done: "OwnImport") -> dict[str, object]:
    reasons = [{"place": each.place, "reason": each.reason} for each in done.reasons]
    return {"new": done.new, "known": done.known, "older": done.older, "refused": done.refused, "reasons": reasons}
