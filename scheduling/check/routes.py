"""The rules of one route: shift, breaks, journey, services, load, specimens."""

from collections.abc import Iterator
from itertools import pairwise

from scheduling.check.facts import Facts
from scheduling.check.verdict import Violation
from scheduling.ground import UNREACHABLE, TimeWindow
from scheduling.problem import Caregiver, Shipment, Visit
from scheduling.result import Route, Stop

NO_WAY = 1_000_000_000


def route_rules(facts: Facts, route: Route) -> Iterator[Violation]:
    """Every rule a single route can break."""
    caregiver = facts.caregivers.get(route.caregiver_id)
    if caregiver is None:
        yield Violation("unknown_caregiver", route.caregiver_id, "is not in the problem")
        return
    if not route.stops:
        yield Violation("empty_route", route.caregiver_id, "a route needs a stop")
    yield from _shift(caregiver, route)
    yield from _breaks(caregiver, route)
    yield from _journey(facts, caregiver, route)
    yield from _frozen(facts, route)
    for stop in route.stops:
        yield from _service(facts, caregiver, stop)
    yield from _load(facts, caregiver, route)
    yield from _specimens(facts, caregiver, route)


def _shift(caregiver: Caregiver, route: Route) -> Iterator[Violation]:
    shift, name = caregiver.shift, caregiver.caregiver_id
    begun = bool(route.stops) and route.stops[0].frozen
    if route.leave < shift.start and not begun:
        yield Violation("shift", name, f"leaves at {route.leave}, shift starts {shift.start}")
    if route.stops and route.leave != route.stops[0].left:
        yield Violation("shift", name, f"leaves at {route.leave}, first stop is left for at {route.stops[0].left}")
    if route.end > shift.end + shift.max_overtime:
        yield Violation("shift", name, f"ends at {route.end}, allowed {shift.end + shift.max_overtime}")
    if route.overtime != max(0, route.end - shift.end):
        yield Violation("overtime", name, f"says {route.overtime}, ends {route.end}")


def _breaks(caregiver: Caregiver, route: Route) -> Iterator[Violation]:
    name = caregiver.caregiver_id
    if len(route.breaks) != len(caregiver.breaks):
        yield Violation("break", name, f"{len(route.breaks)} of {len(caregiver.breaks)} breaks")
        return
    for wanted, taken in zip(caregiver.breaks, route.breaks, strict=True):
        if not any(w.start <= taken.start <= w.end for w in wanted.windows):
            yield Violation("break", name, f"at {taken.start}, outside its windows")
        if taken.duration != wanted.duration:
            yield Violation("break", name, f"lasts {taken.duration}, not {wanted.duration}")
        for stop in route.stops:
            if taken.start < stop.departure and stop.start < taken.start + taken.duration:
                yield Violation("break", name, f"at {taken.start} interrupts {stop.visit_id or stop.place_id}")
    for first, second in pairwise(route.breaks):
        if second.start < first.start + first.duration:
            yield Violation("break", name, f"breaks overlap at {second.start}")


def paused(route: Route, start: int, end: int) -> int:
    """Break seconds inside [start, end]."""
    return sum(max(0, min(end, b.start + b.duration) - max(start, b.start)) for b in route.breaks)


def _journey(facts: Facts, caregiver: Caregiver, route: Route) -> Iterator[Violation]:
    clock, here = route.leave, caregiver.start_place
    freeze = facts.problem.freeze_time
    for stop in route.stops:
        subject = stop.visit_id or stop.place_id
        if stop.place_id != _place(facts, stop):
            yield Violation("place", subject, f"is at {stop.place_id!r}")
        if not stop.frozen and (stop.left < clock or stop.left < freeze):
            yield Violation("travel", subject, f"left for at {stop.left}, not before {max(clock, freeze)}")
        leg = facts.leg(caregiver, here, stop.place_id, stop.left)
        yield from _leg(caregiver, stop, subject, here, leg)
        if not stop.frozen and leg is not None:
            moved = stop.arrival - stop.left - paused(route, stop.left, stop.arrival)
            if moved != stop.travel + stop.access:
                yield Violation(
                    "travel", subject, f"arrives after {moved} s, the way takes {stop.travel + stop.access}"
                )
        if stop.wait < 0 or stop.wait != stop.start - stop.arrival - paused(route, stop.arrival, stop.start):
            yield Violation("wait", subject, f"says {stop.wait}, arrives {stop.arrival}, starts {stop.start}")
        clock, here = stop.departure, stop.place_id
    yield from _way_home(facts, caregiver, route, here, clock)


def _leg(caregiver: Caregiver, stop: Stop, subject: str, here: str, leg: tuple[int, int] | None) -> Iterator[Violation]:
    if leg is None or (leg[0] >= NO_WAY and not stop.frozen):
        yield Violation("no_way", subject, f"there is no way from {here!r}")
        return
    if leg[0] >= NO_WAY:
        leg = 0, 0
    access = caregiver.access_duration if stop.place_id != here else 0
    if (stop.travel, stop.metres) != leg or stop.access != access:
        yield Violation("travel", subject, f"says {stop.travel} s {stop.metres} m, is {leg[0]} s {leg[1]} m")


def _way_home(facts: Facts, caregiver: Caregiver, route: Route, here: str, clock: int) -> Iterator[Violation]:
    leg = facts.leg(caregiver, here, caregiver.end_place, clock)
    if leg is None or leg[0] >= min(NO_WAY, UNREACHABLE):
        yield Violation("no_way", caregiver.caregiver_id, f"there is no way home from {here!r}")
    elif (route.return_travel, route.return_metres) != leg:
        yield Violation("travel", caregiver.caregiver_id, f"says {route.return_travel} s home, is {leg[0]} s")
    elif route.end - clock - paused(route, clock, route.end) != leg[0]:
        yield Violation("travel", caregiver.caregiver_id, f"is home at {route.end}, left at {clock} for {leg[0]} s")


def _place(facts: Facts, stop: Stop) -> str | None:
    if stop.kind == "laboratory":
        return stop.place_id if stop.place_id in facts.laboratories else None
    if stop.kind == "visit":
        visit = facts.visits.get(stop.visit_id)
        return visit.place_id if visit else None
    shipment = facts.shipments.get(stop.visit_id)
    if shipment is None:
        return None
    return shipment.pickup.place_id if stop.kind == "pickup" else shipment.delivery.place_id


def _frozen(facts: Facts, route: Route) -> Iterator[Violation]:
    free = False
    for stop in route.stops:
        begun = facts.begun(stop) is not None
        if begun != stop.frozen:
            yield Violation("frozen", stop.visit_id, f"says frozen {stop.frozen}, is {begun}")
        if begun and free:
            yield Violation("frozen", stop.visit_id, "has begun but stands behind a stop that has not")
        free = free or not begun


def _service(facts: Facts, caregiver: Caregiver, stop: Stop) -> Iterator[Violation]:
    if stop.kind == "laboratory":
        laboratory = facts.laboratories.get(stop.place_id)
        if laboratory and stop.departure != stop.start + laboratory.service_duration:
            yield Violation("service_time", stop.place_id, f"departs {stop.departure}, starts {stop.start}")
        return
    if stop.kind == "visit":
        visit = facts.visits.get(stop.visit_id)
        if visit is not None:
            yield from _visit(facts, caregiver, visit, stop)
        return
    shipment = facts.shipments.get(stop.visit_id)
    if shipment is not None:
        yield from _handover(facts, caregiver, shipment, stop)


def _visit(facts: Facts, caregiver: Caregiver, visit: Visit, stop: Stop) -> Iterator[Violation]:
    name = visit.visit_id
    if stop.departure != stop.start + visit.service_duration:
        yield Violation("service_time", name, f"departs {stop.departure}, starts {stop.start}")
    if caregiver.caregiver_id in visit.prohibited_caregivers:
        yield Violation("prohibited", name, f"{caregiver.caregiver_id} may not go")
    if stop.companion:
        if visit.companion_skills - caregiver.skills:
            yield Violation("skill", name, f"companion {caregiver.caregiver_id} lacks a skill")
    else:
        yield from _person(facts, caregiver, visit)
    yield from _windows(facts, visit, stop)


def _person(facts: Facts, caregiver: Caregiver, visit: Visit) -> Iterator[Violation]:
    for skill in sorted(visit.required_skills):
        least = visit.minimum_levels.get(skill, 1)
        if caregiver.level(skill) < least:
            yield Violation("skill", visit.visit_id, f"{caregiver.caregiver_id} lacks {skill} at level {least}")
    if visit.required_caregivers and caregiver.caregiver_id not in visit.required_caregivers:
        yield Violation("required_caregiver", visit.visit_id, f"{caregiver.caregiver_id} is not one of those required")
    pin = facts.pins.get(visit.visit_id)
    if pin is not None and pin.caregiver_id and pin.caregiver_id != caregiver.caregiver_id:
        yield Violation("pin", visit.visit_id, f"is {caregiver.caregiver_id}'s, pinned to {pin.caregiver_id}")


def _windows(facts: Facts, visit: Visit, stop: Stop) -> Iterator[Violation]:
    pin = facts.pins.get(visit.visit_id)
    pinned = pin is not None and pin.start is not None
    if pin is not None and pin.start is not None and stop.start != pin.start:
        yield Violation("pin", visit.visit_id, f"starts at {stop.start}, pinned to {pin.start}")
    late = lateness(visit.windows, stop.start)
    if late is None and pinned:
        late = min(max(0, stop.start - w.end) for w in visit.windows)
    if late is None:
        yield Violation("window", visit.visit_id, f"starts at {stop.start}, in none of its windows")
    elif stop.late != late:
        yield Violation("lateness", visit.visit_id, f"says {stop.late}, is {late}")
    day = facts.problem.daylight
    dark = day is not None and (stop.start < day.start or stop.departure > day.end)
    if visit.daylight_only and dark and not pinned:
        yield Violation("daylight", visit.visit_id, f"from {stop.start} to {stop.departure} is not in daylight")


def lateness(windows: tuple[TimeWindow, ...], start: int) -> int | None:
    """Least seconds after the end of a window that admits the start; None when none does."""
    late = [max(0, start - w.end) for w in windows if start >= w.start and (start <= w.end or not w.hard)]
    return min(late, default=None)


def _handover(facts: Facts, caregiver: Caregiver, shipment: Shipment, stop: Stop) -> Iterator[Violation]:
    begun, item = facts.begun(stop), facts.underway.get(shipment.shipment_id)
    if item is not None and item.caregiver_id != caregiver.caregiver_id:
        yield Violation("frozen", shipment.shipment_id, f"is {caregiver.caregiver_id}'s, begun by {item.caregiver_id}")
    if begun is not None and stop.start != begun:
        yield Violation("frozen", shipment.shipment_id, f"{stop.kind} starts at {stop.start}, began at {begun}")
    name, end = shipment.shipment_id, shipment.pickup if stop.kind == "pickup" else shipment.delivery
    if stop.departure != stop.start + end.service_duration:
        yield Violation("service_time", name, f"departs {stop.departure}, starts {stop.start}")
    if shipment.required_skills - caregiver.skills:
        yield Violation("skill", name, f"{caregiver.caregiver_id} lacks a skill")
    late = lateness(end.windows, stop.start)
    if late is None and begun is not None:
        late = min(max(0, stop.start - w.end) for w in end.windows)
    if late is None:
        yield Violation("window", name, f"{stop.kind} starts at {stop.start}, in none of its windows")
    elif stop.late != late:
        yield Violation("lateness", name, f"says {stop.late}, is {late}")
    limit = shipment.valid_until if stop.kind == "delivery" and begun is None else None
    if limit is not None and stop.start > limit:
        yield Violation("valid_until", name, f"is delivered at {stop.start}, valid until {limit}")


def _load(facts: Facts, caregiver: Caregiver, route: Route) -> Iterator[Violation]:
    visits = [s for s in route.stops if s.kind == "visit"]
    if caregiver.max_visits is not None and len(visits) > caregiver.max_visits:
        yield Violation("max_visits", caregiver.caregiver_id, f"{len(visits)} of {caregiver.max_visits}")
    if caregiver.capacity is None:
        return
    carried = sum(facts.visits[s.visit_id].load for s in visits if not s.companion and s.visit_id in facts.visits)
    aboard = most = 0
    for stop in route.stops:
        if stop.kind in ("pickup", "delivery") and (shipment := facts.shipments.get(stop.visit_id)):
            aboard += shipment.amount if stop.kind == "pickup" else -shipment.amount
            most = max(most, aboard)
    if carried + most > caregiver.capacity:
        yield Violation("capacity", caregiver.caregiver_id, f"carries {carried + most} of {caregiver.capacity}")


def _specimens(facts: Facts, caregiver: Caregiver, route: Route) -> Iterator[Violation]:
    for stop, late in hand_ins(facts, caregiver, route):
        if stop is None:
            yield Violation("specimen", caregiver.caregiver_id, "carries a specimen home, which is no laboratory")
        elif stop.kind == "laboratory" and stop.late != late:
            yield Violation("lateness", stop.place_id, f"says {stop.late}, is {late}")


def hand_ins(facts: Facts, caregiver: Caregiver, route: Route) -> Iterator[tuple[Stop | None, int]]:
    """Each laboratory stop with the seconds its specimens come too late; None for one never handed in.

    Handing in at the end place gives the last stop, whatever it is.
    """
    due: int | None = None
    for stop in route.stops:
        if stop.kind == "laboratory":
            yield stop, max(0, stop.arrival - due) if due is not None else 0
            due = None
        elif stop.kind == "visit" and not stop.companion and stop.visit_id in facts.visits:
            limit = facts.visits[stop.visit_id].specimen_deadline
            if limit is not None:
                due = min(stop.departure + limit, due if due is not None else stop.departure + limit)
    if due is not None:
        home = caregiver.end_place in facts.laboratories
        yield (route.stops[-1] if home else None), max(0, route.end - due)
