"""Decides what the consultations say, which step comes next, and what its form begins with; no Qt.

SAFETY(right consultation): a step is sent for the consultation and the version in sight.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from hah_console.domain.actor import Actor
from hah_console.domain.consult import CONSULT_LINE, Consult, ConsultState
from hah_console.services.consult_board import ConsultBoard, ConsultRow
from hah_console.services.consult_entry import Command, Fields, acceptance, advice, chart_record, ending, meeting
from hah_console.services.consults import mode_for
from hah_console.services.context import Context
from hah_console.ui.forms.spec import FormSpec
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.consults.lines import ConsultLine, StepLine
from hah_console.ui.screens.consults.specs import ACCEPT, ADVISE, END, RECORD, hold_spec
from hah_console.ui.wording import NOTHING, near_clock, stopwatch

# i18n: words.department.* consults.state.* consults.urgency.* consults.step.* consults.advice.* contact.mode.*
FORWARD: Mapping[ConsultState, ConsultState] = dict(pairwise(CONSULT_LINE))
NO_TIME = timedelta(0)


@dataclass(slots=True)
class ConsultsPresenter:
    """Holds what was read last and which consultation is in sight."""

    ctx: Context
    actor: Actor
    texts: Texts
    board: ConsultBoard | None = None
    chosen_id: str = ""

    def row(self) -> ConsultRow | None:
        """The one in sight."""
        return self.board.find(self.chosen_id) if self.board is not None else None

    def lines(self, now: datetime) -> tuple[ConsultLine, ...]:
        """The list."""
        return tuple(self._line(row, now) for row in self.board.rows) if self.board is not None else ()

    def summary(self, now: datetime) -> str:
        """How many are open, and how many are late."""
        rows = [row for row in self.board.rows if row.consult.is_open] if self.board is not None else []
        late = sum(row.overdue(now) for row in rows)
        said = self.texts("consults.open", count=len(rows))
        return f"{said} · {self.texts('consults.late', count=late)}" if late else said

    def forward(self) -> ConsultState | None:
        """The next step of the one in sight."""
        row = self.row()
        return FORWARD.get(row.consult.state) if row is not None else None

    def forward_text(self) -> str:
        """The word of its button."""
        step = self.forward()
        return self.texts(f"consults.step.{step.value}") if step is not None else self.texts("consults.step.none")

    def may_end(self) -> bool:
        """Whether it can be declined or cancelled."""
        row = self.row()
        return row is not None and ConsultState.CANCELLED in row.consult.next_states()

    def who(self) -> str:
        """Whose it is."""
        row = self.row()
        return self.texts("consults.who", name=row.name, age=row.age_years) if row is not None else ""

    def facts(self, now: datetime) -> tuple[str, ...]:
        """Everything that is known of it, line by line."""
        row, texts = self.row(), self.texts
        if row is None:
            return ()
        one = row.consult
        lines = [
            texts("consults.asked", department=self._department(one), urgency=texts(f"consults.urgency.{one.urgency}")),
            texts("consults.question", text=one.question),
            texts("consults.link", link=row.link) if row.link else texts("consults.no_link"),
        ]
        if one.meeting is not None:
            parties = one.meeting.parties
            lines.append(texts("consults.parties", patient=parties.patient_side, physician=row.physician,
                               specialist=parties.specialist))  # fmt: skip
            key = "consults.consented" if one.meeting.consented else "consults.urgent"
            lines.append(texts(key, marks=len(one.meeting.marks)))
        if one.advice is not None:
            advised = texts(f"consults.advice.{one.advice}")
            lines.append(texts("consults.advised", advice=advised, text=one.advice_text))
        return (*lines, *self._watch(row, now))

    def _watch(self, row: ConsultRow, now: datetime) -> tuple[str, ...]:
        limit = row.watch.limit_at if row.watch is not None else None
        if limit is None or limit < now:
            return ()
        return (self.texts("consults.watch", left=stopwatch(limit - now)),)

    def steps(self, now: datetime) -> tuple[StepLine, ...]:
        """The line of states."""
        row = self.row()
        if row is None:
            return ()
        line = list(CONSULT_LINE)
        if not row.consult.is_open and row.consult.state not in line:
            line = [*[s for s in line if row.consult.reached_at(s) is not None], row.consult.state]
        return tuple(self._step(row, state, now) for state in line)

    def spec(self) -> tuple[FormSpec, Mapping[str, str]] | None:
        """The form of the next step and what stands in it."""
        row, step, board = self.row(), self.forward(), self.board
        if row is None or step is None or board is None:
            return None
        one = row.consult
        if step is ConsultState.ACCEPTED:
            return ACCEPT, {}
        if step is ConsultState.HELD:
            first = {"mode": mode_for(row.link).value, "specialist": one.specialist, "physician": board.on_duty or ""}
            return hold_spec(board.physicians), first
        if step is ConsultState.ADVISED:
            return ADVISE, {}
        return RECORD, self._note(row)

    def end_spec(self) -> FormSpec:
        """The form with which it is declined or cancelled."""
        return END

    def command(self, row: ConsultRow, step: ConsultState, fields: Fields) -> Command:
        """What to run for a step as typed; raises InvalidFields."""
        ctx, actor, one = self.ctx, self.actor, row.consult
        if step is ConsultState.ACCEPTED:
            return acceptance(ctx, actor, one, fields)
        if step is ConsultState.HELD:
            return meeting(ctx, actor, one, row.link, fields)
        if step is ConsultState.ADVISED:
            return advice(ctx, actor, one, fields)
        if step is ConsultState.RECORDED:
            return chart_record(ctx, actor, one, fields)
        return ending(ctx, actor, one, fields)

    def _note(self, row: ConsultRow) -> Mapping[str, str]:
        """The draft of the chart entry: the rule asks that it says how it was held."""
        one, texts = row.consult, self.texts
        meeting_of = one.meeting
        how = texts(f"contact.mode.{meeting_of.mode.value}") if meeting_of is not None else NOTHING
        held = one.reached_at(ConsultState.HELD)
        at = self._at(held) if held is not None else NOTHING
        said = texts("consults.statement", at=at, how=how, department=self._department(one), specialist=one.specialist)
        advised = texts(f"consults.advice.{one.advice}") if one.advice is not None else ""
        return {"subjective": one.question, "assessment": said, "plan": f"{advised}：{one.advice_text}"}

    def _line(self, row: ConsultRow, now: datetime) -> ConsultLine:
        one, texts = row.consult, self.texts
        what = texts("consults.what", department=self._department(one), question=one.question.replace("\n", " "))
        state, clock = texts(f"consults.state.{one.state}"), self._clock(row, now)
        who = texts("consults.who", name=row.name, age=row.age_years)
        spoken = ", ".join((who, what, state, clock))
        return ConsultLine(one.consult_id, who, what, state, clock, row.overdue(now), not one.is_open, spoken)

    def _clock(self, row: ConsultRow, now: datetime) -> str:
        limit = row.clock.limit_at if row.clock is not None else None
        if limit is None:
            return self._at(row.consult.history[-1].at)
        key = "consults.left" if limit >= now else "consults.over"
        return self.texts(key, time=stopwatch(abs(limit - now)))

    def _step(self, row: ConsultRow, state: ConsultState, now: datetime) -> StepLine:
        one, texts = row.consult, self.texts
        at, name = one.reached_at(state), texts(f"consults.state.{state}")
        nxt = FORWARD.get(one.state) is state
        if at is not None:
            step = next(s for s in reversed(one.history) if s.state is state)
            by = self.board.names.get(step.by, step.by) if self.board is not None else step.by
            detail = " · ".join(part for part in (self._at(at), by, step.note) if part)
        else:
            detail = self._clock(row, now) if nxt else NOTHING
        late = nxt and row.overdue(now)
        return StepLine(state.value, name, detail, at is not None, one.state is state, late, f"{name}, {detail}")

    def _department(self, one: Consult) -> str:
        return self.texts.word("words.department", one.department)

    def _at(self, moment: datetime) -> str:
        return near_clock(self.ctx.local(moment), self.ctx.today())
