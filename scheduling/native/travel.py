"""Tables of travel, prices and nearest laboratories as arrays."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from scheduling.native import tables as columns
from scheduling.native.tables import I64
from scheduling.problem import Matrix, Problem

Arrays = dict[str, npt.NDArray[np.integer[Any]]]


def i64(values: Iterable[int]) -> I64:
    """The numbers as an array."""
    return np.array(list(values), dtype=np.int64)


class _TheVery:
    """A key that is equal only for the very same object, which it keeps alive."""

    def __init__(self, matrices: tuple[Matrix, ...]) -> None:
        self.matrices = matrices

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _TheVery) and self.matrices is other.matrices

    def __hash__(self) -> int:
        return id(self.matrices)


def ground_arrays(matrices: tuple[Matrix, ...], places: tuple[str, ...]) -> tuple[I64, I64]:
    """Seconds and metres by table (ordered by vehicle and hour band), place and place; not to be written to.

    A place that is not in a matrix has no way to it. The last two answers are kept: a day's problems share matrices.
    """
    return _ground_arrays(_TheVery(matrices), places)


@lru_cache(maxsize=2)
def _ground_arrays(key: _TheVery, places: tuple[str, ...]) -> tuple[I64, I64]:
    matrices = sorted(key.matrices, key=lambda m: (m.vehicle, m.from_time))
    size, number = len(places), {place: n for n, place in enumerate(places)}
    travel = np.full((len(matrices), size, size), columns.NO_WAY, dtype=np.int64)
    metres = np.zeros((len(matrices), size, size), dtype=np.int64)
    for v, matrix in enumerate(matrices):
        rows = np.array([number[p] for p in matrix.places], dtype=np.int64)
        cells = np.ix_(rows, rows)
        travel[v][cells] = np.array(matrix.seconds, dtype=np.int64).reshape(len(rows), len(rows))
        metres[v][cells] = np.array(matrix.metres, dtype=np.int64).reshape(len(rows), len(rows))
    return travel, metres


@lru_cache(maxsize=2)
def _priced(key: _TheVery, places: tuple[str, ...], second: int, metre: int) -> tuple[I64, I64]:
    """Seconds, and the cells of the kernel: the price of a way above its seconds."""
    seconds, metres = _ground_arrays(key, places)
    travel = np.minimum(seconds, columns.NO_WAY)
    price = second * seconds + metre * metres
    price[seconds >= columns.NO_WAY] = 0  # only frozen stops are reached without a way, which is history
    return travel, (price << columns.TRAVEL_BITS) + travel


def travel_arrays(problem: Problem, places: tuple[str, ...]) -> Arrays:
    """Ways with their prices, what table each caregiver goes by, and the laboratories."""
    matrices, weights = sorted(problem.matrices, key=lambda m: (m.vehicle, m.from_time)), problem.weights
    vehicles = [m.vehicle for m in matrices]
    travel, cells = _priced(_TheVery(problem.matrices), places, weights.travel_second, weights.travel_metre)
    hard = i64(c.shift.end + c.shift.max_overtime for c in problem.caregivers)
    number = {place: n for n, place in enumerate(places)}
    lab, service = _laboratories(problem, travel, number)
    return {
        "K_TABLE": i64(vehicles.index(c.vehicle) for c in problem.caregivers),
        "K_TABLES": i64(vehicles.count(c.vehicle) for c in problem.caregivers),
        "band_from": i64(m.from_time for m in matrices),
        "travel": cells,
        "K_SAFE_END": hard - int(travel[travel < columns.NO_WAY].max(initial=0)),
        "lab": lab,
        "lab_service": service,
    }


def _laboratories(problem: Problem, travel: I64, number: dict[str, int]) -> tuple[I64, I64]:
    """The nearest laboratory of each place in each table (the place itself where there is none), and its service."""
    service = np.zeros(travel.shape[1], dtype=np.int64)
    labs = np.array([number[laboratory.place_id] for laboratory in problem.laboratories], dtype=np.int64)
    for laboratory in problem.laboratories:
        service[number[laboratory.place_id]] = laboratory.service_duration
    if not len(labs):
        return np.broadcast_to(np.arange(travel.shape[1], dtype=np.int64), travel.shape[:2]).copy(), service
    return labs[travel[:, :, labs].argmin(axis=2)].astype(np.int64), service
