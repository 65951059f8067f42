"""Problems of three or four operations in a day of a dozen seconds, with any kind of rule: small enough to try all."""

import random
from dataclasses import dataclass

from scheduling.errors import ProblemInvalid
from scheduling.problem import (
    UNREACHABLE,
    Break,
    Caregiver,
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

KINDS = (
    "access", "bands", "breaks", "capacity", "companions", "daylight", "dependencies", "fairness", "freeze", "frozen",
    "groups", "kits", "kits_moved", "lists", "max_late", "max_visits", "optional", "overtime", "pins", "previous",
    "shipments", "skills", "soft_end", "specimens", "two_breaks", "unreachable", "used", "windows", "wishes",
)  # fmt: skip
"""Every kind of rule or price that a problem can hold."""
PLACES = ("base", "lab", "a", "b", "c")
STORE = "a"


@dataclass(slots=True)
class _Tiny:
    rng: random.Random
    kinds: frozenset[str]

    def has(self, kind: str, share: float = 1.0) -> bool:
        return kind in self.kinds and self.rng.random() < share

    def window(self) -> TimeWindow:
        opens = self.rng.randrange(0, 7)
        return TimeWindow(opens, opens + self.rng.randrange(0, 4), hard=self.rng.random() < 0.5)

    def windows(self) -> tuple[TimeWindow, ...]:
        if not self.has("windows"):
            return (TimeWindow(self.rng.randrange(0, 4), 8),)
        return (self.window(), self.window()) if self.rng.random() < 0.4 else (self.window(),)


def tiny_problem(seed: int, kinds: frozenset[str]) -> Problem:
    """A problem with these kinds of rules, the same every time; draws again where decisions contradict."""
    for again in range(50):
        try:
            return _draw(_Tiny(random.Random(1000 * seed + again), kinds), f"tiny-{seed}")
        except ProblemInvalid:
            continue
    raise AssertionError(f"no problem for seed {seed}")


def _draw(tiny: _Tiny, name: str) -> Problem:
    moved = tiny.has("shipments") or tiny.has("kits_moved")
    people = [_caregiver(tiny, n) for n in range(2)]
    visits = [_visit(tiny, n) for n in range(2 if moved or tiny.has("companions") else 3)]
    ids = [v.visit_id for v in visits]
    tiny.rng.shuffle(ids)
    least = tiny.rng.randrange(0, 3)
    link = VisitDependency(
        first=ids[0], second=ids[1], min_delay=least, max_delay=least + tiny.rng.randrange(0, 4),
        caregivers=tiny.rng.choice(("different", "same", "any")),
    )  # fmt: skip
    group = VisitGroup(group_id="G", visit_ids=(ids[0], ids[-1]))
    both = len(ids) > 2 or not tiny.has("groups")
    return Problem(
        name=name,
        visits=tuple(visits),
        caregivers=tuple(people),
        matrices=tuple(_matrix(tiny, vehicle, since) for vehicle, since in _bands(tiny)),
        groups=(group,) if tiny.has("groups") else (),
        dependencies=(link,) if tiny.has("dependencies") and both else (),
        shipments=(_shipment(tiny),) if moved else (),
        inventories=(Inventory("pump", STORE, 1, tiny.rng.randrange(0, 3)),),
        laboratories=(Laboratory("lab", tiny.rng.randrange(0, 4)),),
        pins=_pins(tiny, ids),
        previous=tuple(Previous(i, tiny.rng.choice("XY"), tiny.rng.randrange(0, 9)) for i in ids[:2])
        if tiny.has("previous")
        else (),
        daylight=TimeWindow(2, 7) if tiny.has("daylight") else None,
        freeze_time=tiny.rng.randrange(0, 5) if tiny.has("freeze") else 0,
        weights=_weights(tiny),
    ).validated()


def _bands(tiny: _Tiny) -> list[tuple[str, int]]:
    later = [("car", tiny.rng.randrange(2, 6)), ("foot", tiny.rng.randrange(2, 6))] if tiny.has("bands") else []
    return [("car", 0), ("foot", 0), *later]


def _matrix(tiny: _Tiny, vehicle: str, since: int) -> Matrix:
    def cell(here: str, there: str, most: int) -> int:
        return 0 if here == there else tiny.rng.randrange(0, most)

    seconds = [[cell(a, b, 4) for b in PLACES] for a in PLACES]
    for row in seconds:
        if tiny.has("unreachable", 0.4):
            row[tiny.rng.randrange(len(PLACES))] = UNREACHABLE
    metres = tuple(tuple(cell(a, b, 6) for b in PLACES) for a in PLACES)
    return Matrix(vehicle, PLACES, tuple(tuple(row) for row in seconds), metres, since)


def _caregiver(tiny: _Tiny, number: int) -> Caregiver:
    rng, start = tiny.rng, tiny.rng.randrange(0, 3)
    end = start + rng.randrange(6, 9)
    first = rng.randrange(0, 5)
    second = rng.randrange(first, 8)
    breaks = []
    if tiny.has("breaks") or tiny.has("two_breaks"):
        windows = (TimeWindow(first, first + 1), TimeWindow(first + 3, first + 3))
        breaks.append(Break(windows[: rng.randrange(1, 3)], rng.randrange(1, 3)))
    if tiny.has("two_breaks"):
        breaks.append(Break((TimeWindow(second, second + 2),), rng.randrange(0, 3)))
    skills = frozenset(rng.sample(("s", "t"), rng.randrange(1, 3))) if tiny.has("skills") else frozenset()
    return Caregiver(
        caregiver_id="XY"[number],
        shift=Shift(
            start, end, rng.randrange(1, 4) if tiny.has("overtime") else 0, end - 3 if tiny.has("soft_end") else None
        ),
        start_place="base",
        end_place=rng.choice(("base", "lab")) if tiny.has("specimens") else "base",
        vehicle=rng.choice(("car", "foot")),
        skills=skills,
        skill_levels={skill: rng.randrange(1, 3) for skill in sorted(skills)},
        gender=rng.choice("fm"),
        languages=frozenset({rng.choice(("zh", "tai"))}),
        breaks=tuple(breaks),
        access_duration=rng.randrange(0, 2) if tiny.has("access") else 0,
        max_visits=rng.randrange(1, 3) if tiny.has("max_visits") else None,
        capacity=rng.randrange(1, 4) if tiny.has("capacity") else None,
    )


def _visit(tiny: _Tiny, number: int) -> Visit:
    rng, optional = tiny.rng, tiny.has("optional", 0.6)
    skills = frozenset({rng.choice("st")}) if tiny.has("skills") else frozenset()
    lists = rng.randrange(0, 3) if tiny.has("lists") else -1
    one = frozenset({rng.choice("XY")})
    return Visit(
        visit_id=f"V{number}",
        place_id="abc"[rng.randrange(0, 3)],
        service_duration=rng.randrange(0, 3),
        windows=tiny.windows(),
        required_skills=skills,
        minimum_levels={skill: rng.randrange(1, 3) for skill in skills},
        priority=rng.randrange(1, 4),
        optional=optional,
        penalty=rng.randrange(0, 25) if optional else 0,
        required_caregivers=one if lists == 0 else frozenset(),
        preferred_caregivers=one if lists == 1 else frozenset(),
        prohibited_caregivers=one if lists == 2 else frozenset(),
        wished_gender=rng.choice(("f", "m", "")) if tiny.has("wishes") else "",
        wished_languages=frozenset({"tai"}) if tiny.has("wishes", 0.5) else frozenset(),
        two_person=tiny.has("companions", 0.6),
        companion_skills=frozenset({"s"}) if tiny.has("skills", 0.5) else frozenset(),
        daylight_only=tiny.has("daylight", 0.7),
        specimen_deadline=rng.randrange(0, 4) if tiny.has("specimens", 0.7) else None,
        equipment=frozenset({"pump"}) if tiny.has("kits", 0.8) else frozenset(),
        load=rng.randrange(0, 3) if tiny.has("capacity") else 0,
    )


def _shipment(tiny: _Tiny) -> Shipment:
    rng, kit = tiny.rng, tiny.has("kits_moved")
    places = rng.choice(((STORE, "b"), ("b", STORE), (STORE, STORE), ("base", "b")))
    ends = [Handover(place, tiny.windows(), rng.randrange(0, 2)) for place in places]
    return Shipment(
        shipment_id="S",
        pickup=ends[0],
        delivery=ends[1],
        amount=rng.randrange(0, 3),
        required_skills=frozenset({"s"}) if tiny.has("skills", 0.5) else frozenset(),
        cold_chain=rng.choice((None, 1, 3)) if tiny.has("shipments") else None,
        valid_until=rng.choice((None, 5, 8)) if tiny.has("shipments") else None,
        kit="pump" if kit else "",
        optional=tiny.has("optional", 0.5),
        penalty=rng.randrange(0, 20),
    )


def _pins(tiny: _Tiny, ids: list[str]) -> tuple[Pin, ...]:
    rng, pins = tiny.rng, []
    if tiny.has("frozen"):
        pins = [Pin(visit_id=ids[0], caregiver_id=rng.choice("XY"), start=rng.randrange(0, 4), frozen=True)]
        if rng.random() < 0.4:
            pins.append(Pin(visit_id=ids[1], caregiver_id=rng.choice("XY"), start=rng.randrange(2, 6), frozen=True))
    elif tiny.has("pins"):
        start = rng.choice((None, rng.randrange(1, 7)))
        pins = [Pin(visit_id=ids[0], caregiver_id=rng.choice(("", "X", "Y")), start=start)]
    return tuple(pins)


def _weights(tiny: _Tiny) -> Weights:
    rng = tiny.rng
    return Weights(
        travel_second=rng.randrange(0, 3),
        travel_metre=rng.randrange(0, 3),
        late_second=rng.randrange(0, 4),
        max_late_second=rng.randrange(1, 4) if tiny.has("max_late") else 0,
        overtime_second=rng.randrange(0, 4),
        soft_end_second=rng.randrange(1, 5) if tiny.has("soft_end") else 0,
        not_preferred=rng.randrange(1, 8),
        wish_broken=rng.randrange(1, 8),
        specimen_late_second=rng.randrange(0, 5),
        unfair_second=rng.randrange(1, 4) if tiny.has("fairness") else 0,
        moved_visit=rng.randrange(0, 6) if tiny.has("previous") else 0,
        moved_second=rng.randrange(0, 3) if tiny.has("previous") else 0,
        used_caregiver=rng.randrange(1, 8) if tiny.has("used") else 0,
        required_left_out=60,
    )
