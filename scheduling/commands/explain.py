"""``explain``: why a visit is where it is in a plan, or why it is in none."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from scheduling.commands.interrupt import asked_to_stop
from scheduling.commands.shared import (
    Commands,
    Report,
    clock,
    command,
    file_argument,
    known_visit,
    progress,
    read_answer,
    search_arguments,
)
from scheduling.formats.recognise import read_problem
from scheduling.problem import Problem
from scheduling.result import Route, Solution, Stop
from scheduling.solve import solve
from scheduling.stop import StopAfter

if TYPE_CHECKING:
    from scheduling.backends.why_not import WhyNot


def register(commands: Commands) -> None:
    """Add the sub-command."""
    parser = command(commands, "explain", run, "say where a visit is in the plan, or why it is in none")
    file_argument(parser)
    parser.add_argument("--visit", required=True, metavar="ID", help="a visit or shipment of the problem")
    parser.add_argument("--plan", type=Path, metavar="ANSWER", help="this plan; without it the problem is solved first")
    search_arguments(parser)


def run(options: argparse.Namespace) -> Report:
    """Stops of the visit, or the reason with its facts."""
    problem = read_problem(options.file)
    name = known_visit(problem, options.visit)
    solution = plan_of(problem, options)
    stops = [(route, stop) for route in solution.routes for stop in route.stops if stop.visit_id == name]
    for route, stop in stops:
        print(_where(problem, route, stop))
    report: Report = {
        "ok": True,
        "visit": name,
        "planned": bool(stops),
        "stops": [_figures(route, stop) for route, stop in stops],
        "reason": None,
        "facts": {},
        "conflict": [],
        "changes": [],
    }
    return report if stops else report | _why_not(problem, solution, name)


def _why_not(problem: Problem, solution: Solution, name: str) -> Report:
    """Print what is in the way of a visit left out, and what would have to change."""
    from scheduling.backends.why_not import why_not
    from scheduling.commands.reasons import change_figures, change_words, conflict_words

    why: WhyNot = why_not(problem, solution, name)
    print(f"left out: {why.reason}; {conflict_words(why)}")
    for fact, value in why.facts.items():
        print(f"  {fact.replace('_', ' ')}: {value}")
    for change in why.changes:
        print(f"possible when {change_words(change)}")
    if why.anew is False:
        print("not possible either when all visits are planned anew")
    return {
        "reason": why.reason.value,
        "facts": dict(why.facts),
        "conflict": [rule.value for rule in why.conflict],
        "smallest": why.smallest,
        "order_kept": why.order_kept,
        "anew": why.anew,
        "changes": [change_figures(change) for change in why.changes],
    }


def plan_of(problem: Problem, options: argparse.Namespace) -> Solution:
    """The plan of ``--plan``, or a new one."""
    if options.plan:
        return read_answer(options.plan, problem)[0]
    with asked_to_stop() as asked:
        stop = StopAfter(options.time, cancel=asked.is_set)
        return solve(problem, stop=stop, seed=options.seed, on_progress=progress)[0]


def _where(problem: Problem, route: Route, stop: Stop) -> str:
    place = route.stops.index(stop) + 1
    parts = [f"{route.caregiver_id} at {clock(stop.start)}, stop {place} of {len(route.stops)}"]
    if stop.kind != "visit":
        parts.insert(0, stop.kind)
    if stop.companion:
        parts.append("as the second person")
    parts += [f"{what} {seconds // 60} min" for what, seconds in (("waits", stop.wait), ("late", stop.late)) if seconds]
    visit = next((v for v in problem.visits if v.visit_id == stop.visit_id), None)
    if visit and visit.preferred_caregivers and route.caregiver_id not in visit.preferred_caregivers:
        parts.append(f"not with {', '.join(sorted(visit.preferred_caregivers))} as preferred")
    return ", ".join(parts)


def _figures(route: Route, stop: Stop) -> Report:
    return {
        "caregiver": route.caregiver_id,
        "kind": stop.kind,
        "companion": stop.companion,
        "arrival": stop.arrival,
        "start": stop.start,
        "departure": stop.departure,
        "wait_s": stop.wait,
        "late_s": stop.late,
    }
