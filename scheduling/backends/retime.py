"""The timing finaliser: the cheapest times of a plan whose routes, breaks and windows are decided, by GLOP.

Waiting is free, so the earliest times are not always the cheapest: a specimen taken later is due later, and a visit
may be back at the time people know.
"""

from scheduling.check import check
from scheduling.problem import Problem
from scheduling.result import Solution

MOST_STOPS = 2000
"""Above this the linear program takes longer than the search can spare at its end."""


def retime(problem: Problem, plan: Solution) -> Solution:
    """The plan at its cheapest times, each stop as early as its cost allows; the plan itself when that is no cheaper.

    Who goes where in which order stays, and so do the window of each visit, the place of each break, the hour band of
    each journey and the order in which kits are taken. What comes back has passed the check.
    """
    if not worth_a_look(plan):
        return plan
    # PERF: a plan that pays for no time does not wait for the library to load.
    from scheduling.backends.bonds import bind
    from scheduling.backends.moments import Moments
    from scheduling.backends.rewrite import rewritten

    moments = Moments(problem, plan)
    bind(moments)
    found = moments.rules.cheapest() if moments.rules.sound else None
    if found is None:
        return plan
    new = rewritten(moments, found)
    return new if new.score.total < plan.score.total and check(problem, new).ok else plan


def worth_a_look(plan: Solution) -> bool:
    """Whether the plan pays for any time that could be another."""
    score = plan.score
    paid = score.lateness + score.max_lateness + score.overtime + score.soft_end + score.specimens + score.stability
    return plan.status != "optimal" and paid > 0 and plan.planned <= MOST_STOPS
