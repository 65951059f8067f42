"""Decides what the alarm bar shows, speaks and sounds; no Qt."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hah_console.domain.alarm import Lane, Priority
from hah_console.domain.ids import AlarmId
from hah_console.services.alarm_bar import AlarmBarRows, AlarmChip
from hah_console.services.context import Context
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import clock_text, stopwatch, subject_text

SOUNDED_FROM = Priority.MEDIUM
URGENCY_MARKS = {Priority.HIGH: "!!!", Priority.MEDIUM: "!!", Priority.LOW: "!"}


@dataclass(frozen=True, slots=True)
class ChipText:
    """What one chip says: the heavy part, the light part, and the sentence for the screen reader."""

    strong: str
    light: str
    spoken: str


@dataclass(slots=True)
class AlarmBarState:
    """Keeps what was already announced, the conditions this console itself found, and who has seen those."""

    rows: AlarmBarRows = field(default_factory=AlarmBarRows)
    local: dict[str, AlarmChip] = field(default_factory=dict)
    _announced: dict[tuple[AlarmId, datetime], bool] = field(default_factory=dict)

    def take(self, rows: AlarmBarRows) -> tuple[AlarmChip, ...]:
        """Accept what was read; returns the chips nobody has heard of yet. The first reading is announced too."""
        self.rows = rows
        return self._news()

    def set_local(self, subject: str, present: bool, now: datetime) -> tuple[AlarmChip, ...]:
        """A technical condition of this console (``service``, ``database``) began or ended; returns what is new."""
        if not present:
            self.local.pop(subject, None)
        elif subject not in self.local:
            self.local[subject] = _local_chip(subject, now)
        return self._news()

    def acknowledge_local(self, alarm_id: AlarmId, owner: str) -> bool:
        """Own a condition of this console; False when the alarm is one of the service."""
        for subject, chip in self.local.items():
            if chip.alarm_id == alarm_id:
                self.local[subject] = replace(chip, waiting=False, owner=owner)
                return True
        return False

    def chips(self) -> tuple[AlarmChip, ...]:
        """All chips, most urgent first."""
        return tuple(sorted((*self.local.values(), *self.rows.chips), key=AlarmChip.rank))

    def first_waiting(self) -> AlarmChip | None:
        """The most urgent alarm nobody has acknowledged."""
        return next((chip for chip in self.chips() if chip.waiting), None)

    def _news(self) -> tuple[AlarmChip, ...]:
        waiting = [chip for chip in self.chips() if chip.waiting]
        fresh = tuple(chip for chip in waiting if self._is_news(chip))
        self._announced = {(chip.alarm_id, chip.raised_at): chip.latched for chip in waiting}
        return fresh

    def _is_news(self, chip: AlarmChip) -> bool:
        """SAFETY(returned alarm): the condition of an alarm nobody saw is news again when it comes back."""
        was_latched = self._announced.get((chip.alarm_id, chip.raised_at))
        return was_latched is None or (was_latched and not chip.latched)


def _local_chip(subject: str, now: datetime) -> AlarmChip:
    name = AlarmId(f"console:{subject}")
    return AlarmChip(name, None, "", subject, None, Priority.HIGH, Lane.TECHNICAL, True, now, local=True)


def chip_text(texts: Texts, ctx: Context, chip: AlarmChip, now: datetime) -> ChipText:
    """The words of one chip at ``now``."""
    subject = subject_text(texts, chip)
    strong = " ".join(part for part in (URGENCY_MARKS[chip.priority], chip.name, subject) if part)
    at = clock_text(ctx.local(chip.raised_at))
    if chip.waiting:
        light = texts("shell.alarm.waiting", at=at, age=stopwatch(now - chip.raised_at))
    else:
        light = texts("shell.alarm.owned", at=at, owner=chip.owner)
    return ChipText(strong, light, spoken_alarm(texts, ctx, chip))


def spoken_alarm(texts: Texts, ctx: Context, chip: AlarmChip) -> str:
    """The sentence a screen reader says for an alarm."""
    return texts(
        "shell.alarm.spoken" if chip.waiting else "shell.alarm.spoken_owned",
        priority=texts.word("words.priority", int(chip.priority)),
        name=chip.name,
        subject=subject_text(texts, chip),
        at=clock_text(ctx.local(chip.raised_at)),
        owner=chip.owner,
    )


@dataclass(slots=True)
class SoundState:
    """Whether alarms are heard: on, paused until a moment, or no sound device."""

    available: bool = True
    paused_until: datetime | None = None

    def pause(self, now: datetime, minutes: float) -> None:
        """Pause for some minutes, or end a pause."""
        self.paused_until = None if self.paused(now) else now + timedelta(minutes=minutes)

    def paused(self, now: datetime) -> bool:
        """Whether a pause is running."""
        return self.paused_until is not None and now < self.paused_until

    def text(self, texts: Texts, now: datetime) -> str:
        """What the bar says about the sound."""
        if not self.available:
            return texts("shell.sound.none")
        if self.paused_until is not None and self.paused(now):
            return texts("shell.sound.paused", left=stopwatch(self.paused_until - now))
        return texts("shell.sound.on")

    def icon(self, now: datetime) -> str:
        """The icon that goes with the text."""
        if not self.available:
            return "sound-off"
        return "sound-paused" if self.paused(now) else "sound-on"
