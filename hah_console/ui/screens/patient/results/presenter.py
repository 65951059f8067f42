"""What the results tab shows, and what may be done about the chosen specimen; no Qt."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.ids import PatientId
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.specimen import Specimen, SpecimenState
from hah_console.services.context import Context
from hah_console.services.results_page import ResultsPage, read_results_page
from hah_console.services.score_answers import questions_of
from hah_console.services.score_sheet import ScoreSheet
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.patient.results.lab_text import LabGrid, lab_grid, result_words
from hah_console.ui.screens.patient.results.score_text import (
    ItemLine,
    ScoreLine,
    foot_words,
    item_lines,
    score_lines,
)
from hah_console.ui.screens.patient.results.specimen_text import SpecimenLine, specimen_lines


@dataclass(slots=True)
class ResultsPresenter:
    """One patient at a time; ``page`` is None until it has been read."""

    ctx: Context
    actor: Actor
    texts: Texts
    packs: RulePacks
    patient_id: PatientId | None = None
    page: ResultsPage | None = None
    specimen_id: str = ""
    result_id: str = ""
    score: str = ""

    def begin(self, patient_id: PatientId | None) -> None:
        """Nothing is known of this patient yet."""
        self.patient_id, self.page = patient_id, None
        self.specimen_id = self.result_id = self.score = ""

    def read(self) -> ResultsPage | None:
        """The page of the patient in sight; on a worker thread."""
        if self.patient_id is None:
            return None
        return read_results_page(self.ctx, self.actor, self.packs, self.patient_id)

    def take(self, page: ResultsPage | None) -> bool:
        """SAFETY(identity): an answer about another patient than the one in sight is dropped; False then."""
        if page is None or page.identity.patient_id != self.patient_id:
            return False
        self.page = page
        return True

    def specimens(self, now: datetime) -> tuple[SpecimenLine, ...]:
        """The specimens."""
        return specimen_lines(self.texts, self.ctx.local, self.packs.care, self.page, now) if self.page else ()

    def labs(self) -> LabGrid:
        """The table of results."""
        return lab_grid(self.texts, self.ctx.local, self.page) if self.page else LabGrid((), ())

    def scores(self) -> tuple[ScoreLine, ...]:
        """The scores."""
        return score_lines(self.texts, self.page) if self.page else ()

    def items(self, now: datetime) -> tuple[ItemLine, ...]:
        """The items of the chosen score."""
        sheet = self.sheet()
        return item_lines(self.texts, sheet, now) if sheet else ()

    def foot(self, now: datetime) -> str:
        """What is said with the chosen score."""
        sheet = self.sheet()
        return foot_words(self.texts, self.ctx.local, sheet, now) if sheet else ""

    def sheet(self) -> ScoreSheet | None:
        """The chosen score."""
        return self.page.sheet(self.score) if self.page else None

    def result_words(self, now: datetime) -> str:
        """The chosen result in a line."""
        page = self.page
        found = next((one for one in page.labs if one.result_id == self.result_id), None) if page else None
        if page is None or found is None:
            return self.texts("results.nothing_chosen")
        return result_words(self.texts, self.ctx.local, page, found, now)

    def specimen(self) -> Specimen | None:
        """The chosen specimen as it was read."""
        row = self.page.specimen(self.specimen_id) if self.page else None
        return row.specimen if row else None

    def who(self) -> str:
        """Name, birth date and number, for the heading of a form."""
        if self.page is None:
            return ""
        person = self.page.identity
        born, number = person.birth_date.isoformat(), person.record_number
        return self.texts("medication.who", name=person.name, born=born, number=number)

    def may_take(self) -> bool:
        """Whether the chosen specimen can be recorded as taken."""
        return self._in(SpecimenState.WANTED) and self._permits(Action.GIVE_DOSE)

    def may_receive(self) -> bool:
        """Whether it can be recorded as received."""
        return self._in(SpecimenState.TAKEN) and self._permits(Action.ENTER_RESULT)

    def may_end(self) -> bool:
        """Whether it can be recorded as not taken or rejected."""
        if self._in(SpecimenState.WANTED):
            return self._permits(Action.GIVE_DOSE)
        return self._in(SpecimenState.TAKEN, SpecimenState.RECEIVED) and self._permits(Action.ENTER_RESULT)

    def may_report(self) -> bool:
        """Whether a report of a culture can be entered."""
        specimen = self.specimen()
        kinds = self.packs.care.specimens.kinds
        if specimen is None or specimen.kind not in kinds or not kinds[specimen.kind].culture:
            return False
        final = specimen.culture is not None and specimen.culture.final
        return self._in(SpecimenState.RECEIVED) and not final and self._permits(Action.ENTER_RESULT)

    def may_enter(self) -> bool:
        """Whether a result can be entered."""
        return self.page is not None and self._permits(Action.ENTER_RESULT)

    def may_answer(self) -> bool:
        """Whether the chosen score asks a person something."""
        sheet = self.sheet()
        asks = sheet is not None and bool(questions_of(sheet.score, self.packs))
        return asks and self._permits(Action.ENTER_OBSERVATION)

    def may_order(self) -> bool:
        """Whether a specimen can be ordered."""
        return self.page is not None and self.page.in_care and self._permits(Action.PREPARE_ORDER)

    def _in(self, *states: SpecimenState) -> bool:
        specimen = self.specimen()
        return specimen is not None and specimen.state in states

    def _permits(self, action: Action) -> bool:
        return permits(self.actor.role, action)
