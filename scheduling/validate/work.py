"""Visits, shipments, inventories, laboratories."""

from scheduling.problem import Problem, Shipment, Visit
from scheduling.validate.need import amount, distinct, need, windows


def validate_work(problem: Problem) -> None:
    """Every visit and shipment can be understood: windows, places, kits, levels, prices."""
    distinct("visits", (v.visit_id for v in problem.visits))
    distinct("shipments", (s.shipment_id for s in problem.shipments))
    distinct("inventories", (i.kit for i in problem.inventories))
    distinct("laboratories", (x.place_id for x in problem.laboratories))
    both = {v.visit_id for v in problem.visits} & {s.shipment_id for s in problem.shipments}
    for name in sorted(both):
        need(False, f"shipments[{name}]", "is the id of a visit too")
    known = _Known(problem)
    for visit in problem.visits:
        _visit(problem, known, visit)
    for shipment in problem.shipments:
        _shipment(known, shipment)
    for inventory in problem.inventories:
        field = f"inventories[{inventory.kit}]"
        amount(f"{field}.units", inventory.units)
        amount(f"{field}.cleaning", inventory.cleaning)
        known.place(f"{field}.place_id", inventory.place_id)
    for laboratory in problem.laboratories:
        amount(f"laboratories[{laboratory.place_id}].service_duration", laboratory.service_duration)
        known.place(f"laboratories[{laboratory.place_id}].place_id", laboratory.place_id)


class _Known:
    """The names a problem knows."""

    def __init__(self, problem: Problem) -> None:
        self.matrices = [(m.vehicle, frozenset(m.places)) for m in problem.matrices]
        self.kits = frozenset(i.kit for i in problem.inventories)
        self.people = frozenset(c.caregiver_id for c in problem.caregivers)

    def place(self, field: str, place_id: str) -> None:
        """The place is in every matrix."""
        for vehicle, places in self.matrices:
            need(place_id in places, field, f"{place_id!r} is not in the matrix of {vehicle!r}")


def _visit(problem: Problem, known: _Known, visit: Visit) -> None:
    field = f"visits[{visit.visit_id}]"
    for name in ("service_duration", "penalty", "load", "specimen_deadline"):
        amount(f"{field}.{name}", getattr(visit, name))
    need(1 <= visit.priority <= 9, f"{field}.priority", f"{visit.priority} is outside 1..9")
    windows(f"{field}.windows", visit.windows)
    known.place(f"{field}.place_id", visit.place_id)
    for skill in visit.minimum_levels:
        need(skill in visit.required_skills, f"{field}.minimum_levels[{skill}]", "is not one of the required skills")
    for kit in visit.equipment:
        need(kit in known.kits, f"{field}.equipment", f"there is no inventory of {kit!r}")
    for name in ("required_caregivers", "preferred_caregivers", "prohibited_caregivers"):
        for person in getattr(visit, name):
            need(person in known.people, f"{field}.{name}", f"unknown caregiver {person!r}")
    need(
        visit.specimen_deadline is None or bool(problem.laboratories),
        f"{field}.specimen_deadline",
        "there is no laboratory",
    )
    need(not visit.daylight_only or problem.daylight is not None, f"{field}.daylight_only", "daylight is not given")


def _shipment(known: _Known, shipment: Shipment) -> None:
    field = f"shipments[{shipment.shipment_id}]"
    for name in ("amount", "penalty", "cold_chain", "valid_until"):
        amount(f"{field}.{name}", getattr(shipment, name))
    need(1 <= shipment.priority <= 9, f"{field}.priority", f"{shipment.priority} is outside 1..9")
    for name in ("pickup", "delivery"):
        end = getattr(shipment, name)
        amount(f"{field}.{name}.service_duration", end.service_duration)
        windows(f"{field}.{name}.windows", end.windows)
        known.place(f"{field}.{name}.place_id", end.place_id)
    need(not shipment.kit or shipment.kit in known.kits, f"{field}.kit", f"there is no inventory of {shipment.kit!r}")
