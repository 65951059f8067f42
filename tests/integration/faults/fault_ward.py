"""A ward at work that something is done to: real broker, real service, real monitors, and what an onlooker sees."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hah_console.adapters.vitals.decode import NO_KEYS, DeviceKeys
from hah_console.adapters.vitals.fleet import Fleet
from hah_console.app.bench.running import Running, running_ward
from hah_console.app.bench.set_audit import SetAudit, audit
from hah_console.domain.clock import SystemClock
from hah_console.domain.errors import HahError
from hah_console.ui.bridge import Follower

PATIENTS, RATE_HZ = 60, 2.0
"""So few that two busy cores have time for everything; the whole thousand is in the reconnect storm."""
LIMIT_S = 5.0
"""Of the issue: until readings are stored again, and until somebody is told."""
PATIENCE_S = 40.0


class Onlooker:
    """A console as far as it judges whether the service lives: the console's own follower, without a window."""

    def __init__(self, ward: Running) -> None:
        self._follower = Follower(ward.core.ctx, ward.core.store.change_feed, SystemClock())
        self._stop = threading.Event()
        self._alarmed = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="onlooker", daemon=True)
        self._thread.start()

    @property
    def alarmed(self) -> bool:
        """Whether this console would sound because of the service or the database."""
        return self._alarmed.is_set() or self._follower.overdue(time.monotonic())

    def close(self) -> None:
        self._stop.set()
        self._thread.join(15.0)

    def _watch(self) -> None:
        while not self._stop.wait(0.05):
            link = self._follower.round(0.05).link
            (self._alarmed.clear if link.service_alive and link.database_ok else self._alarmed.set)()
        self._follower.close()


@dataclass
class FaultWard:
    """``ward`` with its fleet measuring. Moments are of this machine's monotonic clock."""

    ward: Running
    fleet: Fleet
    onlooker: Onlooker
    figures: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """More that is told below the figures."""

    def stored_up_to(self) -> float:
        """When the newest stored set was measured, Unix seconds; 0 while the store cannot be read."""
        try:
            with self.ward.core.ctx.store() as uow:
                moments = [v.measured_at for row in uow.readings.latest() for v in row.values.values()]
        except HahError:
            return 0.0
        return max(moments, default=datetime.fromtimestamp(0, UTC)).timestamp()

    def recovered(self, since_s: float) -> None:
        """Wait until a set measured after this moment is stored, and note how long it took."""
        measured_after = time.time() + (since_s - time.monotonic())
        self.until(lambda: self.stored_up_to() > measured_after, "recovery", since_s)

    def open_alarms(self) -> frozenset[str]:
        """Rules of the open alarms of the system."""
        try:
            with self.ward.core.ctx.store() as uow:
                return frozenset(alarm.rule_id for alarm in uow.alarms.open() if alarm.patient_id is None)
        except HahError:
            return frozenset()

    def alarmed(self, rule_id: str, since_s: float) -> None:
        """Wait for an alarm of the system, and note how long it took."""
        self.until(lambda: rule_id in self.open_alarms(), f"alarm {rule_id}", since_s)

    def console_alarmed(self, since_s: float) -> None:
        """Wait until a console would sound, and note how long it took."""
        self.until(lambda: self.onlooker.alarmed, "console alarm", since_s)

    def until(self, condition: Callable[[], bool], name: str, since_s: float) -> None:
        """Wait for a fact; note the seconds since a moment."""
        while not condition():
            assert time.monotonic() - since_s < PATIENCE_S, f"{name}: waited in vain"
            time.sleep(0.05)
        self.figures[name] = max(self.figures.get(name, 0.0), time.monotonic() - since_s)

    def run(self, seconds: float) -> None:
        """Let the monitors measure."""
        time.sleep(seconds)

    def finished(self, patience_s: float = PATIENCE_S) -> SetAudit:
        """Stop measuring, wait until everything is stored, compare."""
        self.fleet.pause()
        self.fleet.settle(patience_s)
        deadline_s = time.monotonic() + patience_s
        while self._count() < self.fleet.measured and time.monotonic() < deadline_s:
            time.sleep(0.1)
        return audit(self.ward.core.ctx, self.ward.beds, self.fleet.sent)

    def _count(self) -> int:
        with self.ward.core.ctx.store() as uow:
            return uow.readings.count()


Tell = Callable[[str, FaultWard, SetAudit], None]


@contextmanager
def fault_ward(
    database: str | None = None, patients: int = PATIENTS, rate_hz: float = RATE_HZ, keys: DeviceKeys = NO_KEYS
) -> Iterator[FaultWard]:
    """Everything runs and the first sets are stored."""
    with running_ward(patients, database, keys=keys) as ward, ward.fleet(rate_hz) as fleet:
        onlooker = Onlooker(ward)
        found = FaultWard(ward, fleet, onlooker)
        try:
            fleet.start()
            found.until(lambda: found.stored_up_to() > 0, "start", time.monotonic())
            found.figures.clear()
            yield found
        finally:
            onlooker.close()


def holds(found: FaultWard, result: SetAudit) -> None:
    """What the issue asks of every fault."""
    assert (result.lost, result.duplicated, result.foreign) == (0, 0, 0)
    assert {name: s for name, s in found.figures.items() if s >= LIMIT_S} == {}
