"""Decides what the questionnaires of a patient say, and what is stored; no Qt.

SAFETY(right note): answers are stored for the patient and admission that were in sight when the asking began.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, permits
from hah_console.domain.chart.questionnaire import Questionnaire
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.services.changes import Changes
from hah_console.services.contacts import ScoredAnswers, answer
from hah_console.services.questionnaires import PatientAnswers, read_answers
from hah_console.ui.chart_words import (
    answer_words,
    answered_words,
    question_words,
    questionnaire_name,
    total_words,
)
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.questionnaires.asking import HOW, WAYS, Asking
from hah_console.ui.screens.patient.questionnaires.lists import AnswerLine, ChoiceLine, FormLine
from hah_console.ui.screens.patient.questionnaires.trend_data import TrendData, trend_data
from hah_console.ui.wording import age_text, near_clock


@dataclass(slots=True)
class QuestionnairesPresenter:
    """Holds whose answers are wanted, what was read last, and which questionnaire is in sight."""

    desk: Desk
    patient_id: PatientId | None = None
    found: PatientAnswers | None = None
    chosen_id: str = ""

    @property
    def forms(self) -> Mapping[str, Questionnaire]:
        """All questionnaires of the program."""
        chart = self.desk.ports.chart
        return chart.questionnaires if chart else {}

    @property
    def form(self) -> Questionnaire | None:
        """The questionnaire in sight."""
        return self.forms.get(self.chosen_id)

    def begin(self, patient_id: PatientId | None) -> None:
        """Another patient, or nobody: nothing of the one before stays."""
        self.patient_id, self.found = patient_id, None

    def read(self) -> PatientAnswers | None:
        """The answers as they stand; called on a worker thread."""
        desk, patient_id = self.desk, self.patient_id
        return read_answers(desk.ctx, desk.actor, patient_id, self.forms) if patient_id else None

    def take(self, found: PatientAnswers | None) -> bool:
        """Keep an answer about the patient in sight; False for any other."""
        if found is None or found.patient_id != self.patient_id:
            return False
        self.found = found
        return True

    def lines(self, now: datetime) -> tuple[FormLine, ...]:
        """Every questionnaire, in the order of the names of their files."""
        return tuple(self._line(form, now) for form in self.forms.values()) if self.found else ()

    def answers(self) -> tuple[ScoredAnswers, ...]:
        """The answers to the questionnaire in sight, oldest first."""
        return self.found.of(self.chosen_id) if self.found else ()

    def table(self) -> tuple[AnswerLine, ...]:
        """The answers as a table, the newest first."""
        rows = self.answers()
        lines = (self._row(row, before) for row, before in zip(rows, (None, *rows), strict=False))
        return tuple(reversed(tuple(lines)))

    def trend(self) -> TrendData | None:
        """The answers as small multiples."""
        return trend_data(self.desk.texts, self.form, self.answers()) if self.form else None

    def trend_spoken(self) -> str:
        """What the small multiples show, in words."""
        form, texts = self.form, self.desk.texts
        if form is None:
            return ""
        points = "; ".join(line.spoken for line in self.table()[:3])
        return texts("questionnaires.trend.spoken", name=self.name(form), points=points, worse=self.least())

    def least(self) -> str:
        """The change that counts as worse, or that the questionnaire has none."""
        form, texts = self.form, self.desk.texts
        if form is None or form.worse is None:
            return texts("questionnaires.not_a_score")
        return texts("questionnaires.least", points=form.worse)

    def about(self) -> str:
        """Name and version of the questionnaire in sight."""
        form = self.form
        if form is None:
            return ""
        return self.desk.texts("questionnaires.about", name=self.name(form), version=form.info.version)

    def who(self) -> str:
        """Name and number of the patient."""
        found = self.found
        return self.desk.texts("notes.who", name=found.name, number=found.record_number) if found else ""

    def why_not_ask(self) -> str:
        """Why nobody can be asked; empty when she can, or before anything was read."""
        if self.found is None:
            return ""
        if not permits(self.desk.actor.role, Action.ENTER_OBSERVATION):
            return self.desk.texts("questionnaires.no_role")
        return "" if self.found.episode_id else self.desk.texts("questionnaires.not_admitted")

    def can_ask(self) -> bool:
        """Whether this person may ask, and the patient is admitted."""
        return self.found is not None and self.form is not None and not self.why_not_ask()

    def name(self, form: Questionnaire) -> str:
        """What a questionnaire is called."""
        return questionnaire_name(self.desk.texts, form.questionnaire_id)

    def command(self, asking: Asking, episode_id: EpisodeId) -> Callable[[], Changes] | str:
        """What stores the answers, or the sentence that says what is missing."""
        desk, answered, points = self.desk, asking.answered, dict(asking.points)
        if answered is None:
            return desk.texts("questionnaires.ask.how_missing")
        if not points:
            return desk.texts("questionnaires.ask.nothing")
        return lambda: answer(desk.ctx, desk.actor, episode_id, asking.questionnaire, points, answered)

    def question(self, asking: Asking) -> str:
        """What is asked now, in words."""
        texts, item = self.desk.texts, asking.item
        if item is not None:
            return question_words(texts, asking.questionnaire.questionnaire_id, item.code)
        if asking.looking_over:
            return texts("questionnaires.ask.review", total=total_words(texts, asking.total, asking.questionnaire))
        return texts("questionnaires.ask.how")

    def step(self, asking: Asking) -> str:
        """Where in the questionnaire one is."""
        texts = self.desk.texts
        if asking.item is not None:
            return texts("questionnaires.ask.step", n=asking.step, count=len(asking.questionnaire.items))
        return texts("questionnaires.ask.review_step" if asking.looking_over else "questionnaires.ask.how_step")

    def choices(self, asking: Asking) -> tuple[ChoiceLine, ...]:
        """The answers to choose from; at the end every question with what was answered."""
        if asking.looking_over:
            return self._review(asking)
        return tuple(self._choice(asking, digit) for digit in asking.choices())

    def _choice(self, asking: Asking, digit: int) -> ChoiceLine:
        texts, item, form = self.desk.texts, asking.item, asking.questionnaire
        if item is None:
            words = answered_words(texts, WAYS[digit - 1])
        else:
            words = answer_words(texts, form.questionnaire_id, item.code, digit)
        return ChoiceLine(str(digit), str(digit), words, asking.chosen() == digit, f"{digit} {words}".strip())

    def _review(self, asking: Asking) -> tuple[ChoiceLine, ...]:
        texts, form = self.desk.texts, asking.questionnaire
        lines = []
        if asking.answered is not None:
            words = answered_words(texts, asking.answered)
            lines.append(ChoiceLine(HOW, "", words, False, words))
        for item in form.items:
            points, question = asking.points.get(item.code), question_words(texts, form.questionnaire_id, item.code)
            if points is None:
                words = f"{question} · {texts('questionnaires.ask.skipped')}"
            else:
                meaning = answer_words(texts, form.questionnaire_id, item.code, points)
                words = f"{question} · {meaning}" if meaning else question
            digit = "—" if points is None else str(points)
            lines.append(ChoiceLine(item.code, digit, words, False, f"{question} {digit} {words}"))
        return tuple(lines)

    def _line(self, form: Questionnaire, now: datetime) -> FormLine:
        texts, rows = self.desk.texts, self.found.of(form.questionnaire_id) if self.found else ()
        name = self.name(form)
        if not rows:
            never = texts("questionnaires.never")
            return FormLine(form.questionnaire_id, name, never, "", "", f"{name}, {never}")
        last = rows[-1]
        total, worse = total_words(texts, last.total, form), texts("questionnaires.worse") if last.worse else ""
        how = answered_words(texts, last.answers.answered)
        when = texts("questionnaires.when", age=age_text(texts, now - last.answers.answered_at), how=how)
        spoken = texts("questionnaires.spoken", name=name, total=total, when=when, worse=f", {worse}" if worse else "")
        return FormLine(form.questionnaire_id, name, total, when, worse, spoken)

    def _row(self, row: ScoredAnswers, before: ScoredAnswers | None) -> AnswerLine:
        texts, form, answers = self.desk.texts, self.form, row.answers
        assert form is not None, "answers are those to the questionnaire in sight"
        at = near_clock(self.desk.ctx.local(answers.answered_at), self.desk.ctx.today())
        by = self.found.people.get(answers.by, answers.by) if self.found else answers.by
        total, change = total_words(texts, row.total, form), self._change(row, before, form)
        how = answered_words(texts, answers.answered)
        spoken = texts("questionnaires.table_spoken", at=at, how=how, by=by, total=total, change=change)
        return AnswerLine(answers.answers_id, (at, how, by, total), change, row.worse is True, spoken)

    def _change(self, row: ScoredAnswers, before: ScoredAnswers | None, form: Questionnaire) -> str:
        """Against the answers before: the difference, and whether it counts."""
        texts = self.desk.texts
        if before is None:
            return ""
        if not (row.total.complete and before.total.complete):
            sure = row.worse is True
            return texts("questionnaires.worse") if sure else texts("questionnaires.unsure")
        change = f"{row.total.lower - before.total.lower:+d}"
        if form.worse is None:
            return change
        return (
            f"{change} {texts('questionnaires.worse')}" if row.worse else texts("questionnaires.better", change=change)
        )
