"""``bench drain``: a thousand monitors come at once, each with a minute it has kept: how soon is all of it stored?"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from hah_console.app.bench.found import BROKER_OPTION, DB_OPTION, JSON_OPTION, PATIENTS, PATIENTS_OPTION, tell
from hah_console.app.bench.row import BenchRow, at_most, none_of

if TYPE_CHECKING:
    from hah_console.app.bench.running import Running
    from hah_console.app.bench.set_audit import SetAudit

KEPT_S = 60
DRAINED_S, PATIENCE_S = 10.0, 90.0
LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class Drained:
    """``drained_s``: from the first connection until the store has counted every set."""

    audit: "SetAudit"
    drained_s: float

    def rows(self) -> Iterator[BenchRow]:
        """Beside the targets; nothing is divided by the machine's speed."""
        yield at_most(
            f"drain: {self.audit.sent:,} sets kept by the monitors, all stored", self.drained_s, "s", DRAINED_S
        )
        yield none_of("drain: lost", self.audit.lost, "sets")
        yield none_of("drain: stored twice", self.audit.duplicated, "sets")

    @property
    def figures(self) -> dict[str, object]:
        """Keys with units, for scripts."""
        return {
            "sent": self.audit.sent, "stored": self.audit.stored, "lost": self.audit.lost,
            "duplicated": self.audit.duplicated, "foreign": self.audit.foreign, "drained_s": round(self.drained_s, 2),
            "sets_per_s": round(self.audit.stored / self.drained_s, 1),
        }  # fmt: skip


def rows() -> Iterator[BenchRow]:
    """60,000 sets."""
    yield from measured(PATIENTS, KEPT_S, "sqlite", "auto").rows()


def command(
    patients: int = PATIENTS_OPTION,
    seconds: int = typer.Option(KEPT_S, "--seconds", min=1, help="How many seconds every monitor has kept."),
    db: str = DB_OPTION,
    broker: str = BROKER_OPTION,
    as_json: bool = JSON_OPTION,
) -> None:
    """Connect all at once, count until everything is stored. Status 0 when the target is met and nothing is lost."""
    found = measured(patients, seconds, db, broker)
    tell(found, as_json, [found.audit.line()])


def measured(patients: int, kept_s: int, database: str | None, broker: str) -> Drained:
    """One run from an empty store to the comparison."""
    from hah_console.adapters.vitals.fleet import Fleet
    from hah_console.adapters.vitals.monitor_link import Monitor
    from hah_console.app.bench.running import running_ward
    from hah_console.app.bench.set_audit import audit
    from hah_console.app.bench.ward import SITE_ID

    with running_ward(patients, database, broker) as ward:
        fleet = Fleet(ward.options.broker_port, SITE_ID, [Monitor(bed.patient_id, bed.device_id) for bed in ward.beds])
        try:
            fleet.keep(kept_s)
            began = time.monotonic()
            fleet.connect(PATIENCE_S)
            _wait_for(ward, fleet.measured)
            drained_s = time.monotonic() - began
        finally:
            fleet.close()
        ward.service.stop()
        return Drained(audit(ward.core.ctx, ward.beds, fleet.sent), drained_s)


def _wait_for(ward: "Running", sets: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with ward.core.ctx.store() as uow:
            if uow.readings.count() >= sets:
                return
        time.sleep(LOOK_S)
