"""The facts of a conflict: what a person needs to know of each rule in it, as words and numbers."""

from collections.abc import Iterable

from scheduling.backends.why_ground import Ground, Rule
from scheduling.native.compile import Operation
from scheduling.problem import TimeWindow, Visit


def facts_of(ground: Ground, wanted: tuple[int, ...], asked: str, conflict: Iterable[Rule]) -> dict[str, str]:
    """Facts by name; moments in seconds of the problem's clock, several values with commas."""
    mine = next(ground.operations[op] for op in wanted if ground.operations[op].name == asked)
    rules, lead = tuple(conflict), ground.operations.index(mine)
    found: dict[str, str] = {}
    if not {Rule.SKILL, Rule.LEVEL, Rule.CAREGIVER} & {*rules}:
        found["able"] = str(sum(not ground.objections(lead, k) for k in ground.people))
    for rule in rules:
        found |= _FACTS[rule](ground, mine) if rule in _FACTS else {}
    mates = [ground.operations[op].name for op in wanted if ground.operations[op].name != asked]
    return found | ({"with": ", ".join(dict.fromkeys(mates))} if mates else {})


def _skill(ground: Ground, operation: Operation) -> dict[str, str]:
    """Skills nobody has, or all that are needed when somebody has each, here and for what is tied to it."""
    unit = ground.units[ground.operations.index(operation)]
    items = [item for op in unit if (item := ground.operations[op].visit or ground.operations[op].shipment) is not None]
    wanted = frozenset(skill for item in items for skill in item.required_skills)
    wanted |= {
        skill for item in items if isinstance(item, Visit) and item.two_person for skill in item.companion_skills
    }
    known = frozenset(skill for c in ground.problem.caregivers for skill in c.skills)
    return {"needed": ", ".join(sorted((wanted - known) or wanted))}


def _level(_: Ground, operation: Operation) -> dict[str, str]:
    levels = operation.visit.minimum_levels if operation.visit else {}
    return {"level": ", ".join(f"{skill} {level}" for skill, level in sorted(levels.items()))}


def _lists(_: Ground, operation: Operation) -> dict[str, str]:
    visit = operation.visit
    named = {} if visit is None else {"only": visit.required_caregivers, "never": visit.prohibited_caregivers}
    return {name: ", ".join(sorted(people)) for name, people in named.items() if people}


def _pin(ground: Ground, operation: Operation) -> dict[str, str]:
    pin = next((p for p in ground.problem.pins if p.visit_id == operation.name), None)
    if pin is None:
        return {}
    start = {} if pin.start is None else {"pinned_start": str(pin.start)}
    return start | ({"pinned_to": pin.caregiver_id} if pin.caregiver_id else {})


def _window(_: Ground, operation: Operation) -> dict[str, str]:
    shipment = operation.shipment
    windows: tuple[TimeWindow, ...] = operation.visit.windows if operation.visit else ()
    if shipment is not None:
        windows = shipment.delivery.windows
    return {"window_start": str(windows[0].start), "window_end": str(windows[-1].end)}


def _daylight(ground: Ground, _: Operation) -> dict[str, str]:
    day = ground.problem.daylight
    return {} if day is None else {"dawn": str(day.start), "dusk": str(day.end)}


def _shift(ground: Ground, _: Operation) -> dict[str, str]:
    shifts = [c.shift for c in ground.problem.caregivers]
    last = max((s.end + s.max_overtime for s in shifts), default=0)
    return {"first_start": str(min((s.start for s in shifts), default=0)), "last_end": str(last)}


def _kit(ground: Ground, operation: Operation) -> dict[str, str]:
    kits = operation.visit.equipment if operation.visit else frozenset()
    kits = frozenset({operation.shipment.kit}) if operation.shipment else kits
    units = [f"{i.kit} {i.units}" for i in ground.problem.inventories if i.kit in kits]
    return {"kit": ", ".join(units)}


def _load(_: Ground, operation: Operation) -> dict[str, str]:
    amount = operation.visit.load if operation.visit else operation.shipment.amount if operation.shipment else 0
    return {"load": str(amount)}


def _cold(_: Ground, operation: Operation) -> dict[str, str]:
    shipment = operation.shipment
    named = {} if shipment is None else {"cold_chain": shipment.cold_chain, "valid_until": shipment.valid_until}
    return {name: str(value) for name, value in named.items() if value is not None}


def _road(_: Ground, operation: Operation) -> dict[str, str]:
    return {"place": operation.place_id}


_FACTS = {
    Rule.SKILL: _skill, Rule.LEVEL: _level, Rule.CAREGIVER: _lists, Rule.PIN: _pin, Rule.WINDOW: _window,
    Rule.DAYLIGHT: _daylight, Rule.SHIFT: _shift, Rule.KIT: _kit, Rule.CAPACITY: _load, Rule.COLD_CHAIN: _cold,
    Rule.ROAD: _road,
}  # fmt: skip
