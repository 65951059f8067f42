"""``bench ingest``: a fleet of monitors, a real broker, the real service: how late is the commit, and what is lost?"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from hah_console.app.bench.found import BROKER_OPTION, DB_OPTION, JSON_OPTION, PATIENTS, PATIENTS_OPTION
from hah_console.app.bench.row import BenchRow, at_most, none_of, slowness
from hah_console.app.report import finish, progress

if TYPE_CHECKING:
    from hah_console.adapters.vitals.fleet import Fleet
    from hah_console.app.bench.machine import Cost
    from hah_console.app.bench.running import Running
    from hah_console.app.bench.set_audit import SetAudit

COMMIT_P99_MS, STRESS_P99_MS = 150.0, 250.0
STRESS_RATE_HZ = 5.0
SECONDS = 60.0
"""Sustained: of a shorter run the hundredth part is the first second, in which everybody is looked at for the first
time."""
SERVICE_SHARE_PCT, BROKER_SHARE_PCT = 20.0, 6.0
SETTLE_S = 30.0


@dataclass(frozen=True, slots=True)
class Ingested:
    """One run. ``lag_ms`` is the longest delay of the fleet itself; ``slow`` how slow the machine was."""

    audit: "SetAudit"
    seconds: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    service: "Cost"
    broker: "Cost"
    lag_ms: float
    settled: bool
    slow: float

    def micros(self, cost: "Cost") -> float:
        """CPU microseconds per set."""
        return round(1e6 * cost.cpu_s / max(1, self.audit.sent), 1)

    def share_pct(self, cost: "Cost") -> float:
        """Per cent of one core."""
        return round(100 * cost.cpu_s / self.seconds, 1)

    @property
    def figures(self) -> dict[str, object]:
        """Keys with units, for scripts."""
        return {
            "sent": self.audit.sent, "stored": self.audit.stored, "lost": self.audit.lost,
            "duplicated": self.audit.duplicated, "foreign": self.audit.foreign, "settled": self.settled,
            "commit_p50_ms": round(self.p50_ms, 1), "commit_p99_ms": round(self.p99_ms, 1),
            "commit_max_ms": round(self.max_ms, 1),
            "cpu_us_per_message": round(self.micros(self.service) + self.micros(self.broker), 1),
            "service_cpu_us_per_message": self.micros(self.service),
            "broker_cpu_us_per_message": self.micros(self.broker),
            "service_cpu_pct": self.share_pct(self.service), "broker_cpu_pct": self.share_pct(self.broker),
            "service_rss_mb": round(self.service.memory_mb, 1), "broker_rss_mb": round(self.broker.memory_mb, 1),
            "fleet_longest_lag_ms": round(self.lag_ms, 1), "seconds": round(self.seconds, 1),
            "machine_slowness": round(self.slow, 2),
        }  # fmt: skip


def rows() -> Iterator[BenchRow]:
    """1,000 patients at 1 Hz in both engines, then 5,000 sets a second."""
    for database in ("sqlite", "postgres"):
        for rate_hz, limit_ms in ((1.0, COMMIT_P99_MS), (STRESS_RATE_HZ, STRESS_P99_MS)):
            found = measured(PATIENTS, SECONDS, rate_hz, database, "auto")
            yield from _rows(found, f"ingest {PATIENTS * rate_hz:,.0f}/s, {database}", limit_ms)


def command(
    patients: int = PATIENTS_OPTION,
    seconds: float = typer.Option(SECONDS, "--seconds", min=1, help="How long the monitors measure."),
    rate: float = typer.Option(1.0, "--rate", min=0.01, help="Sets a second and monitor."),
    db: str = DB_OPTION,
    broker: str = BROKER_OPTION,
    as_json: bool = JSON_OPTION,
) -> None:
    """Publish, store, compare. Status 0 when nothing is lost or stored twice and the target is met."""
    found = measured(patients, seconds, rate, db, broker)
    limit = STRESS_P99_MS if patients * rate > 1_000 else COMMIT_P99_MS
    rows_ = list(_rows(found, f"{patients * rate:,.0f}/s", limit))
    print(found.audit.line())
    print(f"publish -> committed  p50 {found.p50_ms:.0f} ms  p99 {found.p99_ms:.0f} ms  max {found.max_ms:.0f} ms")
    for name, cost in (("service", found.service), ("broker", found.broker)):
        used = f"{found.micros(cost):.0f} us a message, {found.share_pct(cost):.1f} % of a core"
        print(f"{name:<8} {used}, {cost.memory_mb:.0f} MB")
    print(f"fleet    longest lag {found.lag_ms:.0f} ms")
    finish(found.figures, ok=all(row.ok for row in rows_ if row.unit in {"ms", "sets"}), as_json=as_json)


def measured(patients: int, seconds: float, rate_hz: float, database: str | None, broker: str) -> Ingested:
    """One run from an empty store to the comparison."""
    from hah_console.app.bench.machine import cost_of
    from hah_console.app.bench.running import running_ward
    from hah_console.app.bench.set_audit import audit, latencies_ms, percentile

    before_slow = slowness()
    with running_ward(patients, database, broker) as ward, ward.fleet(rate_hz) as fleet:
        progress(f"{patients} monitors connected")
        pids = ward.service.process.pid, ward.broker.process.pid
        before, began = [cost_of(pid) for pid in pids], time.monotonic()
        _measure(fleet, seconds)
        spent, passed_s = [cost_of(pid).since(b) for pid, b in zip(pids, before, strict=True)], time.monotonic() - began
        settled = fleet.settle(SETTLE_S) and _all_stored(ward, fleet)
        ward.service.stop()
        late = latencies_ms(ward.trace, fleet.sent)
        found = audit(ward.core.ctx, ward.beds, fleet.sent)
        return Ingested(
            found, passed_s, percentile(late, 0.5), percentile(late, 0.99), late[-1] if late else 0.0,
            spent[0], spent[1], fleet.longest_lag_ms, settled,
            max(1.0, min(before_slow, slowness())),
        )  # fmt: skip


def _measure(fleet: "Fleet", seconds: float) -> None:
    fleet.start()
    time.sleep(seconds)
    fleet.pause()


def _all_stored(ward: "Running", fleet: "Fleet") -> bool:
    """Wait until the store has counted as many sets as were sent."""
    deadline = time.monotonic() + SETTLE_S
    while time.monotonic() < deadline:
        with ward.core.ctx.store() as uow:
            if uow.readings.count() >= fleet.measured:
                return True
        time.sleep(0.2)
    return False


def _rows(found: Ingested, name: str, limit_ms: float) -> Iterator[BenchRow]:
    raw = f"{found.p99_ms:.0f} ms on a machine {found.slow:.1f} times slower"
    yield at_most(f"{name}: publish to committed, p99", found.p99_ms, "ms", limit_ms, slow=found.slow, note=raw)
    yield none_of(f"{name}: lost", found.audit.lost, "sets")
    yield none_of(f"{name}: stored twice", found.audit.duplicated, "sets")
    if limit_ms == COMMIT_P99_MS:
        for part, cost, limit in (
            ("service", found.service, SERVICE_SHARE_PCT),
            ("broker", found.broker, BROKER_SHARE_PCT),
        ):
            share = found.share_pct(cost)
            name_, note = f"{name}: CPU of the {part}", f"{share:g} % as measured"
            yield at_most(name_, share, "% of a core", limit, slow=found.slow, note=note)
