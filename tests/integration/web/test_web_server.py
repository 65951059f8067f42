"""The server of the pages: over TLS, with limits and headers, telling strangers nothing, gone when it is closed."""

import json
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from pathlib import Path

import msgspec
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hah_console.adapters.web import connection
from hah_console.adapters.web.certificate import certificate_for
from hah_console.adapters.web.guard import HEADERS, MOST_BODY_BYTES
from hah_console.adapters.web.page import Refused, Workers, answer, body_of
from hah_console.adapters.web.rate import RateLimit
from hah_console.adapters.web.server import WebServer
from hah_console.adapters.web.setup import WebSetup, WebSetupInvalid, read_web_setup
from hah_console.domain.errors import PortInUse

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


class Said(msgspec.Struct, forbid_unknown_fields=True):
    """What the echo page takes."""

    text: str


class EchoPage:
    """A page that says a text again, from a worker thread."""

    def routes(self, workers: Workers) -> Sequence[BaseRoute]:
        async def echo(request: Request) -> Response:
            said = await body_of(request, Said)
            return answer({"text": await workers.run(lambda: self.said(said.text))})

        return [Route("/echo", echo, methods=["POST"])]

    def said(self, text: str) -> str:
        if text == "secret of a patient":
            raise ValueError(text)
        if text == "stranger":
            raise Refused
        return text


@dataclass
class Caller:
    """A browser that trusts the certificate of the service."""

    server: WebServer
    trusted: Path
    host: str = "127.0.0.1"
    port: int = field(init=False)

    def __post_init__(self) -> None:
        self.port = int(self.server.address.rpartition(":")[2])

    def open(self) -> HTTPSConnection:
        context = ssl.create_default_context(cafile=str(self.trusted))
        return HTTPSConnection(self.host, self.port, context=context, timeout=5)

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        opened = self.open()
        try:
            opened.request(method, path, body)
            found = opened.getresponse()
            return found.status, {k.lower(): v for k, v in found.getheaders()}, found.read()
        finally:
            opened.close()


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    setup = WebSetup(tmp_path_factory.mktemp("web"), port=0)
    certificate = certificate_for(setup, datetime.now(UTC))
    server = WebServer(setup, certificate, [EchoPage()])
    server.start()
    yield Caller(server, certificate.file)
    server.close()


def test_a_page_answers_over_tls_with_every_header_of_safety(caller: Caller) -> None:
    status, headers, body = caller.ask("POST", "/echo", b'{"text": "hello"}')
    assert (status, json.loads(body)) == (200, {"text": "hello"})
    assert {name: headers[name] for name in HEADERS} == dict(HEADERS)
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert "server" not in headers


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"no json", 400), (b'{"text": 1}', 400), (b'{"text": "a", "more": 1}', 400), (b'{"text": "stranger"}', 403)],
)
def test_what_cannot_be_used_is_refused_without_a_word(caller: Caller, body: bytes, status: int) -> None:
    found, headers, said = caller.ask("POST", "/echo", body)
    assert (found, said) == (status, b"")
    assert headers["cache-control"] == "no-store"


def test_a_body_that_says_it_is_too_large_is_refused_before_it_comes(caller: Caller) -> None:
    opened = caller.open()
    opened.putrequest("POST", "/echo")
    opened.putheader("Content-Length", str(MOST_BODY_BYTES + 1))
    opened.endheaders()
    assert opened.getresponse().status == 413
    opened.close()


def test_a_body_that_turns_out_too_large_is_refused(caller: Caller) -> None:
    opened = caller.open()
    opened.putrequest("POST", "/echo")
    opened.putheader("Transfer-Encoding", "chunked")
    opened.endheaders()
    part = b"%x\r\n" % 4096 + b" " * 4096 + b"\r\n"
    for _ in range(MOST_BODY_BYTES // 4096):
        opened.send(part)
    opened.send(b"1\r\n \r\n")
    assert opened.getresponse().status == 413
    opened.close()


@pytest.mark.expected_log("a page failed: ValueError in echo")
def test_a_page_that_fails_tells_neither_the_caller_nor_the_log_what_was_said(caller: Caller) -> None:
    status, _, body = caller.ask("POST", "/echo", b'{"text": "secret of a patient"}')
    assert (status, body) == (500, b"")


def test_an_unknown_place_and_another_method_are_not_served(caller: Caller) -> None:
    assert caller.ask("GET", "/nothing")[0] == 404
    assert caller.ask("GET", "/echo")[0] == 405


def test_who_does_not_trust_the_certificate_or_speaks_plainly_gets_nothing(caller: Caller) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        HTTPSConnection(caller.host, caller.port, context=ssl.create_default_context(), timeout=5).request("GET", "/")
    with socket.create_connection((caller.host, caller.port), timeout=5) as plain:
        plain.sendall(b"GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"HTTP" not in plain.recv(1024)


def test_a_connection_that_says_nothing_is_cut_off(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_S", 0.2)
    context = ssl.create_default_context(cafile=str(caller.trusted))
    opened = socket.create_connection((caller.host, caller.port), timeout=3)
    with context.wrap_socket(opened, server_hostname=caller.host) as silent:
        silent.sendall(b"POST /echo HTTP/1.1\r\nHost:")
        assert _cut_off(silent)


def _cut_off(opened: ssl.SSLSocket) -> bool:
    """Whether the other side ends the connection, in order or not, within the time-out of the socket."""
    try:
        return opened.recv(1024) == b""
    except (ConnectionError, ssl.SSLError):
        return True


def test_a_closed_server_is_gone_within_two_seconds_though_somebody_holds_a_connection(tmp_path: Path) -> None:
    setup = WebSetup(tmp_path, port=0)
    certificate = certificate_for(setup, datetime.now(UTC))
    server = WebServer(setup, certificate, [EchoPage()])
    server.start()
    caller = Caller(server, certificate.file)
    context = ssl.create_default_context(cafile=str(certificate.file))
    with context.wrap_socket(socket.create_connection(("127.0.0.1", caller.port)), server_hostname="127.0.0.1") as held:
        held.sendall(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
        began = time.monotonic()
        server.close()
        assert time.monotonic() - began < 2.0
    assert not server.running
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", caller.port), timeout=1).close()


def test_a_port_of_another_program_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        setup = WebSetup(tmp_path, port=other.getsockname()[1])
        server = WebServer(setup, certificate_for(setup, NOW), [])
        with pytest.raises(PortInUse):
            server.start()
        server.close()


def test_the_own_certificate_is_kept_renewed_in_time_and_made_anew_for_another_name(tmp_path: Path) -> None:
    setup = WebSetup(tmp_path / "web")
    first = certificate_for(setup, NOW)
    assert first.key.stat().st_mode & 0o077 == 0
    assert certificate_for(setup, NOW + timedelta(days=300)).fingerprint == first.fingerprint
    renewed = certificate_for(setup, NOW + timedelta(days=390))
    assert renewed.fingerprint != first.fingerprint
    assert certificate_for(WebSetup(tmp_path / "web", name="hah.example"), NOW).fingerprint != renewed.fingerprint


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    made = certificate_for(WebSetup(tmp_path), NOW)
    made.key.chmod(0o644)
    with pytest.raises(WebSetupInvalid) as error:
        certificate_for(WebSetup(tmp_path, certificate=made.file, key=made.key), NOW)
    assert error.value.facts["reason"] == "readable_by_others"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[listener]\nport = 70000", "listener.port"),
        ("[listener]\nhost = 'a b'", "listener.host"),
        ("[listener]\ncertificate = 'a.crt'", "listener.certificate"),
        ("[listener]\nprot = 1", ""),
        ("[listener", ""),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_key(tmp_path: Path, text: str, key: str) -> None:
    file = tmp_path / "web.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(WebSetupInvalid) as error:
        read_web_setup(file, tmp_path)
    assert error.value.facts["key"] == key


def test_a_file_says_where_to_listen_and_what_phones_call_it(tmp_path: Path) -> None:
    file = tmp_path / "web.toml"
    file.write_text("[listener]\nhost = '192.0.2.7'\nport = 9443\nname = 'hah.example'", "utf-8")
    assert read_web_setup(file, tmp_path) == WebSetup(tmp_path, "192.0.2.7", 9443, "hah.example")


def test_one_caller_who_asks_too_often_waits_while_others_do_not() -> None:
    counted = [0.0]
    rate = RateLimit(60, 3, lambda: counted[0])
    assert [rate.allows("a") for _ in range(5)] == [True, True, True, False, False]
    assert rate.allows("b")
    counted[0] = 1.0
    assert [rate.allows("a") for _ in range(2)] == [True, False]
