"""``bench alarm``: blood pressures fall in a full ward: how soon is the alarm stored, and seen by a second console?"""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

from hah_console.app.bench.found import BROKER_OPTION, DB_OPTION, JSON_OPTION, PATIENTS, PATIENTS_OPTION, tell
from hah_console.app.bench.row import BenchRow, at_most, none_of
from hah_console.app.report import progress

if TYPE_CHECKING:
    from hah_console.adapters.vitals.fleet import Fleet
    from hah_console.adapters.vitals.monitor_link import Monitor
    from hah_console.adapters.vitals.payload import DeviceSet
    from hah_console.app.bench.running import Running
    from hah_console.domain.ids import DeviceId, PatientId

SECONDS = 20.0
COMMITTED_P99_MS, SEEN_P99_MS = 250.0, 1_000.0
RULE_ID = "sbp_low"
"""A rule without a delay of its own."""
FALLEN_MMHG = 60.0
WELL_SETS, EVERY = 3, 10
"""Every tenth patient falls ill, one after the other, and not with the first sets."""
SETTLE_S = 30.0


@dataclass(frozen=True, slots=True)
class Alarmed:
    """Rising milliseconds since the set that crossed the limit was published."""

    crossed: int
    committed_ms: Sequence[float]
    seen_ms: Sequence[float]

    def rows(self) -> Iterator[BenchRow]:
        """Beside the targets."""
        from hah_console.app.bench.set_audit import percentile

        committed, seen = percentile(self.committed_ms, 0.99), percentile(self.seen_ms, 0.99)
        yield at_most("alarm: value sent to alarm stored, p99", committed, "ms", COMMITTED_P99_MS)
        yield at_most("alarm: value sent to alarm seen by a second console, p99", seen, "ms", SEEN_P99_MS)
        yield none_of("alarm: values over the limit without an alarm", self.crossed - len(self.committed_ms), "alarms")
        yield none_of("alarm: alarms not seen by the second console", self.crossed - len(self.seen_ms), "alarms")

    @property
    def figures(self) -> dict[str, object]:
        """Keys with units, for scripts."""
        from hah_console.app.bench.set_audit import percentile

        figures: dict[str, object] = {"crossed": self.crossed, "alarms": len(self.committed_ms)}
        for name, values in (("committed", self.committed_ms), ("seen", self.seen_ms)):
            figures[f"{name}_p50_ms"] = round(percentile(values, 0.5), 1)
            figures[f"{name}_p99_ms"] = round(percentile(values, 0.99), 1)
            figures[f"{name}_max_ms"] = round(values[-1], 1) if values else 0.0
        return figures


class SecondConsole:
    """Follows the change feed like any console; notes when it first saw each alarm."""

    def __init__(self, ward: "Running") -> None:
        self._feed = ward.core.store.change_feed()
        self._after = self._feed.last_sequence()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="second-console", daemon=True)
        self.seen_ms: dict[str, float] = {}
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._stop.set()
        self._thread.join()
        self._feed.close()

    def _follow(self) -> None:
        while not self._stop.is_set():
            changes = self._feed.wait(self._after, 0.2)
            for change in changes:
                if change.entity == "alarm":
                    self.seen_ms.setdefault(change.entity_id, time.time() * 1_000)
            self._after = changes[-1].sequence if changes else self._after


def rows() -> Iterator[BenchRow]:
    """1,000 patients at 1 Hz."""
    yield from measured(PATIENTS, SECONDS, "sqlite", "auto").rows()


def command(
    patients: int = PATIENTS_OPTION,
    seconds: float = typer.Option(SECONDS, "--seconds", min=5, help="How long the monitors measure."),
    db: str = DB_OPTION,
    broker: str = BROKER_OPTION,
    as_json: bool = JSON_OPTION,
) -> None:
    """Let pressures fall, see when the alarms come. Status 0 when every one came in time."""
    tell(measured(patients, seconds, db, broker), as_json)


def measured(patients: int, seconds: float, database: str | None, broker: str) -> Alarmed:
    """One run from an empty store to the comparison."""
    from hah_console.adapters.vitals.fleet import steady
    from hah_console.app.bench.running import running_ward

    with running_ward(patients, database, broker) as ward:
        ill = ward.beds[::EVERY]
        last = max(1, int(seconds) - WELL_SETS - 1)
        crossing = {bed.device_id: 1 + WELL_SETS + place % last for place, bed in enumerate(ill)}

        def measure(monitor: "Monitor", sequence: int, at_ms: int) -> "DeviceSet":
            well = steady(monitor, sequence, at_ms)
            return well if sequence < crossing.get(monitor.device_id, sequence + 1) else _fallen(well)

        with ward.fleet(measure=measure) as fleet:
            progress(f"{patients} monitors connected")
            console = SecondConsole(ward)
            try:
                fleet.start()
                time.sleep(seconds)
                fleet.pause()
                fleet.settle(SETTLE_S)
                time.sleep(1.0)
            finally:
                console.close()
            ward.service.stop()
            return _compared(ward, fleet, crossing, console)


def _fallen(well: "DeviceSet") -> "DeviceSet":
    return replace(well, systolic=FALLEN_MMHG, diastolic=FALLEN_MMHG / 2)


def _compared(ward: "Running", fleet: "Fleet", crossing: dict["DeviceId", int], console: SecondConsole) -> Alarmed:
    """The alarm is stored in the transaction of the set that raised it."""
    from hah_console.app.bench.set_audit import latencies_ms

    sent = {bed.patient_id: (bed.device_id, crossing[bed.device_id]) for bed in ward.beds if bed.device_id in crossing}
    moments = {patient: fleet.sent[device][sequence] for patient, (device, sequence) in sent.items()}
    alarms = _alarms(ward)
    raised = {patient: alarms[patient] for patient in moments if patient in alarms}
    book = {sent[patient][0]: {sent[patient][1]: moments[patient]} for patient in raised}
    seen = [console.seen_ms[one] - moments[patient] for patient, one in raised.items() if one in console.seen_ms]
    return Alarmed(len(moments), latencies_ms(ward.trace, book), sorted(seen))


def _alarms(ward: "Running") -> dict["PatientId | None", str]:
    with ward.core.ctx.store() as uow:
        return {alarm.patient_id: alarm.alarm_id for alarm in uow.alarms.open() if alarm.rule_id == RULE_ID}
