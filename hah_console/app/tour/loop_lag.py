"""How late the event loop runs: a 10 ms timer measured against the machine's clock."""

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer

INTERVAL_MS = 10


@dataclass(frozen=True, slots=True)
class LagSummary:
    """Lateness of timer ticks in milliseconds."""

    samples: int
    p50_ms: float
    p99_ms: float
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
    if not lags_ms:
        return LagSummary(0, 0.0, 0.0, 0.0)
    ordered = sorted(lags_ms)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return LagSummary(len(ordered), ordered[len(ordered) // 2], p99, ordered[-1])
