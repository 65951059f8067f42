"""What the service knows of its surroundings: broker, database, disk, clock, backlog, consoles."""

import shutil
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from hah_console.alarms.system import SystemFacts
from hah_console.app.service.clock_watch import ClockWatch
from hah_console.domain.service_state import Heartbeat
from hah_console.services.console_life import UNHEARD
from hah_console.services.signs_of_life import CONSOLE_PREFIX, SILENT_AFTER_S, UNWATCHED_AFTER_S, SignsOfLife

MEGABYTE = 1_000_000


class BrokerLink(Protocol):
    """The connection to the broker, and how many messages may wait."""

    @property
    def connected(self) -> bool: ...
    @property
    def backlog(self) -> int: ...
    @property
    def capacity(self) -> int: ...


class Surroundings:
    """One writer thread. ``folder`` is where the database lies, None for one on another machine."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        watch: ClockWatch,
        folder: Path | None,
        counted_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._now, self._watch, self._folder, self._counted_s = clock, watch, folder, counted_s
        self._since_s = counted_s()
        self._signs = SignsOfLife(self._since_s, UNWATCHED_AFTER_S)
        self._sounds: dict[str, str] = {}
        self._connected_since: datetime | None = None
        self._lost_since: datetime | None = None
        self._trouble, self._over = "", False
        self._trouble_since: datetime | None = None
        self.lag_s: float | None = None

    def note_beats(self, beats: Iterable[Heartbeat]) -> None:
        """The signs of life as they stand in the database."""
        consoles = [beat for beat in beats if beat.process.startswith(CONSOLE_PREFIX)]
        self._signs.note(consoles, self._counted_s())
        self._sounds = {beat.process: beat.detail for beat in consoles}

    def note_trouble(self, code: str) -> None:
        """The database cannot be written, or (empty) it can again: then it is told once more."""
        if code and (not self._trouble or self._over):
            self._trouble_since = self._now()
        self._trouble = code or self._trouble
        self._over = not code

    def told(self) -> None:
        """The facts have been stored; trouble that is over need not be told again."""
        if self._over:
            self._trouble, self._trouble_since = "", None

    def facts(self, link: BrokerLink) -> SystemFacts:
        """Everything as it stands now."""
        self._note_broker(link.connected)
        share, free_mb = self._disk()
        return SystemFacts(
            broker_ok_since=self._connected_since,
            broker_lost_since=self._lost_since,
            database_trouble=self._trouble,
            database_trouble_since=self._trouble_since,
            disk_free_share=share,
            disk_free_mb=free_mb,
            clock_step_s=self._watch.step_s,
            clock_stepped_at=self._watch.stepped_at,
            backlog_share=link.backlog / link.capacity,
            lag_s=self.lag_s,
            consoles_watching=self._watching(),
            consoles_heard=self._heard(),
        )

    def _watching(self) -> int | None:
        now_s = self._counted_s()
        known = self._signs.living(CONSOLE_PREFIX, now_s)
        return None if not known and now_s - self._since_s <= SILENT_AFTER_S else known

    def _heard(self) -> int | None:
        """Consoles at which an alarm would sound; one that says nothing of its sound counts as one of them."""
        if self._watching() is None:
            return None
        now_s = self._counted_s()
        living = (process for process in self._sounds if self._signs.alive(process, now_s))
        return sum(self._sounds[process] not in UNHEARD for process in living)

    def _note_broker(self, connected: bool) -> None:
        if connected:
            self._connected_since = self._connected_since or self._now()
            self._lost_since = None
        else:
            self._lost_since = self._lost_since or self._now()
            self._connected_since = None

    def _disk(self) -> tuple[float | None, float | None]:
        if self._folder is None:
            return None, None
        try:
            usage = shutil.disk_usage(self._folder)
        except OSError:
            return None, None
        return round(usage.free / usage.total, 4), round(usage.free / MEGABYTE, 1)
