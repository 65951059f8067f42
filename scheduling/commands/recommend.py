"""``recommend``: the cheapest ways to add a visit to a plan, with what each costs and whom it moves."""

import argparse
from pathlib import Path

from scheduling.commands.explain import plan_of
from scheduling.commands.shared import (
    Commands,
    Report,
    clock,
    command,
    count,
    file_argument,
    known_visit,
    search_arguments,
)
from scheduling.formats.recognise import read_problem
from scheduling.live import Slot, recommend, take_out


def register(commands: Commands) -> None:
    """Add the sub-command."""
    parser = command(commands, "recommend", run, "rank the ways to add a visit to a plan")
    file_argument(parser)
    parser.add_argument("--visit", required=True, metavar="ID", help="a visit of the problem")
    parser.add_argument(
        "--plan", type=Path, metavar="ANSWER", help="this plan; without it the others are planned first"
    )
    parser.add_argument("--count", type=count, default=3, metavar="N", help="how many ways (default 3)")
    search_arguments(parser)


def run(options: argparse.Namespace) -> Report:
    """A line for each way, cheapest first. Holds when there is one."""
    problem = read_problem(options.file)
    name = known_visit(problem, options.visit)
    plan = take_out(problem, plan_of(problem, options), name)
    slots = recommend(problem, plan, name, options.count)
    for slot in slots:
        print(_line(slot))
    if not slots:
        print(f"{name} fits nowhere; see: explain --visit {name}")
    return {"ok": bool(slots), "visit": name, "slots": [_figures(slot) for slot in slots]}


def _line(slot: Slot) -> str:
    people = " and ".join(slot.caregiver_ids)
    moved = f", moves {', '.join(move.visit_id for move in slot.moved)}" if slot.moved else ""
    broken = f", breaks {slot.wishes_broken} wishes" if slot.wishes_broken > 0 else ""
    return f"{people} at {clock(slot.start)}: costs {slot.extra_cost} more{moved}{broken}"


def _figures(slot: Slot) -> Report:
    return {
        "caregivers": list(slot.caregiver_ids),
        "start": slot.start,
        "extra_cost": slot.extra_cost,
        "moved": [move.visit_id for move in slot.moved],
        "wishes_broken": slot.wishes_broken,
    }
