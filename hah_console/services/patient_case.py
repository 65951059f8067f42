"""Query of the case of one patient: the admission with its people, its clocks, and how it came about.

It changes with ``episode``, ``referral``, ``intake``, ``consent``, ``staff``, and with the passing of time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.care_clock import CareClock
from hah_console.domain.consent import Consent
from hah_console.domain.episode import Episode
from hah_console.domain.ids import PatientId, StaffId, UserId
from hah_console.domain.intake import Intake
from hah_console.domain.referral import Referral
from hah_console.domain.rulepack import RulePacks
from hah_console.services.case_clocks import clocks_of_episode
from hah_console.services.context import Context
from hah_console.services.episode_moves import enrolled_at
from hah_console.services.home_assessment import HomeAssessment, read_home_assessment
from hah_console.services.patient_facts import Stay, shown_episode, stay_of
from hah_console.services.patient_rules import patient_rules
from hah_console.services.ports import UnitOfWork

ENTITIES = ("episode", "referral", "intake", "consent", "staff", "patient", "kit", "home_flag")


@dataclass(frozen=True, slots=True)
class PatientCase:
    """The running admission, else the last one; None with its ``stay`` for a person never admitted.

    ``clocks`` are all of the admission, open ones by their limit first. ``people`` are users by id, ``former`` how many
    other admissions there are. Referral and intake are None where the admission did not come by them.
    """

    patient_id: PatientId
    name: str
    episode: Episode | None
    stay: Stay | None
    owner: str
    physician: str
    enrolled_at: datetime | None
    clocks: tuple[CareClock, ...]
    referral: Referral | None
    intake: Intake | None
    consents: tuple[Consent, ...]
    people: Mapping[UserId, str]
    former: int
    home: HomeAssessment
    at: datetime


def read_patient_case(ctx: Context, rules: RulePacks, patient_id: PatientId) -> PatientCase:
    """The case of a patient. Raises NotFound for an unknown patient."""
    with ctx.store() as uow:
        patient, episodes = uow.patients.get(patient_id), uow.episodes.of_patient(patient_id)
        episode = shown_episode(episodes)
        referral = uow.referrals.get(episode.referral_id) if episode and episode.referral_id else None
        intake = uow.intakes.of_referral(referral.referral_id) if referral else None
        return PatientCase(
            patient_id=patient_id,
            name=patient.name,
            episode=episode,
            stay=stay_of(ctx, episode, patient_rules(rules)) if episode else None,
            owner=_staff(uow, episode.owner_id if episode else None),
            physician=_staff(uow, episode.physician_id if episode else None),
            enrolled_at=enrolled_at(uow, episode.episode_id) if episode else None,
            clocks=_clocks(ctx, uow, rules, episode) if episode else (),
            referral=referral,
            intake=intake,
            consents=uow.consents.of_intake(intake.intake_id) if intake else (),
            people={user.user_id: user.name for user in uow.users.all()},
            former=len(episodes) - 1 if episode else 0,
            home=read_home_assessment(uow, rules.intake, intake, patient_id),
            at=ctx.clock.now(),
        )


def _staff(uow: UnitOfWork, staff_id: StaffId | None) -> str:
    found = uow.staff.find(staff_id) if staff_id else None
    return found.name if found else ""


def _clocks(ctx: Context, uow: UnitOfWork, rules: RulePacks, episode: Episode) -> tuple[CareClock, ...]:
    clocks = clocks_of_episode(ctx, uow, rules.clocks, episode.episode_id)
    return tuple(sorted(clocks, key=lambda c: (not c.is_open, c.limit_at or c.started_at, c.key)))
