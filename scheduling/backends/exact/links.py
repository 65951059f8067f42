"""Rules and prices between routes in the CP-SAT model: pairs, dependencies, shipments, units of kits, fairness."""

from scheduling.backends.exact.model import Model, Node, Var
from scheduling.backends.exact.ways import NO_WAY
from scheduling.problem import Inventory, VisitDependency


def add_links(model: Model) -> None:
    """Add everything that several routes share, and the order of what keeps its order."""
    for here, there in model.scope.following.items():
        if there is not None:
            model.cp.add(model.node_of(there).start >= model.node_of(here).departure)
    numbers = {o.key: n for n, o in enumerate(model.operations)}
    for visit in model.problem.visits:
        if visit.two_person:
            _start_together(model, [numbers[visit.visit_id, "visit", part] for part in (False, True)])
    for group in model.problem.groups:
        _start_together(model, [numbers[name, "visit", False] for name in group.visit_ids])
    for link in model.problem.dependencies:
        _depend(model, link, numbers[link.first, "visit", False], numbers[link.second, "visit", False])
    for shipment in model.problem.shipments:
        pickup, delivery = (numbers[shipment.shipment_id, kind, False] for kind in ("pickup", "delivery"))
        _ship(model, pickup, delivery, shipment.cold_chain)
    for inventory in model.problem.inventories:
        _share_units(model, inventory)
    _be_fair(model)
    _stay(model)


def _start_together(model: Model, together: list[int]) -> None:
    first, planned = model.node_of(together[0]).start, model.planned[together[0]]
    for n in together[1:]:
        model.cp.add(model.node_of(n).start == first).only_enforce_if(planned)
    for k in range(len(model.problem.caregivers)):
        model.cp.add_at_most_one(model.does[k, n] for n in together if (k, n) in model.does)


def _depend(model: Model, link: VisitDependency, first: int, second: int) -> None:
    apart, planned = model.node_of(second).start - model.node_of(first).start, model.planned[first]
    model.cp.add(apart >= link.min_delay).only_enforce_if(planned)
    model.cp.add(apart <= link.max_delay).only_enforce_if(planned)
    if link.caregivers == "same":
        _same(model, first, second)
    elif link.caregivers == "different":
        for k in range(len(model.problem.caregivers)):
            model.cp.add_at_most_one(model.does[k, n] for n in (first, second) if (k, n) in model.does)


def _same(model: Model, first: int, second: int) -> None:
    for k in range(len(model.problem.caregivers)):
        model.cp.add(model.does.get((k, first), 0) == model.does.get((k, second), 0))


def _ship(model: Model, pickup: int, delivery: int, cold_chain: int | None) -> None:
    _same(model, pickup, delivery)
    kept, planned = model.node_of(delivery).start - model.node_of(pickup).departure, model.planned[pickup]
    model.cp.add(kept >= 0).only_enforce_if(planned)
    if cold_chain is not None:
        model.cp.add(kept <= cold_chain).only_enforce_if(planned)


def _share_units(model: Model, inventory: Inventory) -> None:
    """Units in use never exceed those there are; one that is brought from elsewhere was away until it was free."""
    users = {o.key: n for n, o in enumerate(model.operations) if inventory.kit in o.kits}
    intervals, units = [], inventory.units
    for key, n in users.items():
        taken, node = model.planned[n], model.node_of(n)
        if key[1] == "visit":
            intervals.append(_use(model, node.start, node.duration + inventory.cleaning, taken))
        elif key[1] == "pickup":
            back = users.get((key[0], "delivery", False))
            until = model.horizon if back is None else model.node_of(back).departure + inventory.cleaning
            intervals.append(_until(model, node.start, until, taken))
        elif (key[0], "pickup", False) not in users:
            units += 1
            intervals.append(_away(model, node, inventory.cleaning, taken))
    if intervals:
        model.cp.add_cumulative(intervals, [1] * len(intervals), units)


def _use(model: Model, start: Var, length: int, taken: Var) -> Var:
    return model.cp.new_optional_fixed_size_interval_var(start, length, taken, "")


def _until(model: Model, start: Var, until: Var, taken: Var) -> Var:
    return model.cp.new_optional_interval_var(start, model.moment(), until, taken, "")


def _away(model: Model, node: Node, cleaning: int, brought: Var) -> Var:
    """From the beginning until the unit is brought and clean; to the end when it is not brought."""
    free = model.moment()
    model.cp.add(free == node.departure + cleaning).only_enforce_if(brought)
    model.cp.add(free == model.horizon).only_enforce_if(~brought)
    return model.cp.new_interval_var(0, free, free, "")


def _be_fair(model: Model) -> None:
    """The difference between the busiest and the least busy caregiver."""
    if not model.weights.unfair_second or not model.work:
        return
    longest = max((s for m in model.problem.matrices for row in m.seconds for s in row if s < NO_WAY), default=0)
    begun = sum(o.frozen for o in model.operations)
    limit = sum(o.duration for o in model.operations) + model.horizon + begun * longest
    most, least = model.moment(0, limit), model.moment(0, limit)
    for k in range(len(model.problem.caregivers)):
        model.cp.add(most >= model.work.get(k, 0))
        model.cp.add(least <= model.work.get(k, 0))
    model.costs.append(model.weights.unfair_second * (most - least))


def _stay(model: Model) -> None:
    """The seconds that visits start away from where they were."""
    if not model.weights.moved_second:
        return
    numbers = {o.key: n for n, o in enumerate(model.operations)}
    for before in model.problem.previous:
        n = numbers.get((before.visit_id, "visit", False))
        if n is None:
            continue
        away, start = model.moment(0, max(model.horizon, before.start)), model.node_of(n).start
        model.cp.add(away >= start - before.start).only_enforce_if(model.planned[n])
        model.cp.add(away >= before.start - start).only_enforce_if(model.planned[n])
        model.costs.append(model.weights.moved_second * away)
