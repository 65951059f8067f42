"""One worker thread follows the database and tells the console at most four times a second what is new.

SAFETY(alarm waits for nobody): an alarm is told when it is read, ten times a second at most, whatever the display does.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from PySide6.QtCore import QObject, Qt, Signal

from hah_console.domain.clock import Clock
from hah_console.domain.reading import LatestVitals
from hah_console.domain.service_state import Heartbeat, SourceState
from hah_console.services.changes import Change, Changes
from hah_console.services.context import Context
from hah_console.services.disk_room import DiskRoom, least_room
from hah_console.services.ports import ChangeFeed

ROUND_S = 0.25
ALARM_ROUND_S = 0.1
HEARTBEAT_ROUND_S = 0.5
RETRY_S = 1.0
SERVICE_DEAD_AFTER_S = 3.0
SERVICE_PROCESS = "service"
URGENT = frozenset({"alarm", "shelf"})
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LinkState:
    """How the console stands to the database and the service.

    ``service_seen_at`` is when this console saw a new sign of life, by its own machine clock; ``clock_apart_s`` how far
    that clock was ahead of the service's then, in whole seconds.
    """

    database_ok: bool = True
    database_reason: str = ""
    service_alive: bool = True
    service_seen_at: datetime | None = None
    clock_apart_s: int = 0
    heartbeats: tuple[Heartbeat, ...] = ()
    sources: tuple[SourceState, ...] = ()
    change_sequence: int = 0
    disk: DiskRoom | None = None


def _no_disk() -> DiskRoom | None:
    """The database lies on another machine."""
    return None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one round brought: changes, new last values, and the state of the link."""

    changes: Changes = field(default_factory=Changes)
    latest: tuple[LatestVitals, ...] = ()
    link: LinkState = field(default_factory=LinkState)


class Follower:
    """Reads the change feed, the last values and the heartbeats; no Qt, one thread only."""

    def __init__(
        self,
        ctx: Context,
        open_feed: Callable[[], ChangeFeed],
        machine_clock: Clock,
        dead_after_s: float = SERVICE_DEAD_AFTER_S,
        own_disk: Callable[[], DiskRoom | None] = _no_disk,
    ) -> None:
        self._ctx, self._open_feed, self._machine_clock = ctx, open_feed, machine_clock
        self._dead_after_s, self._own_disk = dead_after_s, own_disk
        self._feed: ChangeFeed | None = None
        self._after = 0
        self._latest_after = 0
        self._link = LinkState()
        self._looked_s = self._beaten_s = float("-inf")
        self._beats: frozenset[tuple[int, datetime]] | None = None
        self._held: tuple[Change, ...] = ()
        self._began_s: float | None = None

    def overdue(self, now_s: float) -> bool:
        """Whether a round has not come back for as long as a service may be silent; any thread, monotonic seconds.

        SAFETY(stalled disk): who waits for a disk that answers nobody cannot tell that the service is silent.
        """
        began_s = self._began_s
        return began_s is not None and now_s - began_s > self._dead_after_s

    def round(self, wait_s: float) -> Batch:
        """Wait up to ``wait_s`` for changes and read what is new; a lost database is a state, never an exception."""
        self._began_s = time.monotonic()
        try:
            return self._round(wait_s)
        finally:
            self._began_s = None

    def _round(self, wait_s: float) -> Batch:
        try:
            self._held = self._held or self._wait(wait_s)
            self._look()
            latest = self._read_latest()  # last: what was read is passed on, whatever fails before
        except Exception as error:  # noqa: BLE001  whatever the database throws, the console stays up and says so
            self._lost(error)
            return Batch(link=self._link)
        self._found()
        changes, self._held = self._held, ()
        return Batch(Changes(changes), latest, self._link)

    def hold(self, until_s: float, alarms_from_s: float, stopped: threading.Event) -> None:
        """Keep what changes for the next round until ``until_s``, or from ``alarms_from_s`` on until an alarm did."""
        while (left_s := until_s - time.monotonic()) > 0 and not stopped.is_set():
            if _urgent(self._held) and time.monotonic() >= alarms_from_s:
                return
            self._began_s = time.monotonic()
            try:
                self._held += self._wait(min(left_s, ALARM_ROUND_S))
            except Exception:  # noqa: BLE001  the next round meets the same failure and tells it
                stopped.wait(left_s)
            finally:
                self._began_s = None

    def close(self) -> None:
        """Let go of the feed."""
        if self._feed is not None:
            self._feed.close()
            self._feed = None

    def _wait(self, wait_s: float) -> tuple[Change, ...]:
        if self._feed is None:
            self._feed = self._open_feed()
            self._after = self._after or self._feed.last_sequence()
        changes = self._feed.wait(self._after, wait_s)
        self._after = changes[-1].sequence if changes else self._after
        return changes

    def _read_latest(self) -> tuple[LatestVitals, ...]:
        with self._ctx.store() as uow:
            rows = uow.readings.latest_since(self._latest_after)
        self._latest_after = max((row.sequence for row in rows), default=self._latest_after)
        return rows

    def _look(self) -> None:
        if time.monotonic() - self._looked_s < HEARTBEAT_ROUND_S:
            return
        with self._ctx.store() as uow:
            beats, sources = uow.service.heartbeats(), uow.service.sources()
        self._looked_s = time.monotonic()
        self._note_beats(beats)
        alive = self._looked_s - self._beaten_s <= self._dead_after_s
        link = self._link
        seen, apart_s = link.service_seen_at, link.clock_apart_s
        disk = least_room(beats, self._own_disk())
        self._link = LinkState(True, "", alive, seen, apart_s, beats, sources, self._after, disk)

    def _note_beats(self, beats: tuple[Heartbeat, ...]) -> None:
        """SAFETY(silent service): life is a beat that changes; neither clock of the two machines is believed."""
        found = frozenset((beat.pid, beat.at) for beat in beats if beat.process == SERVICE_PROCESS)
        first, changed = self._beats is None, found != self._beats
        self._beats = found
        if first:
            self._beaten_s = self._looked_s  # a console that has just started gives the service its time
            self._link = replace(self._link, service_seen_at=max((at for _, at in found), default=None))
        elif changed and found:
            self._beaten_s, now = self._looked_s, self._machine_clock.now()
            apart_s = round((now - max(at for _, at in found)).total_seconds())
            self._link = replace(self._link, service_seen_at=now, clock_apart_s=apart_s)

    def _lost(self, error: Exception) -> None:
        if self._link.database_ok:
            _LOG.error("database lost: %s", error)
        self.close()
        seen, disk = self._link.service_seen_at, self._own_disk()
        self._link = LinkState(False, type(error).__name__, False, seen, disk=disk)
        self._looked_s, self._beats = float("-inf"), None

    def _found(self) -> None:
        if not self._link.database_ok:
            _LOG.info("database found again")


class Bridge(QObject):
    """Signals: ``arrived`` with a Batch on the GUI thread, four times a second, with alarms up to ten times.

    Threads: ``start`` begins one thread which ends in ``close`` within a round.
    """

    arrived = Signal(object)

    def __init__(self, follower: Follower, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._follower = follower
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bridge", daemon=True)
        self._last = LinkState()

    def start(self) -> None:
        """Begin following."""
        self._thread.start()

    def close(self) -> None:
        """Stop following and wait for the thread."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def note_overdue(self) -> None:
        """On the GUI thread, once a second: tell that the database is lost while a round does not come back."""
        if self._follower.overdue(time.monotonic()) and self._last.database_ok:
            self._last = replace(self._last, database_ok=False)
            self.arrived.emit(Batch(link=self._last))

    def connect_to(self, slot: Callable[[Batch], None]) -> None:
        """Deliver every batch to ``slot`` on the GUI thread."""
        self.arrived.connect(slot, Qt.ConnectionType.QueuedConnection)

    def _run(self) -> None:
        while not self._stop.is_set():
            began_s = time.monotonic()
            batch = self._follower.round(ROUND_S)
            self._tell(batch)
            if batch.link.database_ok:
                self._follower.hold(began_s + ROUND_S, time.monotonic() + ALARM_ROUND_S, self._stop)
            else:
                self._stop.wait(max(0.0, began_s + RETRY_S - time.monotonic()))
        self._follower.close()

    def _tell(self, batch: Batch) -> None:
        news = batch.changes.items or batch.latest or batch.link != self._last
        self._last = batch.link
        if news and not self._stop.is_set():
            self.arrived.emit(batch)


def _urgent(changes: tuple[Change, ...]) -> bool:
    return any(change.entity in URGENT for change in changes)
