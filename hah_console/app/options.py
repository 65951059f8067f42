"""The options every program of the console shares, and where its files lie."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from hah_console.domain.clock import TAIPEI, Clock, ScaledClock, SystemClock
from hah_console.domain.errors import InvalidInput, NoWritePermission

if TYPE_CHECKING:
    from hah_console.adapters.fhir.devices.setup import DeviceSetup
    from hah_console.adapters.vitals.broker_setup import BrokerSetup
    from hah_console.adapters.vitals.session import Address, Credentials
    from hah_console.adapters.web.setup import WebSetup

DEFAULT_BROKER_PORT = 18830
DATABASE_FILE, BROKER_FILE, WEB_FILE, DEVICES_FILE = "hah.db", "broker.toml", "web.toml", "devices.toml"


@dataclass(frozen=True, slots=True)
class SpeedDay:
    """A day at speed, told to every process in the same words (see domain.clock.ScaledClock)."""

    simulated_start: datetime
    machine_start_s: float
    rate: float

    def clock(self) -> ScaledClock:
        """The clock all processes of this run share."""
        return ScaledClock(self.simulated_start, self.machine_start_s, self.rate)

    def arguments(self) -> list[str]:
        """The same as command-line arguments of a child process."""
        return [
            "--sim-start", self.simulated_start.isoformat(),
            "--sim-machine-start", repr(self.machine_start_s),
            "--sim-rate", repr(self.rate),
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProgramOptions:
    """Where this program keeps its files and which database, broker and day it uses."""

    home: Path
    database_url: str
    broker_port: int = DEFAULT_BROKER_PORT
    speed: SpeedDay | None = None
    broker: "BrokerSetup | None" = None
    web: "WebSetup | None" = None
    """Where the service serves pages; None where the home has no web.toml."""
    devices: "DeviceSetup | None" = None
    """Gateways and interfaces of devices; None where the home has no devices.toml."""

    @property
    def broker_folder(self) -> Path:
        """Where a broker of this home keeps its files."""
        return self.home / "broker"

    def broker_address(self) -> "Address":
        """Where the broker is found; raises BrokerSetupInvalid."""
        from hah_console.adapters.vitals.session import Address

        return self.broker.address() if self.broker else Address(self.broker_port)

    def broker_login(self, account: str) -> "Credentials":
        """The login of ``service``, ``console`` or ``demo``; raises BrokerSetupInvalid."""
        from hah_console.adapters.vitals.session import Credentials

        return self.broker.credentials(account) if self.broker else Credentials()

    def clock(self) -> Clock:
        """The clock of the run."""
        return self.speed.clock() if self.speed else SystemClock()

    def child_arguments(self) -> list[str]:
        """What a child process needs to share home, database, broker and day."""
        day = self.speed.arguments() if self.speed else []
        return [*self.broker_arguments(), "--database", self.database_url, *day]

    def broker_arguments(self) -> list[str]:
        """What a child process needs to share home and broker."""
        setup = ["--broker-config", str(self.broker.file)] if self.broker else []
        return ["--home", str(self.home), "--broker-port", str(self.broker_port), *setup]


def program_options(
    home: Path | None,
    database: str | None,
    broker_port: int = DEFAULT_BROKER_PORT,
    speed: SpeedDay | None = None,
    broker_config: Path | None = None,
) -> ProgramOptions:
    """Options from the command line, the environment (HAH_HOME, HAH_DATABASE) and the platform's data folder.

    A broker.toml, named or in the home, says the broker's port. Raises BrokerSetupInvalid, WebSetupInvalid,
    DeviceSetupInvalid, and NoWritePermission when the home folder cannot be made or written.
    """
    folder = writable_folder(home or Path(os.environ.get("HAH_HOME") or platformdirs.user_data_dir("hah_console")))
    url = database or os.environ.get("HAH_DATABASE") or f"sqlite:///{folder / DATABASE_FILE}"
    setup = broker_setup(folder, broker_config)
    port = setup.port if setup else broker_port
    return ProgramOptions(folder, url, port, speed, setup, web_setup(folder), device_setup(folder))


def broker_setup(folder: Path, asked: Path | None) -> "BrokerSetup | None":
    """The setup of the file asked for, else of the home's where there is one; raises BrokerSetupInvalid."""
    file = asked.absolute() if asked else folder / BROKER_FILE
    if not asked and not file.is_file():
        return None
    from hah_console.adapters.vitals.broker_setup import read_broker_setup

    return read_broker_setup(file)


def web_setup(folder: Path) -> "WebSetup | None":
    """The setup of the home's web.toml where there is one; raises WebSetupInvalid."""
    file = folder / WEB_FILE
    if not file.is_file():
        return None
    from hah_console.adapters.web.setup import read_web_setup

    return read_web_setup(file, folder / "web")


def device_setup(folder: Path) -> "DeviceSetup | None":
    """The setup of the home's devices.toml where there is one; raises DeviceSetupInvalid."""
    file = folder / DEVICES_FILE
    if not file.is_file():
        return None
    from hah_console.adapters.fhir.devices.setup import read_device_setup

    return read_device_setup(file)


def writable_folder(folder: Path) -> Path:
    """The folder, made if needed; raises NoWritePermission."""
    folder = folder.expanduser().absolute()
    probe = folder / f".write-probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise NoWritePermission(path=str(folder)) from error
    return folder


def speed_day(start: str | None, machine_start_s: float | None, rate: float | None) -> SpeedDay | None:
    """The ``--sim-*`` options as one value; None without a start. Raises InvalidInput."""
    if start is None:
        return None
    if machine_start_s is None or rate is None or rate <= 0:
        raise InvalidInput(field="--sim-rate", value=rate, reason="incomplete")
    try:
        moment = datetime.fromisoformat(start)
    except ValueError as error:
        raise InvalidInput(field="--sim-start", value=start, reason="not_a_time") from error
    aware = moment if moment.tzinfo else moment.replace(tzinfo=TAIPEI)
    return SpeedDay(aware.astimezone(UTC), machine_start_s, rate)
