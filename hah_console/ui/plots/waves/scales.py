"""Fixed scales of waveforms: ECG 25 mm/s and 10 mm/mV, pressures in their range, others relative and so labelled."""

from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np

from hah_console.ui.plots.waves.trace import Samples

SPEED_MM_S = 25.0
ECG_GAINS_MM_MV = (5.0, 10.0, 20.0)
USUAL_GAIN = 1
ECG_SIGNALS = frozenset(
    ["ECG", "I", "II", "III", "AVR", "AVL", "AVF", "V", "V1", "V2", "V3", "V4", "V5", "V6", "MCL1", "MLII"]
)
RANGES = {"mmHg": (0.0, 200.0), "%": (0.0, 100.0)}
"""Signals with a unit of their own, shown over this range."""
MARGIN, LEAST_SPAN = 0.15, 1e-6
RELATIVE_PARTS = (0.5, 99.5)
"""The percentiles of the first seconds between which a signal without a unit is fitted once."""


class ScaleKind(Enum):
    """How a height is read: millimetres per millivolt, a range of a unit, or only in comparison with itself."""

    ECG = auto()
    RANGE = auto()
    RELATIVE = auto()


@dataclass(frozen=True, slots=True)
class WaveScale:
    """``middle`` is the value drawn in the middle of the row, ``span`` how much the row's height stands for.

    For an ECG ``span`` is not used: its height follows from ``gain_mm_mv``.
    """

    kind: ScaleKind
    middle: float = 0.0
    span: float = 1.0
    gain_mm_mv: float = ECG_GAINS_MM_MV[USUAL_GAIN]
    unit: str = ""

    def px_per_unit(self, height_px: float, px_per_mm: float) -> float:
        """Pixels for one unit of the signal."""
        return self.gain_mm_mv * px_per_mm if self.kind is ScaleKind.ECG else height_px / self.span

    def gained(self, step: int) -> "WaveScale":
        """The neighbouring gain of an ECG; others stay."""
        if self.kind is not ScaleKind.ECG:
            return self
        place = min(max(ECG_GAINS_MM_MV.index(self.gain_mm_mv) + step, 0), len(ECG_GAINS_MM_MV) - 1)
        return replace(self, gain_mm_mv=ECG_GAINS_MM_MV[place])

    def with_gain(self, gain_mm_mv: float) -> "WaveScale":
        """The same with a gain a person chose."""
        return replace(self, gain_mm_mv=gain_mm_mv)


def scale_for(signal: str, unit: str, first: Samples) -> WaveScale:
    """The scale of a signal, from its name, its unit and its first seconds (NaN where missing).

    SAFETY(wave scale): an ECG is drawn to scale only when it comes in millivolts; whatever has no unit of its own is
    relative. The scale is chosen once and does not follow the signal.
    """
    good = first[np.isfinite(first)]
    if unit == "mV" and signal.upper() in ECG_SIGNALS:
        return WaveScale(ScaleKind.ECG, float(np.median(good)) if good.size else 0.0)
    if unit in RANGES:
        low, high = RANGES[unit]
        return WaveScale(ScaleKind.RANGE, (low + high) / 2, high - low, unit=unit)
    low, high = (float(v) for v in np.percentile(good, RELATIVE_PARTS)) if good.size else (0.0, 1.0)
    return WaveScale(ScaleKind.RELATIVE, (low + high) / 2, max((high - low) * (1 + 2 * MARGIN), LEAST_SPAN))
