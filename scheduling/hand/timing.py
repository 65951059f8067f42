"""The times of one person's order, whatever rules it breaks: each service as early as it can begin.

A break is taken in the gap where it costs least. The check says afterwards which rules these times break.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations_with_replacement, islice, pairwise, product

from scheduling.hand.ground import Ground, Job, Key
from scheduling.problem import Break, Caregiver
from scheduling.result import Route, Stop, TakenBreak

MOST_TRIED = 400
"""Ways to put breaks into gaps; a person with more of them takes each as soon as its window opens."""
Wish = tuple[int, int, int]
"""How bad a way to take the breaks is: rules missed, cost, end of the day."""


@dataclass(slots=True)
class _Walk:
    """One way through the day."""

    clock: int
    here: str
    missed: int = 0
    late: int = 0
    late_at_laboratory: int = 0
    due: int | None = None
    """When the specimens aboard should be in a laboratory."""
    stops: list[Stop] = field(default_factory=list)
    breaks: list[TakenBreak] = field(default_factory=list)


def timed(ground: Ground, caregiver: Caregiver, jobs: Sequence[Job], not_before: Mapping[Key, int]) -> Route | None:
    """The route of these jobs in this order; None without jobs. ``not_before`` holds back what others must meet."""
    if not jobs:
        return None
    wish, route = _cheapest(ground, caregiver, jobs, not_before)
    held = dict(not_before)
    for first, last in _loadings(ground, jobs):
        service, by = route.stops[last], route.stops[last].wait
        for _ in range(2 if by else 0):
            later = {**held, jobs[first].key: route.stops[first].start + by}
            new_wish, new = _cheapest(ground, caregiver, jobs, later)
            if new_wish <= wish:
                held, wish, route = later, new_wish, new
                break
            by = max(0, by - max(0, new.stops[last].start - service.start))
    return route


def _loadings(ground: Ground, jobs: Sequence[Job]) -> Iterator[tuple[int, int]]:
    """From the first of several loadings to the service behind them: who would wait at that door loads as much later
    instead, so that what is kept cold is under way for as short as can be."""
    first = 0
    for n, job in enumerate(jobs):
        if job.kind == "pickup" and ground.hidden(job) and not job.begun:
            continue
        if first < n:
            yield first, n
        first = n + 1


def _cheapest(
    ground: Ground, caregiver: Caregiver, jobs: Sequence[Job], not_before: Mapping[Key, int]
) -> tuple[Wish, Route]:
    best: tuple[Wish, Route] | None = None
    for gaps in _gaps(ground, caregiver, jobs, not_before):
        found = _walked(ground, caregiver, jobs, not_before, gaps)
        if best is None or found[0] < best[0]:
            best = found
    assert best is not None, "there is always one way to take the breaks"
    return best


def _gaps(
    ground: Ground, caregiver: Caregiver, jobs: Sequence[Job], not_before: Mapping[Key, int]
) -> Iterator[tuple[int, ...]]:
    """In front of which job each break is taken; the number of jobs stands for the way home."""
    if not caregiver.breaks:
        yield ()
        return
    done = _departures(ground, caregiver, jobs, not_before)
    choices = [_worth_trying(pause, done) for pause in caregiver.breaks]
    tried = (gaps for gaps in product(*choices) if all(a <= b for a, b in pairwise(gaps)))
    everything = combinations_with_replacement(range(len(jobs) + 1), len(caregiver.breaks))
    yield from islice(chain(tried, () if len(choices) == 1 else everything), MOST_TRIED)


def _departures(ground: Ground, caregiver: Caregiver, jobs: Sequence[Job], not_before: Mapping[Key, int]) -> list[int]:
    """When each job is over if nobody takes a break."""
    walk = _Walk(max(caregiver.shift.start, ground.problem.freeze_time), caregiver.start_place)
    for job in jobs:
        if job.begun and job.pin is not None:
            _stand(ground, caregiver, walk, job, job.pin, ())
        else:
            _serve(ground, caregiver, walk, job, not_before.get(job.key, 0), ())
    return [stop.departure for stop in walk.stops]


def _worth_trying(pause: Break, done: list[int]) -> list[int]:
    """PERF: gaps in which the break could lie. Before a job that is over when its window opens it is no better than
    behind it, and nothing is left of the window where the job before ends later."""
    opens, closes = pause.windows[0].start, pause.windows[-1].end
    found = [
        gap
        for gap in range(len(done) + 1)
        if (gap == len(done) or done[gap] > opens) and (gap == 0 or done[gap - 1] <= closes)
    ]
    return found or list(range(len(done) + 1))


def _walked(
    ground: Ground, caregiver: Caregiver, jobs: Sequence[Job], not_before: Mapping[Key, int], gaps: tuple[int, ...]
) -> tuple[Wish, Route]:
    walk = _Walk(max(caregiver.shift.start, ground.problem.freeze_time), caregiver.start_place)
    for n, job in enumerate(jobs):
        pauses = [pause for pause, gap in zip(caregiver.breaks, gaps, strict=True) if gap == n]
        if job.begun and job.pin is not None:
            _stand(ground, caregiver, walk, job, job.pin, pauses)
        else:
            _serve(ground, caregiver, walk, job, not_before.get(job.key, 0), pauses)
    route = _home(
        ground, caregiver, walk, [p for p, gap in zip(caregiver.breaks, gaps, strict=True) if gap == len(jobs)]
    )
    over = max(0, route.end - caregiver.shift.end - caregiver.shift.max_overtime)
    weights = ground.problem.weights
    cost = weights.late_second * walk.late + weights.overtime_second * route.overtime
    cost += weights.specimen_late_second * walk.late_at_laboratory
    return (walk.missed + (over > 0), cost + over, route.end), route


def _stand(ground: Ground, caregiver: Caregiver, walk: _Walk, job: Job, start: int, pauses: Sequence[Break]) -> None:
    """A stop that has begun: its way is history."""
    for pause in pauses:
        _take(walk, pause, pause.windows[0].start)
    travel, metres = ground.leg(caregiver.vehicle, walk.here, job.place, start)
    access = caregiver.access_duration if job.place != walk.here else 0
    late = _late(job, start) or 0
    walk.stops.append(_stop(job, start, start, start, 0, (travel, access, metres), late))
    walk.clock, walk.here, walk.late = start + job.service, job.place, walk.late + late
    _bag(walk, job, start)
    walk.clock = max(walk.clock, ground.problem.freeze_time)


def _bag(walk: _Walk, job: Job, arrival: int) -> int:
    """Note a specimen that is taken, or hand in what is aboard; returns how much too late that is."""
    late = max(0, arrival - walk.due) if job.kind == "laboratory" and walk.due is not None else 0
    if job.kind == "laboratory":
        walk.due = None
    elif job.deadline is not None:
        due = walk.clock + job.deadline
        walk.due = due if walk.due is None else min(walk.due, due)
    walk.late_at_laboratory += late
    return late


def _serve(
    ground: Ground, caregiver: Caregiver, walk: _Walk, job: Job, not_before: int, pauses: Sequence[Break]
) -> None:
    left, first = walk.clock, not walk.stops
    travel, metres = ground.leg(caregiver.vehicle, walk.here, job.place, left)
    access = caregiver.access_duration if job.place != walk.here else 0
    arrival, ready = left + travel + access, 0
    for pause in pauses:
        begin = _take(walk, pause, max(left, ready))
        arrival += pause.duration if begin < arrival else 0
        ready = begin + pause.duration
    start = _begin(job, max(arrival, ready, not_before))
    if (
        first
        and not pauses
        and ground.leg(caregiver.vehicle, walk.here, job.place, start - travel - access)[0] == travel
    ):
        left, arrival = max(left, start - travel - access), max(arrival, start)
    rest = sum(max(0, min(start, b.start + b.duration) - max(arrival, b.start)) for b in walk.breaks)
    late = _late(job, start)
    walk.missed += late is None or (job.pin is not None and start != job.pin)
    walk.late += late or 0
    walk.clock, walk.here = start + job.service, job.place
    late = (late or 0) + _bag(walk, job, arrival)
    walk.stops.append(_stop(job, left, arrival, start, start - arrival - rest, (travel, access, metres), late))


def _home(ground: Ground, caregiver: Caregiver, walk: _Walk, pauses: Sequence[Break]) -> Route:
    seconds, metres = ground.leg(caregiver.vehicle, walk.here, caregiver.end_place, walk.clock)
    end, rested = walk.clock + seconds, walk.clock
    for pause in pauses:
        begin = _take(walk, pause, rested)
        end += pause.duration if begin < end else 0
        rested = begin + pause.duration
    return Route(
        caregiver_id=caregiver.caregiver_id,
        leave=walk.stops[0].left,
        stops=tuple(walk.stops),
        end=end,
        return_travel=seconds,
        return_metres=metres,
        overtime=max(0, end - caregiver.shift.end),
        breaks=tuple(walk.breaks),
    )


def _take(walk: _Walk, pause: Break, since: int) -> int:
    """Note a break at the first moment of its windows from ``since`` on; returns when it begins."""
    begins = [max(since, window.start) for window in pause.windows if max(since, window.start) <= window.end]
    walk.missed += not begins
    begin = min(begins) if begins else since
    walk.breaks.append(TakenBreak(begin, pause.duration))
    return begin


def _begin(job: Job, ready: int) -> int:
    """When the service begins: in the window that makes it least late, at the pinned moment if there is one."""
    if job.pin is not None:
        return max(ready, job.pin)
    found = [
        (late, start)
        for w in job.windows
        if (late := _lateness(start := max(ready, w.start), w.end, w.hard)) is not None
    ]
    if found:
        return min(found)[1]
    return max([ready, *(w.start for w in job.windows[:1])])


def _lateness(start: int, end: int, hard: bool) -> int | None:
    return None if hard and start > end else max(0, start - end)


def _late(job: Job, start: int) -> int | None:
    """Seconds after the end of a window that admits the start; None when none does. A pinned start is admitted."""
    if not job.windows:
        return 0
    late = [start - w.end for w in job.windows if start >= w.start and (start <= w.end or not w.hard)]
    if late:
        return max(0, min(late))
    return max(0, min(start - w.end for w in job.windows)) if job.pin is not None else None


def _stop(job: Job, left: int, arrival: int, start: int, wait: int, leg: tuple[int, int, int], late: int) -> Stop:
    travel, access, metres = leg
    return Stop(
        visit_id=job.name,
        place_id=job.place,
        left=left,
        arrival=arrival,
        start=start,
        departure=start + job.service,
        wait=wait,
        travel=travel,
        access=access,
        metres=metres,
        late=late,
        kind=job.kind,
        companion=job.companion,
        frozen=job.begun,
    )
