"""What the sub-commands share: their options, their files and what they say of a plan."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from scheduling import codec
from scheduling.check import Verdict, check
from scheduling.errors import SchedulingError
from scheduling.problem import Problem
from scheduling.result import Solution, Stop
from scheduling.solve import as_document

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001
Report = dict[str, object]
Command = Callable[[argparse.Namespace], Report]


class WrongUse(SchedulingError):
    """The command was asked for something that is not there; exit status 2."""


def command(commands: Commands, name: str, run: Command, text: str) -> argparse.ArgumentParser:
    """A sub-command with ``--json``; ``text`` is its help."""
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line of standard output")
    parser.set_defaults(command=run)
    return parser


def file_argument(parser: argparse.ArgumentParser) -> None:
    """The problem."""
    parser.add_argument("file", type=Path, metavar="FILE", help="planning document or benchmark instance")


def search_arguments(parser: argparse.ArgumentParser) -> None:
    """Time and seed of a search."""
    parser.add_argument("--time", type=seconds, default=10.0, metavar="SECONDS", help="time limit (default 10)")
    parser.add_argument("--seed", type=int, default=0, help="another number, another search (default 0)")


def seconds(text: str) -> float:
    """A positive number of seconds."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a positive number of seconds")
    return value


def count(text: str) -> int:
    """A number of at least one."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return value


def read_answer(path: Path, problem: Problem) -> tuple[Solution, Verdict]:
    """A plan from an answer document, checked against the problem; raises ProblemInvalid."""
    solution = codec.read_answer(path.read_bytes()).solution
    return solution, check(problem, solution)


def write_answer(path: Path, solution: Solution, verdict: Verdict) -> None:
    """The answer document, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(codec.write_answer(solution, as_document(verdict)))
    os.replace(part, path)


def known_visit(problem: Problem, visit_id: str) -> str:
    """The id of a visit or shipment of the problem; raises WrongUse."""
    names = [v.visit_id for v in problem.visits] + [s.shipment_id for s in problem.shipments]
    if visit_id not in names:
        few = ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
        raise WrongUse(f"--visit: there is no {visit_id!r} in {problem.name}; there are {few or 'none'}")
    return visit_id


def progress(spent_s: float, cost: int, left_out: int) -> None:
    """One line on standard error for each better plan."""
    print(f"{spent_s:8.2f} s  cost {cost}  left out {left_out}", file=sys.stderr, flush=True)


def figures(solution: Solution, verdict: Verdict) -> Report:
    """The numbers of one plan."""
    return {
        "ok": verdict.ok,
        "backend": solution.backend,
        "status": solution.status,
        "cost": verdict.score.total,
        "bound": solution.bound,
        "planned_visits": solution.planned,
        "left_out_visits": len(solution.unassigned),
        "routes": len(solution.routes),
        "distance_m": sum(r.return_metres + sum(s.metres for s in r.stops) for r in solution.routes),
        "late_s": sum(s.late for r in solution.routes for s in r.stops),
        "overtime_s": sum(r.overtime for r in solution.routes),
        "score": {name: getattr(verdict.score, name) for name in verdict.score.__struct_fields__},
        "first_feasible_s": solution.first_feasible_s,
        "solve_s": solution.solve_s,
        "violations": [str(v) for v in verdict.violations],
    }


def print_plan(solution: Solution, verdict: Verdict) -> None:
    """Routes, what is left out and why, violations, and the cost."""
    for route in solution.routes:
        stops = "  ".join(f"{clock(s.start)} {_stop(s)}" for s in route.stops)
        print(f"{route.caregiver_id:<10} {clock(route.leave)}-{clock(route.end)}  {stops}")
    for item in solution.unassigned:
        facts = ", ".join(f"{name} {fact}" for name, fact in item.facts.items())
        print(f"left out {item.visit_id}: {item.reason}{f' ({facts})' if facts else ''}")
    for violation in verdict.violations:
        print(violation)
    parts = ", ".join(f"{name} {value}" for name, value in _parts(verdict))
    print(f"cost {verdict.score.total}{f' ({parts})' if parts else ''}, {solution.status}, {solution.solve_s:.1f} s")


def clock(moment: int) -> str:
    """Hours and minutes of the problem's clock."""
    return f"{moment // 3600:02}:{moment // 60 % 60:02}"


def _stop(stop: Stop) -> str:
    if stop.kind == "laboratory":
        return f"laboratory {stop.place_id}"
    if stop.kind != "visit":
        return f"{stop.kind} {stop.visit_id}"
    return f"{stop.visit_id} (second person)" if stop.companion else stop.visit_id


def _parts(verdict: Verdict) -> list[tuple[str, int]]:
    score = verdict.score
    parts = [(name, int(getattr(score, name))) for name in score.__struct_fields__ if name != "hard"]
    return [(name.replace("_", " "), value) for name, value in parts if value]
