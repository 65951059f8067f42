"""``bench engine``: what a set, a whole look and a sweep of a thousand patients cost without store and network."""

import time
from collections.abc import Callable, Iterator

from hah_console.app.bench.row import BenchRow, at_least, at_most, slowness

PATIENTS, ROUNDS = 1_000, 20
SET_US, WHOLE_US, SWEEP_MS, SHORT_PERCENT = 35.0, 250.0, 10.0, 95.0


def rows() -> Iterator[BenchRow]:
    """The short way, the whole way, a sweep in which nothing is due."""
    from hah_console.app.bench.engine_ward import EngineWard

    ward, admitted = EngineWard(PATIENTS), []
    ward.take_whole(ward.sets(0))
    slow = slowness()
    sets = [ward.sets(second) for second in range(1, 3 * ROUNDS)]
    short_us = _best_us(lambda number: admitted.append(ward.take_short(sets[number])), ROUNDS) / PATIENTS
    share = 100 * sum(admitted) / (PATIENTS * ROUNDS)
    whole_us = _best_us(lambda number: ward.take_whole(sets[ROUNDS + number]), 3) / PATIENTS
    sweep_ms = _best_us(lambda number: ward.sweep(3 * ROUNDS + number), ROUNDS) / 1_000
    yield at_most("engine: a set that changes nothing", short_us, "us", SET_US, slow=slow)
    yield at_least("engine: sets that take the short way", share, "%", SHORT_PERCENT)
    yield at_most("engine: a whole look at a patient", whole_us, "us", WHOLE_US, slow=slow)
    yield at_most(f"engine: a sweep of {PATIENTS} patients", sweep_ms, "ms", SWEEP_MS, slow=slow)


def _best_us(work: Callable[[int], object], rounds: int) -> float:
    """CPU microseconds of one round, the best of all."""
    best = float("inf")
    for number in range(rounds):
        began = time.process_time()
        work(number)
        best = min(best, (time.process_time() - began) * 1e6)
    return best
