"""Two plans beside each other in words: their figures, and each visit that moves; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.visit import PlanState
from hah_console.services.day_plan_rows import PlanTotals
from hah_console.services.plan_compare import Comparison, MoveKind, PlanMove, PlanSide, Spot
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.routes.amounts import duration, kilometres, minutes_of
from hah_console.ui.wording import NOTHING, clock_text

# i18n: routes.move.* words.task_kind.*
ToLocal = Callable[[datetime], datetime]
MARK, OTHERS = "▲ ", 2


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure of both plans and the difference in words. A figure that nobody wants above none has a triangle."""

    name: str
    before: str
    after: str
    change: str
    differs: bool


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One visit that moves, as a row: ``change`` says how, ``marked`` that nobody goes or that it comes too late."""

    key: str
    patient: str
    task: str
    before: str
    after: str
    change: str
    marked: bool
    spoken: str


def side_text(texts: Texts, local: ToLocal, side: PlanSide) -> str:
    """``Version 2, in force · 王 11-23 09:10``."""
    key = {PlanState.SUPERSEDED: "routes.compare.former", PlanState.PUBLISHED: "routes.compare.version"}.get(side.state)
    state = texts(key, number=side.number) if key else texts("routes.compare.draft")
    return texts("routes.compare.side", state=state, name=side.by, time=f"{local(side.at):%m-%d %H:%M}")


def profile_text(texts: Texts, profile: str) -> str:
    """The parameters a plan was searched with: a kept profile by its name and edition, else what came with the
    program, whose file has a name that nobody here knows."""
    name, _, version = profile.rpartition(" ")
    if not version:
        return NOTHING
    kept = texts("routes.profiles.edition", number=version) if version.isdigit() else version
    return f"{name if version.isdigit() else texts('routes.profiles.shipped')} {kept}"


def figure_lines(texts: Texts, found: Comparison) -> tuple[FigureLine, ...]:
    """The figures people compare, and the parameters both were searched with."""
    before, after = found.before.totals, found.after.totals
    return (
        _count(texts, "routes.figure.visits", "routes.unit.visits", before.visits, after.visits),
        _count(texts, "routes.figure.unplanned", "routes.unit.tasks", before.unplanned, after.unplanned, MARK),
        _count(texts, "routes.figure.late", "routes.unit.visits", before.late_visits, after.late_visits, MARK),
        _time(texts, "routes.compare.lateness", before.late_seconds, after.late_seconds),
        _time(texts, "routes.figure.overtime", before.overtime_seconds, after.overtime_seconds),
        _time(texts, "routes.figure.hours", before.travel_seconds, after.travel_seconds),
        _length(texts, before, after),
        _parameters(texts, found.before.profile, found.after.profile),
    )


def move_lines(texts: Texts, local: ToLocal, found: Comparison) -> tuple[MoveLine, ...]:
    """Every visit that moves: first those to which nobody goes any more, then those that come too late, then the
    others by the moment of the day."""
    return tuple(_move(texts, local, move) for move in sorted(found.moves, key=_weight))


def move_counts(texts: Texts, found: Comparison) -> str:
    """``5 visits move: other time 4, taken out 1``."""
    kinds = [move.kind for move in found.moves]
    parts = [f"{texts.word('routes.move', kind)} {kinds.count(kind)}" for kind in MoveKind if kind in kinds]
    return texts("routes.compare.count", count=len(kinds), kinds=texts("routes.comma").join(parts))


def _weight(move: PlanMove) -> int:
    if move.after is None:
        return 0
    return 1 if move.after.late_seconds else OTHERS


def _move(texts: Texts, local: ToLocal, move: PlanMove) -> MoveLine:
    task = texts.word("words.task_kind", move.task) if move.task else texts("routes.task_gone")
    before, after, change = _spot(texts, local, move.before), _spot(texts, local, move.after), _change(texts, move)
    spoken = texts("routes.compare.spoken", patient=move.patient, task=task, kind=change, before=before, after=after)
    return MoveLine(move.visit_id, move.patient, task, before, after, change, _weight(move) < OTHERS, spoken)


def _change(texts: Texts, move: PlanMove) -> str:
    """How a visit differs, and by how much later or earlier it begins."""
    parts = [] if move.kind is MoveKind.TIME else [texts.word("routes.move", move.kind)]
    if move.before is not None and move.after is not None:
        minutes = round((move.after.start - move.before.start).total_seconds() / 60)
        key = "routes.compare.later" if minutes > 0 else "routes.compare.earlier"
        parts += [texts(key, n=abs(minutes))] if minutes else []
    return texts("routes.comma").join(parts)


def _spot(texts: Texts, local: ToLocal, spot: Spot | None) -> str:
    if spot is None:
        return texts("routes.compare.nobody")
    words = f"{clock_text(local(spot.start))} {spot.name}"
    late = texts("routes.late_by", n=minutes_of(spot.late_seconds)) if spot.late_seconds else ""
    return f"{words} · {late}" if late else words


def _count(texts: Texts, key: str, unit: str, before: int, after: int, mark: str = "") -> FigureLine:
    shown = [f"{mark if number else ''}{number} {texts(unit)}" for number in (before, after)]
    return _line(texts, texts(key), shown[0], shown[1], _signed(after - before))


def _length(texts: Texts, before: PlanTotals, after: PlanTotals) -> FigureLine:
    change = (after.metres - before.metres) / 1000
    shown = f"{'+' if change > 0 else '−'}{abs(change):.1f}"
    words = texts("routes.km", km=shown) if abs(change) >= 0.05 else ""
    sides = kilometres(texts, before.metres), kilometres(texts, after.metres)
    return _line(texts, texts("routes.figure.km"), *sides, words)


def _time(texts: Texts, key: str, before: int, after: int) -> FigureLine:
    change = minutes_of(after) - minutes_of(before)
    words = texts("routes.minutes", n=_signed(change)) if change else ""
    return _line(texts, texts(key), duration(texts, before), duration(texts, after), words)


def _parameters(texts: Texts, before: str, after: str) -> FigureLine:
    words = texts("routes.compare.unlike") if before != after else ""
    sides = profile_text(texts, before), profile_text(texts, after)
    return _line(texts, texts("routes.compare.parameters"), *sides, words)


def _line(texts: Texts, name: str, before: str, after: str, change: str) -> FigureLine:
    return FigureLine(name, before, after, change or texts("routes.compare.alike"), bool(change))


def _signed(number: int) -> str:
    return f"{'+' if number > 0 else '−'}{abs(number)}" if number else ""
