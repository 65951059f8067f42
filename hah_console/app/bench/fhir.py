"""The exchange with hospitals: Observations parsed and checked per second, and an outbox drained into a real server."""

import importlib.util
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hah_console.app.bench.row import BenchRow, at_least, at_most, none_of, not_judged, slowness

OBSERVATIONS, RESOURCES = 20_000, 1_000
PER_SECOND, DRAIN_S = 5_000.0, 10.0
IMPORTED, LAG_MS, IMPORT_PER_S = 10_000, 50.0, 500.0
START_S = 60.0
CHECKED = "exchange: Observations parsed and checked structurally"
READ = "exchange: Observations read to facts, structure and units"
IMPORT_LAG = "event loop lag max while 10,000 Observations come in, hospital data in sight"
IN_SIGHT = "exchange: Observations of the patient in sight that her open tab does not show"
IMPORT_RATE = "exchange: Observations imported from a real server"
DRAINED = "exchange: outbox of 1,000 resources drained into a real server"


def rows() -> Iterable[BenchRow]:
    """Both figures. The server is sekmet-fhir of the development environment; without it the second is not judged."""
    slow = slowness()
    yield at_least(
        CHECKED, OBSERVATIONS / _check_s(), "/s", PER_SECOND, slow=slow, note="one core, blood pressure among them"
    )
    yield _read_row(slow)
    if importlib.util.find_spec("sekmet") is None:
        yield not_judged(DRAINED, 0.0, "s", DRAIN_S, "sekmet-fhir is not installed")
        return
    took_s, left = _drain()
    yield at_most(DRAINED, took_s, "s", DRAIN_S, slow=slow, note="batches of 200; the server's own time is in it")
    yield none_of("exchange: resources that were not taken", left, "", note="waiting or parked afterwards")
    yield from _import_rows()


def _import_rows() -> Iterable[BenchRow]:
    """The service's reading runs in a process of its own, as it does; beside it turns the console's window, with the
    hospital data of one of the patients open."""
    from hah_console.app.bench.inbound import OF_EACH, imported

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    before = slowness()
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder)) as base:
        came = imported(Path(folder), base)
    slow = max(1.0, min(before, slowness()))
    raw = f"{came.lag.max_ms:.4g} ms, p99 {came.lag.p99_ms:.3g} ms on a machine {slow:.1f} times slower; tab open"
    yield at_most(IMPORT_LAG, came.lag.max_ms, "ms", LAG_MS, slow=slow, note=raw)
    rate_note = "found, paged, checked, stored; the server's own time is in it"
    yield at_least(IMPORT_RATE, came.facts / came.took_s, "/s", IMPORT_PER_S, slow=slow, note=rate_note)
    yield none_of("exchange: Observations that did not come in", IMPORTED - came.facts, "")
    yield none_of(IN_SIGHT, OF_EACH - came.shown, "", note=f"{OF_EACH} of hers among {IMPORTED}")


def _check_s() -> float:
    from hah_console.adapters.fhir.checker.checker import Checker
    from hah_console.adapters.fhir.resource_json import parse_quickly, written
    from hah_console.app.resources import resource_path

    checker = Checker.load(resource_path("fhir"))
    contents = [written(each) for each in _observations(1)]
    for content in contents:
        checker.check(parse_quickly(content), invariants=False)  # type: ignore[arg-type]
    began = time.perf_counter()
    for number in range(OBSERVATIONS):
        checker.check(parse_quickly(contents[number % len(contents)]), invariants=False)  # type: ignore[arg-type]
    return time.perf_counter() - began


def _read_row(slow: float) -> BenchRow:
    """What the reading of a feed does with each Observation but for the store: parsed, checked, told apart, read."""
    from hah_console.adapters.fhir.checker.checker import Checker
    from hah_console.adapters.fhir.inbound.facts import FactReader
    from hah_console.adapters.fhir.inbound.pages import kept_resource
    from hah_console.adapters.fhir.resource_json import parse_quickly, written
    from hah_console.adapters.rulepacks.loader import load_rule_packs
    from hah_console.app.bench.inbound import observations
    from hah_console.app.resources import resource_path
    from hah_console.domain.clock import TAIPEI
    from hah_console.services.inbound_ports import RawResource

    now = datetime(2026, 11, 30, tzinfo=UTC)
    units = load_rule_packs(resource_path("rulepacks")).units
    reader = FactReader(Checker.load(resource_path("fhir")), units, TAIPEI)
    contents = [written(each | {"id": "o"}) for each in observations("Patient/1", 400)]
    facts, began = 0, time.perf_counter()
    for number in range(OBSERVATIONS):
        resource: dict[str, object] = parse_quickly(contents[number % len(contents)])  # type: ignore[assignment]
        kept = kept_resource(resource, "bench", now)
        facts += len(reader.read(resource, kept, {}).facts) if isinstance(kept, RawResource) else 0
    rate = facts / (time.perf_counter() - began)
    return at_least(READ, rate, "/s", PER_SECOND, slow=slow, note="one core; kept text and digest made as well")


def _drain() -> tuple[float, int]:
    """Seconds to drain, and how many entries were left."""
    from hah_console.adapters.db.store import Store
    from hah_console.adapters.fhir.checker.checker import Checker
    from hah_console.adapters.fhir.client.fhir_client import FhirClient
    from hah_console.adapters.fhir.client.transport import Transport
    from hah_console.adapters.fhir.outbox.packing import packer
    from hah_console.adapters.fhir.outbox.sender import Sender
    from hah_console.app.exchange.feed import Feed
    from hah_console.app.resources import resource_path
    from hah_console.domain.clock import SystemClock
    from hah_console.services.context import Context
    from hah_console.services.outbox import enqueue

    pack = packer(Checker.load(resource_path("fhir")))
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder)) as base:
        store = Store(f"sqlite:///{Path(folder) / 'bench.db'}")
        store.migrate()
        ctx, client = Context(store.unit_of_work, SystemClock()), FhirClient(Transport(base))
        with ctx.store() as uow:
            enqueue(uow, "bench", [pack(each, None) for each in _observations(RESOURCES // 5)], ctx.clock.now())
            uow.commit()
        began = time.perf_counter()
        Feed(ctx, "bench", Sender(client).send).drain()
        took_s = time.perf_counter() - began
        with ctx.store() as uow:
            counts = uow.exchange.counts("bench")
        client.close()
        store.close()
    return took_s, RESOURCES - counts.sent


def _observations(sets: int) -> Iterator[dict[str, object]]:
    """Five of each set, without references, so that nothing has to be sent first."""
    from hah_console.adapters.fhir.mapping.naming import Naming
    from hah_console.adapters.fhir.mapping.vitals import VitalSet, vital_resources
    from hah_console.domain.ids import EpisodeId, PatientId
    from hah_console.domain.reading import Vital

    values = {Vital.HEART_RATE: 92.0, Vital.SPO2: 94.0, Vital.RESPIRATORY_RATE: 20.0, Vital.TEMPERATURE: 38.5,
              Vital.SYSTOLIC: 128.0, Vital.DIASTOLIC: 76.0}  # fmt: skip
    naming, first = Naming("urn:bench", "bench"), datetime(2026, 11, 30, tzinfo=UTC)
    for number in range(sets):
        told = VitalSet(PatientId("P1"), EpisodeId("E1"), first + timedelta(minutes=number), values)
        for each in vital_resources(told, naming):
            alone = {key: part for key, part in each.items() if key not in ("encounter", "performer")}
            yield alone | {"subject": {"display": "bench"}}


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """The server in a fresh folder on loopback, ended on the way out."""
    from hah_console.adapters.fhir.client.failure import ExchangeFailed
    from hah_console.adapters.fhir.client.fhir_client import FhirClient
    from hah_console.adapters.fhir.client.transport import Transport

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}/fhir"
    settings = {"base_url": base, "host": "127.0.0.1", "port": port, "data_dir": str(folder / "data"),
                "simulator": {"enabled": False}, "log_inbound": False}  # fmt: skip
    (folder / "settings.yaml").write_text(json.dumps(settings), "utf-8")
    command = [sys.executable, "-m", "sekmet.cli", "serve", "-c", str(folder / "settings.yaml")]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            client, deadline = FhirClient(Transport(base)), time.monotonic() + START_S
            while time.monotonic() < deadline:
                try:
                    client.capabilities()
                    break
                except ExchangeFailed:
                    time.sleep(0.1)
            client.close()
            yield base
        finally:
            process.kill()
