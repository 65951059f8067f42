"""Stretches of waveforms made by formula, and the pixels of a drawn row."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
from PySide6.QtGui import QColor, QImage

from hah_console.domain.clock import Clock
from hah_console.domain.ids import PatientId
from hah_console.domain.strip import MISSING_SAMPLE, WaveSegment
from hah_console.services.ports import ReceivedWave, WaveStream

BEGIN = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
PATIENT = PatientId("P-chen")
GAIN = 0.001


def stretch(
    signal: str,
    start_s: float,
    values: "list[float] | np.ndarray[tuple[int], np.dtype[np.float64]]",
    *,
    rate_hz: float = 100.0,
    unit: str = "mV",
) -> WaveSegment:
    """A stretch that begins ``start_s`` seconds after BEGIN; NaN is a missing sample."""
    raw = np.asarray(values, float)
    whole = np.where(np.isfinite(raw), np.round(np.nan_to_num(raw) / GAIN), MISSING_SAMPLE).astype("<i2")
    start = BEGIN + timedelta(seconds=start_s)
    return WaveSegment(PATIENT, signal, start, rate_hz, GAIN, 0.0, unit, whole.tobytes())


class Bedside125:
    """A stream of one-fifth seconds of ``curve`` (value at a second); ``pause`` and ``go_on`` silence it."""

    connected = True

    def __init__(self, signals: dict[str, str], curve: Callable[[float], float], rate_hz: float = 125.0) -> None:
        self.signals, self._curve, self._rate = signals, curve, rate_hz
        self.now_s = 0.0
        self._sent = 0
        self.silent = False
        self.closed = False

    def take(self) -> tuple[ReceivedWave, ...]:
        """What is due at ``now_s``."""
        found = []
        while (self._sent + 1) * 0.2 <= self.now_s:
            start = self._sent * 0.2
            times = start + np.arange(round(0.2 * self._rate)) / self._rate
            values = np.array([self._curve(float(t)) for t in times])
            self._sent += 1
            if not self.silent:
                at = BEGIN + timedelta(seconds=start + 0.2)
                parts = self.signals.items()
                found += [(stretch(s, start, values, rate_hz=self._rate, unit=u), at) for s, u in parts]
        return tuple(found)

    def close(self) -> None:
        """Nobody looks any more."""
        self.closed = True


def drawn_columns(picture: QImage, top: int, height: int, colour: QColor) -> set[int]:
    """The columns of a row in which something of about this colour is painted."""
    found = set()
    for x in range(picture.width()):
        if any(_like(picture.pixelColor(x, y), colour) for y in range(top, top + height)):
            found.add(x)
    return found


def _like(one: QColor, other: QColor) -> bool:
    return abs(one.hue() - other.hue()) < 25 and abs(one.saturation() - other.saturation()) < 120


class OneMonitor:
    """A source whose streams are made by ``make``; its clock is the test's. ``opened`` names who was asked."""

    def __init__(self, clock: Clock, make: Callable[[], WaveStream]) -> None:
        self.clock, self._make = clock, make
        self.opened: list[PatientId] = []

    def open(self, patient_id: PatientId) -> WaveStream:
        """Ask a patient's monitor."""
        self.opened.append(patient_id)
        return self._make()
