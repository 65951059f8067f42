"""What the hospital tab shows and may do; no Qt."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.hospital_facts import FactKind, HospitalFact
from hah_console.domain.hospital_notice import HospitalNotice
from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.hospital_known import see_notice
from hah_console.services.hospital_page import HospitalKind, HospitalPage, read_hospital_page, urgent
from hah_console.services.inbound_refusals import raw_text
from hah_console.services.page_openings import PageOpenings
from hah_console.ui.compare.compared import ComparedLine
from hah_console.ui.i18n import Texts
from hah_console.ui.reference_text import reference_words
from hah_console.ui.screens.patient.hospital.fact_text import FactLine, fact_line, origin_words
from hah_console.ui.screens.patient.hospital.kind_text import (
    KindLine,
    allergy_lines,
    allergy_notice,
    kind_line,
    state_words,
)
from hah_console.ui.screens.patient.hospital.notice_text import notice_lines

MOST_FACTS = 300
"""PERF(10,000 facts): of a kind so many are listed, the newest; the others are counted."""


@dataclass(slots=True)
class HospitalPresenter:
    """One patient at a time; ``page`` is None until it has been read."""

    ctx: Context
    actor: Actor
    texts: Texts
    openings: PageOpenings
    patient_id: PatientId | None = None
    page: HospitalPage | None = None
    kind: FactKind = FactKind.ALLERGY
    fact_id: str = ""

    def begin(self, patient_id: PatientId | None) -> None:
        """Nothing is known of this patient yet."""
        self.patient_id, self.page, self.fact_id = patient_id, None, ""

    def read(self) -> HospitalPage | None:
        """SAFETY(audit): that this is looked at is in the audit trail before it is read; on a worker thread."""
        patient_id = self.patient_id
        if patient_id is None:
            return None
        self.openings.note("hospital_facts", patient_id, patient_id)
        return read_hospital_page(self.ctx, patient_id)

    def take(self, page: HospitalPage | None) -> bool:
        """SAFETY(identity): an answer about another patient than the one in sight is dropped; False then."""
        if page is None or page.patient_id != self.patient_id:
            return False
        self.page = page
        return True

    def kinds(self, now: datetime) -> tuple[KindLine, ...]:
        """Every kind with how surely it is known."""
        return tuple(kind_line(self.texts, kind, now) for kind in self.page.kinds) if self.page else ()

    def of_kind(self) -> HospitalKind | None:
        """The kind in sight."""
        return self.page.of_kind(self.kind) if self.page else None

    def facts(self, now: datetime) -> tuple[FactLine, ...]:
        """What hospitals say of the kind in sight."""
        kind = self.of_kind()
        newest = kind.facts[:MOST_FACTS] if kind else ()
        return tuple(fact_line(self.texts, self.ctx, fact, now) for fact in newest)

    def states(self, now: datetime) -> str:
        """How every hospital stands to the kind in sight, and that only the newest facts are listed where they are."""
        kind = self.of_kind()
        if kind is None:
            return ""
        said = state_words(self.texts, kind, now)
        if len(kind.facts) <= MOST_FACTS:
            return said
        return f"{said}\n{self.texts('hospital_tab.newest', shown=MOST_FACTS, count=len(kind.facts))}"

    def allergies(self) -> tuple[ComparedLine, ...]:
        """Both lists of allergies, when allergies are in sight."""
        return allergy_lines(self.texts, self.page) if self.page and self.kind is FactKind.ALLERGY else ()

    def difference(self) -> str:
        """That the two lists of allergies differ; said whatever kind is in sight."""
        return allergy_notice(self.texts, self.page) if self.page else ""

    def fact(self) -> HospitalFact | None:
        """The chosen fact."""
        kind = self.of_kind()
        return next((fact for fact in kind.facts if fact.fact_id == self.fact_id), None) if kind else None

    def origin(self, now: datetime) -> str:
        """Where the chosen fact is from."""
        fact = self.fact()
        return origin_words(self.texts, fact, now) if fact else ""

    def read_raw(self) -> tuple[str, str]:
        """The id of the chosen fact and its resource as it came; the look is in the audit trail."""
        fact = self.fact()
        if fact is None or not fact.origin.raw_id:
            return "", ""
        return fact.fact_id, raw_text(self.ctx, self.actor, fact.origin.raw_id)

    def linked(self) -> str:
        """Which records of which hospitals are hers, and what waits for a person; a line each."""
        return "\n".join(self._linked())

    def _linked(self) -> Iterator[str]:
        if self.page is None:
            return
        for case in self.page.known.linked:
            told = reference_words(self.texts, case.incoming.reference)
            yield self.texts("hospital_tab.linked", feed=case.incoming.feed, reference=told)
        if not self.page.known.linked:
            yield self.texts("hospital_tab.not_linked")
        if self.page.open_cases:
            yield self.texts("hospital_tab.to_decide", count=len(self.page.open_cases))
        if self.page.known.withdrawn:
            yield self.texts("hospital_tab.withdrawn", count=self.page.known.withdrawn)

    def unseen(self) -> tuple[HospitalNotice, ...]:
        """Notices nobody has looked at, a death first."""
        told = urgent(self.page.known.notices) if self.page else ()
        return tuple(notice for notice in told if notice.seen_at is None)

    def notices(self) -> str:
        """What must be known at once, a line each; a death stays in sight after it was seen."""
        told = urgent(self.page.known.notices) if self.page else ()
        return notice_lines(self.texts, self.ctx, told)

    def may_see(self) -> bool:
        """Whether this person may say that she has seen the notices."""
        return bool(self.unseen()) and permits(self.actor.role, Action.MOVE_EPISODE)

    def see_first(self) -> Callable[[], Changes]:
        """Say so of the first one, as it was looked at."""
        notice = self.unseen()[0]
        return lambda: see_notice(self.ctx, self.actor, notice.notice_id, notice.version)

    def case_to_look_at(self) -> str:
        """The first record that waits for a person, else one that is linked; empty for none."""
        cases = (*self.page.open_cases, *self.page.known.linked) if self.page else ()
        return cases[0].case_id if cases else ""

    def has_to_decide(self) -> bool:
        """Whether a record waits for a person."""
        return bool(self.page and self.page.open_cases)
