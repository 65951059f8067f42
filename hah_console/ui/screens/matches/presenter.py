"""What the merge screen shows and may do; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.identity_match import Candidate, MatchState
from hah_console.domain.ids import MatchCaseId, PatientId
from hah_console.domain.patient import Patient
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.identity_matches import call_new, keep_apart, link_identity, undo_identity
from hah_console.services.match_board import MatchPage, MatchRow, read_match, read_matches
from hah_console.services.page_openings import PageOpenings
from hah_console.ui.compare.compared import ComparedLine
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.matches.page_text import (
    CandidateLine,
    MatchLine,
    candidate_line,
    compared_lines,
    match_line,
    speaks_against,
    speaks_for,
)

Command = Callable[[], Changes]


@dataclass(slots=True)
class MatchesPresenter:
    """The cases, the one in sight, and of it the patient it is compared with."""

    ctx: Context
    actor: Actor
    texts: Texts
    openings: PageOpenings
    rows: tuple[MatchRow, ...] | None = None
    chosen_id: str = ""
    page: MatchPage | None = None
    patient_id: str = ""
    wanted: str = ""
    """A case to be listed wherever it stands."""

    def read(self) -> tuple[MatchRow, ...]:
        """The cases, those that wait first; on a worker thread."""
        return read_matches(self.ctx, self.wanted or self.chosen_id)

    def read_page(self) -> MatchPage | None:
        """The chosen case; SAFETY(audit): its opening is in the audit trail before anything of it is read."""
        chosen = self.chosen_id
        if not chosen:
            return None
        self.openings.note("match_case", chosen)
        return read_match(self.ctx, MatchCaseId(chosen))

    def take(self, page: MatchPage | None) -> bool:
        """SAFETY(two persons): an answer about another case than the one chosen is dropped; False then."""
        if page is None or page.case.case_id != self.chosen_id:
            return False
        self.page = page
        if self.candidate() is None:
            self.patient_id = next(iter(self._candidate_ids()), "")
        return True

    def choose(self, case_id: str) -> None:
        """Another case: nothing of the former one stays."""
        if case_id != self.chosen_id:
            self.chosen_id, self.page, self.patient_id = case_id, None, ""

    def candidate(self) -> Candidate | None:
        """How the patient in sight compares."""
        found = self.page.case.candidates if self.page else ()
        return next((each for each in found if each.patient_id == self.patient_id), None)

    def patient(self) -> Patient | None:
        """The patient it is compared with, or whom it is linked with."""
        return self.page.patients.get(PatientId(self.patient_id)) if self.page else None

    def lines(self) -> tuple[MatchLine, ...]:
        """The cases in words."""
        return tuple(match_line(self.texts, self.ctx, row) for row in self.rows or ())

    def candidate_lines(self) -> tuple[CandidateLine, ...]:
        """The patients it may be, the likeliest first."""
        page = self.page
        ordered = sorted(page.case.candidates, key=lambda each: each.need) if page else ()
        lines = (candidate_line(self.texts, page, each) for each in ordered) if page else ()
        return tuple(line for line in lines if line is not None)

    def compared(self) -> tuple[ComparedLine, ...]:
        """Every field of both records."""
        if self.page is None:
            return ()
        return compared_lines(self.texts, self.page.case.incoming, self.patient(), self.candidate())

    def reasons(self) -> tuple[str, str]:
        """What speaks for one person and against it, in words."""
        candidate = self.candidate()
        if candidate is None or self.page is None:
            return "", ""
        return speaks_for(self.texts, candidate), speaks_against(self.texts, self.page.case.incoming, candidate)

    def waiting(self) -> int:
        """How many cases wait for a person."""
        return sum(row.waits for row in self.rows or ())

    def may_decide(self) -> bool:
        """Whether the case in sight can be decided by this person."""
        return self.page is not None and self.page.case.state is MatchState.OPEN and self._permitted()

    def may_link(self) -> bool:
        """Whether it can be linked with the patient in sight."""
        candidate = self.candidate()
        possible = candidate is not None and "national_id" not in candidate.differs and self.patient() is not None
        return self.may_decide() and possible

    def may_undo(self) -> bool:
        """Whether what was decided can be taken back."""
        return self.page is not None and self.page.case.state is not MatchState.OPEN and self._permitted()

    def subject(self) -> tuple[str, int]:
        """What a form about the case in sight is about."""
        return self._in_sight()

    def link(self) -> Callable[[str], Command]:
        """Take both for one person, as they stand on the screen now."""
        case_id, version, patient_id = *self._in_sight(), PatientId(self.patient_id)
        return lambda reason: lambda: link_identity(self.ctx, self.actor, case_id, version, patient_id, reason)

    def apart(self) -> Callable[[str], Command]:
        """Keep them apart."""
        case_id, version = self._in_sight()
        return lambda reason: lambda: keep_apart(self.ctx, self.actor, case_id, version, reason)

    def as_new(self) -> Callable[[str], Command]:
        """Somebody we do not know yet."""
        case_id, version = self._in_sight()
        return lambda reason: lambda: call_new(self.ctx, self.actor, case_id, version, reason)

    def undo(self) -> Callable[[str], Command]:
        """Take the decision back."""
        case_id, version = self._in_sight()
        return lambda reason: lambda: undo_identity(self.ctx, self.actor, case_id, version, reason)

    def _in_sight(self) -> tuple[MatchCaseId, int]:
        """SAFETY(two persons): what is decided is the version a person looks at when she opens the form."""
        if self.page is None:
            raise LookupError("no case is in sight")
        return self.page.case.case_id, self.page.case.version

    def _candidate_ids(self) -> tuple[str, ...]:
        lines = tuple(line.key for line in self.candidate_lines())
        linked = self.page.case.patient_id if self.page else None
        return lines or ((str(linked),) if linked else ())

    def _permitted(self) -> bool:
        return permits(self.actor.role, Action.DECIDE_IDENTITY)
