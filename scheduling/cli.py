"""The command line: solve, check, compare, bench. Exit status 0 holds, 1 does not, 2 wrong use."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from scheduling import codec
from scheduling.backends import NAMES
from scheduling.check import Verdict, check
from scheduling.errors import ProblemInvalid, SchedulingError
from scheduling.formats.mankowska import read_instance
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.solve import DEFAULT_BACKEND, as_document, solve
from scheduling.stop import StopAfter

Report = dict[str, object]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one sub-command and leave with its exit status."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], Report] = options.command
    try:
        report = command(options)
    except (SchedulingError, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(1)
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    sys.exit(0 if report["ok"] else 1)


def load(path: Path) -> Problem:
    """A problem document, or an instance of the Mankowska format; raises ProblemInvalid."""
    document = path.read_bytes()
    try:
        head = json.loads(document)
    except ValueError as error:
        raise ProblemInvalid(path.name, f"is not JSON ({error})") from error
    if isinstance(head, dict) and "required_caregivers" in str(head.get("patients", ""))[:4000]:
        return read_instance(path)
    return codec.read_problem(document)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scheduling", description="Home-care route planning.")
    commands = parser.add_subparsers(required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="one JSON object on the last line of standard output")
    search = argparse.ArgumentParser(add_help=False)
    search.add_argument("--time", type=float, default=10.0, metavar="SECONDS", help="time limit of each search")
    search.add_argument("--seed", type=int, default=0)
    solving = commands.add_parser("solve", parents=[shared, search], help="plan the problem in FILE")
    solving.add_argument("file", type=Path)
    solving.add_argument("--backend", choices=NAMES, default=DEFAULT_BACKEND)
    solving.add_argument("--out", type=Path, help="write the answer document here")
    solving.set_defaults(command=_solve)
    checking = commands.add_parser("check", parents=[shared], help="verify the plan in ANSWER against FILE")
    checking.add_argument("file", type=Path)
    checking.add_argument("answer", type=Path)
    checking.set_defaults(command=_check)
    comparing = commands.add_parser("compare", parents=[shared, search], help="run every backend that can on FILE")
    comparing.add_argument("file", type=Path)
    comparing.set_defaults(command=_compare)
    bench = commands.add_parser("bench", parents=[shared, search], help="measure on a made-up day")
    bench.add_argument("--visits", type=int, default=75)
    bench.add_argument("--staff", type=int, default=14)
    bench.add_argument("--long", type=float, default=60.0, metavar="SECONDS", help="time of the run compared with")
    bench.set_defaults(command=_bench)
    return parser


def _solve(options: argparse.Namespace) -> Report:
    problem = load(options.file)
    solution, verdict = solve(
        problem, options.backend, stop=StopAfter(options.time), seed=options.seed, on_progress=_progress
    )
    if options.out:
        options.out.write_bytes(codec.write_answer(solution, as_document(verdict)))
    report = figures(solution, verdict)
    _print_plan(problem, solution, verdict)
    return report


def _check(options: argparse.Namespace) -> Report:
    answer = codec.read_answer(options.answer.read_bytes())
    verdict = check(load(options.file), answer.solution)
    for violation in verdict.violations:
        print(violation)
    print(f"cost {verdict.score.total}, {len(verdict.violations)} violations")
    return figures(answer.solution, verdict)


def _compare(options: argparse.Namespace) -> Report:
    problem, rows = load(options.file), dict[str, object]()
    for name in NAMES:
        try:
            solution, verdict = solve(problem, name, stop=StopAfter(options.time), seed=options.seed)
        except SchedulingError as error:
            rows[name], line = {"refused": str(error)}, str(error)
        else:
            rows[name] = figures(solution, verdict)
            line = f"cost {solution.score.total:>10}  left out {len(solution.unassigned):>3}  {solution.status}"
        print(f"{name:<18}{line}")
    return {"ok": all(row.get("ok", True) for row in rows.values() if isinstance(row, dict)), "backends": rows}


def _bench(options: argparse.Namespace) -> Report:
    from scheduling.bench import bench

    return bench(options.visits, options.staff, options.time, options.long, options.seed)


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
        "first_feasible_s": solution.first_feasible_s,
        "solve_s": solution.solve_s,
        "violations": [str(v) for v in verdict.violations],
    }


def _progress(seconds: float, cost: int, left_out: int) -> None:
    print(f"{seconds:8.2f} s  cost {cost}  left out {left_out}", file=sys.stderr)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


def _print_plan(problem: Problem, solution: Solution, verdict: Verdict) -> None:
    for route in solution.routes:
        stops = "  ".join(f"{_clock(s.start)} {s.visit_id}" for s in route.stops)
        print(f"{route.caregiver_id:<10}{_clock(route.leave)}-{_clock(route.end)}  {stops}")
    for item in solution.unassigned:
        print(f"left out {item.visit_id}: {item.reason} {dict(item.facts)}")
    for violation in verdict.violations:
        print(violation)
    planned = f"{solution.planned} of {len(problem.visits)} visits"
    print(f"{planned}, cost {verdict.score.total} ({solution.status}), {solution.solve_s:.1f} s")
