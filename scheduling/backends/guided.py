"""Guided local search of the routing library over sequences of visits, in a process of its own."""

import sys
from collections.abc import Iterator, Mapping

import msgspec

from scheduling.backends.best import Best
from scheduling.backends.routing_child import answers, tell
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.stop import Stop, StopAfter
from scheduling.timing import Timing

CHILD = "scheduling.backends.guided"


class GuidedTask(msgspec.Struct, frozen=True):
    """What to search: visits of each caregiver's route to begin from, and wall seconds."""

    problem: Problem
    routes: dict[str, tuple[str, ...]]
    seconds: float


class GuidedAnswer(msgspec.Struct, frozen=True):
    """A better plan."""

    cost: int
    routes: dict[str, tuple[str, ...]]


def guided(
    problem: Problem, routes: Mapping[str, tuple[str, ...]], stop: Stop, seconds: float
) -> Iterator[GuidedAnswer]:
    """Plans cheaper than ``routes``, each cheaper than the one before, for so many seconds or until ``stop``."""
    return answers(CHILD, GuidedTask(problem, dict(routes), seconds), GuidedAnswer, stop)


def main() -> None:
    """The child: search for the task on standard input."""
    from scheduling.backends.routing_model import RoutingModel

    task = msgspec.json.decode(sys.stdin.buffer.read(), type=GuidedTask)
    timing = Timing(task.problem)
    best = Best(timing, "ortools-routing")
    best.offer(task.routes)

    def told(solution: Solution) -> None:
        tell(GuidedAnswer(solution.score.total, best.routes))

    best.on_better = told
    RoutingModel(timing, best, StopAfter(task.seconds), task.seconds).run()


if __name__ == "__main__":
    main()
