"""What a backend is: a name and a search from a problem to a solution that tells whenever it has a better one."""

from collections.abc import Callable
from typing import Protocol

from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.stop import Stop

OnBetter = Callable[[Solution], None]
"""Called with every better plan, best-so-far at any moment; from the thread that called ``search``."""

Progress = Callable[[float, int, int], None]
"""Called with wall seconds since the start, best cost, and number of visits and shipments left out."""


EXACT_OPERATIONS = 13
"""Operations that are placed exactly: above this many a proof takes minutes, and the search has plans as good."""


class Backend(Protocol):
    """Searches until ``stop`` says so. Raises BackendUnable when it cannot express the problem."""

    @property
    def name(self) -> str: ...

    def search(self, problem: Problem, stop: Stop, seed: int, on_better: OnBetter) -> Solution: ...
