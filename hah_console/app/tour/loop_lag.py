"""How late the event loop runs: a 10 ms timer measured against the machine's clock."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer

INTERVAL_MS = 10


@dataclass(frozen=True, slots=True)
class LagSummary:
    """Lateness of timer ticks in milliseconds.

    ``p99_ms`` is over the ticks that happened. ``p99_filled_ms`` also counts the ticks a long block swallowed, each
    with the lateness it would have had, so that one block of 300 ms weighs as thirty late ticks.
    """

    samples: int
    p50_ms: float
    p99_ms: float
    p99_filled_ms: float
    max_ms: float


class LoopLagProbe(QObject):
    """Samples the lateness of a precise timer while it runs; every tick counts, none is left out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lags_ms: list[float] = []
        self._due_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        """Begin sampling."""
        self._due_s = time.perf_counter() + INTERVAL_MS / 1000
        self._timer.start()

    @contextmanager
    def not_counted(self) -> Iterator[None]:
        """What happens inside holds up the loop without being the console's doing; the next tick counts from here."""
        yield
        self._due_s = time.perf_counter() + INTERVAL_MS / 1000

    def stop(self) -> LagSummary:
        """End sampling and summarise."""
        self._timer.stop()
        return summarise(self._lags_ms)

    def _on_tick(self) -> None:
        now_s = time.perf_counter()
        self._lags_ms.append(max(0.0, (now_s - self._due_s) * 1000))
        self._due_s = now_s + INTERVAL_MS / 1000


def summarise(lags_ms: list[float]) -> LagSummary:
    """Percentiles of the samples; zeros when there are none."""
    filled = [late for lag in lags_ms for late in _swallowed(lag)]
    return LagSummary(
        samples=len(lags_ms),
        p50_ms=_quantile(lags_ms, 0.50),
        p99_ms=_quantile(lags_ms, 0.99),
        p99_filled_ms=_quantile(filled, 0.99),
        max_ms=max(lags_ms, default=0.0),
    )


def _swallowed(lag_ms: float) -> list[float]:
    return [lag_ms - step * INTERVAL_MS for step in range(int(lag_ms // INTERVAL_MS) + 1)]


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
