"""``hah_console service``: takes in vital signs and raises alarms; one works for a database, others stand by."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import typer

from hah_console.app.options import DEFAULT_BROKER_PORT

FROZEN_HOLDER_S = 5.0
"""On PostgreSQL: a service that freezes inside a transaction holds the writer's place no longer than this."""


def register(app: typer.Typer) -> None:
    """Add ``service``."""
    app.command("service")(service)


def service(
    home: Path | None = typer.Option(None, "--home", help="Folder of the program's files."),
    database: str | None = typer.Option(None, "--database", help="Database URL; SQLite in the home when left out."),
    broker_port: int = typer.Option(DEFAULT_BROKER_PORT, "--broker-port", help="The broker's port on this machine."),
    broker_config: Path | None = typer.Option(None, "--broker-config", metavar="FILE", help="TLS, logins and keys."),
    own_broker: bool = typer.Option(True, help="Start a broker when nobody listens on the port."),
    say_alive: bool = typer.Option(False, "--say-alive", help="Print alive again and again, for who watches it."),
    sim_start: str | None = typer.Option(None, "--sim-start", help="A day at speed: its first moment, ISO 8601."),
    sim_machine_start: float | None = typer.Option(None, "--sim-machine-start", help="... machine time then, Unix s."),
    sim_rate: float | None = typer.Option(None, "--sim-rate", help="... simulated seconds per second."),
) -> None:
    """Run until standard input closes or the process is told to end; prints ``standby`` and ``ready``."""
    from hah_console.app.bootstrap import open_core
    from hah_console.app.logging_setup import log_to_file
    from hah_console.app.options import program_options, speed_day
    from hah_console.app.service.run import Service
    from hah_console.app.stop_signal import StopSignal

    day = speed_day(sim_start, sim_machine_start, sim_rate)
    options = program_options(home, database, broker_port, day, broker_config)
    log_to_file(options.home, "service")
    with StopSignal() as stop:
        core = open_core(options, FROZEN_HOLDER_S)
        try:
            Service(core, stop, say, own_broker, told_alive() if say_alive else lambda: None).run()
        finally:
            core.store.close()


def say(word: str) -> None:
    """A line for the process that started this one."""
    from hah_console.app.children import READY_LINE
    from hah_console.app.service.quick_memory import settle_memory

    if word == READY_LINE:
        settle_memory()
    print(word, flush=True)


def told_alive() -> Callable[[], None]:
    """Tells the process that started this one; never waits for one that does not read, nor minds one that is gone."""
    from hah_console.app.children import ALIVE_LINE

    line, output = f"{ALIVE_LINE}\n".encode("ascii"), sys.stdout.fileno()
    os.set_blocking(output, False)

    def tell() -> None:
        with suppress(OSError):
            os.write(output, line)

    return tell
