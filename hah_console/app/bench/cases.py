"""``bench cases``: the case journey with 300 patients in care and 20,000 admissions that are closed."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING

from hah_console.app.bench.row import BenchRow, at_most, slowness
from hah_console.app.report import progress

if TYPE_CHECKING:
    from hah_console.app.bench.case_desk import CaseDesk

CHANGES, OPENS = 15, 9
CHANGE_MS, PAGE_MS, ROUND_MS, BUILD_S = 100.0, 200.0, 300.0, 60.0
SETTLE_S = 3.0


def rows() -> Iterator[BenchRow]:
    """The rows, each as soon as it is measured; times are divided by how slow the machine is now."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from hah_console.app.bench.case_desk import case_desk
    from hah_console.app.bench.case_store import case_store
    from hah_console.app.options import program_options

    began, slow = time.perf_counter(), slowness()
    progress("cases: a store of 300 patients in care and 20,000 closed admissions")
    with case_store(program_options(None, None).home / "cache") as file:
        yield at_most("cases: the store made ready", time.perf_counter() - began, "s", BUILD_S, slow=slow)
        with case_desk(file) as desk:
            yield from _rows(desk)


def _rows(desk: "CaseDesk") -> Iterator[BenchRow]:
    from hah_console.app.bench.case_store import LIST

    desk.open("census")
    desk.rest(SETTLE_S)
    seen = desk.in_sight()
    progress("cases: changes to painted rows, pages, lists")
    yield _row("census: an alarm committed to its row painted", CHANGE_MS, CHANGES, desk,
               lambda number: desk.census_after_alarm(seen[number % len(seen)]))  # fmt: skip
    desk.open("work")
    yield _row("worklist: an alarm committed to its row painted", CHANGE_MS, CHANGES, desk,
               lambda number: desk.worklist_after_alarm(seen[number % len(seen)]))  # fmt: skip
    yield _row("worklist: an event of a case committed to its clock painted", CHANGE_MS, CHANGES, desk,
               lambda number: desk.worklist_after_event(seen[number % len(seen)]))  # fmt: skip
    yield _row("patient page: opened, read and painted", PAGE_MS, OPENS, desk,
               lambda number: desk.open("patient", seen[number % len(seen)].patient_id))  # fmt: skip
    yield _row(f"round: a list of {LIST} read and painted", ROUND_MS, OPENS, desk, lambda _: _round(desk))


def _round(desk: "CaseDesk") -> float:
    """From another screen to the list."""
    desk.open("census")
    desk.rest()
    return desk.open("round")


def _row(name: str, target_ms: float, times: int, desk: "CaseDesk", once: Callable[[int], float]) -> BenchRow:
    """The median of some runs after one that warms up, and the longest beside it."""
    slow = slowness()
    taken: list[float] = []
    for number in range(times + 1):
        taken.append(once(number))
        desk.rest()
    return _beside(name, taken[1:], target_ms, min(slow, slowness()))


def _beside(name: str, taken_ms: Sequence[float], target_ms: float, slow: float) -> BenchRow:
    note = f"median of {len(taken_ms)}, longest {max(taken_ms):.0f} ms, on a machine {slow:.1f} times slower"
    return at_most(name, median(taken_ms), "ms", target_ms, slow=max(1.0, slow), note=note)
