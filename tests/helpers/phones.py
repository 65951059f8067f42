"""Phones for the tests of the phone page: the served page over a day in the field, and a phone that signs."""

import base64
import json
import secrets
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPSConnection
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from hah_console.adapters.web.certificate import certificate_for
from hah_console.adapters.web.phone_page import PhonePage
from hah_console.adapters.web.server import WebServer
from hah_console.adapters.web.setup import WebSetup
from hah_console.app.resources import resource_path
from hah_console.app.service.phone_words import phone_words
from hah_console.domain.ids import StaffId
from hah_console.services.phone_desk import PhonesAtDesk
from hah_console.services.phone_passes import issue_pass
from helpers.field_day import DISPATCHER, FieldDay
from helpers.ward import RULES


@dataclass(slots=True)
class Served:
    """The page of a day, and the certificate a caller trusts."""

    day: FieldDay
    server: WebServer
    trusted: Path

    @property
    def port(self) -> int:
        return int(self.server.address.rpartition(":")[2])

    def link(self, staff_id: StaffId) -> str:
        """What the desk's picture of a link holds."""
        return f"{self.server.address}/phone#{issue_pass(self.day.ctx, DISPATCHER, staff_id).code}"


@contextmanager
def served(day: FieldDay, folder: Path) -> Iterator[Served]:
    """The phone page over TLS on a port of its own."""
    setup = WebSetup(folder, port=0)
    certificate = certificate_for(setup, datetime.now(UTC))
    page = PhonePage(PhonesAtDesk(day.ctx, RULES), resource_path("web"), phone_words())
    server = WebServer(setup, certificate, [page])
    server.start()
    try:
        yield Served(day, server, certificate.file)
    finally:
        server.close()


@dataclass(slots=True)
class Phone:
    """Signs as the page does."""

    at: Served
    pass_id: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def open(self, code: str) -> int:
        """Open a link; the status of the answer."""
        kinds = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        spki = base64.b64encode(self.key.public_key().public_bytes(*kinds)).decode()
        status, told = self.send("/phone/open", {"code": code, "key": spki, "device": "test"})
        self.pass_id = told["pass"] if status == 200 else self.pass_id
        return status

    def post(self, path: str, content: object, signed_for: str = "") -> tuple[int, object]:
        """A signed request; ``signed_for`` signs another path."""
        body = json.dumps(content).encode()
        return self.send(path, body, self.signature(signed_for or path, body))

    def signature(self, path: str, body: bytes) -> str:
        """Of a path and a body, as a browser writes it."""
        r, s = decode_dss_signature(self.key.sign(path.encode() + b"\n" + body, ec.ECDSA(hashes.SHA256())))
        return base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()

    def day(self) -> tuple[int, dict]:
        """The worker's day."""
        return self.post("/phone/day", {"asked": secrets.token_hex(8)})

    def report(self, visit_id: str, state: str, **more: object) -> tuple[int, object]:
        """A report of a visit."""
        facts = {"report_id": secrets.token_hex(8), "told_at": "2026-11-24T09:00:00+08:00", "waited_s": 0, **more}
        return self.post("/phone/report", {"visit_id": visit_id, "state": state, **facts})

    def send(self, path: str, content: object, signature: str = "") -> tuple[int, dict]:
        """A request as it is; the status and what was told."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        context = ssl.create_default_context(cafile=str(self.at.trusted))
        opened = HTTPSConnection("127.0.0.1", self.at.port, context=context, timeout=5)
        try:
            opened.request("POST", path, body, {"X-Pass": self.pass_id, "X-Signature": signature})
            answer = opened.getresponse()
            said = answer.read()
            return answer.status, json.loads(said) if said else {}
        finally:
            opened.close()
