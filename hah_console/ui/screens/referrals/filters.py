"""Which referrals are in sight: each filter with its count, one in force at a time; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from hah_console.domain.care_clock import ClockState
from hah_console.domain.referral import WAITING_FOR_US, ReferralState
from hah_console.services.referral_inbox import Inbox, InboxRow


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """``text`` is the key of its word; ``ended`` ones look among those that ended lately."""

    filter_id: str
    text: str
    keeps: Callable[[InboxRow], bool]
    ended: bool = False

    def rows(self, inbox: Inbox) -> tuple[InboxRow, ...]:
        """What it leaves."""
        return tuple(row for row in (inbox.ended if self.ended else inbox.open) if self.keeps(row))


def _overdue(row: InboxRow) -> bool:
    return row.clock is not None and row.clock.state is ClockState.OVERDUE


OPEN = InboxFilter("open", "referrals.filter.open", lambda _: True)
FILTERS = (
    OPEN,
    InboxFilter("waiting", "referrals.filter.waiting", lambda row: row.state in WAITING_FOR_US),
    InboxFilter("returned", "referrals.filter.returned", lambda row: row.state is ReferralState.RETURNED),
    InboxFilter("accepted", "referrals.filter.accepted", lambda row: row.state is ReferralState.ACCEPTED),
    InboxFilter("overdue", "referrals.filter.overdue", _overdue),
    InboxFilter("ended", "referrals.filter.ended", lambda _: True, ended=True),
)
