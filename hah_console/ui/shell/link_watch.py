"""Keeps the lamps true: what the bridge says of database, service and devices, and what failed in the planner."""

from datetime import datetime

from hah_console.domain.errors import HahError, PlannerUnavailable
from hah_console.domain.ids import PatientId
from hah_console.services.board_rules import board_rules
from hah_console.services.disk_room import FULL, LOW, disk_trouble
from hah_console.ui.bridge import Batch, LinkState
from hah_console.ui.screen import Desk
from hah_console.ui.shell.lamps import lamps, note_seen, still_fresh
from hah_console.ui.shell.parts import ConsoleParts
from hah_console.ui.shell.status_bar import StatusBar

CLOCK_APART_S = 5
"""More than a sign of life needs to be written, read and noticed: the clocks of the two machines differ."""


class LinkWatch:
    """Plain object on the GUI thread; ``devices`` is how many devices are out with patients."""

    def __init__(self, desk: Desk, parts: ConsoleParts, status: StatusBar) -> None:
        self._desk, self._parts, self._status = desk, parts, status
        self._read_rules(desk)
        self._link = LinkState()
        self._last_seen: dict[PatientId, datetime] = {}
        self._planner_error: HahError | None = None
        self.devices = 0

    def _read_rules(self, desk: Desk) -> None:
        """The rules in force: the status bar names the programme and, where they differ, the alarm rules."""
        packs = desk.ports.rules
        programme, alarms = packs.version, packs.alarms.info.version
        self._silent_after = board_rules(packs).silent_after
        same = programme == alarms
        self.rules_version = programme if same else desk.texts("shell.status.two", one=programme, alarms=alarms)

    @property
    def link(self) -> LinkState:
        """The last known state of the link."""
        return self._link

    def on_batch(self, batch: Batch) -> tuple[tuple[str, bool], ...]:
        """Take the link's state; returns the technical conditions of this console and whether each is present."""
        self._link = batch.link
        note_seen(self._last_seen, batch.latest)
        link = batch.link
        dead = link.database_ok and not link.service_alive
        apart = link.database_ok and abs(link.clock_apart_s) > CLOCK_APART_S
        trouble = disk_trouble(link.disk, self._desk.ports.rules.alarms.systems)
        disk = tuple((subject, trouble == subject) for subject in (LOW, FULL))
        return (("database", not link.database_ok), ("service", dead), ("clock", apart), *disk)

    def note_failure(self, error: Exception) -> None:
        """Remember that the planner could not run."""
        if isinstance(error, PlannerUnavailable):
            self._planner_error = error

    def planner_worked(self) -> None:
        """A plan arrived: the planner is well."""
        self._planner_error = None

    def restyle(self, desk: Desk) -> None:
        """Take another language."""
        self._desk = desk
        self._read_rules(desk)

    def show(self, now: datetime) -> None:
        """Put the lamps on the status bar."""
        texts = self._desk.texts
        trouble = texts.error(self._planner_error) if self._planner_error else ""
        self._last_seen = still_fresh(self._last_seen, now, self._silent_after)
        fresh = len(self._last_seen)
        machine_now = self._parts.machine_clock.now()
        self._status.show_lamps(lamps(texts, self._link, fresh, self.devices, trouble, machine_now))
