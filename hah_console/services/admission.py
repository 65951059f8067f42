"""Admit a person whose intake was decided for: her record, the admission, kit, consent papers and events in one step.

A screen shows ``admission_preview`` (``services/admission_board``): what is missing, who the person may be, the team
with the caps of each physician, the kits at hand; and sends an ``AdmissionPlan``. What follows on an admission (begin,
hold, resume, enrol) is in ``services/episode_moves``.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.admitted_patient import brought_up_to_date, new_patient, require_whole
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.attachment import AttachmentKind, attached
from hah_console.domain.claims.caps import CapReached, CapState, with_one_more
from hah_console.domain.claims.rules import CapRules
from hah_console.domain.consent import Consent
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.errors import AlreadyInCare, AnotherPerson, InvalidFields, NotReady
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import AttachmentId, EpisodeId, IntakeId, KitId, PatientId, StaffId
from hah_console.domain.intake import Intake
from hah_console.domain.intake_rules import Effect
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.patient import Patient
from hah_console.domain.person_match import candidates, compare
from hah_console.domain.referral import Referral, ReferralEntry, ReferralState
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.staff import Profession
from hah_console.domain.written import written_line
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.claims import cases_of
from hah_console.services.context import Context, record
from hah_console.services.equipment_sets import equip_admission, reserved_elsewhere
from hah_console.services.equipment_store import keep
from hah_console.services.home_assessment import keep_home_rules
from hah_console.services.intake_findings import findings
from hah_console.services.intakes import accepted, open_as_seen
from hah_console.services.ports import UnitOfWork
from hah_console.services.referrals import require_own_number

FREE_KITS = frozenset({KitState.AVAILABLE, KitState.PREPARED})


@dataclass(frozen=True, slots=True)
class AdmissionPlan:
    """Who answers for her, who is her physician, when it begins (None: now), with which kit.

    ``record_number`` is for somebody new who has none; ``new_person`` says that the likely patients were looked at and
    are others; ``cap_reason`` why a physician takes one more than the payer allows.
    """

    owner_id: StaffId
    physician_id: StaffId
    begins_at: datetime | None = None
    kit_id: KitId | None = None
    record_number: str = ""
    new_person: bool = False
    cap_reason: str = ""


def admit(
    ctx: Context, actor: Actor, rules: RulePacks, intake_id: IntakeId, version: int, plan: AdmissionPlan
) -> Changes:
    """Admit. The new admission's id is in the changes (entity ``episode``), and the patient's.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition (not decided for, or admitted before), NotReady
    (``missing`` names fields, ``match`` when a likely patient was not looked at, or what forbids it), AnotherPerson,
    AlreadyInCare, CapReached, InvalidFields (``owner_id``, ``physician_id``, ``kit_id``, ``begins_at``).
    """
    require(actor, Action.ADMIT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        intake = open_as_seen(uow, intake_id, version)
        referral = accepted(uow, intake.referral_id)
        consents = uow.consents.of_intake(intake_id)
        _require_ready(intake, referral, consents, rules, now)
        kit = _checked(uow, plan, intake_id, now)
        cap_reason = _require_cap(uow, plan, rules.claims.caps)
        patient = _patient(uow, referral, plan)
        episode = _episode(intake, patient.patient_id, plan, now)
        _require_not_in_care(uow, patient)
        _store(uow, actor, intake, referral, patient, episode, now)
        _hand_out(uow, actor, kit, episode, now)
        equip_admission(uow, actor, rules.equipment, episode, intake_id, kit, now)
        _keep_papers(uow, actor, consents, episode, now)
        keep_home_rules(uow, actor, rules.intake, intake.answers, patient.patient_id, now)
        facts = {"referral": referral.referral_id, "state": episode.state.value, "rules": rules.intake.info.version}
        facts |= {"cap_reason": cap_reason} if cap_reason else {}
        record(uow, actor, now, "admit", "episode", episode.episode_id, patient.patient_id, **facts)
        return uow.commit()


def tell_admitted(uow: UnitOfWork, actor: Actor, episode: Episode, now: datetime) -> None:
    """The event with which the clocks of an admission start."""
    about = About(episode.patient_id, episode.episode_id, "episode", episode.episode_id)
    facts = {"condition": episode.condition.value, "mode": episode.mode.value, "referral": episode.referral_id or ""}
    note_event(uow, actor, now, CaseEventKind.ADMITTED, about, episode.admitted_at, **facts)


def _require_ready(
    intake: Intake, referral: Referral, consents: tuple[Consent, ...], rules: RulePacks, now: datetime
) -> None:
    """SAFETY(no guess): what was decided must still hold, also when the person was corrected since."""
    intake.admitted(EpisodeId(""))
    require_whole(referral.person)
    found = findings(intake.answers, referral.person, consents, rules, now)
    missing = (*(gap.field for gap in found.gaps), *(one.name for one in found.of_effect(Effect.BLOCKS)))
    if missing:
        raise NotReady("admit", missing)


def _checked(uow: UnitOfWork, plan: AdmissionPlan, intake_id: IntakeId, now: datetime) -> Kit | None:
    """The kit, when everybody and everything named can be had; raises InvalidFields."""
    check = FieldCheck({})
    for field, staff_id, profession in (
        ("owner_id", plan.owner_id, Profession.NURSE),
        ("physician_id", plan.physician_id, Profession.PHYSICIAN),
    ):
        person = uow.staff.find(staff_id)
        if person is None or person.profession is not profession:
            check.add(field, "unknown" if staff_id else "empty", staff_id)
    kit = uow.kits.find(plan.kit_id) if plan.kit_id else None
    if plan.kit_id and (kit is None or kit.state not in FREE_KITS or kit.episode_id is not None):
        check.add("kit_id", "taken", plan.kit_id)
    elif kit is not None and reserved_elsewhere(uow, kit, intake_id):
        check.add("kit_id", "set_aside", plan.kit_id)
    if plan.begins_at is not None and plan.begins_at < now:
        check.add("begins_at", "in_the_past", plan.begins_at.isoformat(timespec="minutes"))
    if check.faults:
        raise InvalidFields(check.faults)
    return kit


def _require_cap(uow: UnitOfWork, plan: AdmissionPlan, caps: CapRules) -> str:
    """One more than the payer allows is taken on with a written reason only."""
    reason = written_line(plan.cap_reason, "cap_reason")
    after = with_one_more(cases_of(plan.physician_id, uow.episodes.open(), caps), caps)
    if after.state is not CapState.BROKEN:
        return ""
    if not reason:
        name = uow.staff.get(plan.physician_id).name
        raise CapReached(name=name, cap=after.cap.value, limit=after.limit)
    return reason


def _patient(uow: UnitOfWork, referral: Referral, plan: AdmissionPlan) -> Patient:
    """The record of the person. SAFETY(two persons): a likely patient is matched or looked at, never passed over."""
    person = referral.person
    if referral.patient_id is not None:
        known = uow.patients.get(referral.patient_id)
        if compare(person, known).excluded:
            raise AnotherPerson(name=person.name, field="national_id")
        require_own_number(uow, person, known.patient_id)
        return brought_up_to_date(known, person)
    number = written_line(plan.record_number, "record_number") or person.record_number
    alike = uow.patients.alike(
        national_id=person.national_id, record_number=number, name=person.name, birth_date=person.birth_date
    )
    likely = [match for match in candidates(replace(person, record_number=number), alike) if match.enough]
    same_number = any({"national_id", "record_number"} & set(match.agrees) for match in likely)
    if same_number or (likely and not plan.new_person):
        raise NotReady("admit", ("match",))
    return new_patient(PatientId(f"P-{uuid.uuid4().hex[:12]}"), number or _record_number(uow), person)


def _record_number(uow: UnitOfWork) -> str:
    """A number nobody has yet."""
    while True:
        number = f"H{uuid.uuid4().int % 10_000_000:07d}"
        if not uow.patients.alike(national_id="", record_number=number, name="", birth_date=None):
            return number


def _require_not_in_care(uow: UnitOfWork, patient: Patient) -> None:
    """SAFETY(one admission): two admissions of one person at once would be two sets of orders and clocks."""
    running = [e for e in uow.episodes.of_patient(patient.patient_id) if e.state is not EpisodeState.CLOSED]
    if running:
        raise AlreadyInCare(name=patient.name, episode=running[0].episode_id)


def _episode(intake: Intake, patient_id: PatientId, plan: AdmissionPlan, now: datetime) -> Episode:
    planned = plan.begins_at is not None and plan.begins_at > now
    return Episode(
        episode_id=EpisodeId(f"E-{uuid.uuid4().hex[:12]}"),
        patient_id=patient_id,
        condition=intake.answers.condition,
        mode=intake.answers.mode,
        state=EpisodeState.PLANNED if planned else EpisodeState.ACTIVE,
        admitted_at=plan.begins_at or now,
        owner_id=plan.owner_id,
        physician_id=plan.physician_id,
        kit_id=plan.kit_id,
        principal_diagnosis=intake.answers.diagnosis,
        referral_id=intake.referral_id,
    )


def _store(
    uow: UnitOfWork,
    actor: Actor,
    intake: Intake,
    referral: Referral,
    patient: Patient,
    episode: Episode,
    now: datetime,
) -> None:
    uow.patients.save(patient)
    uow.episodes.save(episode)
    uow.intakes.save(intake.admitted(episode.episode_id))
    entry = ReferralEntry(ReferralState.ADMITTED, max(now, referral.since), actor.user_id)
    uow.referrals.save(replace(referral.moved(entry), patient_id=patient.patient_id))
    if episode.state is EpisodeState.ACTIVE:
        tell_admitted(uow, actor, episode, now)
    for entity, entity_id in (
        ("patient", patient.patient_id), ("intake", intake.intake_id), ("referral", referral.referral_id),
    ):  # fmt: skip
        uow.changed("admit", entity, entity_id, actor, now)


def _hand_out(uow: UnitOfWork, actor: Actor, kit: Kit | None, episode: Episode, now: datetime) -> None:
    """The kit is hers: prepared until the admission begins."""
    if kit is None:
        return
    state = KitState.IN_USE if episode.state is EpisodeState.ACTIVE else KitState.PREPARED
    keep(uow, actor, kit.given_to(episode.episode_id, now, state), "admit", now, now)


def _keep_papers(uow: UnitOfWork, actor: Actor, consents: tuple[Consent, ...], episode: Episode, now: datetime) -> None:
    """The signed papers into the chart, where they are looked for from now on."""
    for consent in consents:
        if not consent.in_force:
            continue
        paper = uow.consents.document(consent.consent_id)
        attachment = attached(
            AttachmentId(f"AT-{uuid.uuid4().hex[:16]}"),
            episode.patient_id,
            episode.episode_id,
            AttachmentKind.CONSENT,
            paper.content,
            title=paper.name,
            body_site="",
            taken_at=consent.signed_at,
            added_at=now,
            added_by=actor.user_id,
        )
        uow.attachments.add(attachment, paper.content)
        about = About(episode.patient_id, episode.episode_id, "attachment", attachment.attachment_id)
        facts = {"kind": AttachmentKind.CONSENT.value, "consent": consent.consent_id}
        note_event(uow, actor, now, CaseEventKind.ATTACHED, about, None, **facts)
        uow.changed("admit", "attachment", attachment.attachment_id, actor, now)
