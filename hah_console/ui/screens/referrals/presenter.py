"""Decides which referrals are in sight, what may be done with the one chosen, and what is sent to the store; no Qt.

SAFETY(right referral): a command is made from the referral and the version in sight.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.care_clock import ClockState
from hah_console.domain.errors import VersionConflict
from hah_console.domain.ids import PatientId, ReferralId
from hah_console.domain.person_match import PersonMatch
from hah_console.domain.referral import DeclineReason, Referral, ReferralState
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.referral_inbox import Inbox, InboxRow, ReferralPage
from hah_console.services.referrals import (
    accept_referral,
    decline_referral,
    match_referral,
    return_referral,
    unmatch_referral,
    withdraw_referral,
)
from hah_console.ui.clock_line import ClockLine, clock_line
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.referrals.filters import FILTERS, OPEN, InboxFilter
from hah_console.ui.screens.referrals.rows import ReferralLine, referral_line

Command = Callable[[], Changes]
_S = ReferralState


@dataclass(slots=True)
class ReferralsPresenter:
    """Holds what was read last, which referral is in sight and which filter is in force."""

    ctx: Context
    actor: Actor
    texts: Texts
    inbox: Inbox | None = None
    page: ReferralPage | None = None
    chosen_id: str = ""
    filter: InboxFilter = OPEN
    wanted: str = ""

    def rows(self) -> tuple[InboxRow, ...]:
        """The referrals in sight: of the filter, and with what is looked for in name or sender."""
        rows = self.filter.rows(self.inbox) if self.inbox else ()
        looked_for = self.wanted.strip().casefold()
        return tuple(row for row in rows if looked_for in f"{row.name} {row.organisation}".casefold())

    def lines(self, now: datetime) -> tuple[ReferralLine, ...]:
        """Their words."""
        return tuple(referral_line(self.texts, self.ctx, row, now) for row in self.rows())

    def counts(self) -> dict[str, int]:
        """How many each filter leaves."""
        return {item.filter_id: len(item.rows(self.inbox)) if self.inbox else 0 for item in FILTERS}

    @property
    def filtered(self) -> bool:
        """Whether something that is open is not in sight."""
        return self.filter is not OPEN or bool(self.wanted.strip())

    def summary(self) -> str:
        """How many wait for an answer, and how many are late."""
        if self.inbox is None:
            return ""
        late = sum(row.clock is not None and row.clock.state is ClockState.OVERDUE for row in self.inbox.open)
        waiting = self.texts("referrals.waiting", count=self.inbox.waiting())
        return f"{waiting} · {self.texts('referrals.late', count=late)}" if late else waiting

    def row_of(self, referral_id: str) -> InboxRow | None:
        """A row of the inbox, in sight or not."""
        rows = (*self.inbox.open, *self.inbox.ended) if self.inbox else ()
        return next((row for row in rows if row.referral_id == referral_id), None)

    def filter_for(self, referral_id: str) -> InboxFilter:
        """A filter in which a referral is in sight: the present one if it does."""
        if any(row.referral_id == referral_id for row in self.rows()):
            return self.filter
        ended = self.inbox is not None and any(row.referral_id == referral_id for row in self.inbox.ended)
        return FILTERS[-1] if ended else OPEN

    def referral(self) -> Referral | None:
        """The referral whose detail is in sight, if it is the chosen one."""
        page = self.page
        return page.referral if page and page.referral.referral_id == self.chosen_id else None

    def clock_lines(self, now: datetime) -> tuple[ClockLine, ...]:
        """The clocks of the referral in sight, open ones first."""
        clocks = self.page.clocks if self.page and self.referral() else ()
        return tuple(clock_line(self.texts, self.ctx, c, now) for c in sorted(clocks, key=lambda c: not c.is_open))

    def may(self, to: ReferralState) -> bool:
        """Whether the referral in sight can go there, by this person."""
        referral = self.referral()
        return referral is not None and to in referral.moves() and self._permitted

    @property
    def _permitted(self) -> bool:
        return permits(self.actor.role, Action.TAKE_REFERRAL)

    def may_type(self) -> bool:
        """Whether this person may type a referral in."""
        return self._permitted

    def may_change(self) -> bool:
        """Whether the referral in sight can be corrected."""
        referral = self.referral()
        return referral is not None and not referral.ended and self._permitted

    def forward(self) -> str:
        """The one step ahead: ``accept``, ``complete``, ``intake``, ``patient``, or empty when there is none."""
        referral = self.referral()
        if referral is None:
            return ""
        if referral.state in (_S.ACCEPTED, _S.ADMITTED):
            return "intake"
        if self.may(_S.ACCEPTED):
            return "accept"
        return "complete" if self.may(_S.COMPLETED) else ""

    def forward_text(self) -> str:
        """The word of the button for the step ahead; empty when there is none."""
        step = self.forward()
        return self.texts(f"referrals.act.{step}") if step else ""

    def accept(self) -> Command | None:
        """To be sent for "we look into it"."""
        referral = self.referral()
        if referral is None:
            return None
        ctx, actor, referral_id, version = self.ctx, self.actor, referral.referral_id, referral.version
        return lambda: accept_referral(ctx, actor, referral_id, version)

    def end(self, referral: Referral, to: ReferralState, reason: DeclineReason, note: str) -> Command:
        """To be sent for "not by us" or "taken back"."""
        move = withdraw_referral if to is _S.WITHDRAWN else decline_referral
        ctx, actor = self.ctx, self.actor
        return lambda: move(ctx, actor, referral.referral_id, referral.version, reason, note)

    def ask_sender(self, referral: Referral, missing: Collection[str], note: str) -> Command:
        """To be sent for "tell us more"."""
        ctx, actor = self.ctx, self.actor
        return lambda: return_referral(ctx, actor, referral.referral_id, referral.version, tuple(missing), note)

    def match(self, patient_id: str) -> PersonMatch | None:
        """The candidate of an id."""
        matches = self.page.matches if self.page and self.referral() else ()
        return next((match for match in matches if match.patient.patient_id == patient_id), None)

    def match_text(self, patient_id: str) -> str:
        """The word of the button: this is the one, or no longer."""
        referral = self.referral()
        same = referral is not None and referral.patient_id is not None and referral.patient_id == patient_id
        return self.texts("referrals.act.unmatch" if same else "referrals.act.match")

    def take_match(self, match: PersonMatch) -> Command | None:
        """To be sent for "this is she", or for "it is not" of the one matched. Every difference was in sight."""
        referral = self.referral()
        if referral is None:
            return None
        ctx, actor, referral_id, version = self.ctx, self.actor, referral.referral_id, referral.version
        if referral.patient_id == match.patient.patient_id:
            return lambda: unmatch_referral(ctx, actor, referral_id, version)
        patient_id, despite = PatientId(match.patient.patient_id), match.differs
        return lambda: match_referral(ctx, actor, referral_id, version, patient_id, despite)

    def failed(self, error: Exception) -> str:
        """What went wrong; after a conflict, that nothing typed is lost."""
        sentence = self.texts.error(error)
        if isinstance(error, VersionConflict):
            return self.texts("referrals.act.conflict", sentence=sentence)
        return sentence


def new_id(changes: Changes) -> ReferralId | None:
    """The referral that a command made or changed."""
    found = next((item.entity_id for item in changes.items if item.entity == "referral"), None)
    return ReferralId(found) if found else None
