"""``worker``: does the planning jobs of a PostgreSQL queue until it is stopped."""

import argparse

from scheduling.commands.shared import Commands, Report, WrongUse, command, seconds


def register(commands: Commands) -> None:
    """Add the sub-command."""
    parser = command(commands, "worker", run, "do the planning jobs of a queue in PostgreSQL (extra: jobs)")
    parser.add_argument("--database", required=True, metavar="URL", help="postgresql://...")
    parser.add_argument("--heartbeat", type=seconds, default=10.0, metavar="S", help="sign of life every S seconds")
    parser.add_argument("--silence", type=seconds, default=30.0, metavar="S", help="take over after S seconds")


def run(options: argparse.Namespace) -> Report:
    """Prints ``ready`` when it takes jobs; ends after the job that goes on when it is told to stop."""
    try:
        from scheduling.jobs.postgres import Patience, serve
    except ModuleNotFoundError as error:
        raise WrongUse(f"{error.name} is not installed; it comes with the extra jobs: pip install .[jobs]") from error

    serve(options.database, Patience(options.heartbeat, options.silence))
    return {"ok": True}
