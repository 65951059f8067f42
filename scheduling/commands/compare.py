"""``compare``: every backend on one problem, side by side; or two plans of it."""

import argparse
from pathlib import Path

from scheduling.backends import NAMES
from scheduling.commands.interrupt import asked_to_stop
from scheduling.commands.shared import Commands, Report, command, figures, file_argument, read_answer, search_arguments
from scheduling.errors import SchedulingError
from scheduling.formats.recognise import read_problem
from scheduling.problem import Problem
from scheduling.report import compare_plans
from scheduling.solve import solve
from scheduling.stop import StopAfter


def register(commands: Commands) -> None:
    """Add the sub-command."""
    parser = command(commands, "compare", run, "run every backend that can on FILE, or compare two plans of it")
    file_argument(parser)
    search_arguments(parser)
    parser.add_argument("--backends", nargs="+", choices=NAMES, default=NAMES, help="only these")
    parser.add_argument("--plans", nargs=2, type=Path, metavar="ANSWER", help="these two plans instead of backends")


def run(options: argparse.Namespace) -> Report:
    """One line for each backend; Ctrl+C ends the search that runs and skips the rest."""
    problem, rows = read_problem(options.file), dict[str, Report]()
    if options.plans:
        return _two_plans(problem, options.plans)
    print(f"{'backend':<18}{'cost':>14}{'bound':>12}{'left out':>10}{'late s':>10}{'km':>10}{'first s':>9}  status")
    with asked_to_stop() as asked:
        for name in options.backends:
            if asked.is_set():
                break
            stop = StopAfter(options.time, cancel=asked.is_set)
            rows[name] = _row(problem, name, stop, options.seed)
            print(_line(name, rows[name]), flush=True)
    return {"ok": bool(rows) and all(bool(row["ok"]) for row in rows.values()), "backends": rows}


def _two_plans(problem: Problem, paths: list[Path]) -> Report:
    """What the second does otherwise. Holds when both pass the check."""
    (first, one), (second, two) = (read_answer(path, problem) for path in paths)
    found = compare_plans(problem, first, second)
    for part, cost in found.cost.items():
        print(f"{part:<16}{cost:>+12}")
    print(f"{'total':<16}{found.total:>+12}")
    for move in found.moved:
        print(
            f"{move.visit_id}: {move.caregivers[0]} -> {move.caregivers[1]}, start {move.starts[0]} -> {move.starts[1]}"
        )
    for word, names in (("added", found.added), ("dropped", found.dropped)):
        if names:
            print(f"{word}: {', '.join(names)}")
    return {
        "ok": one.ok and two.ok,
        "cost": found.cost,
        "total": found.total,
        "moved": [{"visit": m.visit_id, "caregivers": m.caregivers, "starts": m.starts} for m in found.moved],
        "added": found.added,
        "dropped": found.dropped,
    }


def _row(problem: Problem, name: str, stop: StopAfter, seed: int) -> Report:
    try:
        return figures(*solve(problem, name, stop=stop, seed=seed))
    except SchedulingError as error:
        return {"ok": True, "refused": str(error)}


def _line(name: str, row: Report) -> str:
    if "refused" in row:
        return f"{name:<18}{row['refused']}"
    bound = "-" if row["bound"] is None else str(row["bound"])
    kilometres = f"{int(str(row['distance_m'])) / 1000:.1f}"
    status = str(row["status"]) if row["ok"] else "BREAKS RULES"
    return (
        f"{name:<18}{row['cost']:>14}{bound:>12}{row['left_out_visits']:>10}{row['late_s']:>10}{kilometres:>10}"
        f"{row['first_feasible_s']:>9}  {status}"
    )
