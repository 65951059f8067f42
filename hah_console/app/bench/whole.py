"""``bench whole``: broker, service and a console's window with 1,000 patients at 1 Hz: what does it cost together?"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from hah_console.app.bench.row import BenchRow, at_most, slowness
from hah_console.app.report import finish, progress

if TYPE_CHECKING:
    from hah_console.app.bench.machine import Cost
    from hah_console.app.bench.running import Running

PATIENTS, SECONDS = 1_000, 40.0
TOGETHER_CPU_PCT, TOGETHER_MB = 50.0, 300.0
SETTLE_S, LOOK_S = 10.0, 1.0
HOUR_S = 3_600.0


@dataclass(frozen=True, slots=True)
class Whole:
    """One run. ``memory``: seconds and resident megabytes of all parts together, as they were looked at."""

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
        """At the end; pages that parts share count for each of them."""
        return self.memory[-1][1]

    @property
    def growth_mb_h(self) -> float:
        """Slope of the straight line through the memory; of a short run it says little."""
        mean_s, mean_mb = (sum(column) / len(self.memory) for column in zip(*self.memory, strict=True))
        spread = sum((at_s - mean_s) ** 2 for at_s, _ in self.memory)
        together = sum((at_s - mean_s) * (mb - mean_mb) for at_s, mb in self.memory)
        return HOUR_S * together / spread if spread else 0.0

    def rows(self) -> Iterator[BenchRow]:
        """Beside the targets; growth is told in the note, for it has no meaning in a short run."""
        raw = f"{self.cpu_pct:.1f} % on a machine {self.slow:.1f} times slower"
        cpu, grown = (
            "whole: CPU of broker, service and console",
            f"{self.growth_mb_h:+.0f} MB/h over {self.seconds:.0f} s",
        )
        yield at_most(cpu, self.cpu_pct, "% of a core", TOGETHER_CPU_PCT, slow=self.slow, note=raw)
        yield at_most("whole: memory of broker, service and console", self.memory_mb, "MB", TOGETHER_MB, note=grown)

    @property
    def figures(self) -> dict[str, object]:
        """Keys with units, for scripts."""
        figures: dict[str, object] = {"cpu_pct": round(self.cpu_pct, 1), "rss_mb": round(self.memory_mb, 1)}
        for name, part in self.parts.items():
            figures[f"{name}_cpu_pct"] = round(100 * part.cpu_s / self.seconds, 1)
            figures[f"{name}_rss_mb"] = round(part.memory_mb, 1)
        more = {"growth_mb_per_h": self.growth_mb_h, "seconds": self.seconds, "machine_slowness": self.slow}
        return figures | {name: round(value, 2) for name, value in more.items()}


def rows() -> Iterator[BenchRow]:
    """1,000 patients at 1 Hz."""
    yield from measured(PATIENTS, SECONDS).rows()


def command(
    patients: int = typer.Option(PATIENTS, "--patients", min=1, help="Patients, each with a monitor."),
    seconds: float = typer.Option(SECONDS, "--seconds", min=3, help="How long it is looked at, after ten seconds."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line."),
) -> None:
    """Let it run, add up what it costs. Status 0 when both targets are met."""
    found = measured(patients, seconds)
    shown = list(found.rows())
    for row in shown:
        print(row.line())
    finish(found.figures, ok=all(row.ok for row in shown), as_json=as_json)


def measured(patients: int, seconds: float) -> Whole:
    """One run on SQLite, the console's window in a process of its own."""
    from hah_console.app.bench.running import running_ward

    before = slowness()
    with running_ward(patients) as ward, ward.fleet() as fleet:
        console = _console(ward)
        try:
            fleet.start()
            time.sleep(SETTLE_S)
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
    from hah_console.app.bench.machine import cost_of

    first, began, memory = {name: cost_of(pid) for name, pid in pids.items()}, time.monotonic(), []
    while (passed_s := time.monotonic() - began) < seconds:
        memory.append((passed_s, sum(cost_of(pid).memory_mb for pid in pids.values())))
        time.sleep(LOOK_S)
    parts = {name: cost_of(pid).since(first[name]) for name, pid in pids.items()}
    return parts, memory, time.monotonic() - began
