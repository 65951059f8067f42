"""Specimens, laboratory results and scores of one patient, as frozen rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.episode import Condition, Episode, EpisodeState
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.lab import LabResult
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.score.inputs import Input
from hah_console.domain.score.names import ScoreName
from hah_console.domain.specimen import Specimen
from hah_console.services.context import Context
from hah_console.services.patient_facts import Identity, identity_of, shown_episode
from hah_console.services.ports import UnitOfWork
from hah_console.services.score_facts import Answer, ScoreFacts
from hah_console.services.score_sheet import ScoreSheet, score_sheet

_EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SpecimenRow:
    """``taken_by`` is a name, empty before it was taken."""

    specimen: Specimen
    taken_by: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """As read at ``at``; ``labs`` in order of when their specimens were taken. ``spo2_scale``: 1 or 2 of NEWS2."""

    identity: Identity
    episode_id: EpisodeId | None
    in_care: bool
    specimens: tuple[SpecimenRow, ...]
    labs: tuple[LabResult, ...]
    sheets: tuple[ScoreSheet, ...]
    spo2_scale: int
    names: Mapping[str, str]
    at: datetime

    def specimen(self, specimen_id: str) -> SpecimenRow | None:
        """A specimen by its id."""
        return next((row for row in self.specimens if row.specimen.specimen_id == specimen_id), None)

    def sheet(self, name: str) -> ScoreSheet | None:
        """A score by its name."""
        return next((sheet for sheet in self.sheets if sheet.score == name), None)


def read_results_page(ctx: Context, actor: Actor, packs: RulePacks, patient_id: PatientId) -> ResultsPage:
    """As of now. Raises NotPermitted, NotFound for an unknown patient."""
    require(actor, Action.VIEW_PATIENT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        patient = uow.patients.get(patient_id)
        episode = shown_episode(uow.episodes.of_patient(patient_id))
        names = {str(user.user_id): user.name for user in uow.users.all()}
        labs = uow.lab_results.of_patient(patient_id, _EVER, now)
        facts = ScoreFacts(
            patient=patient,
            mode=episode.mode if episode else None,
            latest=uow.readings.latest_of(patient_id),
            observation=uow.readings.last_observation(patient_id),
            labs=labs,
            answers=tuple(_answers(uow, patient_id, episode)),
            zone=ctx.zone,
        )
        specimens = tuple(_specimens(uow, episode, names)) if episode else ()
    wanted = scores_of(packs, episode.condition) if episode else ()
    return ResultsPage(
        identity=identity_of(patient, ctx.today()),
        episode_id=episode.episode_id if episode else None,
        in_care=episode is not None and episode.state is not EpisodeState.CLOSED,
        specimens=specimens,
        labs=labs,
        sheets=tuple(score_sheet(name, facts, now, packs) for name in wanted),
        spo2_scale=patient.spo2_scale,
        names=names,
        at=now,
    )


def scores_of(packs: RulePacks, condition: Condition) -> tuple[ScoreName, ...]:
    """The scores the plan has for a condition at any moment, each once, in the order of the plan."""
    uses = packs.score_plan.uses
    return tuple(dict.fromkeys(use.score for use in uses if not use.conditions or condition in use.conditions))


def _answers(uow: UnitOfWork, patient_id: PatientId, episode: Episode | None) -> Iterator[Answer]:
    """What people found, and the activities of daily living looked at when the case was taken in."""
    intake = uow.intakes.of_referral(episode.referral_id) if episode and episode.referral_id else None
    if intake is not None:
        for activity, level in intake.answers.barthel.items():
            yield Answer(Input(activity), level, intake.opened_at, intake.opened_by)
    for told in uow.score_answers.of_patient(patient_id):
        yield Answer(told.asked, told.value, told.at, told.by)


def _specimens(uow: UnitOfWork, episode: Episode, names: Mapping[str, str]) -> Iterator[SpecimenRow]:
    """The newest wanted last."""
    for specimen in uow.specimens.of_episode(episode.episode_id):
        yield SpecimenRow(specimen, names.get(specimen.taken_by or "", specimen.taken_by or ""))
