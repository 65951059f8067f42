"""When alarms are heard: bursts by priority that repeat until somebody answers, pauses that end by themselves; no Qt.

After IEC 60601-1-8: high a burst of ten pulses, medium three, low one; a pause between two bursts of 2.5 to 15 s (high)
or 2.5 to 30 s (medium), from a setting; low is not repeated, and about a patient it is only shown: that standard leaves
its sound open. There is no mute for good.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.alarm import Priority
from hah_console.services.console_life import SOUND_FAILED, SOUND_ON, SOUND_PAUSED
from hah_console.ui.i18n import Texts
from hah_console.ui.preferences import Preferences
from hah_console.ui.wording import clock_text, stopwatch

BURST_S = {Priority.HIGH: 2.6, Priority.MEDIUM: 1.0, Priority.LOW: 0.25}
"""How long the sound of each priority lasts; a test compares it with the files."""


@dataclass(slots=True)
class BurstPlan:
    """Counts the pause from the end of the last burst; all times are seconds of one monotonic clock."""

    pauses_s: dict[Priority, float]
    _ended_s: float = float("-inf")

    @classmethod
    def of(cls, preferences: Preferences) -> "BurstPlan":
        """With the pauses a person has set."""
        return cls({Priority.HIGH: preferences.high_pause_s, Priority.MEDIUM: preferences.medium_pause_s})

    def take(self, preferences: Preferences) -> None:
        """Other pauses; what was heard last stays known."""
        self.pauses_s = type(self).of(preferences).pauses_s

    def sounded(self, priority: Priority, now_s: float) -> None:
        """A burst began now."""
        self._ended_s = now_s + BURST_S[priority]

    def wait_s(self, loudest: Priority, now_s: float) -> float | None:
        """Seconds until the next burst while an alarm of ``loudest`` waits; None when it is not repeated."""
        pause_s = self.pauses_s.get(loudest)
        return None if pause_s is None else max(0.0, self._ended_s + pause_s - now_s)


@dataclass(slots=True)
class SoundState:
    """Whether alarms are heard: on at a volume, paused until a moment, or no sound device."""

    available: bool = True
    paused_until: datetime | None = None
    volume_pct: int = 100

    def pause(self, now: datetime, minutes: float) -> None:
        """Pause for some minutes, or end a pause."""
        self.paused_until = None if self.paused(now) else now + timedelta(minutes=minutes)

    def paused(self, now: datetime) -> bool:
        """Whether a pause is running."""
        return self.paused_until is not None and now < self.paused_until

    def heard(self, now: datetime) -> bool:
        """Whether an alarm would sound now."""
        return self.available and not self.paused(now)

    def told(self, now: datetime) -> str:
        """What the console says of it to the service."""
        if not self.available:
            return SOUND_FAILED
        return SOUND_PAUSED if self.paused(now) else SOUND_ON

    def text(self, texts: Texts, now: datetime, local: Callable[[datetime], datetime]) -> str:
        """What the bar says about the sound."""
        if not self.available:
            return texts("shell.sound.none")
        if self.paused_until is not None and self.paused(now):
            at = clock_text(local(self.paused_until))
            return texts("shell.sound.paused", left=stopwatch(self.paused_until - now), at=at)
        return texts("shell.sound.on", volume=self.volume_pct)

    def icon(self, now: datetime) -> str:
        """The icon that goes with the text."""
        if not self.available:
            return "sound-off"
        return "sound-paused" if self.paused(now) else "sound-on"
