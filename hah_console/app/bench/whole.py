"""``bench whole``: broker, service and a console's window with 1,000 patients at 1 Hz: what does it cost together?"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from hah_console.app.bench.course import slope_of
from hah_console.app.bench.found import JSON_OPTION, PATIENTS, PATIENTS_OPTION, tell
from hah_console.app.bench.row import BenchRow, at_most, not_judged, slowness
from hah_console.app.report import progress

if TYPE_CHECKING:
    from hah_console.app.bench.machine import Cost
    from hah_console.app.bench.running import Running

SECONDS, SETTLE_S = 120.0, 150.0
"""Measured from when the hot rows are as many as they will be, two minutes after the start (docs/storage.md)."""
TOGETHER_CPU_PCT, TOGETHER_MB, GROWTH_MB_H = 50.0, 300.0, 1.0
LOOK_S, HOUR_S = 2.0, 3_600.0
LEAST_LOOK_S = 1_200.0
"""Shorter looks see caches fill (pages of the store, texts and pictures of the window): their slope is no growth."""
LONG_RUN = "--settle 1800 --seconds 3600"


@dataclass(frozen=True, slots=True)
class Whole:
    """One run. ``memory``: seconds and megabytes of all parts together (``machine.together_mb``), as looked at."""

    seconds: float
    parts: Mapping[str, "Cost"]
    memory: Sequence[tuple[float, float]]
    slow: float

    @property
    def cpu_pct(self) -> float:
        """Per cent of one core."""
        return 100 * sum(part.cpu_s for part in self.parts.values()) / self.seconds

    @property
    def memory_mb(self) -> float:
        """At the end."""
        return self.memory[-1][1]

    @property
    def growth_mb_h(self) -> tuple[float, float]:
        """Slope of the straight line through the memory, and how far it may be off."""
        slope, error = slope_of(self.memory)
        return slope * HOUR_S, error * HOUR_S

    def rows(self) -> Iterator[BenchRow]:
        """Beside the targets. The slope of minutes is told with its error: what a target of hours asks of it."""
        raw = f"{self.cpu_pct:.1f} % on a machine {self.slow:.1f} times slower"
        cpu, resident = "whole: CPU of broker, service and console", sum(p.memory_mb for p in self.parts.values())
        yield at_most(cpu, self.cpu_pct, "% of a core", TOGETHER_CPU_PCT, slow=self.slow, note=raw)
        shared = f"{resident:.0f} MB when what they share counts for each"
        yield at_most("whole: memory of broker, service and console", self.memory_mb, "MB", TOGETHER_MB, note=shared)
        yield growth_row(*self.growth_mb_h, self.memory[-1][0])

    @property
    def figures(self) -> dict[str, object]:
        """Keys with units, for scripts."""
        figures: dict[str, object] = {"cpu_pct": round(self.cpu_pct, 1), "memory_mb": round(self.memory_mb, 1)}
        for name, part in self.parts.items():
            figures[f"{name}_cpu_pct"] = round(100 * part.cpu_s / self.seconds, 1)
            figures[f"{name}_rss_mb"] = round(part.memory_mb, 1)
        growth, error = self.growth_mb_h
        more = {
            "growth_mb_per_h": growth,
            "growth_error_mb_per_h": error,
            "seconds": self.seconds,
            "machine_slowness": self.slow,
        }
        judged = growth_row(growth, error, self.memory[-1][0]).judged
        return figures | {name: round(value, 2) for name, value in more.items()} | {"growth_judged": judged}


def growth_row(growth: float, error: float, looked_s: float) -> BenchRow:
    """Growth in MB/h with the error of the fitted line, judged only by a look that can tell.

    A look of LEAST_LOOK_S or more is judged when the line's error is below the target, or when it rises beyond the
    target by more than twice its error.
    """
    name, fitted = "whole: growth of memory", f"fitted over {looked_s:.0f} s, give or take {error:.1f} MB/h"
    if looked_s < LEAST_LOOK_S:
        reason = f"{fitted}; shorter than {LEAST_LOOK_S:.0f} s it is caches that fill; take {LONG_RUN}"
        return not_judged(name, growth, "MB/h", GROWTH_MB_H, reason)
    if error > GROWTH_MB_H and growth - 2 * error <= GROWTH_MB_H:
        reason = f"{fitted}: the memory swings too much for a target of {GROWTH_MB_H:g}; take {LONG_RUN}"
        return not_judged(name, growth, "MB/h", GROWTH_MB_H, reason)
    return at_most(name, growth, "MB/h", GROWTH_MB_H, note=fitted)


def rows() -> Iterator[BenchRow]:
    """1,000 patients at 1 Hz."""
    yield from measured(PATIENTS, SECONDS, SETTLE_S).rows()


def command(
    patients: int = PATIENTS_OPTION,
    seconds: float = typer.Option(SECONDS, "--seconds", min=3, help="How long it is looked at."),
    settle: float = typer.Option(SETTLE_S, "--settle", min=0, help="How long it works before."),
    as_json: bool = JSON_OPTION,
) -> None:
    """Let it run, add up what it costs. Status 0 when no target is missed; growth is judged by long looks only."""
    tell(measured(patients, seconds, settle), as_json)


def measured(patients: int, seconds: float, settle_s: float) -> Whole:
    """One run on SQLite, the console's window in a process of its own, all of it as it is bundled."""
    from hah_console.app.bench.as_bundled import as_bundled
    from hah_console.app.bench.running import running_ward

    with as_bundled():
        before = slowness()
        with running_ward(patients) as ward, ward.fleet() as fleet:
            console = _console(ward)
            try:
                fleet.start()
                time.sleep(settle_s)
                progress(f"whole: {patients} monitors, broker, service and console at work")
                pids = {"broker": ward.broker.process.pid, "service": ward.service.process.pid, "console": console.pid}
                found = _watched(pids, seconds)
                fleet.pause()
            finally:
                console.terminate()
                console.wait()
    parts, memory, passed_s = found
    return Whole(passed_s, parts, memory, max(1.0, min(before, slowness())))


def _console(ward: "Running") -> "subprocess.Popen[bytes]":
    module = [sys.executable, "-m", "hah_console.app.bench.whole_console", ward.options.database_url]
    return subprocess.Popen(module, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})


def _watched(pids: Mapping[str, int], seconds: float) -> tuple[dict[str, "Cost"], list[tuple[float, float]], float]:
    from hah_console.app.bench.machine import cost_of, together_mb

    first, began, memory = {name: cost_of(pid) for name, pid in pids.items()}, time.monotonic(), []
    while (passed_s := time.monotonic() - began) < seconds:
        memory.append((passed_s, together_mb(pids.values())))
        time.sleep(LOOK_S)
    parts = {name: cost_of(pid).since(first[name]) for name, pid in pids.items()}
    return parts, memory, time.monotonic() - began
