"""``check``: verify a plan against its problem, whoever made it."""

import argparse
from pathlib import Path

from scheduling.commands.shared import Commands, Report, command, figures, file_argument, read_answer
from scheduling.formats.recognise import read_problem


def register(commands: Commands) -> None:
    """Add the sub-command."""
    parser = command(commands, "check", run, "verify the plan in ANSWER against the problem in FILE")
    file_argument(parser)
    parser.add_argument("answer", type=Path, metavar="ANSWER", help="answer document, as solve --out writes it")


def run(options: argparse.Namespace) -> Report:
    """Print every violation and the cost as it really is."""
    solution, verdict = read_answer(options.answer, read_problem(options.file))
    for violation in verdict.violations:
        print(violation)
    print(f"cost {verdict.score.total}, {len(verdict.violations)} violations")
    return figures(solution, verdict)
