"""Two plans beside each other in words: their figures, and each visit that moves; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.visit import PlanState
from hah_console.services.day_plan_rows import PlanTotals
from hah_console.services.plan_compare import Comparison, PlanMove, PlanSide, Spot
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.routes.amounts import duration, kilometres
from hah_console.ui.wording import NOTHING, clock_text

# i18n: routes.move.* words.task_kind.*
ToLocal = Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure of both plans and the difference in words (empty when there is none)."""

    name: str
    before: str
    after: str
    change: str


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One visit that moves, as a row."""

    key: str
    patient: str
    task: str
    kind: str
    before: str
    after: str
    spoken: str


def side_text(texts: Texts, local: ToLocal, side: PlanSide) -> str:
    """``Version 2, 王 09:10 (parameters)``."""
    time = f"{local(side.at):%m-%d %H:%M}"
    state = texts("routes.compare.version", number=side.number) if side.number else texts("routes.compare.draft")
    if side.state is PlanState.SUPERSEDED:
        state = texts("routes.compare.former", number=side.number)
    return texts("routes.compare.side", state=state, name=side.by, time=time, profile=side.profile or NOTHING)


def figure_lines(texts: Texts, found: Comparison) -> tuple[FigureLine, ...]:
    """The figures people compare, and the cost in minutes of driving."""
    before, after = found.before, found.after
    lines = [
        _count(texts, "routes.figure.visits", before.totals.visits, after.totals.visits),
        _count(texts, "routes.figure.unplanned", before.totals.unplanned, after.totals.unplanned),
        _length(texts, before.totals, after.totals),
        _time(texts, "routes.figure.hours", before.totals.travel_seconds, after.totals.travel_seconds),
        _count(texts, "routes.figure.late", before.totals.late_visits, after.totals.late_visits),
        _time(texts, "routes.compare.lateness", before.totals.late_seconds, after.totals.late_seconds),
        _time(texts, "routes.figure.overtime", before.totals.overtime_seconds, after.totals.overtime_seconds),
    ]
    return tuple(lines)


def move_lines(texts: Texts, local: ToLocal, found: Comparison) -> tuple[MoveLine, ...]:
    """Every visit that moves."""
    return tuple(_move(texts, local, move) for move in found.moves)


def _move(texts: Texts, local: ToLocal, move: PlanMove) -> MoveLine:
    kind = texts.word("routes.move", move.kind)
    task = texts.word("words.task_kind", move.task) if move.task else texts("routes.task_gone")
    before, after = (_spot(texts, local, spot) for spot in (move.before, move.after))
    spoken = texts("routes.compare.spoken", patient=move.patient, task=task, kind=kind, before=before, after=after)
    return MoveLine(move.visit_id, move.patient, task, kind, before, after, spoken)


def _spot(texts: Texts, local: ToLocal, spot: Spot | None) -> str:
    return f"{clock_text(local(spot.start))} {spot.name}" if spot else texts("routes.compare.nobody")


def _count(texts: Texts, key: str, before: int, after: int) -> FigureLine:
    return FigureLine(texts(key), str(before), str(after), _signed(after - before))


def _length(texts: Texts, before: PlanTotals, after: PlanTotals) -> FigureLine:
    change = (after.metres - before.metres) / 1000
    shown = f"{'+' if change > 0 else '−'}{abs(change):.1f}"
    words = texts("routes.km", km=shown) if abs(change) >= 0.05 else ""
    return FigureLine(
        texts("routes.figure.km"), kilometres(texts, before.metres), kilometres(texts, after.metres), words
    )


def _time(texts: Texts, key: str, before: int, after: int) -> FigureLine:
    change = round((after - before) / 60)
    words = texts("routes.minutes", n=_signed(change)) if change else ""
    return FigureLine(texts(key), duration(texts, before), duration(texts, after), words)


def _signed(number: int) -> str:
    return f"{'+' if number > 0 else '−'}{abs(number)}" if number else ""
