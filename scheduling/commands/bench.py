"""``bench``: a set of instances beside the best known values and beside other programs."""

import argparse
import sys
from pathlib import Path

from scheduling.bench.sets import DEFAULT_DATA, NAMES
from scheduling.commands.shared import Commands, Report, command, count, seconds


def register(commands: Commands) -> None:
    """Add the sub-command."""
    parser = command(commands, "bench", run, "measure on published instances, beside the best known values")
    parser.add_argument("--set", choices=NAMES, default="day", help="which instances (default day, a made-up one)")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, metavar="DIR", help=f"default {DEFAULT_DATA}")
    parser.add_argument("--sizes", type=count, nargs="+", default=[], metavar="N", help="only so many patients")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="only these instances")
    parser.add_argument("--seconds", type=seconds, default=10.0, metavar="S", help="wall time of a run (default 10)")
    parser.add_argument("--seeds", type=count, default=1, metavar="N", help="runs of ours on each (default 1)")
    parser.add_argument("--peers", action="store_true", help="PyVRP, VROOM and OR-Tools too, with the same wall time")
    parser.add_argument("--prove", action="store_true", help="prove the optimum of the smallest instances (CP-SAT)")


def run(options: argparse.Namespace) -> Report:
    """A line for each instance as it is measured, then means; Ctrl+C prints what there is by then."""
    from scheduling.bench import table
    from scheduling.bench.figures import summary
    from scheduling.bench.measure import Row, measure
    from scheduling.bench.peers import all_peers
    from scheduling.bench.sets import benchmarks

    found = benchmarks(options.set, options.data, options.sizes, options.only)
    peers = all_peers() if options.peers else ()
    names, rows = [peer.name for peer in peers], list[Row]()
    print("\n".join(table.heading(names, options.seconds, options.seeds)), flush=True)
    interrupted = False
    try:
        for row in measure(found, options.seconds, options.seeds, peers, options.prove):
            rows.append(row)
            print(table.line(row, names), flush=True)
    except KeyboardInterrupt:
        interrupted = True
        print(f"stopped after {len(rows)} of {len(found)} instances", file=sys.stderr)
    print("\n".join(table.ending(rows, names)))
    report = summary(rows, names, options.seconds, options.seeds)
    return {**report, "ok": report["ok"] and not interrupted, "set": options.set}
