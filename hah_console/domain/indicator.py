"""An indicator with the patients it counts: what is above and below the line is always named."""

import math
import statistics
from dataclasses import dataclass
from enum import StrEnum

from hah_console.domain.ids import EpisodeId, PatientId


class IndicatorGroup(StrEnum):
    """PILOT: the four of the payer's pilot. OUTCOME and MONITORING: those of the tele-emergency programme (4 and 12).
    OWN: of this centre. STAGE: times of the stages of transfers."""

    PILOT = "pilot"
    OUTCOME = "outcome"
    MONITORING = "monitoring"
    OWN = "own"
    STAGE = "stage"


class Measure(StrEnum):
    """RATE: counted cases of all. MINUTES: middle and 90th percentile. COUNT: how many. GROWTH: per cent more than a
    year before. UNRECORDED: what the console does not hold; nothing is made up."""

    RATE = "rate"
    MINUTES = "minutes"
    COUNT = "count"
    GROWTH = "growth"
    UNRECORDED = "unrecorded"


@dataclass(frozen=True, slots=True)
class IndicatorCase:
    """One patient below the line; ``counted``: above it too. ``minutes`` for a time."""

    patient_id: PatientId
    episode_id: EpisodeId
    counted: bool = True
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """``before`` is the count a year before, of a GROWTH alone."""

    indicator_id: str
    group: IndicatorGroup
    measure: Measure
    cases: tuple[IndicatorCase, ...] = ()
    before: int = 0

    @property
    def numerator(self) -> int:
        """How many are counted."""
        return sum(case.counted for case in self.cases)

    @property
    def denominator(self) -> int:
        """Of how many."""
        return len(self.cases)

    @property
    def value(self) -> float | None:
        """Per cent, minutes in the middle, or a number; None where there is nothing to divide by."""
        if self.measure is Measure.COUNT:
            return float(self.numerator)
        if self.measure is Measure.GROWTH:
            return 100.0 * (self.numerator - self.before) / self.before if self.before else None
        if self.measure is Measure.MINUTES:
            taken = self._minutes()
            return statistics.median(taken) if taken else None
        return 100.0 * self.numerator / self.denominator if self.cases else None

    @property
    def p90(self) -> float | None:
        """The 90th percentile of a time, by the nearest rank."""
        taken = sorted(self._minutes())
        return taken[math.ceil(0.9 * len(taken)) - 1] if taken else None

    def _minutes(self) -> list[float]:
        return [case.minutes for case in self.cases if case.minutes is not None]
