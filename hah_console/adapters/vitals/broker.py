"""The MQTT broker: mosquitto when this machine has it, else the one of the iotcore package, on loopback only."""

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

from hah_console.domain.errors import HahError, PortInUse

LOOPBACK = "127.0.0.1"
INFLIGHT = 2_000
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
    """A broker that listens; ``stop`` ends it."""

    name: str

    def alive(self) -> bool: ...
    def stop(self) -> None: ...


def listening(port: int) -> bool:
    """Whether something accepts connections on the port of this machine."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=0.5):
            return True
    except OSError:
        return False


def speaks_mqtt(port: int) -> bool:
    """Whether what listens on the port of this machine answers an MQTT 3.1.1 CONNECT with a CONNACK."""
    name = f"hah-probe-{os.getpid()}".encode()
    body = b"\x00\x04MQTT\x04\x02\x00\x0a" + len(name).to_bytes(2, "big") + name
    try:
        with socket.create_connection((LOOPBACK, port), timeout=PROBE_S) as link:
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


def start_broker(port: int, folder: Path, choice: str = "auto") -> Broker:
    """Start a broker in ``folder`` and wait until it listens. ``choice``: auto, mosquitto or iotcore.

    Raises PortInUse and BrokerFailed.
    """
    if listening(port):
        raise PortInUse(port=port)
    mosquitto = None if choice == "iotcore" else find_mosquitto()
    if choice == "mosquitto" and mosquitto is None:
        raise BrokerFailed(broker="mosquitto", reason="not_found")
    broker = Mosquitto(mosquitto, port, folder) if mosquitto else InProcess(port)
    deadline = time.monotonic() + START_TIMEOUT_S
    while not listening(port):
        if not broker.alive() or time.monotonic() > deadline:
            broker.stop()
            raise BrokerFailed(broker=broker.name, reason="did_not_listen")
        time.sleep(0.02)
    return broker


def find_mosquitto() -> str | None:
    """The mosquitto program, also where it is not on the path."""
    on_path = shutil.which("mosquitto")
    return on_path or next((place for place in MOSQUITTO_PLACES if os.access(place, os.X_OK)), None)


def mosquitto_settings(port: int, folder: Path) -> str:
    """Its configuration. The default queue of 1,000 messages loses readings silently, so it is unlimited here."""
    return "\n".join(
        [
            f"listener {port} {LOOPBACK}",
            "allow_anonymous true",
            "max_queued_messages 0",
            f"max_inflight_messages {INFLIGHT}",
            "persistence true",
            f"persistence_location {folder.as_posix()}/",
            "autosave_interval 5",
            "log_type error",
            "log_type warning",
            "",
        ]
    )


class Mosquitto:
    """mosquitto as a child process; its unsent messages survive a restart in ``folder``."""

    name = "mosquitto"

    def __init__(self, program: str, port: int, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        settings = folder / "mosquitto.conf"
        settings.write_text(mosquitto_settings(port, folder), "utf-8")
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # started by root it becomes the user mosquitto, who must be able to write here
            settings.write_text(settings.read_text("utf-8") + "user root\n", "utf-8")
        with (folder / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen(
                [program, "-c", str(settings)], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=_end_with_parent(),  # noqa: PLW1509  one system call, prepared before
            )  # fmt: skip

    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

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

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Nothing to do: the process that called it ends now."""
