"""``hah_console service``: takes in vital signs and raises alarms; one works for a database, others stand by."""

from pathlib import Path

import typer

from hah_console.app.options import DEFAULT_BROKER_PORT


def register(app: typer.Typer) -> None:
    """Add ``service``."""
    app.command("service")(service)


def service(
    home: Path | None = typer.Option(None, "--home", help="Folder of the program's files."),
    database: str | None = typer.Option(None, "--database", help="Database URL; SQLite in the home when left out."),
    broker_port: int = typer.Option(DEFAULT_BROKER_PORT, "--broker-port", help="The broker's port on this machine."),
    broker_config: Path | None = typer.Option(None, "--broker-config", metavar="FILE", help="TLS, logins and keys."),
    own_broker: bool = typer.Option(True, help="Start a broker when nobody listens on the port."),
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
        core = open_core(options)
        try:
            Service(core, stop, lambda word: print(word, flush=True), own_broker).run()
        finally:
            core.store.close()
