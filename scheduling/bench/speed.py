"""How fast and how large the engine is on this machine, each figure beside its target, by a calibration loop."""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from scheduling.bench.live import live_rows, percentile
from scheduling.commands.live_bench import Planning
from scheduling.native.compile import compile_problem
from scheduling.native.race import leg_price
from scheduling.native.session import Annealing
from scheduling.native.start import first_order
from scheduling.native.warm import warm_up
from scheduling.random_problem import random_problem

REFERENCE_S = 0.07
"""Seconds of the calibration loop on the machine the targets were set on (two cores of a cloud server)."""
PLAIN = frozenset({"windows", "skills"})
RICH = PLAIN | {"breaks", "overtime", "specimens", "kits", "pairs", "optional"}
MOVES = 200_000
FIRST_SOLVE = (
    "from scheduling.solve import solve; from scheduling.stop import StopAfter; "
    "from scheduling.synthetic import synthetic_day; solve(synthetic_day(20, 5, 1), stop=StopAfter(0.05))"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: what was measured, what it should not exceed, and how much of that it is (above 1 misses)."""

    name: str
    unit: str
    measured: float
    target: float

    @property
    def ratio(self) -> float:
        """Measured by target."""
        return round(self.measured / self.target, 2)


def calibration() -> float:
    """How much slower this machine is now than the reference: the best of five runs of a fixed loop."""
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        total = 0
        for number in range(2_000_000):
            total += number & 7
        best = min(best, time.perf_counter() - began)
    return best / REFERENCE_S


def figures() -> Iterator[Figure]:
    """Every row, as soon as it is measured; seconds are divided by the calibration."""
    warm_up()
    slow = calibration()
    plain, rich = (_move_us(features) for features in (PLAIN, RICH))
    yield Figure("a move, 100 visits, 20 caregivers", "us", round(plain / slow, 2), 1.5)
    yield Figure("breaks, overtime, specimens, kits, pairs, optional: cost of a move", "x", round(rich / plain, 2), 3.0)
    yield Figure("import and first solve", "s", round(_first_solve_s() / slow, 2), 1.0)
    row = next(live_rows(Planning(1.0), [300], 20, 5.0, 1))
    yield Figure("urgent visit into 300, p95", "ms", round(percentile(row.insert_ms, 95) / slow, 1), 50.0)
    yield Figure("re-plan of 300", "s", percentile(row.replan_s, 100), 2.0)
    yield Figure("operations moved by it, mean", "operations", sum(row.moved) / max(1, len(row.moved)), 5.0)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure("memory of this process", "MB", round(memory), 500.0)


def _move_us(features: frozenset[str]) -> float:
    compiled = compile_problem(random_problem(1, 100, 20, features=features))
    run, price = Annealing(compiled, 1), leg_price(compiled)
    run.start(*first_order(compiled, 1))
    run.cool(MOVES // 2, 8 * price, price)
    began = time.perf_counter()
    run.cool(MOVES, price, 0.1 * price)
    return 1e6 * (time.perf_counter() - began) / MOVES


def _first_solve_s() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", FIRST_SOLVE], check=True)
    return time.perf_counter() - began
