"""``check``: verify a plan against its problem, whoever made it."""

import argparse
from dataclasses import asdict
from pathlib import Path

from scheduling.breakdown import breakdown
from scheduling.commands.shared import Commands, Report, command, figures, file_argument, read_answer
from scheduling.formats.recognise import read_problem
from scheduling.problem import Problem
from scheduling.report import continuity, fairness
from scheduling.result import Solution

DEAREST = 10
"""Visits that are printed; the JSON object has all of them."""


def register(commands: Commands) -> None:
    """Add the sub-command."""
    parser = command(commands, "check", run, "verify the plan in ANSWER against the problem in FILE")
    file_argument(parser)
    parser.add_argument(
        "--breakdown", action="store_true", help="what each visit and route costs, fairness, continuity"
    )
    parser.add_argument("answer", type=Path, metavar="ANSWER", help="answer document, as solve --out writes it")


def run(options: argparse.Namespace) -> Report:
    """Print every violation and the cost as it really is."""
    problem = read_problem(options.file)
    solution, verdict = read_answer(options.answer, problem)
    for violation in verdict.violations:
        print(violation)
    print(f"cost {verdict.score.total}, {len(verdict.violations)} violations")
    return figures(solution, verdict) | (_breakdown(problem, solution) if options.breakdown else {})


def _breakdown(problem: Problem, plan: Solution) -> Report:
    shares, work, known = breakdown(problem, plan), fairness(problem, plan), continuity(problem, plan)
    for name, share in (*shares.dearest(DEAREST), *shares.routes.items(), ("plan", shares.plan)):
        print(f"{name:<24}{sum(share.values()):>12}  {', '.join(f'{part} {cost}' for part, cost in share.items())}")
    print(f"work differs by {work.difference_s // 60} min, deviation {work.deviation_s / 60:.0f} min")
    print(f"preferred caregiver at {known.preferred} of {known.with_preference}, kept {known.kept} of {known.known}")
    return {
        "visits": shares.visits,
        "route_costs": shares.routes,
        "plan_costs": shares.plan,
        "fairness": {"difference_s": work.difference_s, "deviation_s": work.deviation_s}
        | {"workloads": [asdict(load) for load in work.workloads]},
        "continuity": asdict(known),
    }
