"""The words of the trends: marks, the line under the focus, the badge of thinning, and the text twin; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.alarm import Priority
from hah_console.domain.reading import Vital
from hah_console.domain.task import TaskState
from hah_console.services.timeline import MarkKind, TimelineMark
from hah_console.ui.bedside.seen_text import seen_text
from hah_console.ui.i18n import Texts
from hah_console.ui.plots.history import moment
from hah_console.ui.plots.picture import TrendPicture, TrendRow, TrendWindow
from hah_console.ui.plots.thinning import Curve
from hah_console.ui.wording import NOTHING, age_text, clock_text, subject_text, value_text, with_unit

# i18n: words.vital.* words.unit.* words.task_kind.* words.transfer_stage.* words.consciousness.*
ToLocal = Callable[[datetime], datetime]
_SHAPES = {
    MarkKind.VISIT: "house",
    MarkKind.DOSE: "square",
    MarkKind.WORK: "box",
    MarkKind.OBSERVATION: "ring",
    MarkKind.TRANSFER: "arrow",
}
OLD_S = 90.0
"""A value measured further from the line than this is read out with how far."""
_ALARM_SHAPES = {Priority.HIGH: "triangle", Priority.MEDIUM: "diamond", Priority.LOW: "dot"}


@dataclass(frozen=True, slots=True)
class MarkWords:
    """A mark in words, with its shape and the alarm priority whose colour it takes (None: ink)."""

    mark_id: str
    at: datetime
    shape: str
    text: str
    priority: Priority | None


def said_mark(texts: Texts, mark: MarkWords) -> str:
    """A mark where its shape is not seen: an alarm is called one, with its priority."""
    if mark.priority is None:
        return mark.text
    priority = texts.word("words.priority", int(mark.priority))
    return texts("patient.mark.alarm_said", priority=priority, subject=mark.text)


@dataclass(frozen=True, slots=True)
class TwinRow:
    """One vital of the text twin: name, last value, its age, lowest, highest, change over the range, gaps."""

    cells: tuple[str, ...]

    @property
    def spoken(self) -> str:
        """The row as one sentence."""
        return "，".join(self.cells)


def mark_words(texts: Texts, marks: tuple[TimelineMark, ...]) -> tuple[MarkWords, ...]:
    """All marks of a picture."""
    return tuple(_mark(texts, mark) for mark in marks)


def badge(texts: Texts, picture: TrendPicture) -> str:
    """How many readings lie behind the picture, and what a drawn point stands for."""
    if not picture.raw:
        return texts("patient.trend.none")
    count = f"{picture.raw:,}"
    if picture.stored_s:
        return texts("patient.trend.stored", minutes=f"{picture.bin_seconds / 60:.0f}")
    if not picture.thinned:
        return texts("patient.trend.raw", count=count)
    if picture.bin_seconds < 90:
        return texts("patient.trend.thinned_seconds", count=count, seconds=f"{picture.bin_seconds:.0f}")
    return texts("patient.trend.thinned", count=count, minutes=f"{picture.bin_seconds / 60:.0f}")


def readout(texts: Texts, local: ToLocal, picture: TrendPicture, time_s: float) -> str:
    """Time and the value of every row under the focus line."""
    here = local(moment(time_s))
    values = [_row_value(texts, row, time_s, _reach_s(picture)) for row in picture.rows]
    day = f"{here:%m-%d} " if here.date() != local(picture.window.now).date() else ""
    ago = age_text(texts, timedelta(seconds=max(0.0, picture.window.now.timestamp() - time_s)))
    at = texts("patient.trend.at", at=f"{day}{clock_text(here)}", age=ago)
    return f"{at}  " + "  ".join(values)


def difference(texts: Texts, picture: TrendPicture, from_s: float, to_s: float) -> str:
    """How much time lies between two moments, and how every vital changed."""
    span = age_text(texts, timedelta(seconds=abs(to_s - from_s)))
    changes = [_change(texts, row, from_s, to_s, _reach_s(picture)) for row in picture.rows]
    return texts("patient.trend.difference", span=span, changes="  ".join(changes))


def where_text(texts: Texts, local: ToLocal, window: TrendWindow) -> str:
    """Which stretch is shown, and whether now is in it."""
    start, end = local(window.start), local(window.until)
    day = "" if start.date() == end.date() else f"{end:%m-%d} "
    stretch = f"{start:%m-%d} {start:%H:%M}–{day}{end:%H:%M}"
    return texts("patient.trend.zoomed" if window.live else "patient.trend.past", stretch=stretch)


def twin_rows(texts: Texts, picture: TrendPicture) -> tuple[TwinRow, ...]:
    """The text twin of a picture, one row per vital."""
    now_s = picture.window.now.timestamp()
    return tuple(_twin(texts, vital, curve, now_s) for row in picture.rows for vital, curve in row.curves.items())


def row_name(texts: Texts, vital: Vital) -> str:
    """Name and unit of a row."""
    if vital is Vital.SYSTOLIC:
        return texts("patient.trend.pressure")
    return texts("patient.trend.row", vital=texts.word("words.vital", vital), unit=texts.word("words.unit", vital))


def _mark(texts: Texts, mark: TimelineMark) -> MarkWords:
    if mark.kind is MarkKind.ALARM and mark.priority is not None:
        text = texts("patient.mark.alarm", subject=subject_text(texts, mark))
        return MarkWords(mark.mark_id, mark.at, _ALARM_SHAPES[mark.priority], text, mark.priority)
    return MarkWords(mark.mark_id, mark.at, _SHAPES[mark.kind], _event(texts, mark), None)


def _event(texts: Texts, mark: TimelineMark) -> str:
    if mark.kind is MarkKind.OBSERVATION:
        return texts("patient.mark.observation", seen=seen_text(texts, mark))
    if mark.kind is MarkKind.TRANSFER:
        stage = texts.word("words.transfer_stage", mark.stage)
        return texts("patient.mark.transfer", stage=stage, place=mark.place).strip()
    what = mark.note if mark.kind is MarkKind.DOSE and mark.note else texts.word("words.task_kind", mark.task)
    if mark.who:
        what = texts("patient.mark.visit_by", what=what, who=mark.who)
    key = "patient.mark.done" if mark.task_state is TaskState.COMPLETED else "patient.mark.planned"
    return texts(key, what=what)


def _row_value(texts: Texts, row: TrendRow, time_s: float, reach_s: float) -> str:
    near = {vital: _near(curve, time_s, reach_s) for vital, curve in row.curves.items()}
    values = "/".join(value_text(vital, found[1] if found else None) for vital, found in near.items())
    lead = near[row.spec.lead]
    apart_s = abs(lead[0] - time_s) if lead else 0.0
    apart = f"（{age_text(texts, timedelta(seconds=apart_s))}）" if apart_s > max(reach_s, OLD_S) else ""
    return f"{_short_name(texts, row)} {_with_unit(texts, row, values)}{apart}"


def _change(texts: Texts, row: TrendRow, from_s: float, to_s: float, reach_s: float) -> str:
    parts = []
    for vital, curve in row.curves.items():
        before, after = _near(curve, from_s, reach_s), _near(curve, to_s, reach_s)
        change = None if before is None or after is None else after[1] - before[1]
        parts.append(NOTHING if change is None else f"{'+' if change >= 0 else '−'}{value_text(vital, abs(change))}")
    return f"{_short_name(texts, row)} {_with_unit(texts, row, '/'.join(parts))}"


def _with_unit(texts: Texts, row: TrendRow, said: str) -> str:
    """A number that stands in a line of others has its unit; nothing has none."""
    return f"{said} {texts.word('words.unit', row.spec.lead)}" if said.strip(f"/{NOTHING}") else said


def _near(curve: Curve, time_s: float, reach_s: float) -> tuple[float, float] | None:
    return curve.near(time_s, max(reach_s, _usual_interval_s(curve)))


def _short_name(texts: Texts, row: TrendRow) -> str:
    lead = row.spec.lead
    return texts("patient.numbers.pressure") if lead is Vital.SYSTOLIC else texts.word("words.vital", lead)


def _reach_s(picture: TrendPicture) -> float:
    return max(picture.window.span_s / 200, 60.0)


def _usual_interval_s(curve: Curve) -> float:
    """The usual distance of two readings: a sparse series is read out between them too, with how far it is."""
    if curve.raw < 2 or curve.thinned:
        return 0.0
    return float(curve.times_s[-1] - curve.times_s[0]) / (curve.raw - 1)


def _twin(texts: Texts, vital: Vital, curve: Curve, now_s: float) -> TwinRow:
    name, last = texts.word("words.vital", vital), curve.last()
    without = sum(end - start for start, end in curve.gaps)
    gaps = age_text(texts, timedelta(seconds=without)) if without > 0 else texts("patient.twin.no_gaps")
    if last is None:
        return TwinRow((name, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, gaps))
    change = texts(
        "patient.twin.change_value", first=value_text(vital, float(curve.values[0])), last=value_text(vital, last[1])
    )
    age = age_text(texts, timedelta(seconds=max(0.0, now_s - last[0])))
    lowest, highest = value_text(vital, curve.low), value_text(vital, curve.high)
    return TwinRow((name, with_unit(texts, vital, last[1]), age, lowest, highest, change, gaps))
