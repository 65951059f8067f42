"""Trends: one vital over time as lowest, highest and mean of equal bins, from whichever tier is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from hah_console.domain.reading import Vital


@dataclass(frozen=True, slots=True)
class Trend:
    """Bins of ``step`` that have a value: ``times_s`` are their Unix starts; all sequences have the same length.

    ``share`` is the part of the bin for which there is a value, 0 to 1.
    """

    vital: Vital
    step: timedelta
    times_s: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    mean: Sequence[float]
    share: Sequence[float]
