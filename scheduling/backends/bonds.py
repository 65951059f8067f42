"""What binds the moments of a plan beyond one route's ways: windows, meetings, shipments, kits, specimens, the past."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from scheduling.backends.differences import At, Differences
from scheduling.backends.moments import ZERO, Key, Moments
from scheduling.problem import Problem, TimeWindow
from scheduling.result import Route, Stop


def bind(moments: Moments) -> None:
    """Add the rules and the prices to ``moments.rules``."""
    bonds = _Bonds(moments, moments.problem, moments.rules)
    bonds.windows()
    bonds.meetings()
    bonds.cold_chains()
    bonds.kits()
    bonds.moved()
    for route in moments.plan.routes:
        bonds.specimens(route)


@dataclass(frozen=True, slots=True)
class _Bonds:
    """Reads the problem and the plan."""

    moments: Moments
    problem: Problem
    rules: Differences

    def specimens(self, route: Route) -> None:
        """Price of each hand-in: from the departure of every visit whose specimen it brings."""
        limits = {v.visit_id: v.specimen_deadline for v in self.problem.visits if v.specimen_deadline is not None}
        if not limits:
            return
        carried: list[tuple[At, int]] = []
        price, name = self.problem.weights.specimen_late_second, route.caregiver_id
        for n, stop in enumerate(route.stops):
            start = self.moments.starts[name, n]
            if stop.kind == "laboratory":
                self.rules.pay(price, *((taken, start, limit) for taken, limit in carried))
                carried = []
            elif stop.kind == "visit" and not stop.companion and stop.visit_id in limits:
                carried.append(((start[0], start[1] + stop.departure - stop.start), limits[stop.visit_id]))
        self.rules.pay(price, *((taken, self.moments.ends[name], limit) for taken, limit in carried))

    def windows(self) -> None:
        """Each start in the window it is in, and what lateness costs."""
        late = [(ZERO, at, limit) for at, limit in self._soft_ends()]
        for row in late:
            self.rules.pay(self.problem.weights.late_second, row)
        self.rules.pay(self.problem.weights.max_late_second, *late)

    def _soft_ends(self) -> Iterator[tuple[At, int]]:
        visits = {v.visit_id: v for v in self.problem.visits}
        shipments = {s.shipment_id: s for s in self.problem.shipments}
        for (name, kind, _), (at, stop) in self.moments.at.items():
            if not at[0]:
                yield at, stop.start - stop.late
                continue
            if kind == "visit":
                windows = visits[name].windows
                if visits[name].daylight_only:
                    self._daylight(at, stop)
            else:
                shipment = shipments[name]
                windows = (shipment.pickup if kind == "pickup" else shipment.delivery).windows
                if kind == "delivery" and shipment.valid_until is not None:
                    self.rules.after((0, shipment.valid_until), at)
            window = _window_of(windows, stop)
            self.rules.after(at, (0, window.start))
            if window.hard:
                self.rules.after((0, window.end), at)
            yield at, window.end

    def _daylight(self, at: At, stop: Stop) -> None:
        day = self.problem.daylight
        if day is not None:
            self.rules.after(at, (0, day.start))
            self.rules.after((0, day.end), at, stop.departure - stop.start)

    def meetings(self) -> None:
        """Same starts of groups and companions, delays of dependencies."""
        for visit in self.problem.visits:
            if visit.two_person:
                self._apart((visit.visit_id, "visit", False), (visit.visit_id, "visit", True), 0, 0)
        for group in self.problem.groups:
            for first, second in pairwise(group.visit_ids):
                self._apart((first, "visit", False), (second, "visit", False), 0, 0)
        for link in self.problem.dependencies:
            self._apart((link.first, "visit", False), (link.second, "visit", False), link.min_delay, link.max_delay)

    def _apart(self, first: Key, second: Key, least: int, most: int) -> None:
        if first in self.moments.at and second in self.moments.at:
            here, there = self.moments.at[first][0], self.moments.at[second][0]
            self.rules.after(there, here, least)
            self.rules.after((here[0], here[1] + most), there)

    def cold_chains(self) -> None:
        """The cold chain, from the end of the pickup to the delivery."""
        for shipment in self.problem.shipments:
            pickup, delivery = (self.moments.at.get((shipment.shipment_id, k, False)) for k in ("pickup", "delivery"))
            if pickup is None or delivery is None or shipment.cold_chain is None:
                continue
            (here, taken), (there, _) = pickup, delivery
            if here[0] or there[0]:
                kept = taken.departure - taken.start + shipment.cold_chain
                self.rules.after((here[0], here[1] + kept), there)

    def kits(self) -> None:
        """Units are taken in the order of the plan, each after so many are free again as it needs."""
        for inventory in self.problem.inventories:
            uses = list(self._uses(inventory.kit, inventory.place_id))
            taken = sorted((stop.start, at) for kind, at, stop in uses if kind != "give")
            free = sorted(
                (stop.departure, (at[0], at[1] + stop.departure - stop.start + inventory.cleaning))
                for kind, at, stop in uses
                if kind != "take"
            )
            for (_, before), (_, behind) in pairwise(taken):
                self.rules.after(behind, before)
            for (_, given), (_, again) in zip(free, taken[inventory.units :], strict=False):
                self.rules.after(again, given)

    def _uses(self, kit: str, place_id: str) -> Iterator[tuple[str, At, Stop]]:
        visits = {v.visit_id for v in self.problem.visits if kit in v.equipment}
        moved = {s.shipment_id for s in self.problem.shipments if s.kit == kit}
        for (name, kind, companion), (at, stop) in self.moments.at.items():
            if kind == "visit" and name in visits and not companion:
                yield "hold", at, stop
            elif kind != "visit" and name in moved and stop.place_id == place_id:
                yield ("take" if kind == "pickup" else "give"), at, stop

    def moved(self) -> None:
        """The price of starting earlier or later than people know."""
        for before in self.problem.previous:
            planned = self.moments.at.get((before.visit_id, "visit", False))
            if planned is not None:
                known, price = (0, before.start), self.problem.weights.moved_second
                self.rules.pay(price, (known, planned[0], 0))
                self.rules.pay(price, (planned[0], known, 0))


def _window_of(windows: tuple[TimeWindow, ...], stop: Stop) -> TimeWindow:
    """The window in which the stop is as late as it says; the first that admits it."""
    admitting = (w for w in windows if w.start <= stop.start and (stop.start <= w.end or not w.hard))
    return min(admitting, key=lambda w: max(0, stop.start - w.end))
