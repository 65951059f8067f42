"""Joins the alarm bar with what is read, what this console finds itself, the sound and the acknowledge command."""

import time
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from hah_console.domain.alarm import Priority
from hah_console.domain.errors import NotFound
from hah_console.domain.ids import AlarmId
from hah_console.services.alarm_bar import AlarmBarRows, AlarmChip, read_alarm_bar
from hah_console.services.changes import Changes
from hah_console.services.console_life import note_own_findings
from hah_console.services.context import Context
from hah_console.ui.announce import announce
from hah_console.ui.i18n import Texts
from hah_console.ui.preferences import Preferences
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.shell.alarm_bar import AlarmBar
from hah_console.ui.shell.alarm_presenter import SPOKEN_FROM, AlarmBarState, refused_text, spoken_alarm
from hah_console.ui.shell.alarm_sound import BurstPlan, SoundState
from hah_console.ui.shell.parts import ConsoleParts

AUDIO_PAUSE_MINUTES = 2
"""An audio pause is short and ends by itself; it stops the sound, never the alarm."""
SHELVED, LOAD = "view:shelved", "view:load"
"""What the alarm screen is asked to show instead of one alarm."""


class ConsoleAlarms:
    """Implements ``ui.screen.OwnAlarms`` over the state of the alarm bar; ``show`` repaints the bar."""

    def __init__(self) -> None:
        self.state = AlarmBarState()
        self.sound: SoundState | None = None
        self.owner = ""
        self.show: Callable[[], None] = _nothing_to_show

    def chips(self) -> tuple[AlarmChip, ...]:
        """What this console found, most urgent first."""
        return self.state.own()

    def of_nobody(self) -> tuple[AlarmChip, ...]:
        """What is about no patient, found here or told by the service, most urgent first."""
        return tuple(chip for chip in self.state.chips() if chip.patient_id is None)

    def sound_words(self, texts: Texts, ctx: Context) -> str:
        """Whether alarms are heard here."""
        return "" if self.sound is None else self.sound.text(texts, ctx.clock.now(), ctx.local)

    def acknowledge(self, alarm_id: AlarmId) -> None:
        """Take it over; it ends by itself when its condition does."""
        if self.state.acknowledge_local(alarm_id, self.owner):
            self.show()


class AlarmDesk(QObject):
    """Signals: ``opened`` with alarm and patient id, ``said`` with a sentence, ``refused`` with why an alarm was not
    acknowledged, ``counted`` with a screen id and a number, ``announced`` with the sentence given to the screen
    reader, ``shown`` whenever the bar was written anew."""

    opened = Signal(str, str)
    said = Signal(str)
    refused = Signal(str)
    counted = Signal(str, int)
    announced = Signal(str)
    shown = Signal()

    def __init__(
        self, desk: Desk, parts: ConsoleParts, command_bar: QWidget, preferences: Preferences, own: ConsoleAlarms
    ) -> None:
        super().__init__(command_bar)
        self._desk, self._parts = desk, parts
        self.state = own.state
        own.show, own.owner = self._show, desk.actor.name
        self.sound = own.sound = SoundState(desk.ports.notifier.available, volume_pct=preferences.volume_pct)
        self._plan = BurstPlan.of(preferences)
        self._next_burst = QTimer(self)
        self._next_burst.setSingleShot(True)
        self._next_burst.setTimerType(Qt.TimerType.PreciseTimer)
        self._next_burst.timeout.connect(self._on_burst_due)
        self.bar = AlarmBar(desk, command_bar, reduced_motion=preferences.reduced_motion)
        self.bar.chip_opened.connect(self._on_opened)
        self.bar.chip_acknowledged.connect(self.acknowledge)
        self.bar.more_asked.connect(lambda: self.opened.emit("", ""))
        self.bar.shelved_asked.connect(lambda: self.opened.emit(SHELVED, ""))
        self.bar.load_asked.connect(lambda: self.opened.emit(LOAD, ""))
        self.bar.sound_asked.connect(self.toggle_sound)
        self._query = Requery(
            desk.tasks,
            lambda: read_alarm_bar(self._desk.ctx, self._desk.ports.rules.alarms),
            self._on_rows,
            self._on_lost,
            self,
        )

    @property
    def desk(self) -> Desk:
        """The desk whose alarms these are, in its present words and colours."""
        return self._desk

    def reread(self) -> None:
        """Read the open alarms again."""
        self._query.ask()

    def set_local(self, subject: str, present: bool) -> None:
        """A technical condition this console found itself began or ended."""
        if present != (subject in self.state.local):
            self._tell(self.state.set_local(subject, present, self._now()))
            self._show()

    def acknowledge_first(self) -> None:
        """Acknowledge the most urgent waiting alarm, and say which one it was."""
        chip = self.state.first_waiting()
        if chip is None:
            self.said.emit(self._desk.texts("shell.alarm.nothing_waiting"))
        else:
            self.acknowledge(chip.alarm_id)

    def acknowledge(self, alarm_id: str) -> None:
        """Acknowledge one alarm.

        SAFETY(alarm in sight): the one that is shown; when it has got worse meanwhile the command is refused and said.
        """
        wanted, actor = AlarmId(alarm_id), self._desk.actor
        if self.state.acknowledge_local(wanted, actor.name):
            self._show()
            return
        chip = next((c for c in self.state.chips() if c.alarm_id == wanted), None)
        if chip is None:
            self._on_refused(None, NotFound(entity="alarm", entity_id=alarm_id))
            return
        run, version = self._parts.acknowledge, chip.version

        def done(_: Changes) -> None:
            self._on_acknowledged(chip)

        def refused(error: Exception) -> None:
            self._on_refused(chip, error)

        self._desk.tasks.run_command(lambda: run(actor, wanted, version), done, refused)

    def toggle_sound(self) -> None:
        """Pause the sound for a short while, or end the pause."""
        if self.sound.available:
            self.sound.pause(self._now(), AUDIO_PAUSE_MINUTES)
            self._desk.tasks.run_query(self._desk.ports.notifier.silence, _nothing)
        self.bar.show_sound(self.sound, self._now())
        self._arm()
        self.shown.emit()

    def on_tick(self, now: datetime) -> None:
        """Move stopwatches on; a shelf that has ended is read again."""
        self.sound.available = self._desk.ports.notifier.available
        self.set_local("sound", not self.sound.available)
        self.bar.on_tick(now)
        self.bar.show_sound(self.sound, now)
        self._arm()
        self._write_down_found()
        self.shown.emit()
        if any(row.until <= now for row in self.state.rows.shelves):
            self.reread()

    def restyle(self, desk: Desk, preferences: Preferences) -> None:
        """Take another language, theme, motion or sound setting."""
        self._desk = desk
        self.sound.volume_pct = preferences.volume_pct
        self._plan.take(preferences)
        self.bar.restyle(desk, reduced_motion=preferences.reduced_motion)
        self._show()

    def close(self) -> None:
        """Sound no more."""
        self._next_burst.stop()

    def _now(self) -> datetime:
        return self._desk.ctx.clock.now()

    def _on_rows(self, rows: AlarmBarRows) -> None:
        self._tell(self.state.take(rows))
        self.counted.emit("transfers", rows.open_transfers)
        self._show()

    def _on_lost(self, error: Exception) -> None:
        """The bridge tells of a lost database; saying it twice helps nobody."""

    def _show(self) -> None:
        chips = self.state.chips()
        self.counted.emit("alarms", sum(chip.waiting and chip.heard for chip in chips))
        self.bar.show_chips(chips, self.state.rows, self._now())
        self.bar.show_sound(self.sound, self._now())
        self._arm()
        self.shown.emit()

    def _tell(self, news: tuple[AlarmChip, ...]) -> None:
        for chip in (chip for chip in news if chip.priority >= SPOKEN_FROM):
            sentence = spoken_alarm(self._desk.texts, self._desk.ctx, chip)
            announce(self.bar, sentence, assertive=chip.priority is Priority.HIGH)
            self.announced.emit(sentence)
        loud = [chip.priority for chip in news if chip.heard]
        if loud and self.sound.heard(self._now()):
            self._sound_burst(max(loud))

    def _sound_burst(self, priority: Priority) -> None:
        notifier, volume_pct = self._desk.ports.notifier, self.sound.volume_pct
        self._plan.sounded(priority, time.monotonic())
        self._next_burst.stop()
        self._desk.tasks.run_query(lambda: notifier.alarm(int(priority), volume_pct), _nothing)

    def _arm(self) -> None:
        """SAFETY(unheard alarm): the sound repeats until somebody answers; a pause only puts it off."""
        loudest = self.state.loudest()
        wait_s = None if loudest is None else self._plan.wait_s(loudest, time.monotonic())
        if wait_s is None or not self.sound.heard(self._now()):
            self._next_burst.stop()
        elif not self._next_burst.isActive():
            self._next_burst.start(int(wait_s * 1000))

    def _on_burst_due(self) -> None:
        loudest = self.state.loudest()
        if loudest is not None and self.sound.heard(self._now()):
            self._sound_burst(loudest)
        self._arm()

    def _write_down_found(self) -> None:
        """What this console found goes into the audit trail as soon as there is a database to write to."""
        if not self.state.found or "database" in self.state.local:
            return
        desk, found = self._desk, self.state.take_found()

        def failed(_: Exception) -> None:
            self.state.found[:0] = found

        desk.tasks.run_command(lambda: note_own_findings(desk.ctx, desk.actor, found), _written, failed)

    def _on_opened(self, alarm_id: str) -> None:
        chip = next((c for c in self.state.chips() if c.alarm_id == alarm_id), None)
        if chip is not None:
            self.opened.emit(chip.alarm_id, chip.patient_id or "")

    def _on_acknowledged(self, chip: AlarmChip | None) -> None:
        self.reread()
        if chip is not None:
            sentence = spoken_alarm(self._desk.texts, self._desk.ctx, chip)
            self.said.emit(self._desk.texts("shell.alarm.acknowledged", alarm=sentence))

    def _on_refused(self, chip: AlarmChip | None, error: Exception) -> None:
        """SAFETY(refused in a form): whoever pressed the key is told where she looks; the alarm is read again."""
        self.reread()
        self.refused.emit(refused_text(self._desk.texts, chip, error))


def _nothing_to_show() -> None:
    """No bar yet."""


def _written(_: Changes) -> None:
    """It stands in the audit trail."""


def _nothing(_: None) -> None:
    """The sound was played; there is nothing to show."""
