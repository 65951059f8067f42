"""10,000 Observations of a real server read into the store of a console in use; the child process that reads them."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hah_console.app.report import progress

if TYPE_CHECKING:
    from hah_console.adapters.db.store import Store
    from hah_console.app.tour.loop_lag import LagSummary

OBSERVATIONS, SENT_AT_ONCE, PATIENTS = 10_000, 500, 100
FEED, SYSTEM, NUMBER = "bench", "http://www.moi.gov.tw", "A123456789"
SETTLE_S, LONGEST_S = 4.0, 240.0


@dataclass(frozen=True, slots=True)
class Imported:
    """How many facts were written in how many seconds of the reading process, and how late the console's loop ran."""

    facts: int
    took_s: float
    lag: "LagSummary"


def imported(folder: Path, base: str) -> Imported:
    """Put the Observations on the server, then read them while the window of a console turns."""
    from hah_console.adapters.db.store import Store
    from hah_console.app.bench.board_desk import BoardDesk
    from hah_console.app.tour.loop_lag import LoopLagProbe
    from hah_console.domain.clock import SystemClock
    from hah_console.services.context import Context

    url = f"sqlite:///{folder / 'inbound.db'}"
    store = Store(url)
    store.migrate()
    _prepare(store, base)
    desk = BoardDesk(Context(store.unit_of_work, SystemClock()), store.change_feed)
    try:
        desk.run(SETTLE_S)
        progress("exchange: 10,000 Observations read while the console is looked at")
        probe, deadline = LoopLagProbe(), time.monotonic() + LONGEST_S
        command = [sys.executable, "-m", "hah_console.app.bench.inbound", url, base]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            probe.start()
            while child.poll() is None and time.monotonic() < deadline:
                desk.run(0.2)
            lag = probe.stop()
            child.kill()
            said = (child.stdout.read() if child.stdout else "").split()
        with store.unit_of_work() as uow:
            return Imported(uow.hospital_facts.count(FEED), float(said[0]) if said else LONGEST_S, lag)
    finally:
        desk.close()
        store.close()


def read_all(url: str, base: str) -> float:
    """Seconds it takes to find the patient and to read everything of her; what the service does, in this process."""
    from hah_console.adapters.db.store import Store
    from hah_console.adapters.fhir.checker.checker import Checker
    from hah_console.adapters.fhir.client.fhir_client import FhirClient
    from hah_console.adapters.fhir.client.transport import Transport
    from hah_console.adapters.fhir.inbound.facts import FactReader
    from hah_console.adapters.fhir.inbound.identity import OwnSystems
    from hah_console.adapters.rulepacks.loader import load_rule_packs
    from hah_console.app.exchange.inbound import Inbound
    from hah_console.app.resources import resource_path
    from hah_console.domain.clock import SystemClock
    from hah_console.services.context import Context

    store = Store(url)
    ctx = Context(store.unit_of_work, SystemClock())
    units = load_rule_packs(resource_path("rulepacks")).units
    reader = FactReader(Checker.load(resource_path("fhir")), units, ctx.zone)
    client = FhirClient(Transport(base))
    feed = Inbound(ctx, FEED, client, reader, OwnSystems("urn:bench/patient"), "urn:bench")
    began = time.perf_counter()
    feed.turn()
    took_s = time.perf_counter() - began
    client.close()
    store.close()
    return took_s


def observations(subject: str, count: int) -> Iterator[dict[str, object]]:
    """Vitals and results of one patient in turn, as hospitals write them."""
    codes = (("8867-4", "/min", 80), ("8310-5", "Cel", 37), ("1988-5", "mg/dL", 3), ("2823-3", "mmol/L", 4))
    for number in range(count):
        code, unit, value = codes[number % len(codes)]
        minute = f"{number // 60 % 24:02d}:{number % 60:02d}"
        yield {
            "resourceType": "Observation", "status": "final", "subject": {"reference": subject},
            "identifier": [{"system": "urn:hospital:obs", "value": str(number)}],
            "code": {"coding": [{"system": "http://loinc.org", "code": code}], "text": code},
            "effectiveDateTime": f"2026-11-{1 + number // 1_440:02d}T{minute}:00+08:00",
            "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
        }  # fmt: skip


def _prepare(store: "Store", base: str) -> None:
    """One of the patients has a number the server knows, and all her Observations lie there."""
    from hah_console.adapters.fhir.client.fhir_client import FhirClient
    from hah_console.adapters.fhir.client.transport import Transport
    from hah_console.app.bench.crowd import fill, patient_id
    from hah_console.domain.clock import SystemClock
    from hah_console.services.context import Context

    ctx = Context(store.unit_of_work, SystemClock())
    fill(ctx, PATIENTS)
    with ctx.store() as uow:
        patient = uow.patients.save(replace(uow.patients.get(patient_id(0)), national_id=NUMBER))
        uow.commit()
    client = FhirClient(Transport(base))
    progress("exchange: 10,000 Observations put on the server")
    her: Mapping[str, object] = {
        "resourceType": "Patient", "identifier": [{"system": SYSTEM, "value": NUMBER}],
        "name": [{"text": patient.name}], "gender": patient.sex.value, "birthDate": patient.birth_date.isoformat(),
    }  # fmt: skip
    subject = client.create(her).reference
    entries = [
        {"resource": each, "request": {"method": "POST", "url": "Observation"}}
        for each in observations(subject, OBSERVATIONS)
    ]
    for first in range(0, OBSERVATIONS, SENT_AT_ONCE):
        client.send_bundle("batch", entries[first : first + SENT_AT_ONCE])
    client.close()


if __name__ == "__main__":
    print(read_all(sys.argv[1], sys.argv[2]))
