"""From a problem to the arrays of the kernel, and the names of everything in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from scheduling.native import tables as columns
from scheduling.native.neighbours import near_entries
from scheduling.native.tables import ANY, DIFFERENT, GIVE, HOLD, I64, NEVER, SAME, T_NAMES, TAKE, U8, flatten
from scheduling.native.travel import Arrays, ground_arrays, i64, travel_arrays
from scheduling.native.wishes import strangeness
from scheduling.problem import Caregiver, Handover, Pin, Problem, Shipment, TimeWindow, Underway, Visit, Weights

_SAMENESS = {"any": ANY, "same": SAME, "different": DIFFERENT}


@dataclass(frozen=True, slots=True)
class Operation:
    """One caregiver's work at one place: a visit, its companion's part, or one end of a shipment."""

    name: str
    place_id: str
    duration: int
    windows: tuple[tuple[int, int, int], ...]
    left_out: int
    visit: Visit | None = None
    companion: bool = False
    shipment: Shipment | None = None
    picks_up: bool = False


@dataclass(frozen=True, slots=True)
class Compiled:
    """The arrays and what their indices stand for."""

    problem: Problem
    tables: I64
    operations: tuple[Operation, ...]
    entries: tuple[tuple[int, ...], ...]
    units: tuple[tuple[int, ...], ...]
    fixed: tuple[bool, ...]
    allowed: U8
    places: tuple[str, ...]
    numbers: dict[str, int]
    metres: I64


@dataclass(slots=True)
class _Links:
    """Dependencies by number of operation."""

    pairs: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    entries: list[tuple[int, ...]] = field(default_factory=list)
    offsets: dict[int, tuple[int, int]] = field(default_factory=dict)


def operations_of(problem: Problem) -> tuple[Operation, ...]:
    """Every operation, in the order of visits and shipments."""
    made: list[Operation] = []
    pins = {p.visit_id: p for p in problem.pins}
    for visit in problem.visits:
        windows, price = _windows(problem, visit, pins.get(visit.visit_id)), _price(problem.weights, visit)
        main = Operation(visit.visit_id, visit.place_id, visit.service_duration, windows, price, visit)
        made.append(main)
        if visit.two_person:
            made.append(Operation(visit.visit_id, visit.place_id, visit.service_duration, windows, 0, visit, True))
    underway = {item.shipment_id: item for item in problem.underway}
    for shipment in problem.shipments:
        item = underway.get(shipment.shipment_id)
        for end, picks_up in ((shipment.pickup, True), (shipment.delivery, False)):
            made.append(
                Operation(
                    shipment.shipment_id, end.place_id, end.service_duration,
                    _handover(shipment, end, picks_up, _begun(item, picks_up)),
                    _price(problem.weights, shipment) if picks_up else 0, None, False, shipment, picks_up,
                )
            )  # fmt: skip
    return tuple(made)


def _begun(item: Underway | None, picks_up: bool) -> int | None:
    if item is None:
        return None
    return item.picked_up if picks_up else item.delivered


def begun_starts(problem: Problem, operations: Sequence[Operation]) -> dict[int, int]:
    """When the operations that stand began, by number."""
    visits = {p.visit_id: p.start for p in problem.pins if p.frozen}
    underway = {item.shipment_id: item for item in problem.underway}
    found = {}
    for number, operation in enumerate(operations):
        if operation.shipment is None:
            start = visits.get(operation.name)
        else:
            start = _begun(underway.get(operation.name), operation.picks_up)
        if start is not None:
            found[number] = start
    return found


def _price(weights: Weights, item: Visit | Shipment) -> int:
    return item.penalty if item.optional else weights.required_left_out * item.priority


def _windows(problem: Problem, visit: Visit, pin: Pin | None) -> tuple[tuple[int, int, int], ...]:
    """(open, soft end, hard end) of each window, daylight and pinned start applied."""
    if pin is not None and pin.start is not None:
        return _only(visit.windows, pin.start)
    found = [_window(w) for w in visit.windows]
    if visit.daylight_only and problem.daylight is not None:
        dawn, dusk = problem.daylight.start, problem.daylight.end - visit.service_duration
        found = [(max(a, dawn), soft, min(hard, dusk)) for a, soft, hard in found]
    return tuple(found)


def _only(windows: Sequence[TimeWindow], start: int) -> tuple[tuple[int, int, int], ...]:
    """The one moment a start is bound to, as late as it is by the windows."""
    admitting = [w for w in windows if w.start <= start and (start <= w.end or not w.hard)]
    late = min(max(0, start - w.end) for w in admitting or windows)
    return ((start, start - late, start),)


def _window(window: TimeWindow) -> tuple[int, int, int]:
    return window.start, window.end, window.end if window.hard else NEVER


def _handover(shipment: Shipment, end: Handover, picks_up: bool, begun: int | None) -> tuple[tuple[int, int, int], ...]:
    if begun is not None:
        return _only(end.windows, begun)
    last = NEVER if picks_up or shipment.valid_until is None else shipment.valid_until
    first = 0
    if picks_up and shipment.cold_chain is not None:
        opens = min(window.start for window in shipment.delivery.windows)
        first = opens - shipment.cold_chain - end.service_duration
    return tuple((max(a, first), soft, min(hard, last)) for a, soft, hard in map(_window, end.windows))


def compile_problem(problem: Problem) -> Compiled:
    """The problem as arrays. Frozen stops stand first in the order."""
    operations = operations_of(problem)
    links = _links(problem, operations)
    places = _places(problem)
    able = allowed(problem, operations)
    travel = travel_arrays(problem, places)
    near = _near(operations, links, places, travel["travel"][:1].astype(np.int64))
    made = {
        **_operation_arrays(problem, operations, able, places, links),
        **_kit_arrays(problem, operations),
        **_entry_arrays(problem, operations, links),
        **_caregiver_arrays(problem, places),
        **travel,
        "near": near,
    }
    made["entries_at"] = records(made, "E_", columns.E_WIDTH)
    made["people_at"] = records(made, "K_", columns.K_WIDTH)
    sizes = (
        len(links.entries),
        len(operations),
        len(problem.caregivers),
        len(places),
        near.shape[1],
        made["kit"].size,
        made["unit_price"].size,
    )
    tables = flatten(
        (*_weights(problem), *sizes, problem.freeze_time), records(made, "O_", columns.O_WIDTH), made, T_NAMES
    )
    numbers = {place: n for n, place in enumerate(places)}
    units = _units(links, len(operations))
    begun = begun_starts(problem, operations)
    return Compiled(
        problem=problem,
        tables=tables,
        operations=operations,
        entries=tuple(links.entries),
        units=units,
        fixed=tuple(any(op in begun for op in ops) for ops in links.entries),
        allowed=able,
        places=places,
        numbers=numbers,
        metres=ground_arrays(problem.matrices, places)[1],
    )


def _units(links: _Links, count: int) -> tuple[tuple[int, ...], ...]:
    """Operations that are planned together or not at all."""
    unit = {op: {op} for op in range(count)}
    for group in (*links.entries, *((a, b) for a, b, *_ in links.pairs)):
        joined = set().union(*(unit[op] for op in group))
        unit.update(dict.fromkeys(joined, joined))
    return tuple(dict.fromkeys(tuple(sorted(unit[op])) for op in range(count)))


def records(made: Arrays, prefix: str, width: int) -> I64:
    """The columns whose names begin with ``prefix``, side by side in the order of the constants of ``tables``."""
    names = [name for name in vars(columns) if name.startswith(prefix) and name != f"{prefix}WIDTH"]
    rows = np.zeros((made[names[0]].size, width), dtype=np.int64)
    for name in names:
        rows[:, getattr(columns, name)] = made[name]
    return rows


def _range(name: str, rows: Iterable[Sequence[object]]) -> Arrays:
    """The two columns of a range of rows."""
    ends = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
    return {name: ends[:-1], f"{name}_END": ends[1:]}


def _places(problem: Problem) -> tuple[str, ...]:
    """All places that occur in any matrix."""
    return tuple(dict.fromkeys(place for matrix in problem.matrices for place in matrix.places))


def _links(problem: Problem, operations: Sequence[Operation]) -> _Links:
    """Blocks that are placed together, and dependencies between blocks."""
    first = {(o.name, o.companion, o.shipment is not None, o.picks_up): n for n, o in enumerate(operations)}
    main = {o.name: n for n, o in enumerate(operations) if o.visit is not None and not o.companion}
    block: dict[int, list[int]] = {n: [n] for n in range(len(operations))}

    def join(a: int, b: int) -> None:
        if block[a] is not block[b]:
            block[a].extend(block[b])
            for n in block[b]:
                block[n] = block[a]

    links = _Links()
    for number, operation in enumerate(operations):
        if operation.companion:
            join(main[operation.name], number)
    begun = begun_starts(problem, operations)
    for group in problem.groups:
        members = [main[visit_id] for visit_id in group.visit_ids]
        stand = [n for n in members if n in begun]
        for part in (stand, [n for n in members if n not in begun]):
            for n in part[1:]:
                join(part[0], n)
        links.pairs += [(a, b, 0, 0, DIFFERENT) for a in stand for b in members if b not in begun]
    used = [n for d in problem.dependencies for n in (main[d.first], main[d.second])]
    for link in problem.dependencies:
        a, b = main[link.first], main[link.second]
        alone = used.count(a) == used.count(b) == 1 and len(block[a]) == len(block[b]) == 1
        alone = alone and (a in begun) == (b in begun)
        if alone and link.caregivers == "different":
            join(a, b)
            links.offsets[b] = (link.min_delay, link.max_delay)
        else:
            links.pairs.append((a, b, link.min_delay, link.max_delay, _SAMENESS[link.caregivers]))
    for shipment in problem.shipments:
        a, b = (first[(shipment.shipment_id, False, True, up)] for up in (True, False))
        held = shipment.pickup.service_duration
        limit = NEVER if shipment.cold_chain is None or b in begun else held + shipment.cold_chain
        links.pairs.append((a, b, held, limit, SAME))
    links.entries = list(dict.fromkeys(tuple(block[n]) for n in range(len(operations))))
    return links


def _pointers(rows: Iterable[Sequence[object]]) -> I64:
    return np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)


def _operation_arrays(
    problem: Problem, operations: Sequence[Operation], able: U8, places: Sequence[str], links: _Links
) -> Arrays:
    number = {place: n for n, place in enumerate(places)}
    windows = [o.windows for o in operations]
    flat = [w for row in windows for w in row]
    preds: list[list[tuple[int, int, int, int, int]]] = [[] for _ in operations]
    succs: list[list[int]] = [[] for _ in operations]
    for pair in links.pairs:
        preds[pair[1]].append(pair)
        succs[pair[0]].append(pair[1])
    begun = begun_starts(problem, operations)
    before = {p.visit_id: p.start for p in problem.previous}
    return {
        "O_PLACE": i64(number[o.place_id] for o in operations),
        "O_DURATION": i64(o.duration for o in operations),
        **_range("O_WINDOWS", windows),
        "window_open": i64(w[0] for w in flat),
        "window_soft": i64(w[1] for w in flat),
        "window_hard": i64(w[2] for w in flat),
        "allowed": able,
        **_range("O_ABLE", [np.nonzero(row)[0].tolist() for row in able]),
        "able": np.nonzero(able)[1].astype(np.int64),
        "assign_cost": _assign_costs(problem, operations),
        "O_PREVIOUS": i64(-1 if o.visit is None or o.companion else before.get(o.name, -1) for o in operations),
        "O_FROZEN": i64(begun.get(n, -1) for n in range(len(operations))),
        "O_SPECIMEN": i64(_specimen(o) for o in operations),
        "O_LOAD": i64(0 if o.visit is None or o.companion else o.visit.load for o in operations),
        "O_ABOARD": i64(_aboard(o) for o in operations),
        "O_COUNTED": np.array([o.visit is not None for o in operations], dtype=np.uint8),
        **_range("O_PREDS", preds),
        "pred": i64(p[0] for row in preds for p in row),
        "pred_min": i64(p[2] for row in preds for p in row),
        "pred_max": i64(p[3] for row in preds for p in row),
        "pred_same": i64(p[4] for row in preds for p in row),
        **_range("O_SUCCS", succs),
        "succ": i64(n for row in succs for n in row),
    }


def _aboard(operation: Operation) -> int:
    """What a shipment's end adds to what is carried."""
    if operation.shipment is None:
        return 0
    return operation.shipment.amount if operation.picks_up else -operation.shipment.amount


def _specimen(operation: Operation) -> int:
    if operation.visit is None or operation.companion or operation.visit.specimen_deadline is None:
        return -1
    return operation.visit.specimen_deadline


def allowed(problem: Problem, operations: Sequence[Operation]) -> U8:
    """Table of operations by caregivers: 1 where skills, levels, lists and pins admit the caregiver."""
    pins = {p.visit_id: p.caregiver_id for p in problem.pins if p.caregiver_id}
    pins |= {item.shipment_id: item.caregiver_id for item in problem.underway}
    table = np.zeros((len(operations), len(problem.caregivers)), dtype=np.uint8)
    rows: dict[tuple[object, ...], list[bool]] = {}
    for number, operation in enumerate(operations):
        wanted = _demands(operation, pins)
        if wanted not in rows:
            rows[wanted] = [_may_do(operation, caregiver, pins) for caregiver in problem.caregivers]
        table[number] = rows[wanted]
    return table


def _demands(operation: Operation, pins: dict[str, str]) -> tuple[object, ...]:
    """What decides who may do an operation; many have the same."""
    visit = operation.visit
    if visit is None:
        assert operation.shipment is not None
        return operation.shipment.required_skills, pins.get(operation.name, "")
    if operation.companion:
        return visit.companion_skills, visit.prohibited_caregivers
    levels = tuple(sorted(visit.minimum_levels.items()))
    return (
        visit.required_skills,
        levels,
        visit.required_caregivers,
        visit.prohibited_caregivers,
        pins.get(operation.name, ""),
    )


def _may_do(operation: Operation, caregiver: Caregiver, pins: dict[str, str]) -> bool:
    visit = operation.visit
    if visit is None:
        assert operation.shipment is not None
        courier = pins.get(operation.name, caregiver.caregiver_id)
        return operation.shipment.required_skills <= caregiver.skills and courier == caregiver.caregiver_id
    if caregiver.caregiver_id in visit.prohibited_caregivers:
        return False
    if operation.companion:
        return visit.companion_skills <= caregiver.skills
    if operation.name in pins and pins[operation.name] != caregiver.caregiver_id:
        return False
    if visit.required_caregivers and caregiver.caregiver_id not in visit.required_caregivers:
        return False
    return all(caregiver.level(skill) >= visit.minimum_levels.get(skill, 1) for skill in visit.required_skills)


def _assign_costs(problem: Problem, operations: Sequence[Operation]) -> I64:
    """Price of each caregiver for each operation: continuity, wishes, and another caregiver than before."""
    weights, known = problem.weights, {p.visit_id: p.caregiver_id for p in problem.previous}
    number = {caregiver.caregiver_id: k for k, caregiver in enumerate(problem.caregivers)}
    table = np.zeros((len(operations), len(problem.caregivers)), dtype=np.int64)
    strange: dict[tuple[object, ...], I64] = {}
    for op, operation in enumerate(operations):
        visit = operation.visit
        if visit is None or operation.companion:
            continue
        if operation.name in known:
            table[op] = weights.moved_visit
            if known[operation.name] in number:
                table[op, number[known[operation.name]]] = 0
        wishes = visit.preferred_caregivers, visit.wished_gender, visit.wished_languages
        if any(wishes):
            if wishes not in strange:
                strange[wishes] = i64(strangeness(weights, visit, caregiver) for caregiver in problem.caregivers)
            table[op] += strange[wishes]
    return table


def _kit_arrays(problem: Problem, operations: Sequence[Operation]) -> Arrays:
    kits = {inventory.kit: n for n, inventory in enumerate(problem.inventories)}
    uses = [_kits(problem, operation) for operation in operations]
    by_op = [(op, kits[kit], mode) for op, row in enumerate(uses) for kit, mode in row]
    order = np.argsort(i64(use[1] for use in by_op), kind="stable")
    flat = [by_op[n] for n in order]
    users = [[ref for ref, (_, kit, _) in enumerate(flat) if kit == n] for n in range(len(kits))]
    slots = [sum(flat[ref][2] == GIVE for ref in row) for row in users]
    return {
        **_range("O_KITS", uses),
        "kit": i64(kit for _, kit, _ in flat),
        "kit_mode": i64(mode for _, _, mode in flat),
        "use": np.argsort(order, kind="stable").astype(np.int64),
        "user_ptr": _pointers(users),
        "ref_op": i64(op for op, _, _ in flat),
        "slots": i64(slots),
        "unit_ptr": np.cumsum([0, *(i.units + s for i, s in zip(problem.inventories, slots, strict=True))]).astype(
            np.int32
        ),
        "cleaning": i64(i.cleaning for i in problem.inventories),
    }


def _kits(problem: Problem, operation: Operation) -> list[tuple[str, int]]:
    if operation.visit is not None:
        return [] if operation.companion else [(kit, HOLD) for kit in sorted(operation.visit.equipment)]
    assert operation.shipment is not None
    kit = operation.shipment.kit
    homes = {inventory.kit: inventory.place_id for inventory in problem.inventories}
    if kit and operation.place_id == homes[kit]:
        return [(kit, TAKE if operation.picks_up else GIVE)]
    return []


def _entry_arrays(problem: Problem, operations: Sequence[Operation], links: _Links) -> Arrays:
    begun = begun_starts(problem, operations)
    entry_of = {op: e for e, ops in enumerate(links.entries) for op in ops}
    tied = {n for pair in links.pairs for n in pair[:2]}
    units = _units(links, len(operations))
    unit_of = {op: n for n, unit in enumerate(units) for op in unit}
    return {
        "O_ENTRY": i64(entry_of[n] for n in range(len(operations))),
        **_range("E_OPS", links.entries),
        "entry_ops": i64(op for ops in links.entries for op in ops),
        "O_OFFSET_MIN": i64(links.offsets.get(n, (0, 0))[0] for n in range(len(operations))),
        "O_OFFSET_MAX": i64(links.offsets.get(n, (0, 0))[1] for n in range(len(operations))),
        "E_UNIT": i64(unit_of[ops[0]] for ops in links.entries),
        "unit_price": i64(sum(operations[op].left_out for op in unit) for unit in units),
        "E_FIXED": np.array([any(op in begun for op in ops) for ops in links.entries], dtype=np.uint8),
        "E_LINKED": np.array([any(op in tied for op in ops) for ops in links.entries], dtype=np.uint8),
        "E_DROPPABLE": np.array([_optional(operations[ops[0]]) for ops in links.entries], dtype=np.uint8),
    }


def _optional(operation: Operation) -> bool:
    item = operation.visit or operation.shipment
    return item is not None and item.optional


def _caregiver_arrays(problem: Problem, places: Sequence[str]) -> Arrays:
    number, people = {place: n for n, place in enumerate(places)}, problem.caregivers
    breaks = [b for c in people for b in c.breaks]
    windows = [w for b in breaks for w in b.windows]
    return {
        "K_START_PLACE": i64(number[c.start_place] for c in people),
        "K_END_PLACE": i64(number[c.end_place] for c in people),
        "K_SHIFT_START": i64(c.shift.start for c in people),
        "K_SHIFT_END": i64(c.shift.end for c in people),
        "K_HARD_END": i64(c.shift.end + c.shift.max_overtime for c in people),
        "K_SOFT_END": i64(NEVER if c.shift.soft_end is None else c.shift.soft_end for c in people),
        "K_ACCESS": i64(c.access_duration for c in people),
        "K_MAX_VISITS": i64(NEVER if c.max_visits is None else c.max_visits for c in people),
        "K_CAPACITY": i64(NEVER if c.capacity is None else c.capacity for c in people),
        **_range("K_BREAKS", [c.breaks for c in people]),
        "break_duration": i64(b.duration for b in breaks),
        "break_window_ptr": _pointers([b.windows for b in breaks]),
        "break_open": i64(w.start for w in windows),
        "break_close": i64(w.end for w in windows),
    }


def _near(operations: Sequence[Operation], links: _Links, places: Sequence[str], travel: I64) -> I64:
    """Neighbours of entries by their first operations."""
    number = {place: n for n, place in enumerate(places)}
    lead = [operations[ops[0]] for ops in links.entries]
    if not len(travel) or not lead:
        return np.full((len(lead), 1), -1, dtype=np.int64)
    return near_entries(
        travel[0] & columns.TRAVEL_MASK,
        i64(number[o.place_id] for o in lead),
        np.array([min(w[0] for w in o.windows) for o in lead], dtype=np.float64),
        np.array([max(w[1] for w in o.windows) for o in lead], dtype=np.float64),
        np.array([o.duration for o in lead], dtype=np.float64),
    )


def _weights(problem: Problem) -> list[int]:
    weights = problem.weights
    values = dict.fromkeys(range(columns.WEIGHTS), 0) | {
        columns.W_LATE: weights.late_second,
        columns.W_MAX_LATE: weights.max_late_second,
        columns.W_OVERTIME: weights.overtime_second,
        columns.W_SOFT_END: weights.soft_end_second,
        columns.W_SPECIMEN: weights.specimen_late_second,
        columns.W_UNFAIR: weights.unfair_second,
        columns.W_MOVED_SECOND: weights.moved_second,
        columns.W_USED: weights.used_caregiver,
        columns.W_BROKEN: 10 * weights.required_left_out,
    }
    return [values[place] for place in range(columns.WEIGHTS)]
