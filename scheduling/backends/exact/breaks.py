"""Breaks in the CP-SAT model: each lies before one stop of the route or after the last, never during a service."""

from scheduling.backends.exact.day import Day
from scheduling.backends.exact.model import Node, Var
from scheduling.problem import Break


def add_breaks(day: Day) -> None:
    """Add the caregiver's breaks, taken in order when the caregiver is used."""
    for pause in day.caregiver.breaks:
        start = _start(day, pause)
        if day.breaks:
            before = day.breaks[-1] + day.caregiver.breaks[len(day.breaks) - 1].duration
            day.model.cp.add(start >= before).only_enforce_if(day.used)
        day.breaks.append(start)
        places = [_home(day, start, pause.duration)]
        places += [_before(day, node, start, pause.duration) for node in day.nodes]
        day.model.cp.add(sum(places) == day.used)
    day.model.breaks[day.k] = day.breaks


def _start(day: Day, pause: Break) -> Var:
    """A moment in one of the windows."""
    cp, start = day.model.cp, day.model.moment(pause.windows[0].start, pause.windows[-1].end)
    picks = [day.model.literal() for _ in pause.windows]
    for window, pick in zip(pause.windows, picks, strict=True):
        cp.add(start >= window.start).only_enforce_if(pick)
        cp.add(start <= window.end).only_enforce_if(pick)
    cp.add_exactly_one(picks)
    return start


def _before(day: Day, node: Node, start: Var, duration: int) -> Var:
    """Whether the break lies between the departure before ``node`` and the service there."""
    cp, here = day.model.cp, day.model.literal()
    cp.add_implication(here, day.visited[node.number])
    cp.add(start >= node.free).only_enforce_if(here)
    cp.add(start + duration <= node.start).only_enforce_if(here)
    if not node.frozen:
        day.delays.setdefault(node.number, []).append(_delay(day, node, here, start, duration))
    return here


def _delay(day: Day, node: Node, here: Var, start: Var, duration: int) -> Var:
    """Seconds of the break after leaving; at a laboratory, where the arrival counts, before arriving."""
    if not day.loose and node.arrival is None:
        return duration * here
    cp, delay, whole, door = day.model.cp, day.model.moment(0, duration), day.model.literal(), day.model.literal()
    cp.add(delay == duration).only_enforce_if(here, whole)
    if node.arrival is None:
        cp.add(door == 0)
    else:
        cp.add(start >= node.arrival).only_enforce_if(here, door)
    if day.loose:
        cp.add(delay >= start + duration - node.left).only_enforce_if(here, ~whole, ~door)
    else:
        cp.add_bool_or(whole, door).only_enforce_if(here)
    return delay


def _home(day: Day, start: Var, duration: int) -> Var:
    """Whether the break lies after the last stop: on the way home, which takes longer by it, or at home."""
    cp, here, after = day.model.cp, day.model.literal(), day.model.literal()
    delay = day.model.moment(0, duration)
    cp.add(start >= day.done).only_enforce_if(here)
    cp.add(start >= day.end).only_enforce_if(here, after)
    cp.add(delay == duration).only_enforce_if(here, ~after)
    day.delays.setdefault(0, []).append(delay)
    return here
