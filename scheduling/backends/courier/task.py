"""What the child process is told: nodes, pairs, vehicles and tables by number; and what it answers."""

import msgspec

from scheduling.native import tables as c
from scheduling.native.compile import Compiled, Operation
from scheduling.native.tables import table

UNBOUND = 1 << 40
"""A capacity or a number that never binds."""


class Node(msgspec.Struct, frozen=True):
    """One operation. ``windows`` are open, soft end and hard end; ``amount`` is what it adds to what is carried."""

    place: int
    duration: int
    windows: tuple[tuple[int, int, int], ...]
    able: tuple[int, ...]
    left_out: int
    amount: int
    visits: int


class Pair(msgspec.Struct, frozen=True):
    """Pickup and delivery by number of node; ``keeps`` is the most seconds from the end of one to the other."""

    pickup: int
    delivery: int
    keeps: int | None


class Van(msgspec.Struct, frozen=True):
    """One caregiver. ``kind`` is the number of the table, ``prices`` is what each node costs with this caregiver."""

    kind: int
    start: int
    end: int
    leave: int
    shift_end: int
    hard_end: int
    access: int
    capacity: int
    most: int
    prices: tuple[int, ...]


class Task(msgspec.Struct, frozen=True):
    """The whole of it. Tables are by kind of vehicle, then by place."""

    nodes: tuple[Node, ...]
    pairs: tuple[Pair, ...]
    vans: tuple[Van, ...]
    seconds: tuple[tuple[tuple[int, ...], ...], ...]
    prices: tuple[tuple[tuple[int, ...], ...], ...]
    late_second: int
    overtime_second: int
    used: int
    limit_s: float


class Answer(msgspec.Struct, frozen=True):
    """A better plan: its cost as the library counts it, and (node, start) in order for each vehicle."""

    cost: int
    routes: tuple[tuple[tuple[int, int], ...], ...]


def task_of(compiled: Compiled, limit_s: float) -> Task:
    """The task of a problem for which ``scope.beyond_routing`` finds nothing."""
    problem, operations = compiled.problem, compiled.operations
    bands = sorted(problem.matrices, key=lambda m: m.vehicle)
    seconds, prices = _tables(compiled)
    people = table(compiled.tables, int(compiled.tables[c.T_ASSIGN_COST]), len(operations), len(problem.caregivers))
    kinds = {matrix.vehicle: number for number, matrix in enumerate(bands)}
    return Task(
        nodes=tuple(_node(compiled, n, o) for n, o in enumerate(operations)),
        pairs=tuple(
            Pair(n, n + 1, o.shipment.cold_chain) for n, o in enumerate(operations) if o.shipment and o.picks_up
        ),
        vans=tuple(_van(compiled, k, kinds, tuple(people[:, k].tolist())) for k in range(len(problem.caregivers))),
        seconds=seconds,
        prices=prices,
        late_second=problem.weights.late_second,
        overtime_second=problem.weights.overtime_second,
        used=problem.weights.used_caregiver,
        limit_s=limit_s,
    )


Tables = tuple[tuple[tuple[int, ...], ...], ...]


def _tables(compiled: Compiled) -> tuple[Tables, Tables]:
    """Seconds and prices by vehicle, place and place."""
    count, vehicles = len(compiled.places), len(compiled.problem.matrices)
    cells = compiled.tables[int(compiled.tables[c.T_TRAVEL]) :][: vehicles * count * count]
    cells = cells.reshape(vehicles, count, count)
    seconds, prices = (cells & c.TRAVEL_MASK).tolist(), (cells >> c.TRAVEL_BITS).tolist()
    return _frozen(seconds), _frozen(prices)


def _frozen(cells: list[list[list[int]]]) -> Tables:
    return tuple(tuple(tuple(row) for row in rows) for rows in cells)


def _node(compiled: Compiled, number: int, operation: Operation) -> Node:
    shipment, visit = operation.shipment, operation.visit
    amount = visit.load if visit else 0
    if shipment is not None:
        amount = shipment.amount if operation.picks_up else -shipment.amount
    return Node(
        place=compiled.numbers[operation.place_id],
        duration=operation.duration,
        windows=tuple(sorted(w for w in operation.windows if w[0] <= w[2])),
        able=tuple(k for k, may in enumerate(compiled.allowed[number].tolist()) if may),
        left_out=operation.left_out,
        amount=amount,
        visits=int(visit is not None),
    )


def _van(compiled: Compiled, k: int, kinds: dict[str, int], prices: tuple[int, ...]) -> Van:
    caregiver = compiled.problem.caregivers[k]
    shift = caregiver.shift
    return Van(
        kind=kinds[caregiver.vehicle],
        start=compiled.numbers[caregiver.start_place],
        end=compiled.numbers[caregiver.end_place],
        leave=max(shift.start, compiled.problem.freeze_time),
        shift_end=shift.end,
        hard_end=shift.end + shift.max_overtime,
        access=caregiver.access_duration,
        capacity=UNBOUND if caregiver.capacity is None else caregiver.capacity,
        most=UNBOUND if caregiver.max_visits is None else caregiver.max_visits,
        prices=prices,
    )
