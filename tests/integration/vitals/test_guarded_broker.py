"""A real mosquitto with TLS and a login for each monitor: who gets in, who is heard, and about whom."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.processes import until

from hah_console.adapters.vitals.assignment import write_assignment
from hah_console.adapters.vitals.broker import (
    Broker,
    BrokerFailed,
    find_mosquitto,
    free_port,
    speaks_mqtt,
    start_broker,
)
from hah_console.adapters.vitals.broker_setup import BrokerSetup, BrokerSetupInvalid, read_broker_setup
from hah_console.adapters.vitals.mosquitto_files import access_rules, password_hash
from hah_console.adapters.vitals.mqtt import Login
from hah_console.adapters.vitals.publisher import VitalsPublisher
from hah_console.adapters.vitals.received import Received
from hah_console.adapters.vitals.session import Address, Credentials, Session
from hah_console.adapters.vitals.subscriber import VitalsSubscriber
from hah_console.adapters.vitals.topics import stored_topic, topic
from hah_console.domain.clock import SystemClock
from hah_console.domain.ids import DeviceId, PatientId

SITE, PATIENT, OTHER, DEVICE, PASSWORD = "hsinchu-demo", "P001", "P002", "D-01", "of the test"
OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(
    OPENSSL is None or find_mosquitto() is None, reason="openssl or mosquitto is not installed"
)
LISTENER = """
site = "hsinchu-demo"
[listener]
port = {port}
certificate = "broker.crt"
key = "broker.key"
ca = "broker.crt"
[service]
user = "the-service"
password_file = "secrets/service"
[[device]]
id = "D-01"
patient = "P001"
password = "{hash}"
[[device]]
id = "D-02"
patient = "P002"
password = "{hash}"
"""


@dataclass
class Guarded:
    """A broker at work, and what the service hears on it."""

    setup: BrokerSetup
    folder: Path
    service: VitalsSubscriber
    running: Broker

    def device(self, device: str = DEVICE, password: str = PASSWORD, address: Address | None = None) -> VitalsPublisher:
        return VitalsPublisher(address or self.setup.address(), f"test-{device}", Credentials(device, password))

    def heard(self) -> list[tuple[str, bytes]]:
        messages = self.service.take(1.0, 1)
        self.service.acknowledge(messages)
        return [(message.topic, message.payload) for message in messages]


def _written(folder: Path, port: int, text: str = LISTENER) -> Path:
    assert OPENSSL
    subprocess.run(
        [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(folder / "broker.key"), "-out", str(folder / "broker.crt")],
        check=True, capture_output=True,
    )  # fmt: skip
    file = folder / "broker.toml"
    file.write_text(text.format(port=port, hash=password_hash(PASSWORD)), "utf-8")
    return file


@contextmanager
def _guarded(folder: Path) -> Iterator[Guarded]:
    setup = read_broker_setup(_written(folder, free_port()))
    running = start_broker(setup.port, folder / "broker", "mosquitto", setup)
    who = setup.credentials("service")
    service = VitalsSubscriber(
        setup.port, SITE, SystemClock().now, address=setup.address(), user=who.user, password=who.password
    )
    try:
        assert service.connect(10.0)
        yield Guarded(setup, folder / "broker", service, running)
    finally:
        service.close()
        running.stop()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    with _guarded(tmp_path_factory.mktemp("guarded")) as found:
        yield found


def test_a_monitor_with_its_password_is_heard_over_tls(guarded: Guarded) -> None:
    with closing(guarded.device()) as monitor:
        assert monitor.connect(10.0)
        monitor.publish(topic(SITE, PATIENT), b"its own")
        until(lambda: monitor.unsent() == 0)
    assert guarded.heard() == [(topic(SITE, PATIENT), b"its own")]


def test_a_monitor_that_publishes_for_another_patient_is_never_heard(guarded: Guarded) -> None:
    with closing(guarded.device()) as monitor:
        assert monitor.connect(10.0)
        monitor.publish(topic(SITE, OTHER), b"of another")
        monitor.publish(topic(SITE, PATIENT), b"after it")
        until(lambda: monitor.unsent() == 0)
    assert guarded.heard() == [(topic(SITE, PATIENT), b"after it")]


def test_a_monitor_that_moves_in_the_program_is_heard_for_its_new_patient_and_no_longer_for_the_former(
    tmp_path: Path,
) -> None:
    with _guarded(tmp_path) as guarded, closing(guarded.device()) as monitor:
        assert monitor.connect(10.0)
        monitor.publish(topic(SITE, PATIENT), b"before")
        assert guarded.heard() == [(topic(SITE, PATIENT), b"before")]
        assert write_assignment(guarded.folder, {DeviceId(DEVICE): PatientId("P-9")})
        assert not write_assignment(guarded.folder, {DeviceId(DEVICE): PatientId("P-9")})
        guarded.running.tend()

        def moved() -> bool:
            monitor.publish(topic(SITE, "P-9"), b"after")
            return guarded.heard() == [(topic(SITE, "P-9"), b"after")]

        until(moved)
        monitor.publish(topic(SITE, PATIENT), b"of the former")
        assert (topic(SITE, PATIENT), b"of the former") not in [*guarded.heard(), *guarded.heard()]


def test_what_the_program_says_of_a_monitor_opens_no_more_than_one_patient(guarded: Guarded) -> None:
    wild = {DeviceId(DEVICE): PatientId("+/x"), DeviceId("D-02"): PatientId("P\nuser root")}
    told = list(access_rules(guarded.setup, wild))
    assert told[-2:] == [f"user {DEVICE}", "user D-02"]
    assert list(access_rules(guarded.setup, {}))[-2:] == told[-2:]


def test_a_monitor_reads_what_is_told_to_it_and_nothing_of_others(guarded: Guarded) -> None:
    heard: list[Received] = []
    own, others = stored_topic(SITE, PATIENT), stored_topic(SITE, OTHER)
    login = Login("test-reader", user=DEVICE, password=PASSWORD)
    with closing(Session(guarded.setup.address(), login, [("#", 0)], SystemClock().now, heard.extend)) as session:
        assert session.start(10.0)
        guarded.service.tell_stored({(PatientId(OTHER), DeviceId("D-02")): [1]})
        guarded.service.tell_stored({(PatientId(PATIENT), DeviceId(DEVICE)): [1]})
        until(lambda: any(message.topic == own for message in heard))
    assert others not in {message.topic for message in heard}


@pytest.mark.parametrize(("device", "password"), [(DEVICE, "wrong"), ("D-99", PASSWORD), ("", "")])
def test_nobody_gets_in_without_the_right_password(guarded: Guarded, device: str, password: str) -> None:
    with closing(guarded.device(device, password)) as stranger:
        assert not stranger.connect(1.0)


def test_who_does_not_speak_tls_is_not_answered(guarded: Guarded) -> None:
    assert speaks_mqtt(guarded.setup.address())
    assert not speaks_mqtt(Address(guarded.setup.port))


def test_passwords_and_access_rules_are_for_the_brokers_user_only(guarded: Guarded) -> None:
    files = [guarded.folder / name for name in ("passwords", "access", "mosquitto.conf")]
    files.append(guarded.setup.accounts["service"].password_file)
    assert os.name != "posix" or {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert PASSWORD not in (guarded.folder / "passwords").read_text("utf-8")


def test_the_bundled_broker_does_not_open_what_it_cannot_guard(guarded: Guarded, tmp_path: Path) -> None:
    with pytest.raises(BrokerFailed) as refused:
        start_broker(free_port(), tmp_path, "iotcore", guarded.setup)
    assert refused.value.facts["reason"] == "knows_no_accounts"


def test_the_console_without_a_login_of_its_own_is_told_so(guarded: Guarded) -> None:
    with pytest.raises(BrokerSetupInvalid) as refused:
        guarded.setup.credentials("console")
    assert refused.value.facts["key"] == "console"
