"""A frozen waveform: copies of the traces, the part in sight, and calipers moved by steps; no Qt."""

import math
from dataclasses import dataclass, field, replace

from hah_console.ui.plots.waves.calipers import Calipers, Cross
from hah_console.ui.plots.waves.layout import WaveLayout
from hah_console.ui.plots.waves.trace import WaveTrace

FIRST_AT, SECOND_AT = 0.55, 0.75
"""Where the calipers stand at first, as parts of the row's width."""


@dataclass(slots=True)
class Still:
    """``end_s`` is the device time at the right edge; nothing in it changes but where one looks and measures."""

    traces: dict[str, WaveTrace]
    frozen_s: float
    layout: WaveLayout
    end_s: float = field(init=False)
    calipers: Calipers = field(init=False)

    def __post_init__(self) -> None:
        self.end_s = self.frozen_s
        self.calipers = self._on(self.layout.rows[0].signal, self.end_s)

    def x(self, signal: str, time_s: float) -> float:
        """Where a moment is drawn in a signal's row."""
        row = self.layout.row(signal)
        return row.left + row.width - (self.end_s - time_s) * row.px_per_s if row else 0.0

    def time(self, signal: str, x: float) -> float:
        """The moment drawn at ``x`` in a signal's row."""
        row = self.layout.row(signal)
        return self.end_s - (row.left + row.width - x) / row.px_per_s if row else self.end_s

    def resize(self, layout: WaveLayout) -> None:
        """Take another size; moments stay what they are."""
        self.layout = layout

    def move(self, samples: int) -> None:
        """Move the active cross along the curve; the part in sight follows it."""
        trace, row = self.traces[self.calipers.signal], self.layout.row(self.calipers.signal)
        step = max(1, round(trace.rate_hz / row.px_per_s)) if row else 1
        number = round(self.calipers.active.time_s * trace.rate_hz) + samples * step
        number = min(max(number, trace.first), math.floor(self.frozen_s * trace.rate_hz))
        self.place(number / trace.rate_hz)

    def place(self, time_s: float) -> None:
        """Put the active cross on the curve at a moment."""
        self.calipers = self.calipers.placed(self._cross(self.calipers.signal, time_s))
        self._keep_in_sight(time_s)

    def nudge(self, rise: float) -> None:
        """Move the active cross up or down, off the curve."""
        here = self.calipers.active
        self.calipers = self.calipers.placed(replace(here, level=(here.level or 0.0) + rise))

    def swap(self) -> None:
        """Make the other cross active."""
        self.calipers = self.calipers.swapped()

    def choose(self, signal: str) -> None:
        """Measure on another signal."""
        if signal != self.calipers.signal:
            self.calipers = self._on(signal, self.end_s)

    def choose_next(self, step: int) -> None:
        """Measure on the signal below or above."""
        names = [row.signal for row in self.layout.rows]
        place = min(max(names.index(self.calipers.signal) + step, 0), len(names) - 1)
        self.choose(names[place])

    def pan(self, parts: float) -> None:
        """Look at what came before (negative) or after, in parts of the first row's width."""
        row = self.layout.rows[0]
        self._look_at(self.end_s + parts * row.sweep_s)

    def _look_at(self, end_s: float) -> None:
        row = self.layout.rows[0]
        trace = self.traces[row.signal]
        oldest = min(self.frozen_s, trace.first / trace.rate_hz + row.sweep_s)
        self.end_s = min(max(end_s, oldest), self.frozen_s)

    def _keep_in_sight(self, time_s: float) -> None:
        row = self.layout.row(self.calipers.signal)
        if row is None:
            return
        if time_s > self.end_s:
            self._look_at(time_s)
        elif time_s < self.end_s - row.sweep_s:
            self._look_at(time_s + row.sweep_s)

    def _on(self, signal: str, end_s: float) -> Calipers:
        row = self.layout.row(signal)
        span_s = row.sweep_s if row else 0.0
        first, second = (self._cross(signal, end_s - (1 - part) * span_s) for part in (FIRST_AT, SECOND_AT))
        return Calipers(signal, first, second)

    def _cross(self, signal: str, time_s: float) -> Cross:
        return Cross(time_s, self.traces[signal].at(time_s))
