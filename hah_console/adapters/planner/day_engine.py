"""The planning engine in this process, told its moves and not its time: the same plans every time for a seed.

For whole days that run without a person. A desk with people uses ``PlannerProcess``, which a long search cannot block.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from scheduling import codec
from scheduling.backends.native import Native
from scheduling.disruptions import Alternative, Search, caregiver_ill, new_visit, no_show, overrun, travel_changed
from scheduling.disruptions.alternatives import decode_known
from scheduling.errors import PlanUnsound, ProblemInvalid
from scheduling.problem import Problem, Visit
from scheduling.result import Solution
from scheduling.solve import as_document, solve
from scheduling.stop import StopAfter

LONGEST_S = 600.0
Event = Mapping[str, Any]
Call = Callable[[Problem, Solution, Event, int, Search], tuple[Alternative, ...]]


@dataclass(frozen=True, slots=True)
class DayEngine:
    """``moves`` of the plan of the morning, ``burst`` of each of the two searches of a proposal."""

    moves: int
    burst: int

    def plan(self, problem: bytes, seed: int) -> bytes:
        """The answer document of a problem document. Raises SchedulingError."""
        engine = Native(moves=self.moves)
        solution, verdict = solve(codec.read_problem(problem), engine, stop=StopAfter(LONGEST_S), seed=seed)
        return codec.write_answer(solution, as_document(verdict))

    def propose(self, problem: bytes, known: bytes, event: Event, now: int, seed: int) -> bytes:
        """Up to three checked ways to go on when something happens at ``now`` (seconds), as JSON:
        ``alternatives`` with kind, extra_cost, moved, left_out and solution; none, and ``reason``, when the engine
        refuses. ``known`` is the solution people have, ``event`` the name of a disruption with its facts.
        """
        asked = codec.read_problem(problem)
        try:
            before = decode_known(asked, _of_those_at_work(asked, known))
            found = _CALLS[event["kind"]](asked, before, event, now, Search(seed, self.burst))
        except (ProblemInvalid, PlanUnsound) as error:
            return json.dumps({"alternatives": [], "reason": str(error)}).encode()
        return json.dumps({"alternatives": [_written(item) for item in found]}).encode()


def _of_those_at_work(problem: Problem, known: bytes) -> Solution:
    """The plan people know, without routes of those who are not there any more."""
    plan = msgspec.json.decode(known, type=Solution)
    here = {caregiver.caregiver_id for caregiver in problem.caregivers}
    return msgspec.structs.replace(plan, routes=tuple(r for r in plan.routes if r.caregiver_id in here))


def _written(item: Alternative) -> dict[str, object]:
    return {
        "kind": item.kind,
        "extra_cost": item.extra_cost,
        "moved": [move.visit_id for move in item.moved],
        "left_out": [one.visit_id for one in item.plan.unassigned],
        "solution": json.loads(msgspec.json.encode(item.plan)),
    }


def _new_visit(p: Problem, plan: Solution, event: Event, now: int, search: Search) -> tuple[Alternative, ...]:
    return new_visit(p, plan, msgspec.convert(event["visit"], Visit), now, search)


def _ill(p: Problem, plan: Solution, event: Event, now: int, search: Search) -> tuple[Alternative, ...]:
    return caregiver_ill(p, plan, event["caregiver_id"], now, search)


def _closed_door(p: Problem, plan: Solution, event: Event, now: int, search: Search) -> tuple[Alternative, ...]:
    return no_show(p, plan, event["visit_id"], now, event["again_s"], search)


def _longer(p: Problem, plan: Solution, event: Event, now: int, search: Search) -> tuple[Alternative, ...]:
    return overrun(p, plan, event["visit_id"], event["departure"], now, search)


def _travel(p: Problem, plan: Solution, _event: Event, now: int, search: Search) -> tuple[Alternative, ...]:
    return travel_changed(p, plan, p.matrices, now, search)


_CALLS: Mapping[str, Call] = {
    "new_visit": _new_visit,
    "caregiver_ill": _ill,
    "no_show": _closed_door,
    "overrun": _longer,
    "travel_changed": _travel,
}
