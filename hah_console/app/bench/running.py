"""The real program on a synthetic ward: broker and service as processes, and a fleet of monitors before them."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hah_console.adapters.vitals.broker import free_port
from hah_console.adapters.vitals.broker_setup import write_private
from hah_console.adapters.vitals.decode import NO_KEYS, DeviceKeys
from hah_console.adapters.vitals.fleet import Fleet, Measure, steady
from hah_console.adapters.vitals.monitor_link import Monitor
from hah_console.app.bench.database import bench_database
from hah_console.app.bench.ward import SITE_ID, Bed, load_ward
from hah_console.app.bootstrap import Core, open_core
from hah_console.app.children import Child, start_child
from hah_console.app.logging_setup import LOG_FOLDER
from hah_console.app.options import BROKER_FILE, ProgramOptions, program_options

START_S = 30.0
CONNECT_S = 60.0
TRACE_FILE, TRACE_NAME = "commits.trace", "HAH_COMMIT_TRACE"


@dataclass(slots=True)
class Running:
    """A ward at work; ``broker`` and ``service`` may be killed and started again."""

    options: ProgramOptions
    core: Core
    beds: tuple[Bed, ...]
    broker: Child
    service: Child
    start_broker: Callable[[], Child]
    start_service: Callable[[], Child]
    keys: DeviceKeys

    @property
    def trace(self) -> Path:
        """Where the service notes its commits."""
        return self.options.home / TRACE_FILE

    @contextmanager
    def fleet(self, rate_hz: float = 1.0, measure: Measure = steady) -> Iterator[Fleet]:
        """One monitor for each patient, connected and not yet measuring."""
        monitors = [Monitor(bed.patient_id, bed.device_id, self.keys.get(bed.device_id)) for bed in self.beds]
        fleet = Fleet(self.options.broker_port, SITE_ID, monitors, rate_hz=rate_hz, measure=measure)
        try:
            fleet.connect(CONNECT_S)
            yield fleet
        finally:
            fleet.close()


@contextmanager
def running_ward(
    patients: int, database: str | None = None, broker: str = "auto", keys: DeviceKeys = NO_KEYS
) -> Iterator[Running]:
    """Start everything in a folder of its own and take it away afterwards. ``database`` as in ``bench_database``;
    ``keys`` of the monitors that sign."""
    with tempfile.TemporaryDirectory(prefix="hah-bench-") as name, bench_database(database, Path(name)) as url:
        port = free_port()
        if keys:
            _write_keys(Path(name), port, keys)
        options = program_options(Path(name), url, port)
        core = open_core(options)
        try:
            beds = load_ward(core.ctx, patients)
            with _processes(options, broker) as (start_broker, start_service):
                yield Running(options, core, beds, start_broker(), start_service(), start_broker, start_service, keys)
        finally:
            core.store.close()


def _write_keys(home: Path, port: int, keys: DeviceKeys) -> None:
    write_private(home / "keys.toml", "".join(f'{device} = "{key.hex()}"\n' for device, key in keys.items()))
    setup = f'site = "{SITE_ID}"\ndevice_keys = "keys.toml"\n[listener]\nport = {port}\n'
    (home / BROKER_FILE).write_text(setup, "utf-8")


@contextmanager
def _processes(options: ProgramOptions, broker: str) -> Iterator[tuple[Callable[[], Child], Callable[[], Child]]]:
    started: list[Child] = []
    os.environ[TRACE_NAME] = str(options.home / TRACE_FILE)

    def start(name: str, arguments: list[str]) -> Child:
        child = start_child(name, arguments, options.home / LOG_FOLDER)
        started.append(child)
        child.wait_ready(START_S)
        return child

    place = ["--home", str(options.home), "--broker-port", str(options.broker_port)]
    try:
        yield (
            lambda: start("broker", [*place, "--broker", broker]),
            lambda: start("service", options.child_arguments()),
        )
    finally:
        del os.environ[TRACE_NAME]
        for child in reversed(started):
            child.stop()
