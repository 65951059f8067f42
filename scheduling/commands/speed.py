"""``speed``: how fast and how large the engine is on this machine, beside the targets."""

import argparse

from scheduling.commands.shared import Commands, Report, command


def register(commands: Commands) -> None:
    """Add the sub-command."""
    command(commands, "speed", run, "measure moves, first solve, urgent visits and memory beside their targets")


def run(options: argparse.Namespace) -> Report:  # noqa: ARG001
    """A line for each figure: measured, target, ratio. Holds when no ratio is above 1."""
    from scheduling.bench.speed import figures

    rows: dict[str, object] = {}
    holds = True
    print(f"{'':<70}{'measured':>12}{'target':>10}{'ratio':>8}")
    for row in figures():
        holds = holds and row.ratio <= 1
        rows[row.name] = {"measured": row.measured, "target": row.target, "unit": row.unit, "ratio": row.ratio}
        print(f"{row.name:<70}{row.measured:>12g}{row.target:>10g}{row.ratio:>8} {row.unit}", flush=True)
    return {"ok": holds, "rows": rows}
