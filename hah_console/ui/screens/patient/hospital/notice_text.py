"""What a hospital tells of a patient that must be known at once, in words; no Qt."""

from collections.abc import Iterable, Sequence

from hah_console.domain.hospital_notice import HospitalNotice
from hah_console.services.context import Context
from hah_console.services.hospital_allergies import TheirAllergy
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import near_clock

# i18n: hospital_tab.notice.*
MOST_NAMED = 4
"""Allergies named above the tabs; the others are counted, so that the values below stay in sight."""


def notice_lines(texts: Texts, ctx: Context, told: Iterable[HospitalNotice]) -> str:
    """A line each: what, which hospital, when we heard it, and whether somebody has seen it."""
    return "\n".join(_line(texts, ctx, notice) for notice in told)


def allergies_line(texts: Texts, told: Sequence[TheirAllergy]) -> str:
    """What hospitals list and our record lacks, each with who lists it; empty for nothing."""
    listed = (texts("hospital_tab.their_allergy", name=each.name, feed=each.feed) for each in told[:MOST_NAMED])
    names = texts("referrals.list_joint").join(listed)
    if len(told) > MOST_NAMED:
        names = texts("hospital_tab.and_more", names=names, count=len(told) - MOST_NAMED)
    return texts("hospital_tab.their_allergies", names=names) if names else ""


def _line(texts: Texts, ctx: Context, notice: HospitalNotice) -> str:
    at = near_clock(ctx.local(notice.at), ctx.today())
    said = texts.word("hospital_tab.notice", notice.kind)
    seen = texts("hospital_tab.seen") if notice.seen_at is not None else ""
    return f"▲ {texts('hospital_tab.notice_line', said=said, feed=notice.feed, at=at)}{seen}"
