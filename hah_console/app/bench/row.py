"""One row of a benchmark: measured, target, ratio; and the loop that tells how slow this machine is now."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

REFERENCE_S = 0.07
"""Seconds of the calibration loop on the machine the targets were set on (two cores of a cloud server)."""
LOOPS, ROUNDS = 5, 2_000_000
HEADING = f"{'':<64}{'measured':>12}{'target':>10}{'ratio':>8}"


@dataclass(frozen=True, slots=True)
class BenchRow:
    """``ratio`` is above 1 where the target is missed, whichever way the figure is meant to go.

    Not ``judged``: the run cannot tell, and ``note`` says what it would take; that is neither met nor missed.
    """

    name: str
    measured: float
    unit: str
    target: float
    ratio: float
    ok: bool
    note: str = ""
    judged: bool = True

    def line(self) -> str:
        """For people."""
        note = f"  {self.note}" if self.note else ""
        ratio = f"{self.ratio:.2f}" if self.judged else "-"
        missed = "" if self.ok else "  MISSED"
        mark = missed if self.judged else "  not judged:"
        return f"{self.name:<64}{self.measured:>12g}{self.target:>10g}{ratio:>8} {self.unit}{mark}{note}"


@dataclass(frozen=True, slots=True)
class Bench:
    """``rows`` is what ``make bench`` shows, each as soon as it is measured; ``command`` has options of its own."""

    rows: Callable[[], Iterable[BenchRow]]
    command: Callable[..., None] | None = None


def at_most(name: str, measured: float, unit: str, target: float, *, slow: float = 1.0, note: str = "") -> BenchRow:
    """A figure that should stay below its target. ``slow`` divides a time that depends on the machine's speed."""
    value = measured / slow
    ratio = value / target
    return BenchRow(name, _short(value), unit, target, round(ratio, 3), ratio <= 1, note)


def at_least(name: str, measured: float, unit: str, target: float, *, slow: float = 1.0, note: str = "") -> BenchRow:
    """A figure that should stay above its target; ``slow`` multiplies a rate that depends on the machine's speed."""
    value = measured * slow
    ratio = target / value if value else float("inf")
    return BenchRow(name, _short(value), unit, target, round(ratio, 3), ratio <= 1, note)


def none_of(name: str, count: int, unit: str, *, note: str = "") -> BenchRow:
    """What may not happen at all: every single one misses."""
    return BenchRow(name, float(count), unit, 0.0, 1.0 + count if count else 0.0, count == 0, note)


def not_judged(name: str, measured: float, unit: str, target: float, reason: str) -> BenchRow:
    """A figure this run can say nothing about beside its target."""
    return BenchRow(name, _short(measured), unit, target, 0.0, True, reason, judged=False)


def slowness() -> float:
    """How much slower this machine is now than the reference: the best of five runs of a fixed loop."""
    return min(_loop_s() for _ in range(LOOPS)) / REFERENCE_S


def _loop_s() -> float:
    began = time.perf_counter()
    total = 0
    for number in range(ROUNDS):
        total += number & 7
    return time.perf_counter() - began


def _short(value: float) -> float:
    return float(f"{value:.4g}")
