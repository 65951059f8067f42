"""A problem and a plan side by side, with everything found by id; nothing here is shared with any engine."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from scheduling.problem import Caregiver, Inventory, Laboratory, Matrix, Pin, Problem, Shipment, Underway, Visit
from scheduling.result import Route, Solution, Stop

Key = tuple[str, str, bool]
"""Which operation a stop is: visit or shipment id, kind, and whether it is the companion's part."""


@dataclass(slots=True)
class Facts:
    """Look-up tables of one check."""

    problem: Problem
    solution: Solution
    visits: dict[str, Visit] = field(init=False)
    shipments: dict[str, Shipment] = field(init=False)
    caregivers: dict[str, Caregiver] = field(init=False)
    laboratories: dict[str, Laboratory] = field(init=False)
    inventories: dict[str, Inventory] = field(init=False)
    pins: dict[str, Pin] = field(init=False)
    underway: dict[str, Underway] = field(init=False)
    bands: dict[str, list[Matrix]] = field(init=False)
    rows: dict[tuple[str, int], dict[str, int]] = field(init=False)
    stops: dict[Key, list[tuple[Route, Stop]]] = field(init=False)

    def __post_init__(self) -> None:
        problem = self.problem
        self.visits = {v.visit_id: v for v in problem.visits}
        self.shipments = {s.shipment_id: s for s in problem.shipments}
        self.caregivers = {c.caregiver_id: c for c in problem.caregivers}
        self.laboratories = {x.place_id: x for x in problem.laboratories}
        self.inventories = {x.kit: x for x in problem.inventories}
        self.pins = {p.visit_id: p for p in problem.pins}
        self.underway = {u.shipment_id: u for u in problem.underway}
        self.bands = {}
        for matrix in sorted(problem.matrices, key=lambda m: m.from_time):
            self.bands.setdefault(matrix.vehicle, []).append(matrix)
        self.rows = {(m.vehicle, m.from_time): {p: n for n, p in enumerate(m.places)} for m in problem.matrices}
        self.stops = {}
        for route in self.solution.routes:
            for stop in route.stops:
                self.stops.setdefault((stop.visit_id, stop.kind, stop.companion), []).append((route, stop))

    def leg(self, caregiver: Caregiver, here: str, there: str, moment: int) -> tuple[int, int] | None:
        """Seconds and metres of a way left at ``moment``; None when a place is not in the matrix."""
        matrix = [m for m in self.bands[caregiver.vehicle] if m.from_time <= moment][-1:] or self.bands[
            caregiver.vehicle
        ][:1]
        rows = self.rows[matrix[0].vehicle, matrix[0].from_time]
        if here not in rows or there not in rows:
            return None
        return matrix[0].seconds[rows[here]][rows[there]], matrix[0].metres[rows[here]][rows[there]]

    def begun(self, stop: Stop) -> int | None:
        """When a stop that stands began; None for any other."""
        if stop.kind == "visit":
            pin = self.pins.get(stop.visit_id)
            return pin.start if pin is not None and pin.frozen else None
        item = self.underway.get(stop.visit_id) if stop.kind != "laboratory" else None
        if item is None:
            return None
        return item.picked_up if stop.kind == "pickup" else item.delivered

    def planned(self, key: Key) -> tuple[Route, Stop] | None:
        """The route and stop of an operation, if it is planned."""
        found = self.stops.get(key)
        return found[0] if found else None

    def operations(self) -> Iterator[tuple[str, tuple[Key, ...]]]:
        """Every visit and shipment with the operations it consists of."""
        for visit in self.problem.visits:
            parts = (False, True) if visit.two_person else (False,)
            yield visit.visit_id, tuple((visit.visit_id, "visit", part) for part in parts)
        for shipment in self.problem.shipments:
            yield shipment.shipment_id, tuple((shipment.shipment_id, kind, False) for kind in ("pickup", "delivery"))


def main_visits(route: Route) -> tuple[Stop, ...]:
    """The visit stops of a route without companions' parts."""
    return tuple(stop for stop in route.stops if stop.kind == "visit" and not stop.companion)
