"""What the engine remembers of a patient between two looks; immutable, replaced as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hah_console.domain.reading import LatestVitals, Quality, Vital


@dataclass(frozen=True, slots=True)
class ConditionMemory:
    """``since``: first PRESENT of the pending or active condition by the device's clock, ``seen_at``: when this service
    first saw it, by its own clock; ``absent_since``: first ABSENT of an active one, by the device's clock."""

    since: datetime
    seen_at: datetime
    active: bool = False
    absent_since: datetime | None = None


GoodValues = tuple[tuple[datetime, float], ...]


@dataclass(frozen=True, slots=True)
class PatientMemory:
    """Conditions by alarm key, and the good values of the last while of the vitals kept (newest last)."""

    conditions: Mapping[str, ConditionMemory] = field(default_factory=dict)
    good_values: Mapping[Vital, GoodValues] = field(default_factory=dict)

    def with_condition(self, key: str, condition: ConditionMemory | None) -> "PatientMemory":
        """The memory with one condition changed or forgotten."""
        others = {name: known for name, known in self.conditions.items() if name != key}
        return replace(self, conditions=others if condition is None else {**others, key: condition})

    def with_latest(self, latest: LatestVitals | None, vitals: Iterable[Vital], keep: timedelta) -> "PatientMemory":
        """The memory with the good values of ``vitals`` added and those older than ``keep`` dropped."""
        if latest is None:
            return self
        known = [vital for vital in vitals if vital in latest.values]
        good = {vital: _added(self.good_values.get(vital, ()), latest, vital, keep) for vital in known}
        return replace(self, good_values={**self.good_values, **good})

    def fell_by(self, vital: Vital) -> float:
        """How far the remembered values of a vital lie below their highest at the end, 0 when they do not."""
        values = [value for _, value in self.good_values.get(vital, ())]
        return max(values) - values[-1] if values else 0.0


def _added(known: GoodValues, latest: LatestVitals, vital: Vital, keep: timedelta) -> GoodValues:
    last = latest.values[vital]
    if last.value is None or last.quality is not Quality.GOOD:
        return known
    if known and known[-1][0] == last.measured_at:
        return known
    recent = (entry for entry in known if timedelta(0) < last.measured_at - entry[0] <= keep)
    return (*recent, (last.measured_at, last.value))
