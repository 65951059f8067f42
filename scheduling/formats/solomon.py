"""Vehicle routing with time windows in the text form of Solomon 1987 and of Gehring and Homberger 1999.

DIMACS convention (2021-22): the cost is distance alone, each way truncated to one decimal. Everything counts in tenths
here, so that the published distance = ``Score.total`` / 10; a way takes as long as it is far. Windows are hard, every
customer is required, and the number of vehicles is that of the file.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from scheduling.builder import ProblemBuilder
from scheduling.errors import ProblemInvalid
from scheduling.formats.lines import Line, lines_of
from scheduling.problem import Caregiver, Depot, Matrix, Problem, Shift, TimeWindow, Visit, Weights

UNIT = 10
"""Parts of a unit of distance or time: one decimal."""
_COLUMNS = ("customer", "x", "y", "demand", "ready time", "due date", "service time")
_WEIGHTS = Weights(travel_second=0, travel_metre=1, required_left_out=10**8)


@dataclass(frozen=True, slots=True)
class Customer:
    """One row of the table."""

    line: Line
    number: int
    x: int
    y: int
    demand: int
    ready: int
    due: int
    service: int


def published_cost(total: int) -> float:
    """A score total as the published distance."""
    return round(total / UNIT, 1)


def read_instance(path: Path) -> Problem:
    """The problem of an instance file. Raises ProblemInvalid naming the line, OSError without the file."""
    lines = lines_of(path)
    vehicles, capacity = _after(lines, "NUMBER").numbers("number of vehicles", "capacity")
    first = lines.index(_after(lines, "CUST"))
    depot, *customers = (_customer(line) for line in lines[first:])
    builder = ProblemBuilder(path.stem, _WEIGHTS).add(Depot(str(depot.number)))
    for customer in customers:
        builder.add(_visit(customer, capacity))
    for number in range(1, vehicles + 1):
        builder.add(_vehicle(number, depot, capacity))
    return builder.add(_matrix((depot, *customers))).build()


def _after(lines: tuple[Line, ...], word: str) -> Line:
    """The line behind the heading that begins with ``word``."""
    for heading, line in pairwise(lines):
        if heading.text.upper().split()[0].startswith(word) and len(heading.text.split()) > 1:
            return line
    raise ProblemInvalid(f"{lines[-1].file} line {lines[-1].number}", f"ends without a table headed {word}")


def _customer(line: Line) -> Customer:
    return Customer(line, *line.numbers(*_COLUMNS))


def _visit(customer: Customer, capacity: int) -> Visit:
    if customer.due < customer.ready:
        raise customer.line.fault(f"due date {customer.due} lies before ready time {customer.ready}")
    if customer.demand > capacity:
        raise customer.line.fault(f"demand {customer.demand} is more than a vehicle carries ({capacity})")
    if min(customer.demand, customer.service, customer.ready) < 0:
        raise customer.line.fault("demand, times and service may not be negative")
    return Visit(
        visit_id=str(customer.number),
        place_id=str(customer.number),
        service_duration=customer.service * UNIT,
        windows=(TimeWindow(customer.ready * UNIT, customer.due * UNIT),),
        load=customer.demand,
    )


def _vehicle(number: int, depot: Customer, capacity: int) -> Caregiver:
    place = str(depot.number)
    return Caregiver(
        caregiver_id=f"vehicle-{number}",
        shift=Shift(depot.ready * UNIT, depot.due * UNIT),
        start_place=place,
        end_place=place,
        vehicle="vehicle",
        capacity=capacity,
    )


def _matrix(points: tuple[Customer, ...]) -> Matrix:
    table = tuple(tuple(_truncated(a, b) for b in points) for a in points)
    return Matrix("vehicle", tuple(str(p.number) for p in points), table, table)


def _truncated(here: Customer, there: Customer) -> int:
    """The distance in whole tenths, exactly: floor(10 d) is the integer root of 100 d²."""
    return math.isqrt(UNIT * UNIT * ((here.x - there.x) ** 2 + (here.y - there.y) ** 2))
