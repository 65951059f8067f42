"""What an evidence strip draws: numbers and waveforms on fixed scales over one time axis, gaps parted; no Qt."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from hah_console.domain.reading import Vital
from hah_console.services.alarm_strip import Evidence, EvidenceRow
from hah_console.ui.plots.scales import ROWS, Scale, widened
from hah_console.ui.plots.strip_waves import StripWave, strip_waves

LEAST_GAP_S, GAP_STEPS = 15.0, 4
"""Longer than this, and than some usual steps between values, is a gap and no line is drawn over it."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class StripRow:
    """One vital: ``lines`` are unbroken runs of (time, value), ``gaps`` (start, end) without a usable value."""

    vital: Vital
    scale: Scale
    lines: tuple[tuple[Point, ...], ...]
    gaps: tuple[tuple[float, float], ...]
    limit: float | None
    lowest: float | None
    highest: float | None

    @property
    def key(self) -> str:
        """What tells it from the other rows."""
        return self.vital.value

    @property
    def missing_s(self) -> float:
        """How long there was no usable value."""
        return sum(end - start for start, end in self.gaps)


@dataclass(frozen=True, slots=True)
class StripPicture:
    """All times are Unix seconds; ``zone`` is that of the site."""

    start_s: float
    end_s: float
    raised_s: float
    rows: tuple[StripRow, ...]
    zone: ZoneInfo
    waves: tuple[StripWave, ...] = ()


def strip_picture(evidence: Evidence, zone: ZoneInfo) -> StripPicture:
    """The picture of an alarm's evidence in the site's time."""
    start_s, end_s = evidence.start.timestamp(), evidence.end.timestamp()
    rows = tuple(_row(row, start_s, end_s) for row in evidence.rows)
    waves = strip_waves(evidence.waves, start_s, end_s)
    return StripPicture(start_s, end_s, evidence.raised_at.timestamp(), rows, zone, waves)


def _row(row: EvidenceRow, start_s: float, end_s: float) -> StripRow:
    lines, gaps = _runs(row.times_s, row.values, start_s, end_s)
    values = [value for line in lines for _, value in line]
    lowest, highest = min(values, default=None), max(values, default=None)
    limits = [value for value in (lowest, highest, row.limit) if value is not None]
    spec = next(spec for spec in ROWS if row.vital in spec.vitals)
    scale = widened(spec, min(limits, default=math.nan), max(limits, default=math.nan))
    return StripRow(row.vital, scale, lines, gaps, row.limit, lowest, highest)


def _runs(
    times: Sequence[float], values: Sequence[float], start_s: float, end_s: float
) -> tuple[tuple[tuple[Point, ...], ...], tuple[tuple[float, float], ...]]:
    points = [(at, value) for at, value in zip(times, values, strict=True) if math.isfinite(value)]
    off = [at for at, value in zip(times, values, strict=True) if not math.isfinite(value)]
    if not points:
        return (), ((start_s, end_s),)
    longest = _longest_step(points)
    lines: list[list[Point]] = [[points[0]]]
    gaps = [(start_s, points[0][0])] if points[0][0] - start_s > longest else []
    for before, after in pairwise(points):
        if after[0] - before[0] > longest or any(before[0] < at < after[0] for at in off):
            gaps.append((before[0], after[0]))
            lines.append([])
        lines[-1].append(after)
    if end_s - points[-1][0] > longest:
        gaps.append((points[-1][0], end_s))
    return tuple(map(tuple, lines)), tuple(gaps)


def _longest_step(points: Sequence[Point]) -> float:
    steps = sorted(after[0] - before[0] for before, after in pairwise(points))
    usual = steps[len(steps) // 2] if steps else 0.0
    return max(LEAST_GAP_S, GAP_STEPS * usual)
