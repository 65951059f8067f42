"""The words at the top of the routes screen: the day, the plan's state, the totals; no Qt."""

from dataclasses import dataclass
from datetime import date, datetime

from hah_console.domain.visit import PlanState
from hah_console.services.day_plan_rows import DayPlanView, PlanRows, PlanTotals
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.routes.amounts import ToLocal, duration, minutes_of
from hah_console.ui.wording import NOTHING, clock_text, weekday

MINUS = "−"


@dataclass(frozen=True, slots=True)
class Figure:
    """One total: number, unit, name, and how it differs from the published plan (or empty). ``marked`` is late."""

    name: str
    number: str
    unit: str
    change: str
    spoken: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class HeadText:
    """``state`` is the word of the chip; ``author`` who made the plan and when; ``beside`` which plan there is too."""

    day: str
    state: str
    author: str
    beside: str
    figures: tuple[Figure, ...]
    profile: str


def day_text(texts: Texts, day: date, today: date) -> str:
    """``2026-11-23 (一) 今天``."""
    words = {0: texts("routes.today"), 1: texts("routes.tomorrow"), -1: texts("routes.yesterday")}
    near = words.get((day - today).days, "")
    return f"{day:%Y-%m-%d} ({weekday(texts, day)}) {near}".rstrip()


def state_text(texts: Texts, plan: PlanRows | None) -> str:
    """What the plan is, in two or three words."""
    if plan is None:
        return texts("routes.state.none")
    if plan.state is PlanState.PUBLISHED:
        return texts("routes.state.published", number=plan.number)
    return texts("routes.state.draft")


def author_text(texts: Texts, local: ToLocal, plan: PlanRows, today: date) -> str:
    """Who published the plan, or made the draft, and when."""
    if plan.published_at is not None:
        return texts("routes.published_by", name=plan.published_by, time=_moment(local(plan.published_at), today))
    return texts("routes.drafted_by", name=plan.created_by, time=_moment(local(plan.created_at), today))


def beside_text(texts: Texts, view: DayPlanView, plan: PlanRows | None) -> str:
    """Which other plan there is."""
    if plan is None or view.published is None or view.draft is None:
        return ""
    if plan is view.draft:
        return texts("routes.in_force", number=view.published.number)
    return texts("routes.newer_draft")


def figures(texts: Texts, plan: PlanRows | None, before: PlanRows | None) -> tuple[Figure, ...]:
    """The totals of a plan, each with its difference from ``before``."""
    now, then = plan.totals if plan else None, before.totals if before else None
    return tuple(_figure(texts, key, now, then) for key in _FIGURES)


def _moment(local: datetime, today: date) -> str:
    return clock_text(local) if local.date() == today else f"{local:%m-%d %H:%M}"


def _visits(totals: PlanTotals) -> float:
    return totals.visits


def _unplanned(totals: PlanTotals) -> float:
    return totals.unplanned


def _km(totals: PlanTotals) -> float:
    return round(totals.metres / 1000, 1)


def _hours(totals: PlanTotals) -> float:
    return round(totals.travel_seconds / 3600, 1)


def _late(totals: PlanTotals) -> float:
    return totals.late_visits


def _overtime(totals: PlanTotals) -> float:
    return minutes_of(totals.overtime_seconds)


_FIGURES = {
    "routes.figure.visits": (_visits, "routes.unit.visits"),
    "routes.figure.unplanned": (_unplanned, "routes.unit.tasks"),
    "routes.figure.km": (_km, "routes.unit.km"),
    "routes.figure.hours": (_hours, "routes.unit.hours"),
    "routes.figure.late": (_late, "routes.unit.visits"),
    "routes.figure.overtime": (_overtime, "routes.unit.minutes"),
}
_MARKED = ("routes.figure.unplanned", "routes.figure.late")


def _figure(texts: Texts, key: str, now: PlanTotals | None, then: PlanTotals | None) -> Figure:
    value_of, unit_key = _FIGURES[key]
    name, unit = texts(key), texts(unit_key)
    if now is None:
        return Figure(name, NOTHING, "", "", f"{name} {NOTHING}")
    value = value_of(now)
    number = f"{value:g}" if isinstance(value, int) else f"{value:.1f}"
    if key == "routes.figure.late" and now.late_seconds:
        unit = texts("routes.unit.late_total", time=duration(texts, now.late_seconds))
    change = _change(value - value_of(then), isinstance(value, int)) if then else ""
    spoken = _said(texts, name, number, unit, change)
    return Figure(name, number, unit, change, spoken, marked=key in _MARKED and value > 0)


def _change(difference: float, whole: bool) -> str:
    shown = f"{abs(difference):.0f}" if whole else f"{abs(difference):.1f}"
    if float(shown) == 0:
        return "±0"
    return f"{'+' if difference > 0 else MINUS}{shown}"


def _said(texts: Texts, name: str, number: str, unit: str, change: str) -> str:
    if change:
        return texts("routes.figures.spoken_change", name=name, number=number, unit=unit, change=change)
    return texts("routes.figures.spoken", name=name, number=number, unit=unit)
