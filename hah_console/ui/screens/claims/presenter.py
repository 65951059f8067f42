"""Decides what the claims screen says: the card queue, the visits of a month, limits, and the claim; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.claims.caps import CapCount, CapState
from hah_console.domain.claims.claim import Claim, ClaimLine, Refused
from hah_console.domain.claims.visit_record import VisitMode, VisitRecord
from hah_console.domain.ids import PatientId, VisitRecordId
from hah_console.domain.patient import masked_name
from hah_console.services.card_uploads import WaitingCard
from hah_console.services.claim_board import ClaimBoard
from hah_console.ui.screen import Desk
from hah_console.ui.wording import NOTHING, age_text, clock_text, near_clock

# i18n: claims.cap.* claims.cap_state.* claims.mode.* claims.missing.* claims.upload.*
NEAR = timedelta(hours=6)


class View(StrEnum):
    """What is in sight beside the limits."""

    CARDS = "cards"
    VISITS = "visits"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class ClaimLineRow:
    """One row of any of the lists: who and when, what, and at the right how it stands; ``late`` ones are urgent too."""

    key: str
    who: str
    what: str
    detail: str
    standing: str
    urgent: bool
    spoken: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class CapRow:
    """One limit of one physician; ``share`` of 1 is the limit. ``head`` is the name, on the first of a physician."""

    key: str
    head: str
    name: str
    words: str
    share: float
    state: CapState
    spoken: str


@dataclass(slots=True)
class ClaimsPresenter:
    """Holds what was read last, what is in sight, and the claim that was made."""

    desk: Desk
    month: str = ""
    view: View = View.CARDS
    board: ClaimBoard | None = None
    claim: Claim | None = None

    def rows(self, now: datetime) -> tuple[ClaimLineRow, ...]:
        """The list in sight."""
        board = self.board
        if board is None:
            return ()
        if self.view is View.CARDS:
            return tuple(self._card(card, now) for card in board.cards)
        if self.view is View.VISITS:
            return tuple(self._visit(board, visit) for visit in board.visits)
        if self.claim is None:
            return ()
        refused = (self._refused(one) for one in self.claim.refused)
        return (*refused, *(self._claimed(board, line) for line in self.claim.lines))

    def caps(self) -> tuple[CapRow, ...]:
        """Every limit of every physician, the nearest to breaking first."""
        board = self.board
        if board is None:
            return ()
        worst = {
            cap.staff_id: max(_STATES.index(c.state) for c in board.caps if c.staff_id == cap.staff_id)
            for cap in board.caps
        }
        ordered = sorted(board.caps, key=lambda cap: (-worst[cap.staff_id], cap.staff_id))
        seen: set[str] = set()
        rows = []
        for cap in ordered:
            first = cap.staff_id not in seen
            seen.add(cap.staff_id)
            rows.append(self._cap(board, cap, first=first))
        return tuple(rows)

    def warning(self) -> str:
        """Who is at or near a limit, in one sentence; empty for nobody."""
        board = self.board
        near = {cap.staff_id for cap in board.caps if cap.state is not CapState.BELOW} if board else set()
        names = self.desk.texts("claims.list_mark").join(sorted(self._staff(one) for one in near))
        return self.desk.texts("claims.cap_warning", names=names) if names else ""

    def summary(self, now: datetime) -> str:
        """What the list in sight comes to."""
        texts, board = self.desk.texts, self.board
        if board is None:
            return ""
        if self.view is View.CARDS:
            late = sum(card.late for card in board.cards)
            return texts("claims.summary.cards", count=len(board.cards), late=late)
        if self.view is View.VISITS:
            gaps = sum(not visit.complete for visit in board.visits)
            return texts("claims.summary.visits", month=self.month, count=len(board.visits), gaps=gaps)
        if self.claim is None:
            return texts("claims.summary.no_claim", month=self.month)
        cases = len({line.episode_id for line in self.claim.lines})
        return texts(
            "claims.summary.claim", month=self.claim.month, lines=len(self.claim.lines), cases=cases,
            refused=len(self.claim.refused), rules=self.claim.rules_version,
        )  # fmt: skip

    # i18n: claims.summary.*
    def card(self, key: str) -> WaitingCard | None:
        """The card in sight."""
        cards = self.board.cards if self.board else ()
        return next((card for card in cards if card.upload.visit_record_id == key), None)

    def visit(self, key: str) -> VisitRecord | None:
        """The visit in sight, of the queue or of the month."""
        card = self.card(key)
        if card is not None:
            return card.visit
        visits = self.board.visits if self.board else ()
        return next((visit for visit in visits if visit.visit_record_id == key), None)

    def patient_of(self, key: str) -> PatientId | None:
        """Whose row it is."""
        visit = self.visit(key)
        if visit is not None:
            return visit.patient_id
        refused = self.claim.refused if self.claim else ()
        return next((one.patient.patient_id for one in refused if one.episode.episode_id == key), None)

    def name_of(self, key: str) -> str:
        """Whose row it is, by masked name, and which visit."""
        visit = self.visit(key)
        if visit is None or self.board is None:
            return ""
        name = self.board.names.get(visit.patient_id, visit.patient_id)
        return f"{name}　{self._times(visit)}　{self._staff(visit.staff_id)}"  # i18n: not text

    def _card(self, card: WaitingCard, now: datetime) -> ClaimLineRow:
        texts, upload = self.desk.texts, card.upload
        left = upload.due_at - now
        standing = (
            texts("claims.left", age=age_text(texts, left))
            if left >= timedelta(0)
            else texts("claims.late", age=age_text(texts, -left))
        )
        failed = texts("claims.failed", count=upload.attempts, failure=upload.failure) if upload.failure else ""
        who, what = masked_name(card.patient.name), self._visit_words(card.visit)
        detail = failed or texts("claims.waiting")
        spoken = f"{who}，{what}，{standing}，{detail}"  # i18n: not text
        return ClaimLineRow(
            upload.visit_record_id, who, what, detail, standing, left < NEAR, spoken, left < timedelta(0)
        )

    def _visit(self, board: ClaimBoard, visit: VisitRecord) -> ClaimLineRow:
        texts = self.desk.texts
        who, what = board.names.get(visit.patient_id, visit.patient_id), self._visit_words(visit)
        upload = board.uploads.get(visit.visit_record_id)
        card = texts.word("claims.upload", upload.state) if upload else ""
        if visit.mode is not VisitMode.IN_PERSON:
            card = texts("claims.no_card")
        lacks = [name for name, at in (("arrived_at", visit.arrived_at), ("left_at", visit.left_at)) if at is None]
        standing = texts("claims.list_mark").join(texts.word("claims.missing", name) for name in lacks)
        minutes = self._minutes(visit)
        spoken = "，".join(part for part in (who, what, minutes, card, standing) if part)  # i18n: not text
        return ClaimLineRow(
            visit.visit_record_id, who, what, " · ".join(p for p in (minutes, card) if p), standing, bool(lacks), spoken
        )

    def _refused(self, refused: Refused) -> ClaimLineRow:
        texts = self.desk.texts
        who = f"{masked_name(refused.patient.name)}　{refused.patient.medical_record_number}"  # i18n: not text
        lacks = "；".join(self._lacks(refused))  # i18n: not text
        standing = texts("claims.lacks", count=len(refused.missing))
        condition = texts.word("words.condition", refused.episode.condition)
        return ClaimLineRow(
            refused.episode.episode_id, who, condition, lacks, standing, True, f"{who}，{standing}，{lacks}"
        )  # i18n: not text

    def _lacks(self, refused: Refused) -> Iterator[str]:
        """Each thing that is missing, once, with the visits it is missing of."""
        mark = self.desk.texts("claims.list_mark")
        for name in dict.fromkeys(lack.field for lack in refused.missing):
            what = self.desk.texts.word("claims.missing", name)
            visits = [lack.visit for lack in refused.missing if lack.field == name and lack.visit is not None]
            of = mark.join(self._which(visit) for visit in visits)
            yield self.desk.texts("claims.lack_of_visit", what=what, visits=of) if of else what

    def _which(self, visit: VisitRecord) -> str:
        return f"{self.desk.ctx.local(visit.when):%m-%d} {self._staff(visit.staff_id)}"

    def _claimed(self, board: ClaimBoard, line: ClaimLine) -> ClaimLineRow:
        """A line that is claimed: the order, how long, and the surcharge where there is one."""
        texts, visit = self.desk.texts, self.visit(line.visit_record_id)
        who = board.names.get(visit.patient_id, line.medical_record_number) if visit else line.medical_record_number
        what = self._visit_words(visit) if visit else line.order_code
        extra = texts("claims.surcharge", percent=line.percent) if line.percent else ""
        minutes = texts("claims.minutes", n=line.minutes)
        detail = " · ".join(part for part in (line.order_code, minutes, extra, line.card_receipt) if part)
        spoken = f"{who}，{what}，{detail}"  # i18n: not text
        return ClaimLineRow(line.visit_record_id, who, what, detail, texts("claims.claimed"), False, spoken)

    def _cap(self, board: ClaimBoard, cap: CapCount, *, first: bool) -> CapRow:
        texts, person = self.desk.texts, self._staff(cap.staff_id)
        name = texts.word("claims.cap", cap.cap)
        state = texts(f"claims.cap_state.{cap.state}", left=max(cap.left, 0), over=max(-cap.left, 0))
        words = texts("claims.cap_words", count=cap.count, limit=cap.limit, state=state)
        spoken = f"{person}，{name}，{words}"  # i18n: not text
        share = cap.count / cap.limit if cap.limit else 0.0
        return CapRow(f"{cap.staff_id}:{cap.cap}", person if first else "", name, words, share, cap.state, spoken)

    def _visit_words(self, visit: VisitRecord) -> str:
        mode = self.desk.texts.word("claims.mode", visit.mode)
        return f"{self._times(visit)}　{self._staff(visit.staff_id)}　{mode}"  # i18n: not text

    def _times(self, visit: VisitRecord) -> str:
        local, today = self.desk.ctx.local, self.desk.ctx.today()
        arrived = near_clock(local(visit.arrived_at), today) if visit.arrived_at else NOTHING
        return f"{arrived}–{clock_text(local(visit.left_at)) if visit.left_at else NOTHING}"

    def _minutes(self, visit: VisitRecord) -> str:
        if visit.arrived_at is None or visit.left_at is None:
            return ""
        return self.desk.texts("claims.minutes", n=round((visit.left_at - visit.arrived_at).total_seconds() / 60))

    def _staff(self, staff_id: str) -> str:
        found = next((one for key, one in self.board.staff.items() if key == staff_id), None) if self.board else None
        return found.name if found is not None else staff_id


_STATES = (CapState.BELOW, CapState.NEAR, CapState.REACHED, CapState.BROKEN)


def record_id(key: str) -> VisitRecordId:
    """The visit a row is about."""
    return VisitRecordId(key)
