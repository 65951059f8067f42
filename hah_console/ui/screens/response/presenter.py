"""What the response desk knows, which choice is picked, and what is sent to the store; no Qt.

SAFETY(right desk): a choice is made from the patient and the version of the escalation in sight, its reason is kept for
this patient alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from hah_console.domain.actor import Actor
from hah_console.domain.alarm import Priority
from hah_console.domain.consult import Urgency
from hah_console.domain.escalation_rules import Decision
from hah_console.domain.ids import HospitalId, PatientId, StaffId
from hah_console.domain.rulepack import RulePacks
from hah_console.services.changes import Changes
from hah_console.services.consults import Wanted
from hah_console.services.context import Context
from hah_console.services.hospital_board import HospitalRow
from hah_console.services.response_choice import Choice, choose
from hah_console.services.response_desk import ResponseDesk, read_response_desk
from hah_console.services.urgent_pricing import UrgentPrices, VisitPrice
from hah_console.ui.bedside.banner_text import BannerText, banner_text
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.response.cards import CardWords, Known
from hah_console.ui.screens.response.lines import CardText
from hah_console.ui.screens.response.words import DeskWords

# i18n: response.done.*
ORDER = (Decision.URGENT_VISIT, Decision.TELE_CONSULT, Decision.TRANSFER, Decision.ADVICE)
KEYS = ("Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4")
Command = Callable[[], Changes]


@dataclass(slots=True)
class ResponsePresenter:
    """One patient at a time; ``picked`` is the way chosen of each choice, ``decision`` the choice being made."""

    ctx: Context
    actor: Actor
    texts: Texts
    packs: RulePacks
    patient_id: PatientId | None = None
    known: Known | None = None
    decision: Decision | None = None
    picked: dict[Decision, str] = field(default_factory=dict)
    department: str = ""
    urgency: Urgency = Urgency.IMMEDIATE

    def begin(self, patient_id: PatientId) -> None:
        """Another patient: nothing of the one before is kept."""
        self.patient_id, self.known, self.decision = patient_id, None, None
        self.picked, self.department = {}, ""

    def read(self) -> ResponseDesk:
        """The desk of the patient in sight; call it on a worker thread."""
        assert self.patient_id is not None
        return read_response_desk(self.ctx, self.actor, self.packs, self.patient_id, self.texts.language)

    def take_desk(self, desk: ResponseDesk) -> bool:
        """What was read; False when it is of somebody who is no longer in sight."""
        if desk.page.identity.patient_id != self.patient_id:
            return False
        self.known = replace(self.known, desk=desk) if self.known is not None else Known(desk)
        return True

    def take_prices(self, prices: UrgentPrices, seconds: float) -> None:
        """The prices of an urgent visit."""
        if self.known is not None:
            self.known = replace(self.known, prices=prices, unpriced="", seconds=seconds, improved=False)

    def take_improved(self, price: VisitPrice, seconds: float) -> None:
        """A better price of the same person takes the place of the one before."""
        known = self.known
        if known is None or known.prices is None:
            return
        ways = tuple(price if way.staff_id == price.staff_id else way for way in known.prices.ways)
        better = any(w.staff_id == price.staff_id and price.extra_cost < w.extra_cost for w in known.prices.ways)
        if better:
            self.known = replace(known, prices=replace(known.prices, ways=ways), improved=True, seconds=seconds)

    def take_unpriced(self, error: Exception) -> None:
        """Why no visit could be priced; the other choices stay."""
        if self.known is not None:
            self.known = replace(self.known, unpriced=self.texts.error(error))

    def take_no_planner(self, sentence: str) -> None:
        """Nobody prices visits on this console."""
        if self.known is not None and sentence:
            self.known = replace(self.known, unpriced=sentence)

    def take_hospitals(self, rows: tuple[HospitalRow, ...]) -> None:
        """The hospitals of the patient in sight."""
        if self.known is not None:
            self.known = replace(self.known, hospitals=rows)

    def words(self) -> DeskWords:
        """The words of head, ladder and situation."""
        return DeskWords(self.ctx, self.texts)

    def cards(self) -> tuple[CardText, ...]:
        """The four choices; empty before anything was read."""
        if self.known is None:
            return ()
        severe = self.packs.news2.red_from
        words = CardWords(self.ctx, self.texts, self.packs.escalation, self.packs.transfer, severe)
        return words.cards(self.known, self.picked)

    def banner(self) -> BannerText | None:
        """Who she is."""
        page = self.known.desk.page if self.known is not None else None
        return banner_text(self.texts, page.identity, page.stay) if page is not None else None

    def priority(self) -> Priority | None:
        """How urgent the escalation is, for the edge of the banner."""
        case = self.known.desk.case if self.known is not None else None
        return case.priority if case is not None else None

    def command(self, reason: str) -> Command | str:
        """What to run for the choice, or the sentence that says what is missing."""
        known, decision = self.known, self.decision
        if known is None or self.patient_id is None or decision is None:
            return self.texts("response.need_choice")
        if not reason.strip():
            return self.texts("response.need_reason")
        choice = Choice(
            patient_id=self.patient_id,
            decision=decision,
            reason=reason,
            version=known.desk.case.version if known.desk.case is not None else None,
            staff_id=self._nurse(known),
            hospital_id=self._hospital(known),
            wanted=self._wanted(reason),
        )
        return lambda: choose(self.ctx, self.actor, self.packs.escalation, choice)

    def done(self, decision: Decision) -> str:
        """What has been started."""
        name = self.known.desk.page.identity.name if self.known is not None else ""
        return self.texts(f"response.done.{decision.value}", name=name)

    def left(self, now: datetime) -> str:
        """The ladder with the time left."""
        return self.words().ladder(self.known.desk, now) if self.known is not None else ""

    def _nurse(self, known: Known) -> StaffId | None:
        best = known.prices.best if known.prices is not None else None
        wanted = self.picked.get(Decision.URGENT_VISIT, "")
        return StaffId(wanted) if wanted else best.staff_id if best is not None else None

    def _hospital(self, known: Known) -> HospitalId | None:
        wanted = self.picked.get(Decision.TRANSFER, "")
        first = known.hospitals[0].hospital_id if known.hospitals else None
        return HospitalId(wanted) if wanted else first

    def _wanted(self, reason: str) -> Wanted | None:
        if self.decision is not Decision.TELE_CONSULT or not self.department:
            return None
        return Wanted(self.department, reason, self.urgency)
