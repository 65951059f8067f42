"""The MQTT broker: mosquitto when this machine has it, else the one of the iotcore package, which stays on loopback."""

import ctypes
import logging
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from hah_console.adapters.vitals.assignment import read_assignment
from hah_console.adapters.vitals.broker_setup import BrokerSetup
from hah_console.adapters.vitals.mosquitto_files import INFLIGHT, mosquitto_settings, write_access, write_accounts
from hah_console.adapters.vitals.session import LOOPBACK, Address
from hah_console.domain.errors import HahError, PortInUse

EVERYWHERE = frozenset({"0.0.0.0", "::"})
START_TIMEOUT_S = 15.0
STOP_GRACE_S = 3.0
PROBE_S = 2.0
FREE_PORTS = (20_000, 32_000)
PR_SET_PDEATHSIG = 1
"""Of prctl(2): which signal a process gets when the one that started it ends."""
MOSQUITTO_PLACES = ("/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "C:/Program Files/mosquitto/mosquitto.exe")


class BrokerFailed(HahError):
    """The broker ended before it listened. Facts: broker, reason."""

    code = "broker_failed"


class Broker(Protocol):
    """A broker that listens; ``stop`` ends it. ``tend`` now and then: monitors may have moved.

    ``only_watched``: its process, when it is one and needs no tending.
    """

    name: str

    @property
    def only_watched(self) -> int | None: ...

    def alive(self) -> bool: ...
    def tend(self) -> None: ...
    def stop(self) -> None: ...


def listening(port: int, host: str = LOOPBACK) -> bool:
    """Whether something accepts connections on the port, of this machine unless told otherwise."""
    try:
        with socket.create_connection((host, port), timeout=0.5):
            return True
    except OSError:
        return False


def speaks_mqtt(address: Address) -> bool:
    """Whether what listens there answers an MQTT 3.1.1 CONNECT with a CONNACK, be it a refusal."""
    name = f"hah-probe-{os.getpid()}".encode()
    body = b"\x00\x04MQTT\x04\x02\x00\x0a" + len(name).to_bytes(2, "big") + name
    try:
        plain = socket.create_connection((address.host, address.port), timeout=PROBE_S)
        with address.tls.wrap_socket(plain, server_hostname=address.host) if address.tls else plain as link:
            link.sendall(b"\x10" + bytes([len(body)]) + body)
            answer = link.recv(4)
            link.sendall(b"\xe0\x00")  # DISCONNECT
    except OSError:
        return False
    return answer[:2] == b"\x20\x02"


def free_port() -> int:
    """A port of this machine nobody listens on now.

    Below those the system gives to clients: there a client that tries to connect while nobody listens may be given the
    very port as its own, meet itself, and keep it from the broker.
    """
    while True:
        with socket.socket() as probe, suppress(OSError):
            port = random.randrange(*FREE_PORTS)
            probe.bind((LOOPBACK, port))
            return port


def start_broker(port: int, folder: Path, choice: str = "auto", setup: BrokerSetup | None = None) -> Broker:
    """Start a broker in ``folder`` and wait until it listens. ``choice``: auto, mosquitto or iotcore.

    Raises PortInUse, BrokerFailed and BrokerSetupInvalid.
    """
    host = _reached_at(setup)
    if listening(port, host):
        raise PortInUse(port=port)
    mosquitto = None if choice == "iotcore" else find_mosquitto()
    if choice == "mosquitto" and mosquitto is None:
        raise BrokerFailed(broker="mosquitto", reason="not_found")
    if setup and setup.guarded and mosquitto is None:
        raise BrokerFailed(broker="iotcore", reason="knows_no_accounts")
    if setup and setup.ca and not setup.certificate:
        raise setup.wrong("listener.certificate", "not_given")
    broker = Mosquitto(mosquitto, port, folder, setup) if mosquitto else InProcess(port)
    deadline = time.monotonic() + START_TIMEOUT_S
    while not listening(port, host):
        if not broker.alive() or time.monotonic() > deadline:
            broker.stop()
            raise BrokerFailed(broker=broker.name, reason="did_not_listen")
        time.sleep(0.02)
    return broker


def _reached_at(setup: BrokerSetup | None) -> str:
    """Where this machine reaches its own listener."""
    return setup.host if setup and setup.host not in EVERYWHERE else LOOPBACK


def find_mosquitto() -> str | None:
    """The mosquitto program, also where it is not on the path."""
    on_path = shutil.which("mosquitto")
    return on_path or next((place for place in MOSQUITTO_PLACES if os.access(place, os.X_OK)), None)


class Mosquitto:
    """mosquitto as a child process; its unsent messages survive a restart in ``folder``."""

    name = "mosquitto"

    def __init__(self, program: str, port: int, folder: Path, setup: BrokerSetup | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._setup, self._assignment = folder, setup, read_assignment(folder)
        settings = folder / "mosquitto.conf"
        settings.write_text(mosquitto_settings(port, folder, setup), "utf-8")
        settings.chmod(0o600)
        if setup and setup.closed:
            write_accounts(setup, folder)
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # started by root it becomes the user mosquitto, who must be able to write here
            settings.write_text(settings.read_text("utf-8") + "user root\n", "utf-8")
        with (folder / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen(
                [program, "-c", str(settings)], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=_end_with_parent(),  # noqa: PLW1509  one system call, prepared before
            )  # fmt: skip

    @property
    def only_watched(self) -> int | None:
        """The process, unless its rules follow the monitors."""
        return None if self._setup and self._setup.closed else self._process.pid

    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def tend(self) -> None:
        """Let each monitor speak for the patient it is with now; who is connected stays so."""
        if self._setup is None or not self._setup.closed or not hasattr(signal, "SIGHUP"):
            return
        told = read_assignment(self._folder)
        if told is not None and told != self._assignment:
            write_access(self._setup, self._folder, told)
            self._process.send_signal(signal.SIGHUP)
            self._assignment = told

    def stop(self) -> None:
        """End it; it saves its queue first."""
        self._process.terminate()
        try:
            self._process.wait(STOP_GRACE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _end_with_parent() -> Callable[[], object] | None:
    """What makes a child of Linux end when this process is killed; nothing elsewhere."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class InProcess:
    """The iotcore broker inside this process (it has no stop of its own: it ends with the process). Memory only."""

    name = "iotcore"

    def __init__(self, port: int) -> None:
        from iotcore.iotcore import IotCoreBroker

        logging.getLogger("rumqttd").setLevel(logging.CRITICAL)
        broker = IotCoreBroker(listen=LOOPBACK, port=port, max_inflight_count=INFLIGHT)
        self._thread = threading.Thread(target=broker.run_forever, name="iotcore-broker", daemon=True)
        self._thread.start()

    @property
    def only_watched(self) -> int | None:
        """It lives in this process."""
        return None

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._thread.is_alive()

    def tend(self) -> None:
        """It knows no accounts."""

    def stop(self) -> None:
        """Nothing to do: the process that called it ends now."""
