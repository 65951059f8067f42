"""The words of the response desk: head, ladder, trends, what was written, given and tried; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.escalation import Escalation, StepKind
from hah_console.domain.escalation_rules import Decision
from hah_console.services.context import Context
from hah_console.services.response_desk import DoseLine, NoteLine, ResponseDesk, RungLine, VitalTrend
from hah_console.ui.i18n import Texts
from hah_console.ui.plots.scales import ROWS
from hah_console.ui.screens.response.trends import TrendTile
from hah_console.ui.wording import NOTHING, clock_text, near_clock, stopwatch, value_text

# i18n: response.rung.* words.decision.* words.duty.* response.step.*
SCALES = {row.lead: row.usual for row in ROWS}
DAY_S = 24 * 3600
NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class DeskWords:
    """Words for one person's desk."""

    ctx: Context
    texts: Texts

    def head(self, desk: ResponseDesk, now: datetime) -> str:
        """How long it has been open, or that nothing is."""
        if desk.case is None:
            return self.texts("response.no_case")
        key = "response.since_concern" if desk.case.cause == "concern" else "response.since_alarm"
        return self.texts(key, elapsed=stopwatch(max(NO_TIME, now - desk.case.opened_at)))

    def ladder(self, desk: ResponseDesk, now: datetime) -> str:
        """Every rung with whose it is; the present one with the time left."""
        arrow = self.texts("response.arrow")
        return arrow.join(self._rung(desk, rung, now) for rung in desk.rungs)

    def _rung(self, desk: ResponseDesk, rung: RungLine, now: datetime) -> str:
        texts, name = self.texts, self.texts(f"response.rung.{rung.name}")
        if rung.current and desk.case is not None:
            key = "response.rung_waiting" if desk.case.waiting else "response.rung_taken"
            said = texts(key, rung=name, owner=desk.owner, left=self._left(desk.case, now))
        elif rung.at is not None:
            said = texts("response.rung_done", rung=name, owner=rung.owner, at=clock_text(self.ctx.local(rung.at)))
        else:
            said = texts("response.rung_ahead", rung=name, owner=rung.owner)
        return f"{said} {texts('response.gap')}" if rung.gap else said

    def _left(self, case: Escalation, now: datetime) -> str:
        if case.due_at is None:
            return self.texts("response.starting")
        left = case.due_at - now
        key = "response.left" if left >= NO_TIME else "response.over"
        return self.texts(key, time=stopwatch(abs(left)))

    def tiles(self, desk: ResponseDesk) -> tuple[TrendTile, ...]:
        """The vital signs that tell most."""
        return tuple(self._tile(trend, desk.at) for trend in desk.trends)

    def _tile(self, trend: VitalTrend, now: datetime) -> TrendTile:
        number, texts = trend.number, self.texts
        change = NOTHING if trend.change is None else f"{trend.change:+.1f}".removesuffix(".0").replace("-", "−")
        age = number.as_of
        told = texts("response.change", change=change) if trend.change is not None else texts("response.no_change")
        if number.stale and age is not None:
            told = texts("response.stale", at=near_clock(self.ctx.local(age), self.ctx.today()))
        return TrendTile(
            name=texts.word("words.vital", number.vital),
            value=value_text(number.vital, number.value),
            unit=texts.word("words.unit", number.vital),
            change=told,
            token=f"series-{number.vital.value}",
            stale=number.stale,
            outside=number.outside,
            points=_points(trend, now),
        )

    def spoken_trends(self, desk: ResponseDesk) -> str:
        """The tiles as a sentence."""
        return ". ".join(f"{tile.name} {tile.value} {tile.unit}, {tile.change}" for tile in self.tiles(desk))

    def situation(self, desk: ResponseDesk) -> tuple[str, str, str]:
        """What was written last, what was given, what was tried: each a few lines."""
        texts = self.texts
        notes = "\n".join(self._note(note) for note in desk.notes) or texts("response.no_notes")
        doses = "\n".join(self._doses(desk)) or texts("response.no_doses")
        tried = "\n".join(self._tried(desk)) or texts("response.nothing_tried")
        return notes, doses, tried

    def _note(self, note: NoteLine) -> str:
        at = near_clock(self.ctx.local(note.at), self.ctx.today())
        key = "response.note" if note.signed else "response.note_unsigned"
        return self.texts(key, at=at, by=note.by, text=note.text)

    def _doses(self, desk: ResponseDesk) -> Iterator[str]:
        for dose in desk.doses:
            yield self.texts("response.given", drug=dose.drug, at=self._at(dose.given_at), by=dose.by)
        if desk.next_dose is not None:
            yield self._next(desk.next_dose, desk.at)

    def _next(self, dose: DoseLine, now: datetime) -> str:
        key = "response.dose_due" if dose.due_at >= now else "response.dose_late"
        return self.texts(key, drug=dose.drug, at=self._at(dose.due_at))

    def _at(self, moment: datetime | None) -> str:
        return near_clock(self.ctx.local(moment), self.ctx.today()) if moment is not None else NOTHING

    def _tried(self, desk: ResponseDesk) -> Iterator[str]:
        shown = {StepKind.ANSWERED, StepKind.CLIMBED, StepKind.DECIDED, StepKind.RESOLVED, StepKind.OPENED}
        steps = [step for case in desk.tried for step in case.steps if step.kind in shown]
        for step in sorted(steps, key=lambda one: one.at, reverse=True)[:4]:
            who = desk.names.get(step.by, self.texts("response.service"))
            if step.kind is StepKind.DECIDED:
                what = self.texts.word("words.decision", Decision(step.about))
            else:
                what = self.texts(f"response.step.{step.kind.value}")
            reason = step.reason if step.kind in {StepKind.DECIDED, StepKind.RESOLVED, StepKind.OPENED} else ""
            said = self.texts("response.tried_line", at=self._at(step.at), who=who, what=what)
            yield f"{said} · {reason}" if reason and not reason.isascii() else said


def _points(trend: VitalTrend, now: datetime) -> tuple[tuple[float, float], ...]:
    scale = SCALES.get(trend.number.vital)
    if trend.curve is None or scale is None:
        return ()
    begins, span = now.timestamp() - DAY_S, scale.high - scale.low
    return tuple(
        (min(1.0, max(0.0, (t - begins) / DAY_S)), min(1.0, max(0.0, (float(v) - scale.low) / span)))
        for t, v in zip(trend.curve.times_s, trend.curve.mean, strict=True)
    )
