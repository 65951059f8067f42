"""``hah_console alarms``: replay of rule sets over stored data or a recording; the risk forecast's figures."""

from pathlib import Path

import typer

from hah_console.app.report import EXIT_USAGE, complain

JSON = typer.Option(False, "--json", help="One JSON object on the last line of output.")
LANG = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out.")
DATA = typer.Argument(None, metavar="DATA", help="A labelled table, a numerics file, a .psv file or a folder of them.")

LABELLED = typer.Argument(..., metavar="DATA", help="A labelled table in the layout of CinC 2019.")


def register(app: typer.Typer) -> None:
    """Add ``alarms`` with its sub-commands."""
    alarms = typer.Typer(no_args_is_help=True, help="Alarm replay and risk forecast.")
    alarms.command("replay")(replay)
    alarms.command("validate")(validate)
    alarms.command("train")(train)
    app.add_typer(alarms, name="alarms")


def replay(
    data: Path = DATA,
    rules: str = typer.Option("default", "--rules", metavar="NAME", help="default, a set that ships, or a .toml file."),
    against: str = typer.Option("news2-5", "--against", metavar="NAME", help="The set beside it."),
    database: str = typer.Option("", "--database", metavar="URL", help="Replay stored readings instead of DATA."),
    days: float = typer.Option(30.0, "--days", help="With --database: the last days up to now."),
    answered_min: float = typer.Option(10.0, "--answered-min", help="Minutes until an alarm is acknowledged."),
    patients_per_operator: float = typer.Option(50.0, "--patients-per-operator", help="Patients one operator watches."),
    out: Path = typer.Option(None, "--out", metavar="FILE", help="Where the whole report goes, as JSON."),
    as_json: bool = JSON,
    lang: str = LANG,
) -> None:
    """Run two rule sets over the same data, side by side.

    Status 0: the alarms stay within the target at no lower reach than the other set, 1: they do not, 2: wrong use.
    """
    from hah_console.app.replay_run import ReplayWish, run_replay

    if (data is None) == (not database):
        complain("DATA | --database URL", status=EXIT_USAGE)
    if min(answered_min, patients_per_operator, days) <= 0:
        complain("--answered-min, --patients-per-operator, --days: > 0", status=EXIT_USAGE)
    wish = ReplayWish(rules, against, answered_min, patients_per_operator, out, as_json, lang)
    run_replay(data, wish, database, days)


def validate(
    data: Path = LABELLED,
    as_json: bool = JSON,
    lang: str = LANG,
) -> None:
    """Judge the forecast by five folds over patients, beside NEWS2. Status 0: better by the target, 1: not."""
    from hah_console.app.risk_model import run_validate

    run_validate(data, as_json, lang)


def train(
    data: Path = LABELLED,
    out: Path = typer.Option(..., "--out", metavar="FILE", help="Where the model goes, as JSON."),
    version: str = typer.Option(..., "--version", help="What the model is called wherever it is shown."),
    as_json: bool = JSON,
    lang: str = LANG,
) -> None:
    """Train the forecast on a labelled table, and validate it. Status as for ``validate``."""
    from hah_console.app.risk_model import run_train

    run_train(data, out, version, as_json, lang)
