"""A demo site whose service takes uploads of gateways and messages of interfaces, and how these speak to it."""

import json
import socket
import sqlite3
import ssl
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any

from helpers.processes import end, program, says, until
from helpers.stores import lay_demo_site

from hah_console.adapters.fhir.devices.setup import hashed
from hah_console.adapters.fhir.hl7v2.mllp import FrameReader, framed
from hah_console.adapters.vitals.broker import free_port
from hah_console.adapters.web.certificate import CERTIFICATE_FILE
from hah_console.app.bootstrap import Core, open_core
from hah_console.app.options import program_options
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import Vital
from hah_console.services.web_address import web_address

TOKEN = "a-token-of-32-random-bytes-or-so"
SETUP = """
[[gateway]]
id = "GW-1"
token = "{token}"
[names]
"00-1F-2E" = "D-01"
[hl7]
port = {port}
"""
Answer = tuple[int, dict[str, Any]]


@dataclass
class Site:
    """``home`` is the service's; ports are of this machine."""

    home: Path
    web_port: int = field(default_factory=free_port)
    hl7_port: int = field(default_factory=free_port)
    core: Core = field(init=False)

    def __post_init__(self) -> None:
        (self.home / "web.toml").write_text(f"[listener]\nport = {self.web_port}\n", "utf-8")
        (self.home / "devices.toml").write_text(SETUP.format(token=hashed(TOKEN), port=self.hl7_port), "utf-8")
        lay_demo_site(self.home)
        self.core = open_core(program_options(self.home, None, free_port()))

    def service(self) -> "Any":
        """The service as a process; a context manager."""
        return program("service", "--home", str(self.home), "--no-own-broker", "--broker-port", str(free_port()))

    def ready(self, process: "subprocess.Popen[str]") -> None:
        """Wait until both ways in are open."""
        assert says(process) == "ready"
        until(
            lambda: bool(web_address(self.core.ctx).address) and self._open(self.web_port) and self._open(self.hl7_port)
        )

    def upload(
        self, resource: Any, path: str = "", token: str = TOKEN, kind: str = "application/fhir+json", **headers: str
    ) -> Answer:
        """Status and body of one POST; raises OSError, HTTPException when nobody answers."""
        trusted = ssl.create_default_context(cafile=str(self.home / "web" / CERTIFICATE_FILE))
        told = {"content-type": kind, "authorization": f"Bearer {token}", **headers}
        content = resource if isinstance(resource, bytes) else json.dumps(resource).encode()
        with closing(HTTPSConnection("127.0.0.1", self.web_port, context=trusted, timeout=10)) as connection:
            connection.request("POST", f"/fhir{path}", content, told)
            answer = connection.getresponse()
            body = answer.read()
        return answer.status, json.loads(body) if body else {}

    def say(self, packet: bytes, answers: int) -> list[str]:
        """The answers of the listener to what is sent at once; raises OSError when the connection ends before them."""
        reader = FrameReader()
        found: list[bytes] = []
        with socket.create_connection(("127.0.0.1", self.hl7_port), 10) as link:
            link.settimeout(10)
            link.sendall(packet)
            while len(found) < answers:
                data = link.recv(65_536)
                if not data:
                    raise ConnectionResetError
                found += reader.messages(data)
        return [answer.decode("utf-8") for answer in found]

    def codes(self, messages: Sequence[str]) -> list[str]:
        """MSA-1 of the answer to each message."""
        packet = b"".join(framed(message.encode()) for message in messages)
        return [answer.split("MSA|")[1][:2] for answer in self.say(packet, len(messages))]

    def stored(self, patient: str = "P001", vital: Vital = Vital.HEART_RATE) -> list[float]:
        """Every stored value, by its moment."""
        start, end_ = datetime(2020, 1, 1, tzinfo=UTC), datetime.now(UTC)
        with self.core.ctx.store() as uow:
            return list(uow.readings.series(PatientId(patient), vital, start, end_).values)

    def quarantined(self) -> int:
        with self.core.ctx.store() as uow:
            return uow.readings.quarantined()

    def writer(self) -> sqlite3.Connection:
        """Keeps everybody else from writing until it is closed."""
        connection = sqlite3.connect(self.home / "hah.db", isolation_level=None, timeout=10)
        connection.execute("BEGIN IMMEDIATE")
        return connection

    def _open(self, port: int) -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), 0.5).close()
        except OSError:
            return False
        return True


NOBODY_ANSWERS = (OSError, HTTPException)
__all__ = ["NOBODY_ANSWERS", "Site", "end"]
