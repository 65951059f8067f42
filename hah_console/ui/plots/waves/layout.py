"""Where the rows of the waveforms lie and where a moment is drawn in them; no Qt."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from hah_console.ui.plots.waves.scales import ECG_SIGNALS, SPEED_MM_S, ScaleKind, WaveScale

GUTTER_PX, RIGHT_PX, ROW_GAP_PX, EDGE_PX = 92, 8, 4, 5
SLOW_MM_S = 6.25
SLOW_SIGNALS = frozenset({"RESP", "CO2"})
"""Breathing is drawn at a quarter of the speed, as bedside monitors do."""
_RANKS = {"PLETH": 1, "ABP": 2, "RESP": 3}
_WEIGHTS = {ScaleKind.ECG: 3, ScaleKind.RANGE: 2, ScaleKind.RELATIVE: 2}


class Piece(NamedTuple):
    """A part of one sweep: device times, and ``base_px``, what to take from a time's pixels to get its x."""

    start_s: float
    end_s: float
    base_px: float


@dataclass(frozen=True, slots=True)
class RowPlace:
    """One signal's row in pixels; ``left`` and ``width`` are those of the curve."""

    signal: str
    top: int
    height: int
    left: int
    width: int
    px_per_s: float

    @property
    def middle(self) -> float:
        """The height of the scale's middle."""
        return self.top + self.height / 2

    @property
    def sweep_s(self) -> float:
        """How much time the row shows."""
        return self.width / self.px_per_s

    def pieces(self, start_s: float, end_s: float) -> Iterator[Piece]:
        """A stretch of time cut where the sweep begins again at the left; at most the last sweep of it."""
        start_s = max(start_s, end_s - self.sweep_s)
        for turn in range(math.floor(start_s / self.sweep_s), math.floor(end_s / self.sweep_s) + 1):
            begins, ends = turn * self.sweep_s, (turn + 1) * self.sweep_s
            yield Piece(max(start_s, begins), min(end_s, ends), turn * self.width - self.left)


@dataclass(frozen=True, slots=True)
class WaveLayout:
    """All rows of a widget of ``width`` by ``height`` pixels."""

    width: int
    height: int
    px_per_mm: float
    rows: tuple[RowPlace, ...]

    def row(self, signal: str) -> RowPlace | None:
        """The row of a signal."""
        return next((row for row in self.rows if row.signal == signal), None)


def ordered(signals: Mapping[str, WaveScale]) -> tuple[str, ...]:
    """ECG leads first, then pulse, pressure, breathing, the others by name."""
    return tuple(sorted(signals, key=lambda s: (0 if s.upper() in ECG_SIGNALS else _RANKS.get(s.upper(), 4), s)))


def lay_out(signals: Mapping[str, WaveScale], width: int, height: int, px_per_mm: float) -> WaveLayout:
    """Rows one below the other; an ECG gets half as much again as the others."""
    names = ordered(signals)
    total = sum(_WEIGHTS[signals[name].kind] for name in names)
    curve = max(1, width - GUTTER_PX - RIGHT_PX)
    rows, top, inner = [], EDGE_PX, max(1, height - 2 * EDGE_PX)
    for name in names:
        part = inner * _WEIGHTS[signals[name].kind] // total
        speed = SLOW_MM_S if name.upper() in SLOW_SIGNALS else SPEED_MM_S
        rows.append(RowPlace(name, top, max(1, part - ROW_GAP_PX), GUTTER_PX, curve, speed * px_per_mm))
        top += part
    return WaveLayout(width, height, px_per_mm, tuple(rows))


def speed_mm_s(signal: str) -> float:
    """How many millimetres a second of this signal takes."""
    return SLOW_MM_S if signal.upper() in SLOW_SIGNALS else SPEED_MM_S
