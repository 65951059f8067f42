"""``hah_console broker``: the MQTT broker between the devices and the service; it outlives a killed service."""

import os
import sys
from pathlib import Path

import typer

from hah_console.app.options import DEFAULT_BROKER_PORT


def register(app: typer.Typer) -> None:
    """Add ``broker``."""
    app.command("broker")(broker)


def broker(
    home: Path | None = typer.Option(None, "--home", help="Folder of the program's files."),
    broker_port: int = typer.Option(DEFAULT_BROKER_PORT, "--broker-port", help="Port on this machine."),
    broker_config: Path | None = typer.Option(None, "--broker-config", metavar="FILE", help="TLS, logins and keys."),
    new_password: bool = typer.Option(False, "--new-password", help="Print a password and its hash, and leave."),
    choice: str = typer.Option("auto", "--broker", help="auto, mosquitto or iotcore."),
) -> None:
    """Run the broker until standard input closes or the process is told to end; prints ``ready`` when it listens."""
    from hah_console.adapters.vitals.broker import start_broker
    from hah_console.app.options import program_options
    from hah_console.app.stop_signal import StopSignal

    if new_password:
        _print_password()
        return
    options = program_options(home, None, broker_port, broker_config=broker_config)
    with StopSignal() as stop:
        running = start_broker(options.broker_port, options.broker_folder, choice, options.broker)
        print("ready", flush=True)
        if running.only_watched is not None and not stop.asked:
            _only_watch(running.only_watched)
        while running.alive() and not stop.wait(0.2):
            running.tend()
        fell = not stop.asked
        running.stop()
    sys.stdout.flush()
    os._exit(1 if fell else 0)  # the in-process broker's threads would keep the interpreter from leaving


def _only_watch(pid: int) -> None:
    """Go on as a process that holds nothing but the broker's number, where a process can become another one."""
    if sys.platform == "linux" and not getattr(sys, "frozen", False):
        from hah_console.app import broker_watch

        os.execv(sys.executable, [sys.executable, "-I", "-S", broker_watch.__file__, str(pid)])


def _print_password() -> None:
    """One for a monitor, shown this once, and the line for broker.toml."""
    from hah_console.adapters.vitals.broker_setup import new_secret
    from hah_console.adapters.vitals.mosquitto_files import password_hash

    secret = new_secret()
    print(secret)
    print(f'password = "{password_hash(secret)}"')
