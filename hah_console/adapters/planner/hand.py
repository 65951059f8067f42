"""HandPlanner on scheduling.hand: pure computing of milliseconds, so it needs no process of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hah_console.domain.errors import HandRefused, PlannerUnavailable
from hah_console.domain.visit import HaltKind
from hah_console.services.hand_ports import (
    BrokenRule,
    HandFigures,
    HandMove,
    HandPin,
    HandPlan,
    HandPrice,
    HandRoute,
    HandStop,
)

if TYPE_CHECKING:
    from scheduling.check import Violation
    from scheduling.hand.price import Figures, Judged, Price
    from scheduling.hand.standing import Standing
    from scheduling.problem import Problem
    from scheduling.result import Route, Stop, StopKind


class HandDesk:
    """Loads the library when the first plan is opened: most sessions change none."""

    def open(self, problem_json: bytes, routes: Sequence[HandRoute], fetched: frozenset[str] = frozenset()) -> HandPlan:
        """See ``services.hand_ports``."""
        from scheduling.codec import read_problem
        from scheduling.errors import SchedulingError
        from scheduling.hand.price import Judged
        from scheduling.hand.standing import opened

        try:
            problem = read_problem(problem_json)
            kinds = kinds_of(problem, fetched)
            standing = opened(problem, [route_in(route, kinds) for route in routes], fetched)
        except SchedulingError as error:
            raise PlannerUnavailable(reason=str(error)) from error
        past = {stop.visit_id: stop.kind for route in routes for stop in route.halts if stop.visit_id in kinds.visits}
        return JudgedPlan(Judged(standing), past)


@dataclass(frozen=True, slots=True)
class JudgedPlan:
    """A plan with its verdict. ``past`` are stops at no patient's that have been made."""

    judged: "Judged"
    past: Mapping[str, HaltKind | None]

    @property
    def routes(self) -> tuple[HandRoute, ...]:
        """Everybody's way, in no order that means anything."""
        return tuple(self._out(route) for route in self.judged.standing.routes.values())

    @property
    def left_out(self) -> tuple[str, ...]:
        """Visits that nobody has."""
        return self.judged.standing.left_out

    @property
    def broken(self) -> tuple[BrokenRule, ...]:
        """Every rule that the plan does not keep."""
        return _rules(self.judged.broken)

    @property
    def figures(self) -> HandFigures:
        """The sums."""
        return _figures(self.judged.figures)

    def moved(self, move: HandMove) -> "tuple[HandPrice, HandPlan]":
        """The plan after a visit was moved, and what that costs."""
        from scheduling.hand.edit import Edit, EditRefused

        edit = Edit(visit_id=move.visit_id, caregiver_id=move.caregiver_id, behind=move.behind)
        try:
            return self._become(self.judged.standing.edited(edit))
        except EditRefused as refused:
            raise HandRefused(visit_id=refused.visit_id, reason=refused.reason) from refused

    def pinned(self, pin: HandPin) -> "tuple[HandPrice, HandPlan]":
        """The plan after a visit was bound or set free, and what that costs."""
        from scheduling.hand.standing import pinned
        from scheduling.problem import Pin

        bound = bool(pin.caregiver_id) or pin.start is not None
        wanted = Pin(visit_id=pin.visit_id, caregiver_id=pin.caregiver_id, start=pin.start) if bound else None
        return self._become(pinned(self.judged.standing, wanted, pin.visit_id))

    def _become(self, new: "Standing") -> "tuple[HandPrice, HandPlan]":
        from scheduling.hand.price import compared

        price, judged = compared(self.judged, self.judged.after(new))
        return _price(price, tuple(self._out(route) for route in price.routes)), replace(self, judged=judged)

    def _out(self, route: "Route") -> HandRoute:
        fetched = self.judged.standing.ground.fetched
        return _route_out(route, tuple(_stop_out(stop, _halt(stop, self.past, fetched)) for stop in route.stops))


def _price(price: "Price", routes: tuple[HandRoute, ...]) -> HandPrice:
    return HandPrice(
        before=_figures(price.before),
        after=_figures(price.after),
        broken=_rules(price.broken),
        mended=_rules(price.mended),
        routes=routes,
        emptied=price.emptied,
    )


def _rules(found: "Iterable[Violation]") -> tuple[BrokenRule, ...]:
    return tuple(BrokenRule(item.code, item.subject, item.detail) for item in found)


def _figures(sums: "Figures") -> HandFigures:
    return HandFigures(
        travel=sums.travel,
        metres=sums.metres,
        late=sums.late,
        late_visits=sums.late_visits,
        overtime=sums.overtime,
        waiting=sums.waiting,
        strangers=sums.strangers,
        spread=sums.spread,
        planned=sums.planned,
        left_out=sums.left_out,
        cost=sums.cost,
    )


def _halt(stop: "Stop", past: Mapping[str, HaltKind | None], fetched: frozenset[str]) -> HaltKind | None:
    """What is done at a stop that is at no patient's; None for a visit."""
    if stop.kind == "laboratory":
        return HaltKind.HAND_IN
    if stop.kind == "pickup" and stop.visit_id not in fetched:
        return HaltKind.LOAD
    if stop.kind == "delivery" and stop.visit_id in fetched:
        return HaltKind.BRING_BACK
    return past.get(stop.visit_id)


def _stop_out(stop: "Stop", kind: HaltKind | None) -> HandStop:
    return HandStop(
        visit_id=stop.visit_id,
        place_id=stop.place_id,
        left=stop.left,
        arrival=stop.arrival,
        start=stop.start,
        departure=stop.departure,
        travel=stop.travel + stop.access,
        metres=stop.metres,
        late=stop.late,
        wait=stop.wait,
        begun=stop.frozen,
        kind=kind,
    )


def _route_out(route: "Route", stops: tuple[HandStop, ...]) -> HandRoute:
    return HandRoute(
        caregiver_id=route.caregiver_id,
        leave=route.leave,
        end=route.end,
        return_travel=route.return_travel,
        return_metres=route.return_metres,
        overtime=route.overtime,
        stops=stops,
        breaks=tuple((pause.start, pause.duration) for pause in route.breaks),
    )


@dataclass(frozen=True, slots=True)
class _Kinds:
    """What the library calls a stop: ``visits`` are those of the problem, ``ends`` the shown ends of its shipments."""

    visits: frozenset[str] = frozenset()
    ends: "Mapping[str, StopKind]" = field(default_factory=dict)

    def of(self, stop: HandStop) -> "StopKind":
        """The kind of a stop of the console."""
        if stop.visit_id in self.visits:
            return "visit"
        return self.ends.get(stop.visit_id, "visit") if stop.kind is None else _HALTS[stop.kind]


_HALTS: "dict[HaltKind, StopKind]" = {
    HaltKind.LOAD: "pickup",
    HaltKind.BRING_BACK: "delivery",
    HaltKind.HAND_IN: "laboratory",
}
_VISITS = _Kinds()


def shown_ends(problem: "Problem", fetched: frozenset[str]) -> "dict[str, StopKind]":
    """The end of each shipment that is at a patient's."""
    return {s.shipment_id: "pickup" if s.shipment_id in fetched else "delivery" for s in problem.shipments}


def kinds_of(problem: "Problem", fetched: frozenset[str]) -> _Kinds:
    """What the library calls the stops of a plan of this problem."""
    return _Kinds(frozenset(visit.visit_id for visit in problem.visits), shown_ends(problem, fetched))


def route_in(route: HandRoute, kinds: _Kinds = _VISITS) -> "Route":
    """The same as the library has it; parking and walking are part of the way in the console's tables."""
    from scheduling.result import Route, Stop, TakenBreak

    stops = tuple(
        Stop(
            visit_id=stop.visit_id,
            place_id=stop.place_id,
            left=stop.left,
            arrival=stop.arrival,
            start=stop.start,
            departure=stop.departure,
            wait=stop.wait,
            travel=stop.travel,
            access=0,
            metres=stop.metres,
            late=stop.late,
            kind=kinds.of(stop),
            frozen=stop.begun,
        )
        for stop in route.stops
    )
    return Route(
        caregiver_id=route.caregiver_id,
        leave=route.leave,
        stops=stops,
        end=route.end,
        return_travel=route.return_travel,
        return_metres=route.return_metres,
        overtime=route.overtime,
        breaks=tuple(TakenBreak(start, duration) for start, duration in route.breaks),
    )
