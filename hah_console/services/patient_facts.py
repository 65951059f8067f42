"""Who the patient is and how the stay stands: the frozen facts of the banner."""

from dataclasses import dataclass
from datetime import date

from hah_console.domain.care_day import CareDay
from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode, Outcome
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.patient import AllergyState, CodeStatus, Patient, Precaution, Sex
from hah_console.services.context import Context
from hah_console.services.patient_rules import PatientRules


@dataclass(frozen=True, slots=True)
class Identity:
    """The person: everything that tells her from another one, and what must be known before touching her.

    ``caregiver_phone`` is whole: who has opened the page, which is in the audit trail, may have to call at once.
    """

    patient_id: PatientId
    name: str
    birth_date: date
    age_years: int
    sex: Sex
    record_number: str
    allergy_state: AllergyState
    allergies: tuple[str, ...]
    code_status: CodeStatus
    caregiver_name: str
    caregiver_relationship: str
    caregiver_phone: str
    address: str
    access_note: str
    precautions: tuple[Precaution, ...] = ()


@dataclass(frozen=True, slots=True)
class Stay:
    """The admission shown. ``target_days`` and ``max_days`` are None when the rule pack says nothing of them."""

    episode_id: EpisodeId
    condition: Condition
    mode: Mode
    state: EpisodeState
    outcome: Outcome | None
    day: int
    target_days: int | None
    max_days: int | None
    version: int

    @property
    def care_day(self) -> CareDay:
        """The day against target and maximum."""
        return CareDay(self.day, self.target_days, self.max_days)


def identity_of(patient: Patient, today: date) -> Identity:
    """The banner's facts of a person on a day."""
    return Identity(
        patient_id=patient.patient_id,
        name=patient.name,
        birth_date=patient.birth_date,
        age_years=patient.age_years(today),
        sex=patient.sex,
        record_number=patient.medical_record_number,
        allergy_state=patient.allergy_state,
        allergies=patient.allergies,
        code_status=patient.code_status,
        caregiver_name=patient.caregiver_name,
        caregiver_relationship=patient.caregiver_relationship,
        caregiver_phone=patient.caregiver_phone,
        address=patient.home.address,
        access_note=patient.home.access_note,
        precautions=patient.precautions,
    )


def stay_of(ctx: Context, episode: Episode, rules: PatientRules) -> Stay:
    """The admission with its day number; a closed stay stops counting on the day it was closed."""
    last = ctx.local(episode.closed_at).date() if episode.closed_at else ctx.today()
    days = rules.programme_days.get(episode.condition)
    return Stay(
        episode_id=episode.episode_id,
        condition=episode.condition,
        mode=episode.mode,
        state=episode.state,
        outcome=episode.outcome,
        day=episode.day_number(last, ctx.local(episode.admitted_at).date()),
        target_days=days.target if days else None,
        max_days=days.maximum if days else None,
        version=episode.version,
    )


def shown_episode(episodes: tuple[Episode, ...]) -> Episode | None:
    """The admission a patient page shows: the running one, else the last one; None when there never was one."""
    ordered = sorted(episodes, key=lambda e: (e.state is not EpisodeState.CLOSED, e.admitted_at))
    return ordered[-1] if ordered else None
