"""What a rule finds in a patient's data at one moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from hah_console.domain.alarm import Alarm, Evidence, Lane, Priority, ScoreTrigger
from hah_console.domain.score.news2 import NAME as NEWS2

NO_DELAY = timedelta(0)
SCORES = frozenset({NEWS2})
"""The subjects whose rules share one alarm."""


class Signal(StrEnum):
    """PRESENT: the condition holds. ABSENT: it certainly does not. HOLD: between limit and hysteresis, whatever was
    goes on. UNKNOWN: there is no usable value, which never ends an alarm."""

    PRESENT = "present"
    HOLD = "hold"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Lock:
    """No new alarm for ``lasts`` after the last one, unless it is more urgent, ``level`` has risen by ``rise``, or one
    of ``items``, each enough by itself, was not so then."""

    lasts: timedelta
    rise: float
    level: float
    items: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's answer for one patient; ``at`` is the time of the value it is about. ``sure``: whatever is silent or
    out of reach, this is known."""

    rule_id: str
    subject: str
    signal: Signal
    priority: Priority
    lane: Lane
    at: datetime
    value: float | None = None
    limit: float | None = None
    on_delay: timedelta = NO_DELAY
    off_delay: timedelta = NO_DELAY
    latching: bool = True
    trigger: ScoreTrigger | None = None
    lock: Lock | None = None
    sure: bool = False

    @property
    def evidence(self) -> Evidence:
        """What an alarm from this finding keeps as its reason."""
        return Evidence(self.rule_id, self.value, self.limit, self.trigger)

    @property
    def key(self) -> str:
        """What makes two findings the same alarm."""
        return alarm_key(self.rule_id, self.subject)


@lru_cache(maxsize=10_000)
def alarm_key(rule_id: str, subject: str) -> str:
    """Rules of one score share one alarm that worsens; every other rule has an alarm per subject.

    PERF(a tenth of a whole look): asked for seventy times a look.
    """
    return subject if subject in SCORES else f"{rule_id}:{subject}"


def key_of(alarm: Alarm) -> str:
    """The key of a stored alarm."""
    return alarm_key(alarm.rule_id, alarm.subject)
