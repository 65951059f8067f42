"""One instance to measure on: how to read it, what is known about it, and in which unit its costs are published."""

from collections.abc import Callable
from dataclasses import dataclass

from scheduling.problem import Problem


@dataclass(frozen=True, slots=True)
class Benchmark:
    """``group`` is the class that tables sum up, ``size`` the number of patients or customers.

    ``best_known`` is the published cost, None when nobody published one; ``published`` turns a score total into that
    unit.
    """

    name: str
    group: str
    size: int
    read: Callable[[], Problem]
    published: Callable[[int], float]
    best_known: float | None = None
