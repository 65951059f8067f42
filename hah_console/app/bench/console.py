"""``bench console``: the census of 1,000, a ward of tiles and waveforms at once, fed 1,000 sets a second."""

import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hah_console.app.bench.row import BenchRow, at_least, at_most, slowness
from hah_console.app.report import progress

if TYPE_CHECKING:
    from hah_console.app.bench.board_desk import BoardDesk
    from hah_console.app.tour.loop_lag import LagSummary

PATIENTS = 1_000
TILES = 200
SETTLE_S, RUN_S = 6.0, 20.0
LAG_P99_MS, LAG_MAX_MS = 33.0, 150.0
CPU_PCT, WAVES_PCT = 20.0, 7.5
"""Ward and census; four waveforms at 30 frames a second, half of what 60 frames may cost (15 % of a core)."""
SLICE_P99_MS, SORT_MS, ALARM_READ_MS, TICK_READ_MS = 11.0, 60.0, 20.0, 50.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a stretch of running cost; ``slow`` is the machine at its faster end, before or after."""

    lag: "LagSummary"
    cpu_pct: float
    slow: float

    def row(self, name: str, measured: float, unit: str, target: float, note: str = "") -> BenchRow:
        """A row that says what was measured before it was divided."""
        raw = f"{measured:.4g} {unit} on a machine {self.slow:.1f} times slower"
        return at_most(name, measured, unit, target, slow=self.slow, note=f"{raw}; {note}" if note else raw)


def rows() -> Iterator[BenchRow]:
    """The rows, each as soon as it is measured."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with _desk() as desk:
        desk.run(SETTLE_S)
        yield at_least("ward: tiles in sight", len(desk.ward.tiles.in_sight()), "tiles", TILES)
        progress("console: census and ward")
        boards = _stretch(desk, RUN_S)
        yield boards.row("console CPU, 1,000 patients x 1 Hz, ward and census", boards.cpu_pct, "%", CPU_PCT)
        yield boards.row("event loop lag p99, ward and census", boards.lag.p99_ms, "ms", LAG_P99_MS)
        yield from _parts(desk)
        progress("console: census, ward and four waveforms at 30 frames a second")
        desk.show_waves()
        desk.run(2.0)
        whole = _stretch(desk, RUN_S)
        yield whole.row("event loop lag p99, ward, census, 4 waveforms", whole.lag.p99_ms, "ms", LAG_P99_MS)
        yield whole.row("event loop lag max, ward, census, 4 waveforms", whole.lag.max_ms, "ms", LAG_MAX_MS)
        note = "all in sight at once, which the program never does"
        yield whole.row("console CPU, ward, census, 4 waveforms", whole.cpu_pct, "%", CPU_PCT + WAVES_PCT, note)


def _stretch(desk: "BoardDesk", seconds: float) -> Stretch:
    from hah_console.app.tour.loop_lag import LoopLagProbe

    probe, before = LoopLagProbe(), slowness()
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    probe.start()
    desk.run(seconds)
    lag = probe.stop()
    cpu_pct = 100 * (time.process_time() - cpu_s) / (time.perf_counter() - wall_s)
    return Stretch(lag, cpu_pct, max(1.0, min(before, slowness())))


def _parts(desk: "BoardDesk") -> Iterator[BenchRow]:
    """CPU times of the GUI thread, not divided: a busy machine makes them a little longer, never shorter."""
    from hah_console.services.board_reading import ALARMS, TICK

    yield at_most("ward: a tenth of the tiles made and painted, CPU p99", _p99(desk.slices_ms()), "ms", SLICE_P99_MS)
    yield at_most("census: 1,000 rows sorted anew and painted, CPU", _p99(desk.sorts_ms()), "ms", SORT_MS)
    yield at_most("board: reading after an alarm, CPU", _best(desk.reader(ALARMS)), "ms", ALARM_READ_MS)
    yield at_most("board: reading every five seconds, CPU", _best(desk.reader(TICK)), "ms", TICK_READ_MS)


def _p99(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.floor(len(ordered) * 0.99))]


def _best(do: Callable[[], object]) -> float:
    return min(_cpu_ms(do) for _ in range(5))


def _cpu_ms(do: Callable[[], object]) -> float:
    began = time.thread_time()
    do()
    return 1_000 * (time.thread_time() - began)


@contextmanager
def _desk() -> "Iterator[BoardDesk]":
    from hah_console.adapters.db.store import Store
    from hah_console.app.bench.board_desk import BoardDesk
    from hah_console.app.bench.crowd import fill
    from hah_console.domain.clock import SystemClock
    from hah_console.services.context import Context

    with tempfile.TemporaryDirectory(prefix="hah-bench-") as name:
        url = f"sqlite:///{Path(name) / 'bench.db'}"
        store = Store(url)
        store.migrate()
        ctx = Context(store.unit_of_work, SystemClock())
        fill(ctx, PATIENTS)
        module = [sys.executable, "-m", "hah_console.app.bench.feed", url, str(PATIENTS)]
        feed = subprocess.Popen(module)
        try:
            desk = BoardDesk(ctx, store.change_feed)
            try:
                yield desk
            finally:
                desk.close()
        finally:
            feed.terminate()
            feed.wait()
            store.close()
