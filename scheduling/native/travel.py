"""Tables of travel, prices and nearest laboratories as arrays."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from scheduling.native import tables as columns
from scheduling.native.tables import I64
from scheduling.problem import Problem

Arrays = dict[str, npt.NDArray[np.integer[Any]]]


def i64(values: Iterable[int]) -> I64:
    """The numbers as an array."""
    return np.array(list(values), dtype=np.int64)


def travel_arrays(problem: Problem, places: Sequence[str]) -> Arrays:
    """Tables ordered by vehicle and hour band; a place that is not in a matrix has no way to it."""
    matrices = sorted(problem.matrices, key=lambda m: (m.vehicle, m.from_time))
    vehicles = [m.vehicle for m in matrices]
    size, weights = len(places), problem.weights
    travel = np.full((len(matrices), size, size), columns.NO_WAY, dtype=np.int64)
    price = np.zeros((len(matrices), size, size), dtype=np.int64)
    number = {place: n for n, place in enumerate(places)}
    for v, matrix in enumerate(matrices):
        rows = np.array([number[p] for p in matrix.places], dtype=np.int64)
        seconds = np.array(matrix.seconds, dtype=np.int64).reshape(len(rows), len(rows))
        metres = np.array(matrix.metres, dtype=np.int64).reshape(len(rows), len(rows))
        travel[v][np.ix_(rows, rows)] = np.minimum(seconds, columns.NO_WAY)
        price[v][np.ix_(rows, rows)] = weights.travel_second * seconds + weights.travel_metre * metres
    hard = i64(c.shift.end + c.shift.max_overtime for c in problem.caregivers)
    lab, service = _laboratories(problem, travel, number)
    return {
        "K_TABLE": i64(vehicles.index(c.vehicle) for c in problem.caregivers),
        "K_TABLES": i64(vehicles.count(c.vehicle) for c in problem.caregivers),
        "band_from": i64(m.from_time for m in matrices),
        "travel": (price << columns.TRAVEL_BITS) + travel,
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
