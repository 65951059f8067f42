"""Decides what the intake in sight says of itself: its head, the index, what stands in the way; no Qt.

SAFETY(right referral): what is shown and sent is of the referral asked for last; every other answer is dropped.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.intake import Decision
from hah_console.domain.intake_rules import Section
from hah_console.domain.patient import Sex
from hah_console.services.context import Context
from hah_console.services.intake_board import IntakePage
from hah_console.services.referral_inbox import age_of, nearest
from hah_console.ui.clock_line import ClockLine, clock_line
from hah_console.ui.clock_text import clock_span
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.intake.answers import LiveAnswers
from hah_console.ui.screens.intake.block_text import BlockLine, answer_blocks, block_line
from hah_console.ui.screens.intake.index_text import IndexLine, Standing, index_line, section_line

DECISION, ADMISSION = "decision", "admission"
"""Pages after the sections, by their keys in the index."""
SAVE = "save"
"""The field of the line that asks for the answers to be saved."""
_STANDINGS = {
    None: Standing.MISSING,
    Decision.PENDING: Standing.MISSING,
    Decision.ELIGIBLE: Standing.COMPLETE,
    Decision.INELIGIBLE: Standing.BLOCKED,
}


@dataclass(slots=True)
class IntakePresenter:
    """Holds the referral asked for, its intake as read last, and what its answers come to while they are typed."""

    ctx: Context
    actor: Actor
    texts: Texts
    referral_id: str = ""
    page: IntakePage | None = None
    live: LiveAnswers | None = None

    def take(self, page: IntakePage) -> bool:
        """Keep what was read; False for the answer about another one."""
        if page.referral.referral_id != self.referral_id:
            return False
        self.page = page
        return True

    def forget(self, referral_id: str) -> None:
        """Another one is asked for."""
        self.referral_id, self.page, self.live = referral_id, None, None

    def title(self) -> str:
        """Who: name, born, age, sex."""
        if self.page is None:
            return ""
        person, texts = self.page.referral.person, self.texts
        age = age_of(person.birth_date, self.ctx.today())
        born = f"{person.birth_date:%Y-%m-%d} ({texts('referrals.age', n=age)})" if person.birth_date else ""
        sex = texts.word("words.sex", person.sex) if person.sex is not Sex.UNKNOWN else ""
        return " · ".join(part for part in (person.name, born, sex) if part)

    def about(self) -> str:
        """For what, how, from whom."""
        if self.page is None:
            return ""
        texts, answers = self.texts, self.live.answers if self.live else self.page.intake.answers
        mode = f"{answers.mode.value} {texts.word('words.mode', answers.mode)}"
        sender = self.page.referral.sender.organisation
        return " · ".join((texts.word("words.condition", answers.condition), mode, sender))

    def clock(self, now: datetime) -> ClockLine | None:
        """The clock with the nearest limit."""
        clock = nearest(self.page.clocks) if self.page else None
        return clock_line(self.texts, self.ctx, clock, now) if clock else None

    def clock_span(self, now: datetime) -> str:
        """From when on that clock runs, and how long."""
        clock = nearest(self.page.clocks) if self.page else None
        return clock_span(self.texts, self.ctx.local, clock, now) if clock else ""

    def may_assess(self) -> bool:
        """Whether this person may fill the intake in."""
        return permits(self.actor.role, Action.ASSESS_INTAKE)

    def may_change(self) -> bool:
        """Whether this person may change the one in sight."""
        return self.page is not None and self.page.open and self.may_assess()

    def index(self) -> tuple[IndexLine, ...]:
        """Every section, then decision and admission."""
        if self.page is None or self.live is None:
            return ()
        sections = (section_line(self.texts, section, self.live) for section in Section)
        return (*sections, self._decision_line(), self._admission_line())

    def _decision_line(self) -> IndexLine:
        decision = self.page.intake.decision if self.page else None
        words = self.texts.word("intake.decided", decision) if decision else self.texts("intake.standing.undecided")
        line = index_line(self.texts, DECISION, _STANDINGS[decision])
        return replace(line, words=words, spoken=f"{line.name}, {words}")

    def _admission_line(self) -> IndexLine:
        intake = self.page.intake if self.page else None
        admitted = intake is not None and intake.episode_id is not None
        ready = intake is not None and intake.decision is Decision.ELIGIBLE
        key = "admitted" if admitted else "ready" if ready else "waits"
        standing = Standing.COMPLETE if admitted else Standing.MISSING if ready else Standing.NOT_ASKED
        line = index_line(self.texts, ADMISSION, standing)
        words = self.texts(f"intake.standing.{key}")
        return replace(line, words=words, spoken=f"{line.name}, {words}")

    def blocks(self, *, unsaved: bool) -> tuple[BlockLine, ...]:
        """What stands in the way of a decision for care at home; first what is typed and not saved."""
        if self.live is None or self.page is None or self.page.intake.ended:
            return ()
        lines = answer_blocks(self.texts, self.live)
        if not unsaved:
            return lines
        text = self.texts("intake.unsaved")
        return (block_line(self.texts, Section.CASE.value, SAVE, text, Standing.MISSING), *lines)


# i18n: intake.decided.*
