"""``bench devices``: what gateways (FHIR) and interfaces (HL7 v2) pass on to the real service, receipt to commit."""

import secrets
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from hah_console.app.bench.row import BenchRow, at_least, none_of, slowness

if TYPE_CHECKING:
    from hah_console.app.bench.ward import Bed
    from hah_console.app.bootstrap import Core

PATIENTS, SETS = 50, 20
GATEWAYS, INTERFACES = 4, 16
"""Senders at once; each waits for its answer before it sends the next Bundle or message."""
CODES = (("8867-4", "/min", 72), ("59408-5", "%", 96), ("9279-1", "/min", 17), ("8310-5", "Cel", 37),
         ("8480-6", "mm[Hg]", 128), ("8462-4", "mm[Hg]", 76))  # fmt: skip
OBSERVATIONS_A_SECOND = 1_000 / 60 * len(CODES) * 10
"""Of the 1,000 sets a second that 1,000 streaming monitors send, gateways pass on one a minute and patient, six
Observations each (1,000 / 60 x 6 = 100/s); ten times that, so that what an hour gathered is in within six minutes."""
MESSAGES_A_SECOND = 1_000 / 60 * 10
"""The same of messages, which hold a whole set each."""
BUNDLE, START_S = 200, 30.0
GATEWAY = "GW-BENCH"


@dataclass(frozen=True, slots=True)
class _Site:
    """A service at work with both ways in."""

    core: "Core"
    beds: Sequence["Bed"]
    web_port: int
    hl7_port: int
    token: str
    certificate: str


def rows() -> Iterator[BenchRow]:
    """Both ways, one after the other, into one store."""
    before = slowness()
    with _running() as site:
        began = datetime.now(UTC) - timedelta(hours=2)
        later = began + timedelta(minutes=30)
        uploads = [_bundle(each, began) for each in _portions(site)]
        messages = [_message(bed, later + timedelta(seconds=second)) for second in range(SETS) for bed in site.beds]
        uploaded = _passed_on(uploads, _gateway(site), GATEWAYS)
        told = _passed_on(messages, _interface(site), INTERFACES)
        lost = _lost(site, began, later + timedelta(hours=1))
    slow = max(1.0, min(before, slowness()))
    observations, most = PATIENTS * SETS * len(CODES), round(OBSERVATIONS_A_SECOND)
    yield _row(f"{GATEWAYS} FHIR gateways, Observations committed", observations, most, uploaded, slow)
    yield _row(f"{INTERFACES} HL7 v2 interfaces, sets committed", len(messages), round(MESSAGES_A_SECOND), told, slow)
    yield none_of("devices: answered and not stored, or stored twice", lost, "sets")


def _row(name: str, count: int, target: float, passed: tuple[float, list[float]], slow: float) -> BenchRow:
    took_s, answers_ms = passed
    late = sorted(answers_ms)[int(len(answers_ms) * 0.99)]
    note = f"a tenth is 1,000 patients once a minute; answers p99 {late:.0f} ms, machine {slow:.1f} times slower"
    return at_least(f"devices: {name}", count / took_s, "/s", target, slow=slow, note=note)


def _passed_on(
    deliveries: Sequence[bytes], send: Callable[[Sequence[bytes]], list[float]], senders: int
) -> tuple[float, list[float]]:
    """Seconds until everything is answered, and how long each answer took in milliseconds."""
    shares = [deliveries[number::senders] for number in range(senders)]
    began = time.perf_counter()
    with ThreadPoolExecutor(senders) as pool:
        answers = list(chain.from_iterable(pool.map(send, shares)))
    return time.perf_counter() - began, answers


def _gateway(site: _Site) -> Callable[[Sequence[bytes]], list[float]]:
    from hah_console.adapters.fhir.client.transport import Transport
    from hah_console.adapters.fhir.smart.tokens import FixedToken

    def send(bundles: Sequence[bytes]) -> list[float]:
        link = Transport(f"https://127.0.0.1:{site.web_port}/fhir/", FixedToken(site.token), verify=site.certificate)
        try:
            return [_timed(lambda content=each: link.send("POST", "", content)) for each in bundles]  # type: ignore[misc]
        finally:
            link.close()

    return send


def _interface(site: _Site) -> Callable[[Sequence[bytes]], list[float]]:
    """One message at a time and connection, as MLLP has it. Raises ConnectionError when one is not taken."""
    from hah_console.adapters.fhir.hl7v2.mllp import FrameReader, framed

    def send(messages: Sequence[bytes]) -> list[float]:
        reader = FrameReader()
        with socket.create_connection(("127.0.0.1", site.hl7_port), START_S) as link:

            def one(message: bytes) -> None:
                link.sendall(framed(message))
                answers: list[bytes] = []
                while not answers:
                    answers += reader.messages(link.recv(65_536))
                if b"MSA|AA" not in answers[0]:
                    raise ConnectionError(answers[0])

            return [_timed(lambda message=each: one(message)) for each in messages]  # type: ignore[misc]

    return send


def _timed(send: Callable[[], object]) -> float:
    began = time.perf_counter()
    send()
    return (time.perf_counter() - began) * 1_000


def _portions(site: _Site) -> Iterator[list[tuple["Bed", int, tuple[str, str, int]]]]:
    told = [(bed, second, code) for second in range(SETS) for bed in site.beds for code in CODES]
    yield from (told[first : first + BUNDLE] for first in range(0, len(told), BUNDLE))


def _bundle(portion: Sequence[tuple["Bed", int, tuple[str, str, int]]], began: datetime) -> bytes:
    from hah_console.adapters.fhir.resource_json import written

    entries = [_entry(bed, began + timedelta(seconds=second), *code) for bed, second, code in portion]
    return written({"resourceType": "Bundle", "type": "transaction", "entry": entries})


def _entry(bed: "Bed", at: datetime, loinc: str, unit: str, value: int) -> dict[str, object]:
    from hah_console.adapters.fhir.mapping.terms import LOINC, UCUM

    when = at.isoformat(timespec="milliseconds")
    name = f"{bed.device_id}-{loinc}-{when}-{value}"
    resource = {
        "resourceType": "Observation", "status": "final", "identifier": [{"system": "urn:bench", "value": name}],
        "code": {"coding": [{"system": LOINC, "code": loinc}]}, "effectiveDateTime": when,
        "subject": {"reference": f"Patient/{bed.patient_id}"}, "device": {"identifier": {"value": bed.device_id}},
        "valueQuantity": {"value": value, "unit": unit, "system": UCUM, "code": unit},
    }  # fmt: skip
    condition = f"identifier=urn:bench|{name}"
    return {"resource": resource, "request": {"method": "POST", "url": "Observation", "ifNoneExist": condition}}


def _message(bed: "Bed", at: datetime) -> bytes:
    when = f"{at:%Y%m%d%H%M%S}+0000"
    results = [
        f"OBX|{number}|NM|{loinc}^X^LN||{value}|{unit}^^UCUM|||||F|||||||{bed.device_id}^^{bed.device_id}"
        for number, (loinc, unit, value) in enumerate(CODES, start=1)
    ]
    head = f"MSH|^~\\&|BENCH|WARD|HAH|SITE|{when}||ORU^R01^ORU_R01|{bed.device_id}-{when}|P|2.6||||||UNICODE UTF-8"
    return "\r".join([head, f"PID|1||{bed.patient_id}^^^HAH^MR", f"OBR|1|||M^m^L|||{when}", *results, ""]).encode()


def _lost(site: _Site, start: datetime, end: datetime) -> int:
    """Sets of both ways that are not in the store, or there more than once, by their heart rates."""
    from hah_console.domain.reading import Vital

    with site.core.ctx.store() as uow:
        stored = [len(uow.readings.series(bed.patient_id, Vital.HEART_RATE, start, end).values) for bed in site.beds]
    return sum(abs(2 * SETS - each) for each in stored)


@contextmanager
def _running() -> Iterator[_Site]:
    from hah_console.adapters.fhir.devices.setup import hashed
    from hah_console.adapters.vitals.broker import free_port
    from hah_console.adapters.web.certificate import CERTIFICATE_FILE
    from hah_console.app.bench.ward import load_ward
    from hah_console.app.bootstrap import open_core
    from hah_console.app.children import start_child
    from hah_console.app.logging_setup import LOG_FOLDER
    from hah_console.app.options import WEB_FILE, program_options

    with tempfile.TemporaryDirectory(prefix="hah-bench-") as name:
        home, token, web, hl7 = Path(name), secrets.token_urlsafe(32), free_port(), free_port()
        gateway = f'[[gateway]]\nid = "{GATEWAY}"\ntoken = "{hashed(token)}"\n'
        (home / "devices.toml").write_text(f"{gateway}[hl7]\nport = {hl7}\n", "utf-8")
        (home / WEB_FILE).write_text(f'[listener]\nhost = "127.0.0.1"\nport = {web}\n', "utf-8")
        options = program_options(home, None, free_port())
        core = open_core(options)
        beds = load_ward(core.ctx, PATIENTS)
        service = start_child("service", options.child_arguments(), home / LOG_FOLDER)
        try:
            service.wait_ready(START_S)
            for port in (web, hl7):
                _wait_for(port)
            yield _Site(core, beds, web, hl7, token, str(home / "web" / CERTIFICATE_FILE))
        finally:
            service.stop()
            core.store.close()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
