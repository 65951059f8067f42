"""The rules between routes: coverage, pairs, dependencies, shipments, units of kits."""

from collections import Counter
from collections.abc import Iterator

from scheduling.check.facts import Facts, Key
from scheduling.check.verdict import Violation
from scheduling.problem import VisitDependency
from scheduling.result import Route, Stop


def common_rules(facts: Facts) -> Iterator[Violation]:
    """Every rule that several routes break together."""
    yield from coverage(facts)
    yield from ties(facts)


def ties(facts: Facts) -> Iterator[Violation]:
    """The rules about visits, shipments and kits that depend on one another."""
    yield from _companions(facts)
    yield from _groups(facts)
    for link in facts.problem.dependencies:
        yield from _dependency(facts, link)
    yield from _shipments(facts)
    yield from _units(facts)


def coverage(facts: Facts) -> Iterator[Violation]:
    """Everything is planned once or left out, and nothing else is there."""
    known: set[Key] = set()
    left_out = Counter(item.visit_id for item in facts.solution.unassigned)
    for name, keys in facts.operations():
        known.update(keys)
        for key in keys:
            count = len(facts.stops.get(key, ())) + left_out[name]
            if count != 1:
                yield Violation("coverage", name, f"its {key[1]}{' companion' * key[2]} occurs {count} times")
    for key, found in facts.stops.items():
        if key not in known and key[1] != "laboratory":
            yield Violation("unknown_visit", key[0], f"{found[0][1].kind} is not in the problem")
    for name in left_out.keys() - {name for name, _ in facts.operations()}:
        yield Violation("unknown_visit", name, "is left out but not in the problem")
    for caregiver_id, count in Counter(route.caregiver_id for route in facts.solution.routes).items():
        if count > 1:
            yield Violation("two_routes", caregiver_id, f"has {count} routes")


def _companions(facts: Facts) -> Iterator[Violation]:
    for visit in facts.problem.visits:
        if not visit.two_person:
            continue
        main, other = (facts.planned((visit.visit_id, "visit", part)) for part in (False, True))
        if main and other:
            yield from _same_start(visit.visit_id, [main, other])


def _groups(facts: Facts) -> Iterator[Violation]:
    for group in facts.problem.groups:
        found = [facts.planned((item, "visit", False)) for item in group.visit_ids]
        planned = [item for item in found if item]
        if planned and len(planned) < len(found):
            yield Violation("pair", group.group_id, "only some of them are planned")
        yield from _same_start(group.group_id, planned)


def _same_start(subject: str, found: list[tuple[Route, Stop]]) -> Iterator[Violation]:
    if len({stop.start for _, stop in found}) > 1:
        yield Violation("pair", subject, f"starts at {sorted(stop.start for _, stop in found)}")
    if len({route.caregiver_id for route, _ in found}) < len(found):
        yield Violation("pair", subject, "the same caregiver twice")


def _dependency(facts: Facts, link: VisitDependency) -> Iterator[Violation]:
    subject = f"{link.first}>{link.second}"
    first, second = (facts.planned((item, "visit", False)) for item in (link.first, link.second))
    if first is None and second is None:
        return
    if first is None or second is None:
        yield Violation("pair", subject, "only one of them is planned")
        return
    apart = second[1].start - first[1].start
    if not link.min_delay <= apart <= link.max_delay:
        yield Violation("pair", subject, f"starts {apart} s apart, not {link.min_delay}..{link.max_delay}")
    same = first[0].caregiver_id == second[0].caregiver_id
    if (same and link.caregivers == "different") or (not same and link.caregivers == "same"):
        yield Violation("pair", subject, f"caregivers must be {link.caregivers}")


def _shipments(facts: Facts) -> Iterator[Violation]:
    for shipment in facts.problem.shipments:
        name = shipment.shipment_id
        pickup, delivery = (facts.planned((name, kind, False)) for kind in ("pickup", "delivery"))
        if pickup is None or delivery is None:
            continue
        if pickup[0].caregiver_id != delivery[0].caregiver_id:
            yield Violation("shipment", name, "is delivered by somebody who did not pick it up")
        kept = delivery[1].start - pickup[1].departure
        if kept < 0:
            yield Violation("shipment", name, f"is delivered {-kept} s before it is picked up")
        history = name in facts.underway and facts.underway[name].delivered is not None
        if shipment.cold_chain is not None and not history and kept > shipment.cold_chain:
            yield Violation("cold_chain", name, f"is {kept} s under way, allowed {shipment.cold_chain}")


def _units(facts: Facts) -> Iterator[Violation]:
    for kit, inventory in facts.inventories.items():
        changes = sorted(_uses(facts, kit))
        out = 0
        for moment, change in changes:
            out += change
            if out > inventory.units:
                yield Violation("kit", kit, f"{out} of {inventory.units} units are in use at {moment}")
                break


def _uses(facts: Facts, kit: str) -> Iterator[tuple[int, int]]:
    """(moment, +1 taken or -1 free again); what is free again at a moment comes before what is taken."""
    inventory = facts.inventories[kit]
    for found in facts.stops.values():
        for _, stop in found:
            if stop.kind == "visit" and not stop.companion and stop.visit_id in facts.visits:
                if kit in facts.visits[stop.visit_id].equipment:
                    yield stop.start, 1
                    yield stop.departure + inventory.cleaning, -1
            elif stop.kind in ("pickup", "delivery") and stop.visit_id in facts.shipments:
                shipment = facts.shipments[stop.visit_id]
                if shipment.kit == kit and stop.place_id == inventory.place_id:
                    taken = stop.kind == "pickup"
                    yield (stop.start, 1) if taken else (stop.departure + inventory.cleaning, -1)
