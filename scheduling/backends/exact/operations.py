"""What has to be done: every operation with its bounds, who may do it, and what that costs besides the way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduling.ground import TimeWindow
from scheduling.problem import Caregiver, Pin, Problem, Shipment, Visit
from scheduling.result import StopKind

Key = tuple[str, StopKind, bool]
"""Visit or shipment, kind, and whether it is the companion's part."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One caregiver's work at one place. Starts in [earliest, latest]; ``price`` by number of an able caregiver."""

    key: Key
    place_id: str
    duration: int
    windows: tuple[TimeWindow, ...]
    earliest: int
    latest: int
    price: dict[int, int]
    pinned: int | None = None
    frozen: bool = False
    load: int = 0
    amount: int = 0
    specimen: int | None = None
    kits: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The visit or shipment."""
        return self.key[0]

    def late_at(self, start: int) -> int:
        """Least lateness over the windows that admit the start, or over all when none does (a bound start)."""
        admitting = [w for w in self.windows if w.start <= start and (start <= w.end or not w.hard)]
        return min(max(0, start - w.end) for w in admitting or self.windows)


def operations_of(problem: Problem) -> tuple[Operation, ...]:
    """Every operation, in the order of visits and shipments."""
    pins = {p.visit_id: p for p in problem.pins}
    made: list[Operation] = []
    for visit in problem.visits:
        pin = pins.get(visit.visit_id, Pin(visit_id=visit.visit_id))
        made += [_visit(problem, visit, pin, part) for part in ((False, True) if visit.two_person else (False,))]
    for shipment in problem.shipments:
        made += [_handover(problem, shipment, kind) for kind in ("pickup", "delivery")]
    return tuple(made)


def together(problem: Problem, operations: tuple[Operation, ...]) -> Iterator[tuple[tuple[int, ...], int]]:
    """Numbers of operations that are planned or left out together, with the price of leaving them out."""
    head = {name: name for name in (o.name for o in operations)}

    def find(name: str) -> str:
        while head[name] != name:
            name = head[name]
        return name

    ties = [group.visit_ids for group in problem.groups] + [(d.first, d.second) for d in problem.dependencies]
    for tie in ties:
        for name in tie[1:]:
            head[find(name)] = find(tie[0])
    units: dict[str, list[int]] = {}
    for number, operation in enumerate(operations):
        units.setdefault(find(operation.name), []).append(number)
    prices = dict(_left_out(problem))
    for unit in units.values():
        yield tuple(unit), sum(prices[name] for name in {operations[n].name for n in unit})


def _left_out(problem: Problem) -> Iterator[tuple[str, int]]:
    required = problem.weights.required_left_out
    for visit in problem.visits:
        yield visit.visit_id, visit.penalty if visit.optional else required * visit.priority
    for shipment in problem.shipments:
        yield shipment.shipment_id, shipment.penalty if shipment.optional else required * shipment.priority


def _visit(problem: Problem, visit: Visit, pin: Pin, companion: bool) -> Operation:
    people = enumerate(problem.caregivers)
    able = [k for k, c in people if (_may_accompany(c, visit) if companion else _may_serve(c, visit, pin))]
    earliest, latest = _span(problem, able, visit.windows, visit.service_duration)
    if visit.daylight_only and problem.daylight is not None:
        earliest = max(earliest, problem.daylight.start)
        latest = min(latest, problem.daylight.end - visit.service_duration)
    if pin.start is not None:
        earliest = latest = pin.start
    return Operation(
        key=(visit.visit_id, "visit", companion),
        place_id=visit.place_id,
        duration=visit.service_duration,
        windows=visit.windows,
        earliest=earliest,
        latest=latest,
        price={k: 0 if companion else _price(problem, problem.caregivers[k], visit) for k in able},
        pinned=pin.start,
        frozen=pin.frozen,
        load=0 if companion else visit.load,
        specimen=None if companion else visit.specimen_deadline,
        kits=frozenset() if companion else visit.equipment,
    )


def _handover(problem: Problem, shipment: Shipment, kind: StopKind) -> Operation:
    end = shipment.pickup if kind == "pickup" else shipment.delivery
    able = [k for k, c in enumerate(problem.caregivers) if shipment.required_skills <= c.skills]
    earliest, latest = _span(problem, able, end.windows, end.service_duration)
    if kind == "delivery" and shipment.valid_until is not None:
        latest = min(latest, shipment.valid_until)
    homes = {inventory.kit: inventory.place_id for inventory in problem.inventories}
    here = bool(shipment.kit) and homes[shipment.kit] == end.place_id
    return Operation(
        key=(shipment.shipment_id, kind, False),
        place_id=end.place_id,
        duration=end.service_duration,
        windows=end.windows,
        earliest=earliest,
        latest=latest,
        price=dict.fromkeys(able, 0),
        amount=shipment.amount if kind == "pickup" else -shipment.amount,
        kits=frozenset({shipment.kit}) if here else frozenset(),
    )


def _span(problem: Problem, able: list[int], windows: Iterable[TimeWindow], duration: int) -> tuple[int, int]:
    """The bounds of a start that shifts and windows give; the first is after the last when there is no start."""
    shifts = [problem.caregivers[k].shift for k in able]
    last = max((s.end + s.max_overtime - duration for s in shifts), default=-1)
    latest = max(min(last, w.end) if w.hard else last for w in windows)
    return max(min((s.start for s in shifts), default=0), min(w.start for w in windows)), latest


def _may_serve(caregiver: Caregiver, visit: Visit, pin: Pin) -> bool:
    name = caregiver.caregiver_id
    return (
        all(caregiver.level(skill) >= visit.minimum_levels.get(skill, 1) for skill in visit.required_skills)
        and name not in visit.prohibited_caregivers
        and (not visit.required_caregivers or name in visit.required_caregivers)
        and pin.caregiver_id in {"", name}
    )


def _may_accompany(caregiver: Caregiver, visit: Visit) -> bool:
    return visit.companion_skills <= caregiver.skills and caregiver.caregiver_id not in visit.prohibited_caregivers


def _price(problem: Problem, caregiver: Caregiver, visit: Visit) -> int:
    """Continuity, wishes, and going to somebody who was another caregiver's before."""
    weights, name = problem.weights, caregiver.caregiver_id
    strange = bool(visit.preferred_caregivers) and name not in visit.preferred_caregivers
    wishes = int(visit.wished_gender not in {"", caregiver.gender})
    wishes += bool(visit.wished_languages) and not visit.wished_languages & caregiver.languages
    moved = any(p.visit_id == visit.visit_id and p.caregiver_id != name for p in problem.previous)
    return weights.not_preferred * strange + weights.wish_broken * wishes + weights.moved_visit * moved
