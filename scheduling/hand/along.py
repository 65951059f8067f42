"""Stops that come along with others: loading at a store before something is brought, bringing back what was fetched,
handing in a specimen. People move visits; these stops take the place where they cost least and break least."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from scheduling.hand.ground import Ground, Job
from scheduling.hand.timing import timed
from scheduling.problem import Caregiver
from scheduling.result import Route, Stop

Jobs = tuple[Job, ...]
MOST_TRIED = 60
"""PERF: orders that are timed before one is taken; they come in the order of how likely they are."""


def put_in(ground: Ground, who: str, rest: Jobs, job: Job, behind: str) -> Jobs:
    """The order of somebody with one more job behind another (empty: in front of all), and what comes along with it.

    Between the two neighbours people see there may be stops they do not: the job takes the best place among them.
    """
    places = _places(ground, rest, behind)
    orders = (order for at in places for order in _with_end(ground, (*rest[:at], job, *rest[at:]), job))
    return _best(ground, who, [found for order in orders for found in _with_laboratory(ground, who, order)])


def completed(ground: Ground, who: str, jobs: Jobs) -> Jobs:
    """The same order with the ends of shipments and the laboratories that are missing in it."""
    have = {job.key for job in jobs}
    for job in [job for job in jobs if not ground.hidden(job)]:
        end = ground.other_end(job)
        if end is not None and end.key not in have and not end.begun:
            jobs = _best(ground, who, list(_with_end(ground, jobs, job)))
    return _best(ground, who, list(_with_laboratory(ground, who, jobs)))


def with_ends(ground: Ground, route: Route) -> Route:
    """A route with the ends of shipments that it lacks, timed anew where it lacks any; what has begun stays as it is.

    Handing in is left to whoever times it next.
    """
    jobs = tuple(job for stop in route.stops if (job := _work_of(ground, stop)) is not None)
    order = tuple(sorted(jobs, key=lambda job: not job.begun))
    whole = order
    for job in order:
        end = None if ground.hidden(job) else ground.other_end(job)
        if end is not None and not end.begun and all(other.key != end.key for other in whole):
            whole = _best(ground, route.caregiver_id, list(_with_end(ground, whole, job)))
    new = timed(ground, ground.caregivers[route.caregiver_id], whole, {}) if len(whole) > len(order) else None
    if new is None:
        return route
    begun = {(stop.visit_id, stop.kind): stop for stop in route.stops if stop.frozen}
    stops = tuple(begun.get((stop.visit_id, stop.kind), stop) for stop in new.stops)
    return msgspec.structs.replace(new, stops=stops, leave=stops[0].left)


def _work_of(ground: Ground, stop: Stop) -> Job | None:
    return None if stop.kind == "laboratory" else ground.job_of(stop)


def without_use(before: Jobs, after: Jobs) -> Jobs:
    """The order without laboratories to which something was brought before and nothing is any more."""
    carried = _carried(before)
    now = _carried(after)
    had = [bool(what) for what in carried]
    gone = {n for n, what in enumerate(now) if not what and n < len(had) and had[n]}
    number, kept = -1, []
    for job in after:
        number += job.kind == "laboratory"
        if job.kind != "laboratory" or number not in gone:
            kept.append(job)
    return tuple(kept)


def _carried(jobs: Jobs) -> list[list[str]]:
    """Of each laboratory stop the visits whose specimens come to it."""
    found, bag = list[list[str]](), list[str]()
    for job in jobs:
        if job.deadline is not None:
            bag.append(job.name)
        elif job.kind == "laboratory":
            found.append(bag)
            bag = []
    return found


def _places(ground: Ground, rest: Jobs, behind: str) -> list[int]:
    """Where a job can come between the neighbours people see, not before what has begun, nor between two loadings."""
    at = next((n + 1 for n, job in enumerate(rest) if behind and job.name == behind and not ground.hidden(job)), 0)
    at = max(at, sum(job.begun for job in rest))
    end = next((n for n in range(at, len(rest)) if not ground.hidden(rest[n])), len(rest))
    return [n for n in range(at, end + 1) if n in (at, end) or rest[n - 1].place != rest[n].place]


def _with_end(ground: Ground, order: Jobs, job: Job) -> Iterator[Jobs]:
    """The order with the other end of a shipment wherever it can be, the nearest place first; as it is for a visit."""
    end = ground.other_end(job)
    if end is None or end.begun or any(other.key == end.key for other in order):
        yield order
        return
    here, first = order.index(job), sum(other.begun for other in order)
    places = range(here, first - 1, -1) if end.kind == "pickup" else range(here + 1, len(order) + 1)
    for at in places:
        if not (first < at < len(order) and order[at - 1].place == order[at].place == end.place):
            yield (*order[:at], end, *order[at:])


def _with_laboratory(ground: Ground, who: str, order: Jobs) -> Iterator[Jobs]:
    """The order with a laboratory behind the last specimen, where none comes; as it is where one does."""
    last = max((n for n, job in enumerate(order) if job.deadline is not None), default=None)
    places = [laboratory.place_id for laboratory in ground.problem.laboratories]
    handed = last is None or any(job.kind == "laboratory" for job in order[last + 1 :])
    if last is None or handed or not places or ground.caregivers[who].end_place in places:
        yield order
        return
    lasting = {laboratory.place_id: laboratory.service_duration for laboratory in ground.problem.laboratories}
    for at in range(last + 1, len(order) + 1):
        for place in places:
            yield (*order[:at], Job("", "laboratory", False, place, lasting[place], ()), *order[at:])


def _best(ground: Ground, who: str, orders: Sequence[Jobs]) -> Jobs:
    if len(orders) == 1:
        return orders[0]
    caregiver = ground.caregivers[who]
    return min(orders[:MOST_TRIED], key=lambda order: _badness(ground, caregiver, order))


def _badness(ground: Ground, caregiver: Caregiver, order: Jobs) -> tuple[int, int, int]:
    """Rules an order breaks, what it costs, and when it ends; only what may differ between places is counted."""
    route = timed(ground, caregiver, order, {})
    if route is None:
        return 0, 0, 0
    weights, shift = ground.problem.weights, caregiver.shift
    late = weights.late_second * sum(stop.late for stop in route.stops if stop.kind != "laboratory")
    late += weights.specimen_late_second * sum(stop.late for stop in route.stops if stop.kind == "laboratory")
    driven = weights.travel_second * (sum(stop.travel for stop in route.stops) + route.return_travel)
    driven += weights.travel_metre * (sum(stop.metres for stop in route.stops) + route.return_metres)
    over = max(0, route.end - shift.end - shift.max_overtime)
    broken = sum(_missed(order, route)) + (over > 0) + sum(_kept_too_long(ground, route)) + _too_much(ground, route)
    return broken, late + driven + over + weights.overtime_second * route.overtime, route.end


def _missed(order: Jobs, route: Route) -> Iterable[bool]:
    """Whether each service begins outside all its windows."""
    for job, stop in zip(order, route.stops, strict=True):
        inside = (stop.start >= w.start and (stop.start <= w.end or not w.hard) for w in job.windows)
        yield bool(job.windows) and not job.begun and not any(inside)


def _kept_too_long(ground: Ground, route: Route) -> Iterator[bool]:
    """Whether each thing is longer on the way, or arrives later, than it keeps."""
    picked: dict[str, Stop] = {stop.visit_id: stop for stop in route.stops if stop.kind == "pickup"}
    items = {item.shipment_id: item for item in ground.problem.shipments}
    for stop in route.stops:
        item = items.get(stop.visit_id) if stop.kind == "delivery" else None
        if item is not None:
            yield item.valid_until is not None and stop.start > item.valid_until
        if item is not None and item.cold_chain is not None and stop.visit_id in picked:
            yield stop.start - picked[stop.visit_id].departure > item.cold_chain


def _too_much(ground: Ground, route: Route) -> bool:
    """Whether more is aboard at once than the vehicle holds."""
    capacity = ground.caregivers[route.caregiver_id].capacity
    amounts = {item.shipment_id: item.amount for item in ground.problem.shipments}
    aboard = most = 0
    for stop in route.stops:
        sign = {"pickup": 1, "delivery": -1}.get(stop.kind, 0)
        aboard += sign * amounts.get(stop.visit_id, 0)
        most = max(most, aboard)
    return capacity is not None and most > capacity
