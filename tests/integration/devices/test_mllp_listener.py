"""Who may speak HL7 v2 to the listener, and what a sender hears when nothing can be stored."""

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from helpers.gateways import obx, oru

from hah_console.adapters.fhir.devices.setup import read_device_setup
from hah_console.adapters.fhir.hl7v2 import listener as listening
from hah_console.adapters.fhir.hl7v2.listener import Listening, MllpListener, Network
from hah_console.adapters.fhir.hl7v2.mllp import FrameReader, framed
from hah_console.adapters.web.certificate import certificate_for
from hah_console.adapters.web.setup import WebSetup
from hah_console.app.devices.door import NotStoredNow
from hah_console.domain.errors import PortInUse
from hah_console.domain.relayed_set import Fate, PartAnswer, RelayedPart

MESSAGE = framed(oru([obx("hr", 72)], "77").encode())
HERE: tuple[Network, ...] = (ip_network("127.0.0.0/8"),)


class HeldDoor:
    """Answers when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[tuple[str, Future[tuple[PartAnswer, ...]]]] = []
        self.came = threading.Event()

    def deliver(self, relay: str, gateway: str, parts: Sequence[RelayedPart]) -> "Future[tuple[PartAnswer, ...]]":
        assert gateway == ""
        assert parts
        future: Future[tuple[PartAnswer, ...]] = Future()
        self.waiting.append((relay, future))
        self.came.set()
        return future


@pytest.fixture
def door() -> HeldDoor:
    return HeldDoor()


def _listen(door: HeldDoor, peers: tuple[Network, ...] = (), tls: ssl.SSLContext | None = None) -> MllpListener:
    listener = MllpListener(Listening("127.0.0.1", 0, peers, tls=tls), door, lambda: datetime.now(UTC))
    listener.start()
    return listener


@pytest.fixture
def listener(door: HeldDoor) -> Iterator[MllpListener]:
    made = _listen(door)
    yield made
    made.close()


def _opened(port: int) -> socket.socket:
    link = socket.create_connection(("127.0.0.1", port), 5)
    link.settimeout(5)
    return link


def _answer(link: socket.socket) -> str:
    reader, found = FrameReader(), list[bytes]()
    while not found:
        data = link.recv(4096)
        if not data:
            return ""
        found = reader.messages(data)
    return found[0].decode()


def _refused(link: socket.socket) -> bool:
    """Whether the connection ends, in whatever way, instead of an answer."""
    try:
        link.sendall(MESSAGE)
        return _answer(link) == ""
    except (ConnectionError, ssl.SSLError):
        return True


def test_a_sender_is_answered_only_when_its_message_is_stored(listener: MllpListener, door: HeldDoor) -> None:
    with _opened(listener.port) as link:
        link.sendall(MESSAGE)
        assert door.came.wait(5)
        link.settimeout(0.2)
        with pytest.raises(TimeoutError):
            link.recv(1)
        link.settimeout(5)
        relay, future = door.waiting[0]
        future.set_result((PartAnswer(Fate.NEW),))
        assert "MSA|AA|77" in _answer(link)
    assert relay == "hl7/127.0.0.1/MON^1^EUI-64^WARD"


def test_what_is_not_stored_is_rejected_and_may_come_again(
    listener: MllpListener, door: HeldDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "STORED_S", 0.3)
    with _opened(listener.port) as link:
        link.sendall(MESSAGE)
        assert "MSA|AR|77" in _answer(link)
        door.came.clear()
        link.sendall(MESSAGE)
        assert door.came.wait(5)
        door.waiting[-1][1].set_exception(NotStoredNow(reason="closed"))
        assert "MSA|AR|77" in _answer(link)
    assert door.waiting[0][1].cancelled()


@pytest.mark.expected_log("is not let in")
def test_a_stranger_is_not_let_in(door: HeldDoor) -> None:
    listener = _listen(door, (ip_network("192.0.2.0/24"),))
    with _opened(listener.port) as link:
        assert _refused(link)
    listener.close()
    assert not door.waiting


@pytest.mark.expected_log("is not let in")
def test_more_connections_than_there_is_room_for_are_ended(door: HeldDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "MOST_CONNECTIONS", 1)
    listener = _listen(door, HERE)
    with _opened(listener.port) as first:
        first.sendall(MESSAGE)
        assert door.came.wait(5)
        with _opened(listener.port) as second:
            assert _refused(second)
        door.waiting[0][1].set_result((PartAnswer(Fate.KNOWN),))
        assert "MSA|AA|77" in _answer(first)
    listener.close()
    assert len(door.waiting) == 1


def test_a_port_that_is_taken_is_said(listener: MllpListener, door: HeldDoor) -> None:
    second = MllpListener(Listening("127.0.0.1", listener.port, ()), door, lambda: datetime.now(UTC))
    with pytest.raises(PortInUse):
        second.start()
    second.close()


def _sender_certificate(folder: Path) -> tuple[Path, Path]:
    """Certificate and key of a sender, signed by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ward monitor interface")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1)).add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    certificate, secret = folder / "sender.crt", folder / "sender.key"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, secret


def test_senders_speak_tls_and_show_a_certificate_where_the_site_asks(door: HeldDoor, tmp_path: Path) -> None:
    made, sender = certificate_for(WebSetup(tmp_path), datetime.now(UTC)), _sender_certificate(tmp_path)
    file = tmp_path / "devices.toml"
    file.write_text(
        f'[hl7]\ncertificate = "{made.file.name}"\nkey = "{made.key.name}"\nauthority = "sender.crt"\n', "utf-8"
    )
    setup = read_device_setup(file).hl7
    assert setup is not None
    listener = _listen(door, HERE, setup.tls)
    trusted = ssl.create_default_context(cafile=str(made.file))
    with _opened(listener.port) as link, trusted.wrap_socket(link, server_hostname="127.0.0.1") as bare:
        assert _refused(bare)
    trusted.load_cert_chain(*sender)
    with _opened(listener.port) as link, trusted.wrap_socket(link, server_hostname="127.0.0.1") as shown:
        shown.sendall(MESSAGE)
        assert door.came.wait(5)
        door.waiting[0][1].set_result((PartAnswer(Fate.NEW),))
        assert "MSA|AA|77" in _answer(shown)
    listener.close()
