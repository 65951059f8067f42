"""HandPlanner on scheduling.hand: pure computing of milliseconds, so it needs no process of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hah_console.domain.errors import HandRefused, PlannerUnavailable
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
    from scheduling.result import Route


class HandDesk:
    """Loads the library when the first plan is opened: most sessions change none."""

    def open(self, problem_json: bytes, routes: Sequence[HandRoute]) -> HandPlan:
        """See ``services.hand_ports``."""
        from scheduling.codec import read_problem
        from scheduling.errors import SchedulingError
        from scheduling.hand.price import Judged
        from scheduling.hand.standing import opened

        try:
            cut = frozenset(route.caregiver_id for route in routes if route.cut)
            return JudgedPlan(Judged(opened(read_problem(problem_json), [route_in(route) for route in routes], cut)))
        except SchedulingError as error:
            raise PlannerUnavailable(reason=str(error)) from error


@dataclass(frozen=True, slots=True)
class JudgedPlan:
    """A plan with its verdict."""

    judged: "Judged"

    @property
    def routes(self) -> tuple[HandRoute, ...]:
        """Everybody's way, in no order that means anything."""
        standing = self.judged.standing
        return tuple(_route_out(route, standing.fixed.get(who)) for who, route in standing.routes.items())

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
            raise HandRefused(visit_id=refused.visit_id, reason=refused.reason, stop=refused.stop) from refused

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
        return _price(price), JudgedPlan(judged)


def _price(price: "Price") -> HandPrice:
    return HandPrice(
        before=_figures(price.before),
        after=_figures(price.after),
        broken=_rules(price.broken),
        mended=_rules(price.mended),
        routes=tuple(_route_out(route) for route in price.routes),
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


def _route_out(route: "Route", gap: str | None = None) -> HandRoute:
    stops = tuple(
        HandStop(
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
        )
        for stop in route.stops
    )
    breaks = tuple((pause.start, pause.duration) for pause in route.breaks)
    return HandRoute(
        caregiver_id=route.caregiver_id,
        leave=route.leave,
        end=route.end,
        return_travel=route.return_travel,
        return_metres=route.return_metres,
        overtime=route.overtime,
        stops=stops,
        breaks=breaks,
        fixed=gap is not None,
        gap=gap or "",
    )


def route_in(route: HandRoute) -> "Route":
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
