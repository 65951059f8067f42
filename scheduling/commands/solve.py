"""``solve``: plan a problem, print the plan, write the answer document."""

import argparse
from pathlib import Path

from scheduling.backends import NAMES
from scheduling.commands.interrupt import asked_to_stop
from scheduling.commands.shared import (
    Commands,
    Report,
    WrongUse,
    command,
    figures,
    file_argument,
    print_plan,
    progress,
    search_arguments,
    write_answer,
)
from scheduling.formats.recognise import read_problem
from scheduling.solve import DEFAULT_BACKEND, solve
from scheduling.stop import StopAfter


def register(commands: Commands) -> None:
    """Add the sub-command."""
    parser = command(commands, "solve", run, "plan the problem in FILE; Ctrl+C ends the search with the best plan")
    file_argument(parser)
    search_arguments(parser)
    parser.add_argument("--backend", choices=NAMES, default=DEFAULT_BACKEND, help=f"default {DEFAULT_BACKEND}")
    parser.add_argument("--out", type=Path, metavar="ANSWER", help="write the answer document here")


def run(options: argparse.Namespace) -> Report:
    """Search, print, write; the plan is checked before it is written."""
    problem = read_problem(options.file)
    if options.out and not options.out.parent.is_dir():
        raise WrongUse(f"--out: there is no folder {options.out.parent}")
    with asked_to_stop() as asked:
        stop = StopAfter(options.time, cancel=asked.is_set)
        solution, verdict = solve(problem, options.backend, stop=stop, seed=options.seed, on_progress=progress)
        if options.out:
            write_answer(options.out, solution, verdict)
        print_plan(solution, verdict)
        return {**figures(solution, verdict), "interrupted": asked.is_set()}
