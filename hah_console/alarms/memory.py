"""What the engine remembers of a patient between two looks; immutable, replaced as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hah_console.alarms.windows import Join, Kept, Points, added, falling, rising
from hah_console.domain.alarm import Priority
from hah_console.domain.reading import LatestVitals, Quality, Vital


@dataclass(frozen=True, slots=True)
class ConditionMemory:
    """``since``: first PRESENT of the pending or active condition by the device's clock, ``seen_at``: when this service
    first saw it, by its own clock; ``absent_since``: first ABSENT of an active one, by the device's clock."""

    since: datetime
    seen_at: datetime
    active: bool = False
    absent_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """The last alarm on a score: when, how urgent, at which total, and which items were enough by themselves."""

    at: datetime
    priority: Priority
    level: float
    items: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PatientMemory:
    """Conditions and last announcements by alarm key; of the vitals whose rules look back, good values, newest last.

    ``recent``: all of them; ``highs`` and ``lows``: those that could still be the highest or lowest of their time.
    """

    conditions: Mapping[str, ConditionMemory] = field(default_factory=dict)
    announced: Mapping[str, Announced] = field(default_factory=dict)
    recent: Mapping[Vital, Points] = field(default_factory=dict)
    highs: Mapping[Vital, Points] = field(default_factory=dict)
    lows: Mapping[Vital, Points] = field(default_factory=dict)

    def with_condition(self, key: str, condition: ConditionMemory | None) -> "PatientMemory":
        """The memory with one condition changed or forgotten."""
        if self.conditions.get(key) == condition:
            return self
        others = {name: known for name, known in self.conditions.items() if name != key}
        return replace(self, conditions=others if condition is None else {**others, key: condition})

    def with_announced(self, key: str, announced: Announced) -> "PatientMemory":
        """The memory with one announcement more."""
        return replace(self, announced={**self.announced, key: announced})

    def with_latest(self, latest: LatestVitals | None, kept: Kept) -> "PatientMemory":
        """The memory with the last good values of the vitals that rules look back at."""
        if latest is None:
            return self
        recent = _with(self.recent, latest, kept.recent, added)
        highs, lows = _with(self.highs, latest, kept.highs, falling), _with(self.lows, latest, kept.lows, rising)
        if recent is self.recent and highs is self.highs and lows is self.lows:
            return self
        return PatientMemory(self.conditions, self.announced, recent, highs, lows)

    def fell_by(self, vital: Vital, within: timedelta) -> float:
        """How far the last value of a vital lies below the highest within a time of it, 0 when it does not."""
        points = self.highs.get(vital, ())
        if not points:
            return 0.0
        at, value = points[-1]
        return max(high for moment, high in points if at - moment <= within) - value


def _with(
    known: Mapping[Vital, Points], latest: LatestVitals, keep: Mapping[Vital, timedelta], join: Join
) -> Mapping[Vital, Points]:
    changed: dict[Vital, Points] = {}
    values = latest.values
    for vital, time in keep.items():
        last = values.get(vital)
        if last is None or last.value is None or last.quality is not Quality.GOOD:
            continue
        points = known.get(vital, ())
        if not points or points[-1][0] != last.measured_at:
            changed[vital] = join(points, last.measured_at, last.value, time)
    return {**known, **changed} if changed else known
