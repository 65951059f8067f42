"""The working array of one string search: empty routes, given routes, and reading the best ones."""

from collections.abc import Mapping, Sequence

import numpy as np

from scheduling.native.strings import layout as s
from scheduling.native.strings.arrays import Sizes
from scheduling.native.tables import I64, flatten, table


def new_plan(t: I64, sizes: Sizes, seed: int) -> I64:
    """Nothing is planned yet."""
    cached = sizes.requests if t[s.T_CACHED] == 1 else min(1, sizes.requests)
    columns = {
        "routes": sizes.people * s.ROUTE_WIDTH, "cache": cached * sizes.people * s.CACHE, "removed": sizes.requests,
        "keys": sizes.requests, "touched": sizes.people, "saved": sizes.ops, "absent": sizes.requests,
        "seen": sizes.people, "best": sizes.ops, "best_at": sizes.people + 1,
        "pool": int(t[s.T_POOL]) * int(t[s.T_POOL_WIDTH]), "span": sizes.ops,
    }  # fmt: skip
    arrays = {name: np.zeros(size, dtype=np.int64) for name, size in columns.items()}
    arrays["cache"][:] = -1
    r = flatten([0] * s.R_NUMBERS, np.zeros(s.R_HEAD - s.R_NUMBERS - len(columns), np.int64), arrays, s.R_NAMES)
    nodes = _nodes(t, sizes)
    r[s.R_NUMBERS : s.R_NUMBERS + len(columns)] += nodes.size
    r = np.concatenate([r[: s.R_HEAD], nodes.ravel(), r[s.R_HEAD :]])
    r[s.N_RNG] = (seed * 6364136223846793005 + 1442695040888963407) % (1 << 62) or 1
    return r


def _nodes(t: I64, sizes: Sizes) -> I64:
    """Stops in no route, and for each caregiver a start followed by an end."""
    rows = np.zeros((sizes.ops + 2 * sizes.people, s.NODE), dtype=np.int64)
    rows[: sizes.ops, s.AT] = table(t, s.T_HEAD, sizes.ops, s.O_WIDTH)[:, s.O_PLACE]
    rows[: sizes.ops, s.ROUTE] = -1
    who = table(t, int(t[s.T_PEOPLE_AT]), sizes.people, s.P_WIDTH)
    starts, ends = rows[sizes.ops :: 2], rows[sizes.ops + 1 :: 2]
    address = s.R_HEAD + s.NODE * np.arange(sizes.ops, sizes.ops + 2 * sizes.people, dtype=np.int64)
    starts[:, s.AT], ends[:, s.AT] = who[:, s.P_START], who[:, s.P_END]
    starts[:, s.NEXT], ends[:, s.BEFORE] = address[1::2], address[::2]
    starts[:, s.ROUTE] = ends[:, s.ROUTE] = np.arange(sizes.people)
    return rows


def write_routes(r: I64, routes: Mapping[int, Sequence[int]]) -> list[tuple[int, int, int]]:
    """Write nodes of the routes where ``relink`` reads them; returns caregiver, where they begin, and how many."""
    at, made = int(r[s.R_SAVED]), []
    for k, operations in routes.items():
        r[at : at + len(operations)] = [s.R_HEAD + op * s.NODE for op in operations]
        made.append((k, at, len(operations)))
        at += len(operations)
    return made


def best_routes(r: I64, people: int) -> dict[int, list[int]]:
    """Operations in order by caregiver, used caregivers only."""
    ends = r[int(r[s.R_BEST_AT]) : int(r[s.R_BEST_AT]) + people + 1]
    stops = r[int(r[s.R_BEST]) : int(r[s.R_BEST]) + int(ends[-1])].tolist()
    return {k: stops[ends[k] : ends[k + 1]] for k in range(people) if ends[k] < ends[k + 1]}


def pooled(t: I64, r: I64) -> dict[tuple[int, tuple[int, ...]], int]:
    """Price of each route in the pool by caregiver and operations."""
    rows = table(r, int(r[s.R_POOL]), int(t[s.T_POOL]), int(t[s.T_POOL_WIDTH]))
    return {
        (int(row[s.POOL_PERSON]), tuple(row[s.POOL_HEAD : s.POOL_HEAD + row[s.POOL_COUNT]].tolist())): int(
            row[s.POOL_PRICE]
        )
        for row in rows[rows[:, s.POOL_COUNT] > 0]
    }
