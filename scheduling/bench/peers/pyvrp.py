"""PyVRP: routing with hard windows, loads and shipments. It knows no skills, no pairs and no lateness."""

import time
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import groupby
from typing import Any

import numpy as np

from scheduling.bench.peers.plain import WITHOUT_LIMIT, numbers, require_plain, way_prices
from scheduling.bench.peers.priced import Call, priced
from scheduling.bench.peers.unable import PeerUnable
from scheduling.check import Verdict
from scheduling.problem import Caregiver, Problem, Shipment, TimeWindow, Visit
from scheduling.result import Solution


class PyVrp:
    """Its iterated local search, one thread, until the time is up."""

    name = "pyvrp"

    def plan(self, problem: Problem, seconds: float, seed: int) -> tuple[Solution, Verdict]:
        """Its best plan after ``seconds`` of wall time; raises PeerUnable."""
        if find_spec("pyvrp") is None:
            raise PeerUnable("not installed")
        import pyvrp
        from pyvrp.stop import MaxRuntime

        require_plain(problem)
        began = time.monotonic()
        fleet = _fleet(problem)
        data = _data(problem, fleet)
        left_s = seconds - (time.monotonic() - began)
        best = pyvrp.solve(data, MaxRuntime(max(0.01, left_s)), seed=seed, collect_stats=False, display=False).best
        return priced(problem, dict(_tours(problem, best, fleet)), self.name, time.monotonic() - began)


def _fleet(problem: Problem) -> list[list[Caregiver]]:
    """Caregivers with the same shift, places and capacity: one kind of vehicle."""

    def kind(person: Caregiver) -> str:
        return repr((person.shift, person.start_place, person.end_place, person.capacity))

    return [list(same) for _, same in groupby(sorted(problem.caregivers, key=kind), key=kind)]


def _data(problem: Problem, fleet: list[list[Caregiver]]) -> Any:
    """Their problem: clients are our visits in order, shipments ours in order."""
    import pyvrp

    matrix = problem.matrices[0]
    rows = numbers(matrix)
    places = sorted({place for person in problem.caregivers for place in (person.start_place, person.end_place)})
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in matrix.places],
        clients=[pyvrp.Client(**_client(visit, rows)) for visit in problem.visits],
        depots=[pyvrp.Depot(location=rows[place]) for place in places],
        vehicle_types=[pyvrp.VehicleType(**_vehicle(same, places)) for same in fleet],
        distance_matrices=[np.array(way_prices(problem), dtype=np.int64)],
        duration_matrices=[np.array(matrix.seconds, dtype=np.int64)],
        shipments=[pyvrp.Shipment(**_shipment(shipment, rows)) for shipment in problem.shipments],
    )


def _client(visit: Visit, rows: dict[str, int]) -> dict[str, Any]:
    window = _one(visit.windows)
    return {
        "location": rows[visit.place_id],
        "delivery": [visit.load],
        "service_duration": visit.service_duration,
        "tw_early": window.start,
        "tw_late": window.end,
    }


def _shipment(shipment: Shipment, rows: dict[str, int]) -> dict[str, Any]:
    facts: dict[str, Any] = {"amount": [shipment.amount]}
    for name, end in (("pickup", shipment.pickup), ("delivery", shipment.delivery)):
        window = _one(end.windows)
        facts |= {
            f"{name}_location": rows[end.place_id],
            f"{name}_tw_early": window.start,
            f"{name}_tw_late": window.end,
            f"{name}_service_duration": end.service_duration,
        }
    return facts


def _one(windows: tuple[TimeWindow, ...]) -> TimeWindow:
    if len(windows) != 1:
        raise PeerUnable("no several windows")
    return windows[0]


def _vehicle(same: list[Caregiver], places: list[str]) -> dict[str, Any]:
    person = same[0]
    return {
        "num_available": len(same),
        "capacity": [WITHOUT_LIMIT if person.capacity is None else person.capacity],
        "start_depot": places.index(person.start_place),
        "end_depot": places.index(person.end_place),
        "tw_early": person.shift.start,
        "tw_late": person.shift.end,
    }


def _tours(problem: Problem, best: Any, fleet: list[list[Caregiver]]) -> Iterator[tuple[str, tuple[Call, ...]]]:
    free = [list(same) for same in fleet]
    for route in best.routes():
        person = free[route.vehicle_type()].pop()
        yield person.caregiver_id, tuple(_call(problem, stop) for stop in route if not stop.is_depot())


def _call(problem: Problem, stop: Any) -> Call:
    number: int = stop.idx
    if stop.is_client():
        return Call(problem.visits[number].visit_id)
    return Call(problem.shipments[number].shipment_id, "pickup" if stop.is_pickup() else "delivery")
