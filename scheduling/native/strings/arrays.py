"""From a compiled problem to the array ``t`` of the string kernel."""

from dataclasses import dataclass

import numpy as np

from scheduling.native import tables as c
from scheduling.native.compile import Compiled
from scheduling.native.strings import layout as s
from scheduling.native.strings.ways import Places, Ways, near_of, places_of, ways_of
from scheduling.native.tables import I64, NEVER, NO_WAY, TRAVEL_MASK, table

LAST = NO_WAY - 1
"""The latest moment; a leg without a way always arrives later."""
MOST_CACHED = 1_000_000
"""Pairs of request and caregiver for which places are remembered."""
POOL_NUMBERS = 3_000_000
POOL_ROWS = 16_384

Requests = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many there are of everything."""

    ops: int
    requests: int
    people: int


def requests_of(compiled: Compiled) -> Requests:
    """The operations of each request: one of a visit, pickup and delivery of a shipment."""
    made: list[tuple[int, ...]] = []
    for number, operation in enumerate(compiled.operations):
        if operation.shipment is None:
            made.append((number,))
        elif operation.picks_up:
            made.append((number, number + 1))
    return tuple(made)


def string_tables(compiled: Compiled) -> tuple[I64, Sizes]:
    """The array (see ``layout``) and its sizes."""
    requests = requests_of(compiled)
    sizes = Sizes(len(compiled.operations), len(requests), len(compiled.problem.caregivers))
    ops = table(compiled.tables, c.T_HEAD, sizes.ops, c.O_WIDTH)
    who = table(compiled.tables, int(compiled.tables[c.T_PEOPLE_AT]), sizes.people, c.K_WIDTH)
    places = places_of(ops, who)
    ways = ways_of(compiled, who, places)
    operations = _operations(compiled, ops, places, requests)
    prices = _prices(compiled, sizes, requests)
    people = _people(compiled, who, places, prices)
    parts = {
        "operations": operations,
        "requests": _requests(compiled, operations, requests, _from_home(people, ways, places)),
        "people": people,
        "prices": prices,
        "near": near_of(operations, ways, places.size),
        "ways": ways.cells,
    }
    ends = s.T_HEAD + np.cumsum([part.size for part in parts.values()])
    begins = {name: int(end) - part.size for (name, part), end in zip(parts.items(), ends, strict=True)}
    people[:, s.P_FROM], people[:, s.P_TO] = begins["ways"] + ways.from_at, begins["ways"] + ways.to_at
    head = _head(compiled, sizes, places.size, parts["near"].shape[1], begins)
    return np.concatenate([head, *(part.ravel() for part in parts.values())]), sizes


def _head(compiled: Compiled, sizes: Sizes, places: int, near: int, begins: dict[str, int]) -> I64:
    weights, width = compiled.problem.weights, s.POOL_HEAD + sizes.ops
    values = {
        s.T_OPS: sizes.ops,
        s.T_REQUESTS: sizes.requests,
        s.T_PEOPLE: sizes.people,
        s.T_PLACES: places,
        s.T_NEAR_WIDTH: near,
        s.T_CACHED: sizes.requests * sizes.people <= MOST_CACHED,
        s.T_CARRIES: sizes.requests < sizes.ops,
        s.T_OVERTIME: weights.overtime_second,
        s.T_SOFT_END: weights.soft_end_second,
        s.T_REQUESTS_AT: begins["requests"],
        s.T_PEOPLE_AT: begins["people"],
        s.T_PRICES_AT: begins["prices"],
        s.T_NEAR_AT: begins["near"],
        s.T_POOL: min(POOL_ROWS, POOL_NUMBERS // width),
        s.T_POOL_WIDTH: width,
    }
    head = np.zeros(s.T_HEAD, dtype=np.int64)
    head[list(values)] = list(values.values())
    return head


def _from_home(people: I64, ways: Ways, places: Places) -> I64:
    """Ways from the start of the first caregiver to every place."""
    if not len(people):
        return np.zeros(places.size, dtype=np.int64)
    begin = int(ways.from_at[0]) + int(people[0, s.P_START]) * places.size
    return ways.cells[begin : begin + places.size]


def _operations(compiled: Compiled, ops: I64, places: Places, requests: Requests) -> I64:
    rows = np.zeros((len(ops), s.O_WIDTH), dtype=np.int64)
    rows[:, s.O_PLACE] = places.rows(ops[:, c.O_PLACE], end=False)
    rows[:, s.O_OPEN] = [o.windows[0][0] for o in compiled.operations]
    rows[:, s.O_CLOSE] = [min(o.windows[0][2], LAST) for o in compiled.operations]
    rows[:, s.O_DURATION] = ops[:, c.O_DURATION]
    rows[:, s.O_ABOARD] = ops[:, c.O_ABOARD]
    for q, members in enumerate(requests):
        rows[list(members), s.O_REQUEST] = q
    return rows


def _requests(compiled: Compiled, operations: I64, requests: Requests, home: I64) -> I64:
    rows = np.zeros((len(requests), s.Q_WIDTH), dtype=np.int64)
    for row, members in zip(rows, requests, strict=True):
        own = operations[list(members)]
        visit = compiled.operations[members[0]].visit
        row[s.Q_FIRST], row[s.Q_SECOND] = members[0], members[1] if len(members) > 1 else -1
        row[s.Q_LEFT_OUT] = compiled.operations[members[0]].left_out
        row[s.Q_LOAD] = visit.load if visit is not None else 0
        row[s.Q_AMOUNT], row[s.Q_COUNTED] = own[0, s.O_ABOARD], visit is not None
        row[s.Q_DEMAND] = row[s.Q_LOAD] + row[s.Q_AMOUNT]
        row[s.Q_FAR] = (home[own[:, s.O_PLACE]] & TRAVEL_MASK).max()
        row[s.Q_LENGTH] = (own[:, s.O_CLOSE] - own[:, s.O_OPEN]).sum()
        row[s.Q_OPEN], row[s.Q_CLOSE] = own[0, s.O_OPEN], own[-1, s.O_CLOSE]
    return rows


def _prices(compiled: Compiled, sizes: Sizes, requests: Requests) -> I64:
    """Price of each caregiver for each request; NEVER where the caregiver may not."""
    t = compiled.tables
    may = table(t, int(t[c.T_ALLOWED]), sizes.ops, sizes.people)
    price = table(t, int(t[c.T_ASSIGN_COST]), sizes.ops, sizes.people)
    first = [members[0] for members in requests]
    return np.where(may[first] == 1, price[first], NEVER).reshape(sizes.requests, sizes.people)


def _people(compiled: Compiled, who: I64, places: Places, prices: I64) -> I64:
    """Records of caregivers, without where their tables begin; those that are alike in everything are of one kind."""
    rows = np.zeros((len(who), s.P_WIDTH), dtype=np.int64)
    weights = compiled.problem.weights
    rows[:, s.P_START] = places.rows(who[:, c.K_START_PLACE], end=False)
    rows[:, s.P_END] = places.rows(who[:, c.K_END_PLACE], end=True)
    rows[:, s.P_LEAVE] = np.maximum(who[:, c.K_SHIFT_START], compiled.problem.freeze_time)
    rows[:, s.P_HARD_END] = np.minimum(who[:, c.K_HARD_END], LAST)
    rows[:, s.P_SHIFT_END] = who[:, c.K_SHIFT_END]
    rows[:, s.P_SOFT_END] = who[:, c.K_SOFT_END]
    rows[:, s.P_CAPACITY] = who[:, c.K_CAPACITY]
    rows[:, s.P_MAX_VISITS] = who[:, c.K_MAX_VISITS]
    rows[:, s.P_USED] = weights.used_caregiver
    over = (who[:, c.K_HARD_END] > who[:, c.K_SHIFT_END]) & (weights.overtime_second > 0)
    rows[:, s.P_TIMED] = over | ((who[:, c.K_SOFT_END] < who[:, c.K_SHIFT_END]) & (weights.soft_end_second > 0))
    kinds: dict[bytes, int] = {}
    for row, person, column in zip(rows, who, prices.T, strict=True):
        travel = person[[c.K_TABLE, c.K_ACCESS]].tobytes()
        row[s.P_KIND] = kinds.setdefault(row.tobytes() + travel + column.tobytes(), len(kinds))
    return rows
