"""One worker thread follows the database and tells the console at most four times a second what is new."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from PySide6.QtCore import QObject, Qt, Signal

from hah_console.domain.clock import Clock
from hah_console.domain.reading import LatestVitals
from hah_console.domain.service_state import Heartbeat, SourceState
from hah_console.services.changes import Change, Changes
from hah_console.services.context import Context
from hah_console.services.ports import ChangeFeed

ROUND_S = 0.25
HEARTBEAT_ROUND_S = 1.0
RETRY_S = 1.0
SERVICE_DEAD_AFTER_S = 3.0
SERVICE_PROCESS = "service"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LinkState:
    """How the console stands to the database and the service; times are machine time."""

    database_ok: bool = True
    database_reason: str = ""
    service_alive: bool = True
    service_seen_at: datetime | None = None
    heartbeats: tuple[Heartbeat, ...] = ()
    sources: tuple[SourceState, ...] = ()
    change_sequence: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """What one round brought: changes, new last values, and the state of the link."""

    changes: Changes = field(default_factory=Changes)
    latest: tuple[LatestVitals, ...] = ()
    link: LinkState = field(default_factory=LinkState)


class Follower:
    """Reads the change feed, the last values and the heartbeats; no Qt, one thread only."""

    def __init__(self, ctx: Context, open_feed: Callable[[], ChangeFeed], machine_clock: Clock) -> None:
        self._ctx, self._open_feed, self._machine_clock = ctx, open_feed, machine_clock
        self._feed: ChangeFeed | None = None
        self._after = 0
        self._latest_after = 0
        self._link = LinkState()
        self._looked_s = float("-inf")

    def round(self, wait_s: float) -> Batch:
        """Wait up to ``wait_s`` for changes and read what is new; a lost database is a state, never an exception."""
        try:
            changes = self._wait(wait_s)
            latest = self._read_latest()
            self._look()
        except Exception as error:  # noqa: BLE001  whatever the database throws, the console stays up and says so
            self._lost(error)
            return Batch(link=self._link)
        self._found()
        return Batch(Changes(changes), latest, self._link)

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
        seen = max((beat.at for beat in beats if beat.process == SERVICE_PROCESS), default=None)
        now = self._machine_clock.now()
        alive = seen is not None and (now - seen).total_seconds() <= SERVICE_DEAD_AFTER_S
        self._looked_s = time.monotonic()
        self._link = LinkState(True, "", alive, seen, beats, sources, self._after)

    def _lost(self, error: Exception) -> None:
        if self._link.database_ok:
            _LOG.error("database lost: %s", error)
        self.close()
        self._link = LinkState(False, type(error).__name__, False, self._link.service_seen_at)
        self._looked_s = float("-inf")

    def _found(self) -> None:
        if not self._link.database_ok:
            _LOG.info("database found again")


class Bridge(QObject):
    """Signals: ``arrived`` with a Batch, at most four times a second, on the GUI thread.

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

    def connect_to(self, slot: Callable[[Batch], None]) -> None:
        """Deliver every batch to ``slot`` on the GUI thread."""
        self.arrived.connect(slot, Qt.ConnectionType.QueuedConnection)

    def _run(self) -> None:
        while not self._stop.is_set():
            began_s = time.monotonic()
            batch = self._follower.round(ROUND_S)
            self._tell(batch)
            pause_s = ROUND_S if batch.link.database_ok else RETRY_S
            self._stop.wait(max(0.0, pause_s - (time.monotonic() - began_s)))
        self._follower.close()

    def _tell(self, batch: Batch) -> None:
        news = batch.changes.items or batch.latest or batch.link != self._last
        self._last = batch.link
        if news and not self._stop.is_set():
            self.arrived.emit(batch)
