"""Query for the page on which a person is admitted: what is missing, who she may be, team, caps, kits.

It changes with ``intake``, ``referral``, ``consent``, ``episode``, ``patient``, ``kit`` and ``staff``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hah_console.domain.claims.caps import CapCount, with_one_more
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.ids import IntakeId, StaffId
from hah_console.domain.intake import Decision, Intake
from hah_console.domain.intake_rules import Effect
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.patient import Patient
from hah_console.domain.person_match import PersonMatch, candidates
from hah_console.domain.referral import Referral, ReferralState
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.staff import Profession, Staff
from hah_console.services.admission import FREE_KITS
from hah_console.services.claims import cases_of
from hah_console.services.context import Context
from hah_console.services.equipment_sets import free_for
from hah_console.services.intake_findings import findings

MONITOR_KIND = "monitor"


@dataclass(frozen=True, slots=True)
class AdmissionPreview:
    """Everything the admission goes by.

    ``missing`` names what stands in the way (fields, items that forbid it). ``patient`` is who she was matched to and
    ``in_care`` her admission that is not closed (then nothing can be admitted); without a match ``likely`` are the
    patients she may be: match one, or say that she is new. ``cases`` is what each physician's count would be with one
    more: warn when its state is near or reached, ask for a reason when it is broken.
    """

    intake: Intake
    referral: Referral
    missing: tuple[str, ...]
    patient: Patient | None
    in_care: Episode | None
    likely: tuple[PersonMatch, ...]
    nurses: tuple[Staff, ...]
    physicians: tuple[Staff, ...]
    cases: Mapping[StaffId, CapCount]
    kits: tuple[Kit, ...]

    @property
    def ready(self) -> bool:
        """Whether a plan is all that is missing."""
        decided = self.intake.decision is Decision.ELIGIBLE and self.intake.episode_id is None
        waits = self.referral.state is ReferralState.ACCEPTED
        return decided and waits and not self.missing and self.in_care is None


def admission_preview(ctx: Context, rules: RulePacks, intake_id: IntakeId) -> AdmissionPreview:
    """What an admission by this intake goes by. Raises NotFound."""
    caps, now = rules.claims.caps, ctx.clock.now()
    with ctx.store() as uow:
        intake = uow.intakes.get(intake_id)
        referral = uow.referrals.get(intake.referral_id)
        told, consents = referral.person, uow.consents.of_intake(intake_id)
        found = findings(intake.answers, told, consents, rules, now)
        patient = uow.patients.find(referral.patient_id) if referral.patient_id else None
        stays = uow.episodes.of_patient(patient.patient_id) if patient else ()
        alike = uow.patients.alike(
            national_id=told.national_id, record_number=told.record_number, name=told.name, birth_date=told.birth_date
        )
        team, in_care = uow.staff.all(), uow.episodes.open()
        left = free_for(uow, intake_id)[MONITOR_KIND]
        free = tuple(kit for kit in uow.kits.all() if kit.state in FREE_KITS and kit.episode_id is None)
    physicians = _of(team, Profession.PHYSICIAN)
    return AdmissionPreview(
        intake=intake,
        referral=referral,
        missing=(*(gap.field for gap in found.gaps), *(one.name for one in found.of_effect(Effect.BLOCKS))),
        patient=patient,
        in_care=next((stay for stay in stays if stay.state is not EpisodeState.CLOSED), None),
        likely=() if patient else tuple(match for match in candidates(told, alike) if match.enough),
        nurses=_of(team, Profession.NURSE),
        physicians=physicians,
        cases={one.staff_id: with_one_more(cases_of(one.staff_id, in_care, caps), caps) for one in physicians},
        kits=tuple(k for k in free if k.kind == MONITOR_KIND and (left > 0 or k.state is KitState.PREPARED)),
    )


def _of(team: tuple[Staff, ...], profession: Profession) -> tuple[Staff, ...]:
    return tuple(sorted((one for one in team if one.profession is profession), key=lambda one: one.name))
