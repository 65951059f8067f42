"""What goes otherwise with things that move: nobody opens to a courier, loading or handing over takes longer, something
new is to be brought."""

from collections.abc import Callable

import msgspec

from scheduling.disruptions.alternatives import SEARCH, Alternative, Search, alternatives
from scheduling.errors import ProblemInvalid
from scheduling.freeze import freeze
from scheduling.problem import Pin, Problem, Shipment, TimeWindow, Visit
from scheduling.result import Route, Solution, Stop
from scheduling.supply import Handover, Inventory

Change = Callable[[Handover], Handover]


def new_shipment(
    problem: Problem, plan: Solution, shipment: Shipment, now: int, search: Search = SEARCH
) -> tuple[Alternative, ...]:
    """Something is to be brought or fetched since ``now``. Raises ProblemInvalid for what the problem cannot take."""
    frozen = freeze(problem, plan, now)
    changed = msgspec.structs.replace(frozen, shipments=(*frozen.shipments, shipment)).validated()
    return alternatives(changed, plan, plan, search, frozenset({shipment.shipment_id}))


def longer_handover(
    problem: Problem, plan: Solution, stop: Stop, departure: int, now: int, search: Search
) -> tuple[Alternative, ...]:
    """A stop of a shipment that has begun will end at ``departure``."""
    lasts = departure - stop.start
    changed = _with_end(
        freeze(problem, plan, now), stop, lambda end: msgspec.structs.replace(end, service_duration=lasts)
    )
    return alternatives(changed, plan, plan, search)


def closed_door(
    problem: Problem, plan: Solution, at: tuple[Route, Stop], now: int, again_s: int | None, search: Search
) -> tuple[Alternative, ...]:
    """Nobody opened to a courier. What she was to hand over stays aboard and is tried again by her, or, without
    ``again_s``, comes back to the store with her; what she was to fetch may be fetched by anybody later."""
    route, stop = at
    name, tried = stop.visit_id, f"{stop.visit_id} tried at {stop.start}"
    attempt = Visit(
        visit_id=tried, place_id=stop.place_id, service_duration=max(0, now - stop.start),
        windows=(TimeWindow(stop.start, stop.start),),
    )  # fmt: skip
    later = None if again_s is None else now + again_s
    known = _tried(plan, stop, tried, later)
    frozen = freeze(problem, known, now)
    pin = Pin(visit_id=tried, caregiver_id=route.caregiver_id, start=stop.start, frozen=True)
    pins = (*(one for one in frozen.pins if one.visit_id != tried), pin)
    changed = msgspec.structs.replace(frozen, visits=(*frozen.visits, attempt), pins=pins)
    return alternatives(_asked_later(changed, stop, later, name), known, plan, search)


def _asked_later(problem: Problem, stop: Stop, later: int | None, name: str) -> Problem:
    if later is not None:
        return _with_end(problem, stop, lambda end: msgspec.structs.replace(end, windows=after(end.windows, later)))
    kit = next((one.kit for one in problem.shipments if one.shipment_id == name), "")
    loaded = kit and any(one.shipment_id == name for one in problem.underway)
    return msgspec.structs.replace(
        problem,
        shipments=tuple(one for one in problem.shipments if one.shipment_id != name),
        underway=tuple(one for one in problem.underway if one.shipment_id != name),
        inventories=tuple(_less(one) if loaded and one.kit == kit else one for one in problem.inventories),
    )


def _less(inventory: Inventory) -> Inventory:
    """A unit that is on the way is not in the store."""
    return msgspec.structs.replace(inventory, units=max(0, inventory.units - 1))


def after(windows: tuple[TimeWindow, ...], earliest: int) -> tuple[TimeWindow, ...]:
    """What is left of windows from ``earliest`` on; after the last one it is late, not impossible."""
    left = tuple(TimeWindow(max(w.start, earliest), w.end, w.hard) for w in windows if w.end >= earliest)
    return left or (TimeWindow(earliest, earliest, hard=False),)


def _tried(plan: Solution, stop: Stop, tried: str, later: int | None) -> Solution:
    """The plan in which the stop was an attempt; a shipment that is aboard stands behind it once more."""
    routes = []
    for route in plan.routes:
        if stop not in route.stops:
            routes.append(route)
            continue
        rest = [one for one in route.stops if one is not stop and (one.visit_id != stop.visit_id or _aboard(one, stop))]
        again = () if later is None or stop.kind != "delivery" else (_at(stop, later),)
        attempt = msgspec.structs.replace(stop, visit_id=tried, kind="visit", units={})
        ordered = sorted((*rest, attempt, *again), key=lambda one: (one.start, one.departure))
        routes.append(msgspec.structs.replace(route, stops=tuple(ordered)))
    return msgspec.structs.replace(plan, routes=tuple(routes))


def _aboard(one: Stop, stop: Stop) -> bool:
    return one.kind == "pickup" and stop.kind == "delivery"


def _at(stop: Stop, start: int) -> Stop:
    """The same stop at another time."""
    lasts = stop.departure - stop.start
    return msgspec.structs.replace(
        stop, left=start, arrival=start, start=start, departure=start + lasts, frozen=False, wait=0
    )


def _with_end(problem: Problem, stop: Stop, change: Change) -> Problem:
    """The problem with one end of a shipment changed. Raises ProblemInvalid for a stop of no shipment."""
    if all(one.shipment_id != stop.visit_id for one in problem.shipments):
        raise ProblemInvalid(f"shipments[{stop.visit_id}]", "is not in the problem")
    shipments = tuple(
        _changed(one, stop, change) if one.shipment_id == stop.visit_id else one for one in problem.shipments
    )
    return msgspec.structs.replace(problem, shipments=shipments)


def _changed(shipment: Shipment, stop: Stop, change: Change) -> Shipment:
    if stop.kind == "pickup":
        return msgspec.structs.replace(shipment, pickup=change(shipment.pickup))
    return msgspec.structs.replace(shipment, delivery=change(shipment.delivery))
