"""The part of an evidence strip in sight: all of it, or some seconds that numbers and waveforms share; no Qt."""

import math
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

ZOOMS_S = (60.0, 30.0, 10.0, 5.0)
MOVE_PART = 0.5
STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
MOST_TICKS, MOST_LONG_TICKS = 7, 5
MINUTE_S = 60
Tick = tuple[float, str]


@dataclass(frozen=True, slots=True)
class StripWindow:
    """From ``start_s`` to ``end_s`` in sight, of a strip from ``first_s`` to ``last_s``; Unix seconds."""

    first_s: float
    last_s: float
    start_s: float
    end_s: float

    @property
    def whole(self) -> bool:
        """Whether all of the strip is in sight."""
        return (self.start_s, self.end_s) == (self.first_s, self.last_s)

    @property
    def span_s(self) -> float:
        """How much is in sight, never 0."""
        return max(1.0, self.end_s - self.start_s)

    def zoomed(self, steps: int, about_s: float) -> "StripWindow":
        """Nearer (positive) or further, with ``about_s`` kept in sight."""
        spans = [self.last_s - self.first_s, *(span for span in ZOOMS_S if span < self.last_s - self.first_s)]
        here = min(range(len(spans)), key=lambda n: abs(spans[n] - (self.end_s - self.start_s)))
        span = spans[min(max(here + steps, 0), len(spans) - 1)]
        return self._placed(min(max(about_s, self.start_s), self.end_s) - span / 2, span)

    def moved(self, steps: int) -> "StripWindow":
        """Later (positive) or earlier by half of what is in sight."""
        span = self.end_s - self.start_s
        return self._placed(self.start_s + steps * MOVE_PART * span, span)

    def _placed(self, start_s: float, span: float) -> "StripWindow":
        start_s = max(self.first_s, min(start_s, self.last_s - span))
        return StripWindow(self.first_s, self.last_s, start_s, start_s + span)


def window_of(first_s: float, last_s: float) -> StripWindow:
    """All of a strip."""
    return StripWindow(first_s, last_s, first_s, last_s)


def strip_ticks(window: StripWindow, zone: ZoneInfo) -> tuple[Tick, ...]:
    """Whole minutes, or whole seconds when less is in sight, of the site's time."""
    span = window.end_s - window.start_s
    fine = span / MINUTE_S < 2
    most = MOST_LONG_TICKS if fine else MOST_TICKS
    step = next((s for s in STEPS_S if (fine or s >= MINUTE_S) and span / s <= most), STEPS_S[-1])
    first = math.ceil(window.start_s / step) * step
    moments = range(int(first), int(window.end_s) + 1, step)
    return tuple((float(at), f"{datetime.fromtimestamp(at, zone):{'%H:%M:%S' if fine else '%H:%M'}}") for at in moments)
