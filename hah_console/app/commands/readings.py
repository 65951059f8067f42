"""``hah_console readings``: tokens of the gateways that pass readings on."""

import typer

from hah_console.app.report import finish, texts_for

AS_JSON = typer.Option(False, "--json", help="One JSON object on the last line of output.")
LANG = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out.")


def register(app: typer.Typer) -> None:
    """Add the sub-commands."""
    readings = typer.Typer(no_args_is_help=True, help="Readings that do not come over the broker.")
    readings.command("token")(token)
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
