"""Pickup and delivery with time windows in the text form of Li and Lim 2001: every request becomes a shipment.

The cost is distance alone: Euclid times 1000, rounded to the nearest integer (as VROOM's benchmark scripts do), so that
the published distance = ``Score.total`` / 1000; a way takes as long as it is far. The published values take as few
vehicles as possible first, so a smaller distance with more vehicles is possible.
"""

import math
from dataclasses import dataclass
from pathlib import Path

from scheduling.formats.lines import Line, lines_of
from scheduling.problem import Caregiver, Depot, Handover, Matrix, Problem, Shift, Shipment, TimeWindow, Weights

UNIT = 1000
"""Parts of a unit of distance or time."""
_COLUMNS = ("task", "x", "y", "demand", "earliest", "latest", "service", "pickup", "delivery")
_WEIGHTS = Weights(travel_second=0, travel_metre=1, required_left_out=10**9)


@dataclass(frozen=True, slots=True)
class Task:
    """One row: a pickup names its ``delivery``, a delivery its ``pickup``, the depot neither."""

    line: Line
    number: int
    x: int
    y: int
    demand: int
    earliest: int
    latest: int
    service: int
    pickup: int
    delivery: int


def published_cost(total: int) -> float:
    """A score total as the published distance (two decimals)."""
    return round(total / UNIT, 2)


def read_instance(path: Path) -> Problem:
    """The problem of an instance file. Raises ProblemInvalid naming the line, OSError without the file."""
    head, *rows = lines_of(path)
    vehicles, capacity, _ = head.numbers("number of vehicles", "capacity", "speed")
    if not rows:
        raise head.fault("is the last: there is no depot")
    depot, *tasks = (Task(line, *line.numbers(*_COLUMNS)) for line in rows)
    by_number = {task.number: task for task in tasks}
    for task in tasks:
        _require_partner(task, by_number)
    return Problem(
        name=path.stem,
        visits=(),
        shipments=tuple(_shipment(task, by_number[task.delivery], capacity) for task in tasks if task.delivery),
        caregivers=tuple(_vehicle(number, depot, capacity) for number in range(1, vehicles + 1)),
        matrices=(_matrix((depot, *tasks)),),
        depots=(Depot(str(depot.number)),),
        weights=_WEIGHTS,
    ).validated()


def _require_partner(task: Task, tasks: dict[int, Task]) -> None:
    if bool(task.pickup) == bool(task.delivery):
        raise task.line.fault("must name either its pickup or its delivery")
    partner = tasks.get(task.pickup or task.delivery)
    if partner is None or (partner.delivery or partner.pickup) != task.number or partner.demand != -task.demand:
        raise task.line.fault(f"does not fit task {task.pickup or task.delivery}")
    if task.latest < task.earliest or min(task.earliest, task.service) < 0:
        raise task.line.fault(f"cannot start between {task.earliest} and {task.latest}")


def _shipment(pickup: Task, delivery: Task, capacity: int) -> Shipment:
    if not 0 <= pickup.demand <= capacity:
        raise pickup.line.fault(f"demand {pickup.demand} is not between 0 and the capacity {capacity}")
    return Shipment(
        shipment_id=str(pickup.number), pickup=_handover(pickup), delivery=_handover(delivery), amount=pickup.demand
    )


def _handover(task: Task) -> Handover:
    window = TimeWindow(task.earliest * UNIT, task.latest * UNIT)
    return Handover(str(task.number), (window,), task.service * UNIT)


def _vehicle(number: int, depot: Task, capacity: int) -> Caregiver:
    place = str(depot.number)
    return Caregiver(
        caregiver_id=f"vehicle-{number}",
        shift=Shift(depot.earliest * UNIT, depot.latest * UNIT),
        start_place=place,
        end_place=place,
        vehicle="vehicle",
        capacity=capacity,
    )


def _matrix(points: tuple[Task, ...]) -> Matrix:
    table = tuple(tuple(round(UNIT * math.dist((a.x, a.y), (b.x, b.y))) for b in points) for a in points)
    return Matrix("vehicle", tuple(str(p.number) for p in points), table, table)
