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
    choice: str = typer.Option("auto", "--broker", help="auto, mosquitto or iotcore."),
) -> None:
    """Run the broker until standard input closes or the process is told to end; prints ``ready`` when it listens."""
    from hah_console.adapters.vitals.broker import start_broker
    from hah_console.app.options import program_options
    from hah_console.app.stop_signal import StopSignal

    options = program_options(home, None, broker_port)
    with StopSignal() as stop:
        running = start_broker(broker_port, options.home / "broker", choice)
        print("ready", flush=True)
        while running.alive() and not stop.wait(0.2):
            pass
        fell = not stop.asked
        running.stop()
    sys.stdout.flush()
    os._exit(1 if fell else 0)  # the in-process broker's threads would keep the interpreter from leaving
