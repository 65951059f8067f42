"""The rows of the route list: all routes, each route, the stops of the routes that are open; no Qt."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.services.day_plan_rows import PlanRows, RouteRow, StopRow
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.routes.amounts import ToLocal, duration, kilometres, leg, minutes_of, window
from hah_console.ui.wording import clock_text

# i18n: words.withdrawal.* words.task_kind.* words.profession.* words.vehicle.* words.leg_source.*
ALL = "all"
ROUTE, STOP = "route:", "stop:"


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the day on a time line of width 1; ``kind`` is ``visit``, ``late``, ``gone`` or ``break``."""

    left: float
    right: float
    kind: str


@dataclass(frozen=True, slots=True)
class AllLine:
    """The row that stands for all routes."""

    key: str
    title: str
    amount: str
    detail: str
    late: str
    spoken: str


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One worker's route; ``late`` and ``overtime`` are empty when there is none."""

    key: str
    series: int
    opened: bool
    name: str
    who: str
    amount: str
    hours: str
    overtime: str
    late: str
    blocks: tuple[Block, ...]
    shift: Block
    spoken: str


@dataclass(frozen=True, slots=True)
class StopLine:
    """One visit of an open route. ``late`` is what needs attention; ``gone`` says that nobody has to go there any
    more, empty while somebody has to; the reason begins ``detail``."""

    key: str
    series: int
    number: str
    time: str
    patient: str
    task: str
    detail: str
    late: str
    gone: str
    spoken: str


Line = AllLine | RouteLine | StopLine


def route_key(route: RouteRow) -> str:
    """The row key of a route."""
    return ROUTE + route.route_id


def stop_key(stop: StopRow) -> str:
    """The row key of a stop."""
    return STOP + stop.visit_id


def route_lines(texts: Texts, local: ToLocal, plan: PlanRows, opened: Set[str]) -> tuple[Line, ...]:
    """Every row of the list; ``opened`` holds route ids."""
    return (_all(texts, plan), *_rows(_Writer(texts, local, _Span.of(plan.routes)), plan.routes, opened))


def _rows(writer: "_Writer", routes: Iterable[RouteRow], opened: Set[str]) -> Iterator[Line]:
    for route in routes:
        is_open = route.route_id in opened
        yield writer.route(route, is_open)
        if is_open:
            yield from (writer.stop(route, stop) for stop in route.stops)


def _all(texts: Texts, plan: PlanRows) -> AllLine:
    totals = plan.totals
    title, amount = texts("routes.all", count=len(plan.routes)), _amount(texts, totals.visits, totals.metres)
    detail = texts("routes.driving", time=duration(texts, totals.travel_seconds))
    late = _late_count(texts, totals.late_visits)
    gone = _gone_count(texts, sum(route.needless_stops for route in plan.routes))
    detail = f"{detail} · {gone}" if gone else detail
    spoken = texts("routes.all_spoken", all=title, what=_said(texts, amount, gone, late))
    return AllLine(ALL, title, amount, detail, late, spoken)


def _amount(texts: Texts, visits: int, metres: int) -> str:
    return f"{texts('routes.visits', count=visits)} · {kilometres(texts, metres)}"


def _late_count(texts: Texts, count: int) -> str:
    return texts("routes.late_visits", count=count) if count else ""


def _gone_count(texts: Texts, count: int) -> str:
    return texts("routes.gone_visits", count=count) if count else ""


def gone_text(texts: Texts, stop: StopRow) -> str:
    """Why nobody has to go to a stop any more; empty while somebody has to."""
    if not stop.needless:
        return ""
    if stop.withdrawn_for is None:
        return texts("routes.gone")
    return texts("routes.gone_because", reason=texts.word("words.withdrawal", stop.withdrawn_for))


def _said(texts: Texts, *parts: str) -> str:
    return texts("routes.comma").join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class _Span:
    """The part of the day that the time lines show."""

    starts: datetime
    ends: datetime

    @classmethod
    def of(cls, routes: Iterable[RouteRow]) -> "_Span | None":
        ways = tuple(routes)
        return cls(min(r.starts_at for r in ways), max(r.ends_at for r in ways)) if ways else None

    def block(self, starts: datetime, ends: datetime, kind: str) -> Block:
        whole = max(1.0, (self.ends - self.starts).total_seconds())
        left, right = ((moment - self.starts).total_seconds() / whole for moment in (starts, ends))
        return Block(max(0.0, left), min(1.0, right), kind)


@dataclass(frozen=True, slots=True)
class _Writer:
    texts: Texts
    local: ToLocal
    span: _Span | None

    def clock(self, moment: datetime) -> str:
        return clock_text(self.local(moment))

    def route(self, route: RouteRow, opened: bool) -> RouteLine:
        texts, span = self.texts, self.span or _Span(route.starts_at, route.ends_at)
        profession = texts.word("words.profession", route.profession)
        who = f"{profession} · {texts.word('words.vehicle', route.vehicle)}"
        amount = _amount(texts, len(route.stops), route.travel_metres)
        hours = f"{self.clock(route.starts_at)}–{self.clock(route.ends_at)}"
        driving = texts("routes.driving", time=duration(texts, route.travel_seconds))
        overtime, late = self._overtime(route), _late_count(texts, route.late_stops)
        gone = _gone_count(texts, route.needless_stops)
        state = texts("routes.opened" if opened else "routes.closed")
        return RouteLine(
            key=route_key(route),
            series=route.series,
            opened=opened,
            name=route.name,
            who=who,
            amount=amount,
            hours=" · ".join(part for part in (hours, driving, gone) if part),
            overtime=overtime,
            late=late,
            blocks=tuple(_blocks(span, route)),
            shift=span.block(route.starts_at, route.ends_at, "shift"),
            spoken=texts("routes.route_spoken", name=route.name, who=who, state=state)
            + _said(texts, amount, hours, driving, gone, overtime, late),
        )

    def stop(self, route: RouteRow, stop: StopRow) -> StopLine:
        texts, task = self.texts, stop.task
        kind = texts.word("words.task_kind", task.kind) if task else texts("routes.task_gone")
        parts = [*self._withdrawn(stop), *([window(texts, self.local, task)] if task else [])]
        parts.append(leg(texts, stop))
        if stop.together_with:
            parts.append(texts("routes.together", names=texts("routes.comma").join(stop.together_with)))
        time, late, gone = self.clock(stop.start), self._late(stop), texts("routes.gone") if stop.needless else ""
        name = texts("routes.stop_spoken", number=stop.order, time=time, patient=stop.patient, task=kind)
        return StopLine(
            key=stop_key(stop),
            series=route.series,
            number=str(stop.order),
            time=time,
            patient=stop.patient,
            task=kind,
            detail=" · ".join(parts),
            late=late,
            gone=gone,
            spoken=_said(texts, name, gone, late, *parts),
        )

    def _withdrawn(self, stop: StopRow) -> Iterator[str]:
        if stop.withdrawn_for is None:
            return
        reason = self.texts.word("words.withdrawal", stop.withdrawn_for)
        if stop.needless:
            yield reason
        elif stop.to_report:
            yield self.texts("routes.under_way", reason=reason)

    def _overtime(self, route: RouteRow) -> str:
        seconds = route.overtime_seconds
        return self.texts("routes.overtime", time=duration(self.texts, seconds)) if seconds else ""

    def _late(self, stop: StopRow) -> str:
        if stop.to_report:
            return self.texts("routes.to_report")
        return self.texts("routes.late_by", n=minutes_of(stop.late_seconds)) if stop.late else ""


def _blocks(span: _Span, route: RouteRow) -> Iterator[Block]:
    for stop in route.stops:
        kind = "gone" if stop.needless else "late" if stop.late else "visit"
        yield span.block(stop.start, stop.departure, kind)
    if route.break_start is not None and route.break_minutes:
        yield span.block(route.break_start, route.break_start + timedelta(minutes=route.break_minutes), "break")
