"""Answered questionnaires of one patient, read for her page: every answer with its total, and who asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.chart.questionnaire import Questionnaire
from hah_console.domain.episode import EpisodeState
from hah_console.domain.ids import EpisodeId, PatientId, UserId
from hah_console.services.contacts import ScoredAnswers, scored_answers
from hah_console.services.context import Context
from hah_console.services.patient_facts import shown_episode


@dataclass(frozen=True, slots=True)
class PatientAnswers:
    """All answers by questionnaire, oldest first. ``episode_id`` is the open admission, None without one."""

    patient_id: PatientId
    name: str
    record_number: str
    episode_id: EpisodeId | None
    at: datetime
    answers: Mapping[str, tuple[ScoredAnswers, ...]] = field(default_factory=dict)
    people: Mapping[UserId, str] = field(default_factory=dict)

    def of(self, questionnaire_id: str) -> tuple[ScoredAnswers, ...]:
        """The answers to one questionnaire."""
        return self.answers.get(questionnaire_id, ())


def read_answers(
    ctx: Context, actor: Actor, patient_id: PatientId, questionnaires: Mapping[str, Questionnaire]
) -> PatientAnswers:
    """Everything a patient whose page is open has answered. Raises NotPermitted, NotFound."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        patient = uow.patients.get(patient_id)
        episode = shown_episode(uow.episodes.of_patient(patient_id))
        people = {user.user_id: user.name for user in uow.users.all()}
    open_id = episode.episode_id if episode and episode.state is not EpisodeState.CLOSED else None
    answers = {name: scored_answers(ctx, patient_id, each) for name, each in questionnaires.items()}
    return PatientAnswers(
        patient_id, patient.name, patient.medical_record_number, open_id, ctx.clock.now(), answers, people
    )
