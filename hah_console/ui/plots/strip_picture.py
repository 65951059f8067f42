"""What an evidence strip draws: rows on fixed clinical scales over one short time axis, gaps parted; no Qt."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hah_console.domain.reading import Vital
from hah_console.services.alarm_strip import Evidence, EvidenceRow
from hah_console.ui.plots.scales import ROWS, Scale, widened

LEAST_GAP_S, GAP_STEPS = 15.0, 4
"""Longer than this, and than some usual steps between values, is a gap and no line is drawn over it."""
STEPS = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 15, 30, 60))
MOST_TICKS = 7
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


@dataclass(frozen=True, slots=True)
class StripPicture:
    """All times are Unix seconds; ``ticks`` are (time, local ``HH:MM``)."""

    start_s: float
    end_s: float
    raised_s: float
    rows: tuple[StripRow, ...]
    ticks: tuple[tuple[float, str], ...]


def strip_picture(evidence: Evidence, zone: ZoneInfo) -> StripPicture:
    """The picture of an alarm's evidence in the site's time."""
    start_s, end_s = evidence.start.timestamp(), evidence.end.timestamp()
    rows = tuple(_row(row, start_s, end_s) for row in evidence.rows)
    return StripPicture(
        start_s, end_s, evidence.raised_at.timestamp(), rows, _ticks(evidence.start, evidence.end, zone)
    )


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


def _ticks(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[tuple[float, str], ...]:
    step = next((s for s in STEPS if (end - start) / s <= MOST_TICKS), STEPS[-1])
    step_s = step.total_seconds()
    first_s = math.ceil(start.timestamp() / step_s) * step_s
    count = int((end.timestamp() - first_s) // step_s) + 1
    moments = (first_s + n * step_s for n in range(max(0, count)))
    return tuple((at, f"{datetime.fromtimestamp(at, zone):%H:%M}") for at in moments)
