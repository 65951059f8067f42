"""10,000 Observations of a real server read into the store of a console in use; the child process that reads them."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hah_console.app.report import progress

if TYPE_CHECKING:
    from hah_console.adapters.db.store import Store
    from hah_console.adapters.fhir.client.fhir_client import FhirClient
    from hah_console.app.tour.loop_lag import LagSummary
    from hah_console.domain.patient import Patient
    from hah_console.ui.screen import Screen

OBSERVATIONS, SENT_AT_ONCE, PATIENTS = 10_000, 500, 100
FEED, SYSTEM = "bench", "http://www.moi.gov.tw"
TOLD_OF = 20
OF_EACH = OBSERVATIONS // TOLD_OF
"""Patients of the hospital, and Observations of each; one of them is in sight."""
SETTLE_S, LONGEST_S = 4.0, 240.0


@dataclass(frozen=True, slots=True)
class Imported:
    """How many facts were written in how many seconds of the reading process, and how late the console's loop ran.

    ``shown`` counts those the open tab of the patient in sight had at the end.
    """

    facts: int
    shown: int
    took_s: float
    lag: "LagSummary"


def imported(folder: Path, base: str) -> Imported:
    """Put the Observations on the server, then read them while the hospital data of one patient is looked at."""
    from hah_console.adapters.db.store import Store
    from hah_console.app.bench.board_desk import BoardDesk
    from hah_console.app.bench.crowd import patient_id
    from hah_console.app.screens import PATIENT_TABS, SCREENS
    from hah_console.app.tour.loop_lag import LoopLagProbe
    from hah_console.domain.clock import SystemClock
    from hah_console.services.context import Context
    from hah_console.ui.places import HOSPITAL_TAB, PatientPlace

    url = f"sqlite:///{folder / 'inbound.db'}"
    store = Store(url)
    store.migrate()
    _prepare(store, base)
    for tab in PATIENT_TABS.values():
        tab.load()
    desk = BoardDesk(Context(store.unit_of_work, SystemClock()), store.change_feed, {"patient": SCREENS["patient"]})
    try:
        page = desk.open("patient", str(PatientPlace(patient_id(0), HOSPITAL_TAB)))
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
            desk.run(SETTLE_S)
            said = (child.stdout.read() if child.stdout else "").split()
        with store.unit_of_work() as uow:
            return Imported(uow.hospital_facts.count(FEED), _shown(page), float(said[0]) if said else LONGEST_S, lag)
    finally:
        desk.close()
        store.close()


def _shown(page: "Screen") -> int:
    """How many statements of hospitals the open tab has."""
    from hah_console.ui.screens.patient.hospital.tab import HospitalTab

    (tab,) = page.findChildren(HospitalTab)
    shown = tab.presenter.page
    return sum(len(kind.facts) for kind in shown.kinds) if tab.isVisible() and shown is not None else 0


def read_all(url: str, base: str) -> float:
    """Seconds it takes to find the patients and to read everything of them; what the service does, in this process."""
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
            "identifier": [{"system": "urn:hospital:obs", "value": f"{subject}-{number}"}],
            "code": {"coding": [{"system": "http://loinc.org", "code": code}], "text": code},
            "effectiveDateTime": f"2026-11-{1 + number // 1_440:02d}T{minute}:00+08:00",
            "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
        }  # fmt: skip


def _prepare(store: "Store", base: str) -> None:
    """Some of the patients have a number the server knows, and all their Observations lie there."""
    from hah_console.adapters.fhir.client.fhir_client import FhirClient
    from hah_console.adapters.fhir.client.transport import Transport
    from hah_console.app.bench.crowd import fill, patient_id
    from hah_console.domain.clock import SystemClock
    from hah_console.services.context import Context

    ctx = Context(store.unit_of_work, SystemClock())
    fill(ctx, PATIENTS)
    client = FhirClient(Transport(base))
    progress("exchange: 10,000 Observations put on the server")
    for number in range(TOLD_OF):
        with ctx.store() as uow:
            patient = replace(uow.patients.get(patient_id(number)), national_id=national_id(number))
            uow.patients.save(patient)
            uow.commit()
        subject = client.create(_told(patient)).reference
        _put(client, tuple(observations(subject, OF_EACH)))
    client.close()


def _told(patient: "Patient") -> Mapping[str, object]:
    return {
        "resourceType": "Patient", "identifier": [{"system": SYSTEM, "value": patient.national_id}],
        "name": [{"text": patient.name}], "gender": patient.sex.value, "birthDate": patient.birth_date.isoformat(),
    }  # fmt: skip


def _put(client: "FhirClient", resources: Sequence[Mapping[str, object]]) -> None:
    entries = [{"resource": each, "request": {"method": "POST", "url": "Observation"}} for each in resources]
    for first in range(0, len(entries), SENT_AT_ONCE):
        client.send_bundle("batch", entries[first : first + SENT_AT_ONCE])


def national_id(number: int) -> str:
    """A number with its check digit, another for each of the patients."""
    head = f"A1{number:07d}"
    total = sum(int(digit) * weight for digit, weight in zip("10" + head[1:], (1, *range(9, 0, -1)), strict=True))
    return f"{head}{-total % 10}"


if __name__ == "__main__":
    print(read_all(sys.argv[1], sys.argv[2]))
