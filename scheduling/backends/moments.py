"""The moments of a plan and what binds those of one route: ways, hour bands, breaks, the shift."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from scheduling.backends.differences import At, Differences
from scheduling.problem import Caregiver, Problem
from scheduling.result import Route, Solution, Stop, TakenBreak

Key = tuple[str, str, bool]
ZERO: At = (0, 0)


@dataclass(slots=True)
class Moments:
    """The moments of every stop, break and end of a plan. ``rules.sound`` ends where the plan is not as expected."""

    problem: Problem
    plan: Solution
    rules: Differences = field(default_factory=Differences)
    starts: dict[tuple[str, int], At] = field(default_factory=dict)
    breaks: dict[tuple[str, int], At] = field(default_factory=dict)
    ends: dict[str, At] = field(default_factory=dict)
    lefts: dict[tuple[str, int], At] = field(default_factory=dict)
    at: dict[Key, tuple[At, Stop]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        people = {c.caregiver_id: c for c in self.problem.caregivers}
        for route in self.plan.routes:
            self._route(people[route.caregiver_id], route)

    def _route(self, caregiver: Caregiver, route: Route) -> None:
        name, clock = route.caregiver_id, (0, caregiver.shift.start)
        begun = max((n + 1 for n, stop in enumerate(route.stops) if self._stands(stop)), default=0)
        known = route.stops[begun - 1].departure if begun else caregiver.shift.start
        self._pauses(caregiver, route, known if begun else None)
        for n, stop in enumerate(route.stops):
            start = (0, stop.start) if n < begun or self._pinned(stop) else self.rules.moment(stop.start)
            self.starts[name, n] = start
            if stop.kind != "laboratory":
                self.at[stop.visit_id, stop.kind, stop.companion] = start, stop
            if n >= begun:
                self._way(caregiver, route, n, clock, start)
            else:
                self.lefts[name, n] = (0, stop.left)
            clock = start[0], start[1] + stop.departure - stop.start
        self._home(caregiver, route, clock)

    def _pauses(self, caregiver: Caregiver, route: Route, known: int | None) -> None:
        """Each break in the window it is taken in, one after the other; those of the past stand."""
        before: At | None = None
        for n, (wanted, taken) in enumerate(zip(caregiver.breaks, route.breaks, strict=True)):
            stands = known is not None and taken.start < known
            at = (0, taken.start) if stands else self.rules.moment(taken.start)
            window = next(w for w in wanted.windows if w.start <= taken.start <= w.end)
            self.rules.after(at, (0, window.start))
            self.rules.after((0, window.end), at)
            if before is not None:
                self.rules.after(at, before)
            before = at[0], at[1] + wanted.duration
            self.breaks[route.caregiver_id, n] = at

    def _way(self, caregiver: Caregiver, route: Route, n: int, clock: At, start: At) -> None:
        """Leave the place before in the same hour band, travel, and pause as the plan does."""
        stop, rules = route.stops[n], self.rules
        left = rules.moment(stop.left)
        self.lefts[route.caregiver_id, n] = left
        rules.after(left, clock)
        rules.after(left, (0, self.problem.freeze_time))
        self._same_band(caregiver, left, stop.left)
        since = route.stops[n - 1].departure if n else caregiver.shift.start
        paused = 0
        for b, taken in self._between(route, since, stop.start):
            pause = self.breaks[route.caregiver_id, b]
            if taken.start + taken.duration <= stop.left:
                rules.after(left, pause, taken.duration)
                rules.after(pause, clock)
            else:
                rules.after(pause, left)
                rules.after(start, pause, taken.duration)
                paused += taken.duration
        rules.after(start, left, stop.travel + stop.access + paused)

    def _same_band(self, caregiver: Caregiver, left: At, now: int) -> None:
        """Only another hour band than the first and the last binds."""
        begins = sorted(m.from_time for m in self.problem.matrices if m.vehicle == caregiver.vehicle)
        since = max((b for b in begins if b <= now), default=None)
        until = min((b for b in begins if b > now), default=None)
        if since is not None and since != begins[0]:
            self.rules.after(left, (0, since))
        if until is not None and since is not None:
            self.rules.after((0, until - 1), left)

    @staticmethod
    def _between(route: Route, since: int, until: int) -> Iterator[tuple[int, TakenBreak]]:
        """The breaks taken between two services."""
        for b, taken in enumerate(route.breaks):
            if since <= taken.start < until or (taken.start == until == since and taken.duration == 0):
                yield b, taken

    def _home(self, caregiver: Caregiver, route: Route, clock: At) -> None:
        """The way home and the end of the route: limits and prices of overtime, breaks on the way or afterwards."""
        name, rules, shift = route.caregiver_id, self.rules, caregiver.shift
        last = route.stops[-1].departure
        self._same_band(caregiver, clock, last)
        inside = [(b, x) for b, x in self._between(route, last, route.end)]
        paused = sum(taken.duration for _, taken in inside)
        end = clock[0], clock[1] + route.return_travel + paused
        self.ends[name] = end
        for b, taken in inside:
            rules.after(self.breaks[name, b], clock)
            rules.after(end, self.breaks[name, b], taken.duration)
        for b, taken in enumerate(route.breaks):
            if taken.start >= route.end:
                rules.after(self.breaks[name, b], end)
        rules.after((0, shift.end + shift.max_overtime), end)
        self._overtime(caregiver, route, end)

    def _overtime(self, caregiver: Caregiver, route: Route, end: At) -> None:
        """Prices of the end; where the soft end is the dearer one, the end stays on its side of the shift's."""
        weights, shift = self.problem.weights, caregiver.shift
        early = weights.soft_end_second if shift.soft_end is not None else 0
        if early <= weights.overtime_second:
            self.rules.pay(early, (ZERO, end, shift.soft_end or 0))
            self.rules.pay(weights.overtime_second - early, (ZERO, end, shift.end))
        elif route.end > shift.end:
            self.rules.pay(weights.overtime_second, (ZERO, end, shift.end))
        else:
            self.rules.after((0, shift.end), end)
            self.rules.pay(early, (ZERO, end, shift.soft_end or 0))

    def _pinned(self, stop: Stop) -> bool:
        pins = {p.visit_id for p in self.problem.pins if p.start is not None} if stop.kind == "visit" else set()
        return stop.visit_id in pins

    def _stands(self, stop: Stop) -> bool:
        if stop.kind in {"visit", "laboratory"}:
            return stop.frozen
        item = next((u for u in self.problem.underway if u.shipment_id == stop.visit_id), None)
        return item is not None and (stop.kind == "pickup" or item.delivered is not None)
