"""A made-up working day of a town, for benches and tests: same seed, same day."""

import math
import random

from scheduling.builder import ProblemBuilder
from scheduling.problem import (
    Break,
    Caregiver,
    Depot,
    Handover,
    Inventory,
    Matrix,
    Problem,
    Shift,
    Shipment,
    TimeWindow,
    Visit,
    VisitGroup,
    Weights,
)

HOUR = 3600
BASE = "base"
_SPEED_M_S = {"car": 7.5, "scooter": 7.0, "van": 6.5}
_DETOUR = 1.35
_ACCESS_S = {"car": 240, "scooter": 90, "van": 180}
_KINDS = (
    ("iv_dose", "nurse", 45, 2, 3, False, 24),
    ("nurse_visit", "nurse", 30, 4, 2, False, 16),
    ("wound_care", "nurse", 40, 4, 2, False, 8),
    ("specimen", "nurse", 15, 3, 3, False, 7),
    ("physician_visit", "physician", 30, 5, 2, False, 12),
    ("delivery", "courier", 15, 4, 1, True, 8),
)
"""Kind, skill, minutes, window hours, priority, optional, share of 75 visits."""


def synthetic_day(visits: int = 75, staff: int = 14, pairs: int = 3, seed: int = 1) -> Problem:
    """A day of ``visits`` visits by ``staff`` people, ``pairs`` of which need two people (they count as two visits)."""
    rng = random.Random(seed)
    builder = ProblemBuilder(f"synthetic-{visits}-{staff}-{seed}", Weights())
    points = {BASE: (0.0, 0.0)}
    kinds = [k for k in _KINDS for _ in range(k[6])]
    singles = visits - pairs
    for number in range(singles):
        place = f"H-{number:02}"
        points[place] = (rng.gauss(0, 3500), rng.gauss(0, 3500))
        builder.add(_visit(rng, f"V-{number:02}", place, kinds[number * len(kinds) // singles], staff))
    _add_pairs(builder, rng, pairs)
    for number in range(staff):
        builder.add(_caregiver(number, staff))
    builder.add(Depot(BASE), *(_matrix(kind, points) for kind in _SPEED_M_S))
    return builder.build()


def courier_day(seed: int, shipments: int, couriers: int, *, kits: bool = True) -> Problem:
    """A day of couriers with vans: medicine from two pharmacies to homes, some of it kept cold, and pumps of the base
    brought out and collected again, cleaned before the next patient has them. Without ``kits`` there are no pumps.
    """
    rng = random.Random(seed)
    builder = ProblemBuilder(f"couriers-{shipments}-{couriers}-{seed}", Weights(used_caregiver=1800))
    points = {BASE: (0.0, 0.0), "pharmacy": (2500.0, 1500.0), "hospital": (-3000.0, 800.0)}
    taken = 0
    for number in range(shipments):
        home = f"H-{number:02}"
        points[home] = (rng.gauss(0, 3500), rng.gauss(0, 3500))
        shipment = _shipment(rng, f"S-{number:02}", home, kits=kits)
        taken += bool(shipment.kit) and shipment.pickup.place_id == BASE
        builder.add(shipment)
    builder.add(*(_courier(number) for number in range(couriers)))
    builder.add(Depot(BASE), Inventory("pump", BASE, max(1, taken * 2 // 3), HOUR // 2))
    return builder.add(_matrix("van", points)).build()


def _shipment(rng: random.Random, name: str, home: str, *, kits: bool) -> Shipment:
    """Medicine, or a pump on its way out or back."""
    opens = rng.randrange(8 * 4, 15 * 4) * HOUR // 4
    window = TimeWindow(opens, opens + rng.choice((2, 3, 4)) * HOUR, hard=rng.random() < 0.5)
    at_home = Handover(home, (window,), 300)
    day, kind = (TimeWindow(8 * HOUR, 18 * HOUR),), rng.random()
    if kits and kind < 0.15:
        return Shipment(shipment_id=name, pickup=Handover(BASE, day, 300), delivery=at_home, amount=2, kit="pump")
    if kits and kind < 0.3:
        return Shipment(shipment_id=name, pickup=at_home, delivery=Handover(BASE, day, 300), amount=2, kit="pump")
    cold = rng.choice((3 * HOUR // 4, HOUR, 3 * HOUR // 2)) if rng.random() < 0.4 else None
    source = Handover(rng.choice(("pharmacy", "hospital")), day, 180)
    optional = rng.random() < 0.1
    return Shipment(
        shipment_id=name,
        pickup=source,
        delivery=at_home,
        amount=1,
        cold_chain=cold,
        optional=optional,
        penalty=4000 if optional else 0,
    )


def _courier(number: int) -> Caregiver:
    return Caregiver(
        caregiver_id=f"K-{number:02}",
        shift=Shift(8 * HOUR, 17 * HOUR, HOUR),
        start_place=BASE,
        end_place=BASE,
        vehicle="van",
        access_duration=_ACCESS_S["van"],
        capacity=8,
    )


def _visit(
    rng: random.Random, visit_id: str, place: str, kind: tuple[str, str, int, int, int, bool, int], staff: int
) -> Visit:
    name, skill, minutes, hours, priority, optional, _ = kind
    opens = rng.randrange(8 * 4, (19 - hours) * 4) * HOUR // 4
    extra = frozenset({"picc"}) if name == "iv_dose" and rng.random() < 0.25 else frozenset()
    known = rng.random() < 0.4 and skill == "nurse"
    return Visit(
        visit_id=visit_id,
        place_id=place,
        service_duration=minutes * 60,
        windows=(TimeWindow(opens, opens + hours * HOUR, hard=name == "iv_dose"),),
        required_skills=frozenset({skill}) | extra,
        priority=priority,
        optional=optional,
        penalty=4000 if optional else 0,
        preferred_caregivers=frozenset({f"C-{rng.randrange(max(1, staff * 9 // 14)):02}"}) if known else frozenset(),
    )


def _add_pairs(builder: ProblemBuilder, rng: random.Random, pairs: int) -> None:
    for number in range(pairs):
        opens = rng.randrange(9 * 4, 15 * 4) * HOUR // 4
        ids = (f"P-{number}a", f"P-{number}b")
        for visit_id in ids:
            builder.add(
                Visit(
                    visit_id=visit_id,
                    place_id=f"H-{number:02}",
                    service_duration=40 * 60,
                    windows=(TimeWindow(opens, opens + 3 * HOUR),),
                    required_skills=frozenset({"nurse"}),
                )
            )
        builder.add(VisitGroup(group_id=f"P-{number}", visit_ids=ids))


def _caregiver(number: int, staff: int) -> Caregiver:
    skill = "nurse" if number < staff * 9 // 14 else "physician" if number < staff * 12 // 14 else "courier"
    late = skill == "nurse" and number % 4 == 3
    begins = 12 * HOUR if late else 8 * HOUR
    vehicle = "van" if skill == "courier" else "car" if number % 3 == 0 else "scooter"
    return Caregiver(
        caregiver_id=f"C-{number:02}",
        shift=Shift(begins, begins + 9 * HOUR, HOUR),
        start_place=BASE,
        end_place=BASE,
        vehicle=vehicle,
        skills=frozenset({skill}) | (frozenset({"picc"}) if number % 2 == 0 else frozenset()),
        breaks=(Break((TimeWindow(begins + 3 * HOUR + HOUR // 2, begins + 5 * HOUR),), HOUR // 2 if late else HOUR),),
        access_duration=_ACCESS_S[vehicle],
    )


def _matrix(vehicle: str, points: dict[str, tuple[float, float]]) -> Matrix:
    places = tuple(points)
    metres = tuple(tuple(round(_DETOUR * math.dist(points[a], points[b])) for b in places) for a in places)
    seconds = tuple(tuple(round(m / _SPEED_M_S[vehicle]) for m in row) for row in metres)
    return Matrix(vehicle, places, seconds, metres)
