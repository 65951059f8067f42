"""Random problems that exercise every kind of rule, for tests: same seed, same problem."""

import random
from dataclasses import dataclass

from scheduling.problem import (
    Break,
    Caregiver,
    Depot,
    Handover,
    Inventory,
    Laboratory,
    Matrix,
    Pin,
    Previous,
    Problem,
    Shift,
    Shipment,
    TimeWindow,
    Visit,
    VisitDependency,
    VisitGroup,
    Weights,
)

HOUR = 3600
FEATURES = frozenset({
    "windows", "skills", "lists", "optional", "pairs", "two_person", "dependencies", "breaks", "overtime", "soft_end",
    "bands", "specimens", "kits", "shipments", "capacity", "max_visits", "wishes", "daylight", "pins", "previous",
    "fairness", "max_late", "access", "used",
})  # fmt: skip
"""What a random problem may hold; ``skills`` includes levels, ``shipments`` cold chain and kits to carry."""
_SKILLS = ("nursing", "iv", "wound")


@dataclass(slots=True)
class _Draw:
    """One problem in the making."""

    rng: random.Random
    features: frozenset[str]

    def has(self, feature: str, share: float = 1.0) -> bool:
        """Whether a feature is wanted, and drawn with this share."""
        return feature in self.features and self.rng.random() < share

    def windows(self) -> tuple[TimeWindow, ...]:
        """One window, or two; soft or hard."""
        opens = self.rng.randrange(7, 15) * HOUR
        wide = TimeWindow(opens, opens + self.rng.randrange(1, 5) * HOUR, hard=self.rng.random() < 0.5)
        if not self.has("windows"):
            return (TimeWindow(6 * HOUR, 22 * HOUR),)
        if self.rng.random() < 0.2:
            return (TimeWindow(6 * HOUR, 7 * HOUR), wide)
        return (wide,)


_NEED_BOTH = frozenset({"pins", "previous", "lists"})
"""What names a visit or a caregiver."""


def random_problem(seed: int, visits: int = 12, caregivers: int = 4, features: frozenset[str] = FEATURES) -> Problem:
    """A problem with some of each wanted feature; it need not be possible to plan everything."""
    draw = _Draw(random.Random(seed), features if visits and caregivers else features - _NEED_BOTH)
    people = [_caregiver(draw, number) for number in range(caregivers)]
    items = [_visit(draw, number, people) for number in range(visits)]
    shipments = [_shipment(draw, number) for number in range(visits // 6 if draw.has("shipments") else 0)]
    places = ("base", "lab", "store", *(v.place_id for v in items), *(s.delivery.place_id for s in shipments))
    groups, dependencies = _links(draw, items)
    return Problem(
        name=f"random-{seed}",
        visits=tuple(items),
        caregivers=tuple(people),
        matrices=_matrices(draw, tuple(dict.fromkeys(places))),
        depots=(Depot("base"),),
        groups=groups,
        dependencies=dependencies,
        shipments=tuple(shipments),
        inventories=_inventories(visits),
        laboratories=(Laboratory("lab", 300),),
        pins=_pins(draw, items, people),
        previous=_previous(draw, items, people),
        daylight=TimeWindow(6 * HOUR, 17 * HOUR) if draw.has("daylight") else None,
        weights=_weights(draw),
    ).validated()


def _inventories(visits: int) -> tuple[Inventory, ...]:
    """As many units as a service of this size would own: a scanner for each five visits that need one."""
    return Inventory("pump", "store", 2 + visits // 50, 1800), Inventory("scanner", "base", 1 + visits // 25, 600)


def _caregiver(draw: _Draw, number: int) -> Caregiver:
    rng, start = draw.rng, draw.rng.randrange(7, 10) * HOUR
    end = start + rng.randrange(6, 10) * HOUR
    skills = frozenset(rng.sample(_SKILLS, rng.randrange(1, 4))) if draw.has("skills") else frozenset(_SKILLS)
    noon: tuple[TimeWindow, ...] = (TimeWindow(start + 3 * HOUR, start + 5 * HOUR),)
    if rng.random() < 0.3:
        noon = (TimeWindow(start + 2 * HOUR, start + 2 * HOUR + 900), TimeWindow(start + 4 * HOUR, start + 5 * HOUR))
    return Caregiver(
        caregiver_id=f"C{number}",
        shift=Shift(
            start,
            end,
            HOUR if draw.has("overtime") else 0,
            end - HOUR if draw.has("soft_end", 0.5) else None,
        ),
        start_place="base",
        end_place="lab" if draw.has("specimens", 0.3) else "base",
        vehicle=rng.choice(("car", "scooter")),
        skills=skills,
        skill_levels={skill: rng.randrange(1, 4) for skill in sorted(skills)} if draw.has("skills") else {},
        gender=rng.choice(("f", "m")),
        languages=frozenset(rng.sample(("zh", "tai", "hakka"), 2)),
        breaks=(Break(noon, 1800),) if draw.has("breaks", 0.7) else (),
        access_duration=rng.choice((0, 120, 240)) if draw.has("access") else 0,
        max_visits=rng.randrange(3, 8) if draw.has("max_visits", 0.3) else None,
        capacity=rng.randrange(3, 9) if draw.has("capacity", 0.5) else None,
    )


def _visit(draw: _Draw, number: int, people: list[Caregiver]) -> Visit:
    rng, ids = draw.rng, [c.caregiver_id for c in people]
    skills = frozenset({rng.choice(_SKILLS)}) if draw.has("skills") else frozenset()
    optional = draw.has("optional", 0.3)
    return Visit(
        visit_id=f"V{number}",
        place_id=f"P{number}",
        service_duration=rng.randrange(0, 60) * 60,
        windows=draw.windows(),
        required_skills=skills,
        minimum_levels=dict.fromkeys(skills, rng.choice((1, 1, 2))) if draw.has("skills") else {},
        priority=rng.randrange(1, 4),
        optional=optional,
        penalty=rng.randrange(500, 6000) if optional else 0,
        required_caregivers=frozenset(rng.sample(ids, min(2, len(ids)))) if draw.has("lists", 0.1) else frozenset(),
        preferred_caregivers=frozenset({rng.choice(ids)}) if draw.has("lists", 0.3) else frozenset(),
        prohibited_caregivers=frozenset({rng.choice(ids)}) if draw.has("lists", 0.1) else frozenset(),
        wished_gender=rng.choice(("f", "m", "")) if draw.has("wishes", 0.3) else "",
        wished_languages=frozenset({"hakka"}) if draw.has("wishes", 0.2) else frozenset(),
        two_person=draw.has("two_person", 0.1),
        daylight_only=draw.has("daylight", 0.2),
        specimen_deadline=rng.randrange(1, 4) * HOUR if draw.has("specimens", 0.25) else None,
        equipment=frozenset({"scanner"}) if draw.has("kits", 0.2) else frozenset(),
        load=rng.randrange(0, 3) if draw.has("capacity") else 0,
    )


def _shipment(draw: _Draw, number: int) -> Shipment:
    rng, kit = draw.rng, draw.has("kits", 0.5)
    day = (TimeWindow(7 * HOUR, 18 * HOUR),)
    return Shipment(
        shipment_id=f"S{number}",
        pickup=Handover("store", day, 300),
        delivery=Handover(f"D{number}", draw.windows(), 600),
        amount=rng.randrange(0, 3),
        cold_chain=rng.choice((HOUR, 2 * HOUR, None)),
        valid_until=rng.choice((None, 16 * HOUR)),
        kit="pump" if kit else "",
        priority=1,
    )


def _links(draw: _Draw, items: list[Visit]) -> tuple[tuple[VisitGroup, ...], tuple[VisitDependency, ...]]:
    """Some pairs of visits that are not in any other."""
    free = [v.visit_id for v in items]
    draw.rng.shuffle(free)
    groups, dependencies = [], []
    for number in range(len(free) // 6):
        if draw.has("pairs"):
            groups.append(VisitGroup(group_id=f"G{number}", visit_ids=(free.pop(), free.pop())))
        if draw.has("dependencies") and len(free) > 1:
            least = draw.rng.randrange(0, 60) * 60
            dependencies.append(
                VisitDependency(
                    first=free.pop(),
                    second=free.pop(),
                    min_delay=least,
                    max_delay=least + draw.rng.randrange(0, 180) * 60,
                    caregivers=draw.rng.choice(("different", "same", "any")),
                )
            )
    return tuple(groups), tuple(dependencies)


def _matrices(draw: _Draw, places: tuple[str, ...]) -> tuple[Matrix, ...]:
    at = {place: (draw.rng.uniform(-4000, 4000), draw.rng.uniform(-4000, 4000)) for place in places}
    found = []
    for vehicle, speed in (("car", 8.0), ("scooter", 6.0)):
        for band, factor in ((0, 1.0), (16 * HOUR, 1.5)) if draw.has("bands") else ((0, 1.0),):
            metres = tuple(
                tuple(round(1.4 * (abs(at[a][0] - at[b][0]) + abs(at[a][1] - at[b][1])) * 0.75) for b in places)
                for a in places
            )
            seconds = tuple(tuple(round(m / speed * factor) for m in row) for row in metres)
            found.append(Matrix(vehicle, places, seconds, metres, band))
    return tuple(found)


def _pins(draw: _Draw, items: list[Visit], people: list[Caregiver]) -> tuple[Pin, ...]:
    if not draw.has("pins"):
        return ()
    visit, person = draw.rng.choice(items), draw.rng.choice(people)
    able = all(person.level(s) >= visit.minimum_levels.get(s, 1) for s in visit.required_skills)
    listed = not visit.required_caregivers or person.caregiver_id in visit.required_caregivers
    if not able or not listed or person.caregiver_id in visit.prohibited_caregivers:
        return ()
    return (Pin(visit_id=visit.visit_id, caregiver_id=person.caregiver_id),)


def _previous(draw: _Draw, items: list[Visit], people: list[Caregiver]) -> tuple[Previous, ...]:
    if not draw.has("previous"):
        return ()
    return tuple(
        Previous(v.visit_id, draw.rng.choice(people).caregiver_id, v.windows[0].start + 1800)
        for v in items
        if draw.rng.random() < 0.5
    )


def _weights(draw: _Draw) -> Weights:
    return Weights(
        travel_metre=draw.rng.choice((0, 1)),
        max_late_second=1 if draw.has("max_late") else 0,
        soft_end_second=1 if draw.has("soft_end") else 0,
        unfair_second=1 if draw.has("fairness", 0.5) else 0,
        moved_visit=300 if draw.has("previous") else 0,
        moved_second=1 if draw.has("previous") else 0,
        used_caregiver=2000 if draw.has("used", 0.5) else 0,
    )
