"""The command line. Exit status 0: what was asked holds; 1: it does not; 2: wrong use, or a file that is not there."""

import argparse
import json
import sys
from collections.abc import Sequence

from scheduling.bench.sets import DataAbsent
from scheduling.commands import bench, check, compare, explain, live_bench, recommend, solve, speed, worker
from scheduling.commands.shared import Command, Report, WrongUse
from scheduling.errors import SchedulingError

_COMMANDS = (solve, check, compare, explain, recommend, bench, live_bench, speed, worker)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one sub-command and leave with its exit status."""
    options = parser().parse_args(arguments)
    sys.exit(_run(options.command, options))


def parser() -> argparse.ArgumentParser:
    """Every sub-command with its options."""
    top = argparse.ArgumentParser(prog="python -m scheduling", description="Plan home-care routes.", epilog=__doc__)
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for module in _COMMANDS:
        module.register(commands)
    return top


def _run(command: Command, options: argparse.Namespace) -> int:
    try:
        report = command(options)
    except (WrongUse, DataAbsent) as error:
        return _failed(options, str(error), 2)
    except OSError as error:
        return _failed(options, f"{error.filename}: {error.strerror}", 2)
    except SchedulingError as error:
        return _failed(options, str(error), 1)
    except KeyboardInterrupt:
        return _failed(options, "stopped", 1)
    if options.json:
        _print(report)
    return 0 if report["ok"] else 1


def _failed(options: argparse.Namespace, reason: str, status: int) -> int:
    print(reason, file=sys.stderr)
    if options.json:
        _print({"ok": False, "error": reason})
    return status


def _print(report: Report) -> None:
    print(json.dumps(report, ensure_ascii=False), flush=True)
