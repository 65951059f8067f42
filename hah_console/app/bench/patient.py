"""The patient page: 24 h of six signals from the store to the first paint, and four waveforms at 30 frames a second."""

import math
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from hah_console.app.bench.row import BenchRow, at_most, slowness

if TYPE_CHECKING:
    from hah_console.app.bootstrap import Core
    from hah_console.domain.reading import Reading
    from hah_console.domain.recording import RecordedSignal
    from hah_console.services.context import Context
    from hah_console.services.ports import ReceivedWave
    from hah_console.ui.plots.waves.view import Take

SECONDS, PATCH_S = 86_400, 3_600
OPENS, FRAMES = 9, 300
ROUNDS, ROUND, SLICE_S = 4, timedelta(seconds=61), 5.0
"""How often, how far apart and how long the keeper of the samples may work on each hour put in."""
OPEN_TARGET_MS, FRAME_TARGET_MS, SHARE_TARGET_PCT = 100.0, 1.4, 6.0
FRAME_S, PAGE, WAVES = 1 / 30, (700, 620), (700, 300)
WAVE_SIGNALS = (("II", "mV", 250.0), ("V", "mV", 250.0), ("PLETH", "", 125.0), ("RESP", "", 125.0))
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def rows() -> Iterable[BenchRow]:
    """Opening a patient and drawing waveforms; times are divided by how slow the machine is now."""
    from hah_console.app.console import make_application

    make_application("en")
    slow = slowness()
    opened = _opens_ms()
    note = f"query {median(o[0] for o in opened):.1f}, build {median(o[1] for o in opened):.1f}, paint "
    note += f"{median(o[2] for o in opened):.1f} ms"
    yield at_most(
        "24 h of six signals opened", median(sum(o) for o in opened), "ms", OPEN_TARGET_MS, slow=slow, note=note
    )
    cpu_ms = _frames_ms()
    p99 = quantiles(cpu_ms, n=100)[98]
    yield at_most("a frame of four waveforms", median(cpu_ms), "ms", FRAME_TARGET_MS, slow=slow, note=f"p99 {p99:.2f}")
    share = 100 * sum(cpu_ms) / len(cpu_ms) / (1_000 * FRAME_S)
    yield at_most("four waveforms at 30 frames a second", share, "% of a core", SHARE_TARGET_PCT, slow=slow)


def _opens_ms() -> list[tuple[float, float, float]]:
    """Query, build and first paint of each opening, in ms; the first one warms up and is left out."""
    from hah_console.app.bootstrap import open_core
    from hah_console.app.options import program_options

    with tempfile.TemporaryDirectory(prefix="hah-bench-patient-") as name:
        home = Path(name)
        core = open_core(program_options(home, f"sqlite:///{home / 'hah.db'}", 1, None))
        try:
            _fill(core)
            return [_open_ms(core.ctx) for _ in range(OPENS + 1)][1:]
        finally:
            core.store.close()


def _open_ms(ctx: "Context") -> tuple[float, float, float]:
    from hah_console.domain.ids import PatientId
    from hah_console.domain.reading import Vital
    from hah_console.services.patient_rules import VitalLimits
    from hah_console.ui.plots.history import PatientHistory
    from hah_console.ui.plots.picture import TrendWindow, draw_picture
    from hah_console.ui.plots.trend_plot import TrendPlot
    from hah_console.ui.theme.theme import Theme

    window = TrendWindow.ending(NOON, timedelta(days=1))
    began = time.perf_counter()
    series = PatientHistory(ctx, PatientId("P00001")).read(window.start, window.until)
    read = time.perf_counter()
    limits = dict.fromkeys(Vital, VitalLimits(60, 100))
    picture = draw_picture(series, window, limits, (), timedelta(minutes=5), window.start)
    built = time.perf_counter()
    plot = TrendPlot(Theme.load("light"), ctx.zone)
    plot.resize(*PAGE)
    plot.show_picture(picture, (), {})
    plot.grab()
    painted = time.perf_counter()
    plot.close()
    return (read - began) * 1_000, (built - read) * 1_000, (painted - built) * 1_000


def _fill(core: "Core") -> None:
    """A day of one patient at one set a second, in the tiers the service would have moved it to."""
    from hah_console.adapters.db.samples.retention import load_retention
    from hah_console.app.resources import resource_path

    keeper = core.store.sample_keeper(load_retention(resource_path("profiles", "retention.toml")), slice_s=SLICE_S)
    for patch in range(0, SECONDS, PATCH_S):
        with core.ctx.store() as uow:
            uow.readings.add_many([_reading(second) for second in range(patch, patch + PATCH_S)])
            uow.commit()
        now = NOON - timedelta(seconds=SECONDS - patch - PATCH_S)
        for minute in range(ROUNDS):
            keeper.roll_up(now + minute * ROUND)
    keeper.close()


def _reading(second: int) -> "Reading":
    from hah_console.domain.ids import DeviceId, PatientId
    from hah_console.domain.reading import Reading, Vital

    at = NOON - timedelta(seconds=SECONDS - second)
    values = {vital: round(80 + 10 * math.sin(second / (300 + 40 * n)), 1) for n, vital in enumerate(Vital)}
    return Reading(PatientId("P00001"), DeviceId("D00001"), second + 1, at, at, values)


def _frames_ms() -> list[float]:
    """CPU time of each frame with its painting, in ms, on a screen of the platform in use."""
    from PySide6.QtWidgets import QApplication

    from hah_console.ui.plots.waves.view import WaveView
    from hah_console.ui.theme.theme import Theme

    with _stepped() as (clock, take):
        view = WaveView(Theme.load("dark"), lambda: clock[0])
        view.resize(*WAVES)
        view.show()
        view.follow(take)
        found = []
        for number in range(FRAMES + 300):
            clock[0] += FRAME_S
            began = time.thread_time()
            view.frame()
            QApplication.processEvents()
            if number >= 300:
                found.append((time.thread_time() - began) * 1_000)
        view.clear()
        view.close()
    return found


@contextmanager
def _stepped() -> "Iterator[tuple[list[float], Take]]":
    """A clock in a list and a monitor that sends what is due by it."""
    from hah_console.adapters.vitals.recorded_waves import RecordedStream
    from hah_console.domain.clock import ManualClock
    from hah_console.domain.ids import PatientId
    from hah_console.domain.recording import WaveRecording

    machine, clock = ManualClock(NOON), [0.0]
    recording = WaveRecording("bench", "bench", tuple(_signal(*one) for one in WAVE_SIGNALS))
    stream = RecordedStream(PatientId("P00001"), recording, machine)

    def take() -> "tuple[ReceivedWave, ...]":
        machine.moment = NOON + timedelta(seconds=clock[0])
        return stream.take()

    yield clock, take
    stream.close()


def _signal(name: str, unit: str, rate_hz: float) -> "RecordedSignal":
    import numpy as np

    from hah_console.domain.recording import RecordedSignal

    times = np.arange(round(30 * rate_hz)) / rate_hz
    beat = np.exp(-(((times % 0.8) - 0.3) ** 2) / 0.0004) + 0.1 * np.sin(7.9 * times)
    return RecordedSignal(name, unit, rate_hz, 0.001, 0.0, (beat * 1_000).astype("<i2").tobytes())
