"""What has been decided of an intake, by whom and why; no Qt."""

from dataclasses import dataclass

from hah_console.domain.intake import DecisionEntry
from hah_console.domain.intake_rules import IntakeRules
from hah_console.services.context import Context
from hah_console.services.intake_board import IntakePage
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.intake.live_text import obstacle_text
from hah_console.ui.wording import near_clock

# i18n: intake.decided.*


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision in words."""

    key: str
    decision: str
    at: str
    why: str
    spoken: str


def decision_lines(texts: Texts, ctx: Context, rules: IntakeRules, page: IntakePage) -> tuple[DecisionLine, ...]:
    """Every decision, the newest first."""
    entries = tuple(enumerate(page.intake.decisions))
    return tuple(_line(texts, ctx, rules, page, number, entry) for number, entry in reversed(entries))


def _line(
    texts: Texts, ctx: Context, rules: IntakeRules, page: IntakePage, number: int, entry: DecisionEntry
) -> DecisionLine:
    decision, at = texts.word("intake.decided", entry.decision), near_clock(ctx.local(entry.at), ctx.today())
    by = texts("intake.decision.automatic") if entry.automatic else page.people.get(entry.by, entry.by)
    against = texts("referrals.list_joint").join(obstacle_text(texts, rules, name) for name in entry.against)
    despite = texts("intake.decision.despite", against=against) if against else ""
    why = " · ".join(part for part in (by, entry.reason, despite) if part)
    return DecisionLine(str(number), decision, at, why, f"{at} {decision}, {why}")
