"""``live-bench``: how fast a plan in progress takes an urgent visit, and how much of it moves."""

import argparse
from dataclasses import dataclass

import msgspec

from scheduling import live
from scheduling.bench.live import LiveRow, Standing, live_rows
from scheduling.commands.shared import Commands, Report, command, count, seconds
from scheduling.native.warm import warm_up
from scheduling.problem import Visit
from scheduling.result import Reason, Solution, Unassigned
from scheduling.stop import StopAfter


def register(commands: Commands) -> None:
    """Add the sub-command."""
    parser = command(commands, "live-bench", run, "measure urgent visits put into plans in progress")
    parser.add_argument("--sizes", type=count, nargs="+", default=[100, 200, 300], metavar="N", help="visits of a day")
    parser.add_argument("--urgent", type=count, default=20, metavar="N", help="urgent visits at each size (default 20)")
    parser.add_argument(
        "--seconds", type=seconds, default=10.0, metavar="S", help="time for the day's plan (default 10)"
    )
    parser.add_argument("--burst", type=seconds, default=1.0, metavar="S", help="time of the short search (default 1)")
    parser.add_argument("--seed", type=int, default=1)


def run(options: argparse.Namespace) -> Report:
    """A line for each size. Holds when every plan keeps the rules and the targets are met."""
    warm_up()
    print(f"{'visits':>7}{'insert ms p50':>15}{'p95':>8}{'max':>8}{'re-plan s':>11}{'moved':>8}{'most':>6}{'gain':>9}")
    found: list[LiveRow] = []
    for row in live_rows(Planning(options.burst), options.sizes, options.urgent, options.seconds, options.seed):
        found.append(row)
        print(_line(row), flush=True)
    return {"ok": all(row.ok for row in found), "sizes": {str(row.visits): row.figures() for row in found}}


@dataclass(frozen=True, slots=True)
class Planning:
    """What is measured: ``scheduling.live`` with a short search of ``burst_s`` seconds."""

    burst_s: float

    def insert(self, standing: Standing, visit: Visit, now: int) -> Standing:
        """Freeze what has begun, add the visit at its best place."""
        frozen = live.freeze(standing.problem, standing.solution, now)
        problem = msgspec.structs.replace(frozen, visits=(*frozen.visits, visit))
        found = live.insert(problem, standing.solution, visit.visit_id)
        left_out = Unassigned(visit_id=visit.visit_id, reason=Reason.CAPACITY)
        kept = msgspec.structs.replace(standing.solution, unassigned=(*standing.solution.unassigned, left_out))
        return Standing(problem, found or kept)

    def replan(self, standing: Standing, before: Solution, now: int) -> Standing:  # noqa: ARG002
        """Search on for a moment; moving what people know has its price."""
        found = live.burst(standing.problem, standing.solution, StopAfter(self.burst_s))
        return Standing(standing.problem, found)


def _line(row: LiveRow) -> str:
    figures = row.figures()
    names = ("insert_p50_ms", "insert_p95_ms", "insert_max_ms", "replan_max_s", "moved_mean", "moved_max")
    widths = (15, 8, 8, 11, 8, 6)
    cells = "".join(f"{figures[name]:>{width}}" for name, width in zip(names, widths, strict=True))
    trouble = f"  {row.violations} violations" if row.violations else ""
    return f"{row.visits:>7}{cells}{figures['replan_gain_mean']:>9}{trouble}"
