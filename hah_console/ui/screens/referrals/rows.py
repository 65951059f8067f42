"""What a row of the inbox says: state, mode, who, for what, from whom, since when, and the clock; no Qt."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.alarm import Priority
from hah_console.domain.patient import Sex
from hah_console.domain.referral import ENDED
from hah_console.services.context import Context
from hah_console.services.referral_inbox import InboxRow
from hah_console.ui.clock_line import clock_line
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import NOTHING, near_clock

# i18n: referrals.state.*


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One referral in words. ``priority`` is that of its clock, None while there is plenty of time."""

    key: str
    mode: str
    who: str
    about: str
    state: str
    clock: str
    priority: Priority | None
    running: bool
    overdue: bool
    ended: bool
    spoken: str


def referral_line(texts: Texts, ctx: Context, row: InboxRow, now: datetime) -> ReferralLine:
    """The words of one row."""
    who, about, state = who_text(texts, row), about_text(texts, ctx, row), texts.word("referrals.state", row.state)
    clock = clock_line(texts, ctx, row.clock, now) if row.clock else None
    ended = row.state in ENDED
    at = near_clock(ctx.local(row.since), ctx.today())
    left = clock.left if clock else texts("referrals.ended_at" if ended else "referrals.since", at=at)
    return ReferralLine(
        key=row.referral_id,
        mode=row.mode.value,
        who=who,
        about=about,
        state=state,
        clock=left,
        priority=clock.priority if clock else None,
        running=clock is not None,
        overdue=clock is not None and clock.overdue,
        ended=ended,
        spoken=texts("referrals.spoken", mode=texts.word("words.mode", row.mode), who=who, state=state,
                     about=about, clock=clock.spoken if clock else left),
    )  # fmt: skip


def who_text(texts: Texts, row: InboxRow) -> str:
    """Masked name, age and sex, as far as they were told."""
    sex = texts.word("words.sex", row.sex) if row.sex is not Sex.UNKNOWN else ""
    age = texts("referrals.age", n=row.age_years) if row.age_years is not None else ""
    return " ".join(part for part in (row.name, age, sex) if part)


def about_text(texts: Texts, ctx: Context, row: InboxRow) -> str:
    """For what, from whom, and when it came in."""
    condition = texts.word("words.condition", row.condition) if row.condition else texts("referrals.no_condition")
    at = near_clock(ctx.local(row.received_at), ctx.today())
    in_care = (f"⚠ {texts('referrals.in_care_short')}",) if row.in_care else ()
    return " · ".join((*in_care, condition, row.organisation or NOTHING, texts("referrals.came", at=at)))
