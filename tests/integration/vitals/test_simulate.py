"""``simulate`` as a process: it publishes what the service can read, waits for the broker and stops when told."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from helpers.processes import broker
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from hah_console.adapters.site import load_site
from hah_console.adapters.vitals.decode import decode
from hah_console.demo.devices import beds_of
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.reading import Reading

ROOT = Path(__file__).resolve().parents[3]
SITE = ROOT / "resources" / "demo"
SITE_ID = "hsinchu-demo"
LIMIT_S = 20.0


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def simulator(port: int, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "hah_console", "simulate", "--site", str(SITE), "--broker-port", str(port)]
    with subprocess.Popen(
        [*command, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def speed(rate: float) -> list[str]:
    start, machine = "2026-05-04T08:00:00+08:00", str(time.time())
    return ["--sim-start", start, "--sim-machine-start", machine, "--sim-rate", str(rate)]


@contextmanager
def listener(port: int) -> Iterator[list[tuple[str, bytes]]]:
    """What arrives under the root of the site."""
    received: list[tuple[str, bytes]] = []

    def keep(_client: Client, _data: object, message: MQTTMessage) -> None:
        received.append((message.topic, bytes(message.payload)))

    client = Client(CallbackAPIVersion.VERSION2, client_id="test")
    client.on_message = keep
    client.on_connect = lambda one, *_: one.subscribe(f"hah/v1/{SITE_ID}/+/vitals", qos=1)
    client.connect("127.0.0.1", port)
    client.loop_start()
    try:
        yield received
    finally:
        client.disconnect()
        client.loop_stop()
        client.reinitialise()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def readings(received: list[tuple[str, bytes]]) -> list[Reading]:
    devices = {bed.device_id: bed.profile.patient_id for bed in beds_of(load_site(SITE), datetime.now(UTC).date())}
    at = datetime(2026, 5, 4, tzinfo=UTC) + timedelta(hours=24)
    named: dict[DeviceId, PatientId] = dict(devices)
    return [decode((topic, payload, at), SITE_ID, named) for topic, payload in received]


def test_every_monitor_of_the_site_publishes_what_the_service_can_read(port: int, tmp_path: Path) -> None:
    with broker(port, tmp_path), listener(port) as received, simulator(port, *speed(120)) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        until(lambda: len(received) > 240)
    found = readings(received)
    assert len({one.patient_id for one in found}) == 60
    assert all(one.measured_at.second == 0 for one in found)
    for device in {one.device_id for one in found}:
        numbers = [one.sequence for one in found if one.device_id == device]
        assert numbers == sorted(set(numbers))


def test_recordings_replace_the_first_unscripted_patients_and_the_log_says_which(port: int, tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    (folder / "a_numerics.csv").write_text("minute,HR,RESP,SpO2\n" + "".join(f"{m},133,29,0\n" for m in range(5)))
    own = ["--recordings", str(folder), "--home", str(tmp_path)]
    with broker(port, tmp_path), listener(port) as received, simulator(port, *speed(60), *own):
        until(lambda: len(received) > 60)
    first = next(one for one in readings(received) if one.patient_id == "P001")
    assert {vital.value: value for vital, value in first.values.items()} == {"hr": 133, "rr": 29}
    assert {vital.value for vital in first.sensor_off} == {"spo2"}
    assert "patient P001 replays recording a_numerics" in (tmp_path / "logs" / "simulate.jsonl").read_text("utf-8")


@pytest.mark.alone
@pytest.mark.parametrize("how", ["stdin", "SIGTERM"])
def test_it_stops_within_two_seconds_when_told(port: int, tmp_path: Path, how: str) -> None:
    with broker(port, tmp_path), simulator(port) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "ready\n"
        started = time.monotonic()
        if how == "stdin":
            process.stdin.close()
        else:
            process.send_signal(signal.SIGTERM)
        assert process.wait(2.0) == 0
        assert time.monotonic() - started < 2.0
        assert process.stderr.read() == ""


def test_without_a_broker_it_says_so_once_and_begins_when_the_broker_comes(port: int, tmp_path: Path) -> None:
    with simulator(port) as process:
        assert process.stderr
        assert process.stdout
        assert process.stderr.readline() == f"no broker on port {port}; trying again until it is there\n"
        with broker(port, tmp_path):
            assert process.stderr.readline() == f"the broker on port {port} is back\n"
            assert process.stdout.readline() == "ready\n"
            process.send_signal(signal.SIGTERM)
            assert process.wait(2.0) == 0


def test_it_stops_while_it_still_waits_for_a_broker(port: int) -> None:
    with simulator(port) as process:
        assert process.stderr
        process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(2.0) == 0


def test_a_folder_without_recordings_ends_in_one_sentence(port: int, tmp_path: Path) -> None:
    with simulator(port, "--recordings", str(tmp_path)) as process:
        output, complaint = process.communicate(timeout=LIMIT_S)
    assert (process.returncode, output) == (1, "")
    assert len(complaint.splitlines()) == 1
    assert re.search(re.escape(tmp_path.name), complaint)
