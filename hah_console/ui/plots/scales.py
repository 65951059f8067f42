"""Fixed value scales of the plots: new data move the window, not the scale; only values beyond it widen it."""

import math
from dataclasses import dataclass

from hah_console.domain.reading import Vital


@dataclass(frozen=True, slots=True)
class Scale:
    """Lowest and highest value of a row in the unit of its vital."""

    low: float
    high: float

    @property
    def ticks(self) -> tuple[float, float, float]:
        """Values written at the axis."""
        return self.low, (self.low + self.high) / 2, self.high

    def part(self, value: float) -> float:
        """Where a value lies between low (0) and high (1)."""
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class RowSpec:
    """One row of the trends: the vitals drawn in it, its usual scale, and the step by which the scale widens."""

    vitals: tuple[Vital, ...]
    usual: Scale
    step: float

    @property
    def lead(self) -> Vital:
        """The vital that names the row."""
        return self.vitals[0]


ROWS = (
    RowSpec((Vital.SPO2,), Scale(80, 100), 10),
    RowSpec((Vital.HEART_RATE,), Scale(40, 140), 20),
    RowSpec((Vital.RESPIRATORY_RATE,), Scale(8, 32), 8),
    RowSpec((Vital.SYSTOLIC, Vital.DIASTOLIC), Scale(40, 180), 20),
    RowSpec((Vital.TEMPERATURE,), Scale(35, 40), 1),
)


def widened(spec: RowSpec, low: float, high: float) -> Scale:
    """The usual scale, widened by whole steps until [low, high] fits; NaN on either side leaves it as it is."""
    bottom, top = spec.usual.low, spec.usual.high
    if math.isfinite(low) and low < bottom:
        bottom -= spec.step * math.ceil((bottom - low) / spec.step)
    if math.isfinite(high) and high > top:
        top += spec.step * math.ceil((high - top) / spec.step)
    return Scale(float(bottom), float(top))
