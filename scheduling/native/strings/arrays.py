"""From a compiled problem to the arrays of the string kernel."""

from dataclasses import dataclass

import numpy as np

from scheduling.native import tables as c
from scheduling.native.compile import Compiled
from scheduling.native.strings import layout as s
from scheduling.native.tables import I64, NEVER, NO_WAY, TRAVEL_BITS, TRAVEL_MASK, table

NEIGHBOURS = 128
"""Stops among which strings are looked for, for each stop."""
LAST = NO_WAY - 1
"""The latest moment; a leg without a way always arrives later."""
MOST_CACHED = 1_000_000
"""Pairs of request and caregiver for which places are remembered."""
POOL_NUMBERS = 3_000_000
POOL_ROWS = 16_384


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many there are of everything."""

    ops: int
    requests: int
    people: int


@dataclass(frozen=True, slots=True)
class _Places:
    """Rows of the tables of travel: each place, and once more as an end of routes, which has no access."""

    number: dict[tuple[int, bool], int]

    def rows(self, places: I64, end: bool) -> I64:
        """The rows of these numbers of places."""
        return np.array([self.number[int(place), end] for place in places], dtype=np.int64)


def requests_of(compiled: Compiled) -> tuple[tuple[int, ...], ...]:
    """The operations of each request: one of a visit, pickup and delivery of a shipment."""
    made: list[tuple[int, ...]] = []
    for number, operation in enumerate(compiled.operations):
        if operation.shipment is None:
            made.append((number,))
        elif operation.picks_up:
            made.append((number, number + 1))
    return tuple(made)


def string_tables(compiled: Compiled) -> tuple[I64, Sizes]:
    """The array ``t`` (see ``layout``) and its sizes."""
    requests = requests_of(compiled)
    sizes = Sizes(len(compiled.operations), len(requests), len(compiled.problem.caregivers))
    ops = table(compiled.tables, c.T_HEAD, sizes.ops, c.O_WIDTH)
    who = table(compiled.tables, int(compiled.tables[c.T_PEOPLE_AT]), sizes.people, c.K_WIDTH)
    places = _places(ops, who)
    operations = _operations(compiled, ops, places, requests)
    prices = _prices(compiled, sizes, requests)
    travel, starts = _travel(compiled, who, places)
    near = _near(operations, travel[0], len(places.number))
    head_at = s.T_HEAD + operations.size
    requests_at = head_at + sizes.requests * s.Q_WIDTH
    prices_at = requests_at + sizes.people * s.P_WIDTH
    near_at = prices_at + prices.size
    travel_at = near_at + near.size
    people = _people(compiled, who, places, travel_at + starts, prices)
    wanted = _requests(compiled, operations, requests, travel[0], people)
    head = np.zeros(s.T_HEAD, dtype=np.int64)
    weights = compiled.problem.weights
    width = s.POOL_HEAD + sizes.ops
    head[: s.T_POOL_WIDTH + 1] = (
        sizes.ops, sizes.requests, sizes.people, len(places.number), near.shape[1],
        sizes.requests * sizes.people <= MOST_CACHED, len(requests) < sizes.ops, weights.overtime_second,
        weights.soft_end_second, head_at, requests_at, prices_at, near_at,
        min(POOL_ROWS, POOL_NUMBERS // width), width,
    )  # fmt: skip
    parts = (head, operations, wanted, people, prices, near, travel)
    return np.concatenate([part.ravel() for part in parts]).astype(np.int64), sizes


def _places(ops: I64, who: I64) -> _Places:
    used = [(int(p), False) for p in (*ops[:, c.O_PLACE], *who[:, c.K_START_PLACE])]
    used += [(int(p), True) for p in who[:, c.K_END_PLACE]]
    return _Places({key: n for n, key in enumerate(dict.fromkeys(used))})


def _operations(compiled: Compiled, ops: I64, places: _Places, requests: tuple[tuple[int, ...], ...]) -> I64:
    rows = np.zeros((len(ops), s.O_WIDTH), dtype=np.int64)
    rows[:, s.O_PLACE] = places.rows(ops[:, c.O_PLACE], False)
    rows[:, s.O_OPEN] = [o.windows[0][0] for o in compiled.operations]
    rows[:, s.O_CLOSE] = [min(o.windows[0][2], LAST) for o in compiled.operations]
    rows[:, s.O_DURATION] = ops[:, c.O_DURATION]
    rows[:, s.O_ABOARD] = ops[:, c.O_ABOARD]
    for q, members in enumerate(requests):
        rows[list(members), s.O_REQUEST] = q
    return rows


def _requests(
    compiled: Compiled, operations: I64, requests: tuple[tuple[int, ...], ...], travel: I64, people: I64
) -> I64:
    """Records of requests; the tables of the first caregiver say what is far."""
    rows = np.zeros((len(requests), s.Q_WIDTH), dtype=np.int64)
    size = int(np.sqrt(travel.size // 2))
    home = travel[: size * size].reshape(size, size)[people[0, s.P_START]] if len(people) else np.zeros(size)
    for row, members in zip(rows, requests, strict=True):
        own = operations[list(members)]
        visit = compiled.operations[members[0]].visit
        row[s.Q_FIRST], row[s.Q_SECOND] = members[0], members[1] if len(members) > 1 else -1
        row[s.Q_LEFT_OUT] = compiled.operations[members[0]].left_out
        row[s.Q_LOAD] = visit.load if visit is not None else 0
        row[s.Q_AMOUNT], row[s.Q_COUNTED] = own[0, s.O_ABOARD], visit is not None
        row[s.Q_DEMAND] = row[s.Q_LOAD] + row[s.Q_AMOUNT]
        row[s.Q_FAR] = min(int(home[own[:, s.O_PLACE]].max()) & TRAVEL_MASK, LAST)
        row[s.Q_LENGTH] = (own[:, s.O_CLOSE] - own[:, s.O_OPEN]).sum()
        row[s.Q_OPEN], row[s.Q_CLOSE] = own[0, s.O_OPEN], own[-1, s.O_CLOSE]
    return rows


def _prices(compiled: Compiled, sizes: Sizes, requests: tuple[tuple[int, ...], ...]) -> I64:
    """Price of each caregiver for each request; NEVER where the caregiver may not."""
    t = compiled.tables
    may = table(t, int(t[c.T_ALLOWED]), sizes.ops, sizes.people)
    price = table(t, int(t[c.T_ASSIGN_COST]), sizes.ops, sizes.people)
    first = [members[0] for members in requests]
    return np.where(may[first] == 1, price[first], NEVER).reshape(sizes.requests, sizes.people)


def _people(compiled: Compiled, who: I64, places: _Places, travel_at: I64, prices: I64) -> I64:
    rows = np.zeros((len(who), s.P_WIDTH), dtype=np.int64)
    weights, size = compiled.problem.weights, len(places.number)
    rows[:, s.P_FROM] = travel_at
    rows[:, s.P_TO] = travel_at + size * size
    rows[:, s.P_START] = places.rows(who[:, c.K_START_PLACE], False)
    rows[:, s.P_END] = places.rows(who[:, c.K_END_PLACE], True)
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
    for row, column in zip(rows, prices.T, strict=True):
        row[s.P_KIND] = kinds.setdefault(row.tobytes() + column.tobytes(), len(kinds))
    return rows


def _travel(compiled: Compiled, who: I64, places: _Places) -> tuple[I64, I64]:
    """Tables (ways from each place, then ways to each place) by vehicle and access, and where each caregiver's begins."""
    keys = [(int(row[c.K_TABLE]), int(row[c.K_ACCESS])) for row in who]
    kinds = {key: n for n, key in enumerate(dict.fromkeys(keys))} or {(0, 0): 0}
    size, count = len(places.number), int(compiled.tables[c.T_PLACES])
    made = np.zeros((len(kinds), 2 * size * size), dtype=np.int64)
    at = np.array([place for place, _ in places.number], dtype=np.int64)
    end = np.array([is_end for _, is_end in places.number], dtype=np.bool_)
    for (number, access), n in kinds.items():
        begin = int(compiled.tables[c.T_TRAVEL]) + number * count * count
        cells = table(compiled.tables, begin, count, count)[np.ix_(at, at)]
        walk = np.where((at[:, None] != at[None, :]) & ~end[None, :], access, 0)
        seconds = np.minimum((cells & TRAVEL_MASK) + walk, NO_WAY)
        cells = ((cells >> TRAVEL_BITS) << TRAVEL_BITS) + seconds
        made[n] = np.concatenate([cells.ravel(), cells.T.ravel()])
    return made, np.array([kinds[key] * 2 * size * size for key in keys], dtype=np.int64)


def _near(operations: I64, travel: I64, size: int) -> I64:
    """For each operation the nearest others, by price and then seconds of the way."""
    at = operations[:, s.O_PLACE]
    way = travel[: size * size].reshape(size, size)[np.ix_(at, at)]
    way = np.minimum(way, way.T)
    np.fill_diagonal(way, NEVER)
    count = min(NEIGHBOURS, max(0, len(at) - 1))
    return np.argsort(way, axis=1, kind="stable")[:, :count].astype(np.int64)
