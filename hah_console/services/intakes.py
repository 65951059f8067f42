"""Commands of an intake: opened for an accepted referral, answered, decided. Consents: ``services/consents``.

A screen shows ``intake_page`` (``services/intake_board``) and sends the version it shows. ``save_answers`` reads the
whole form (``answer_fields``; a field left out is not assessed) and, when they are among the fields, those of the
person. InvalidFields has the fault of each field and nothing is stored then: what was typed stays in the draft. A
decision for care at home that rested on other answers becomes pending by itself.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.episode import Condition
from hah_console.domain.errors import IllegalTransition, InvalidFields, InvalidInput
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import IntakeId, ReferralId
from hah_console.domain.intake import Decision, Intake
from hah_console.domain.intake_answers import IntakeAnswers, read_answers
from hah_console.domain.person import PERSON_FIELDS, person_fields, read_person
from hah_console.domain.referral import DeclineReason, Referral, ReferralEntry, ReferralState
from hah_console.domain.referral_form import ReferralForm
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.written import written_note
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.intake_findings import findings
from hah_console.services.ports import UnitOfWork
from hah_console.services.referrals import rewritten, tell_state
from hah_console.services.seen import require_seen


def open_intake(ctx: Context, actor: Actor, referral_id: ReferralId, condition: Condition | None = None) -> Changes:
    """Begin the intake of an accepted referral, one for each; ``condition`` where the referral tells none.

    The new id is in the changes. Raises NotPermitted, NotFound, IllegalTransition (not accepted, or there is one),
    InvalidInput (condition).
    """
    require(actor, Action.ASSESS_INTAKE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        referral = accepted(uow, referral_id)
        if uow.intakes.of_referral(referral_id) is not None:
            raise IllegalTransition(entity="intake", state="open", move="open")
        suspected = condition or referral.condition
        if suspected is None:
            raise InvalidInput(field="condition", value="", reason="empty")
        intake_id = IntakeId(f"IN-{uuid.uuid4().hex[:16]}")
        intake = Intake(intake_id, referral_id, IntakeAnswers(suspected, referral.mode), now, actor.user_id)
        uow.intakes.save(intake)
        record(uow, actor, now, "open_intake", "intake", intake_id, referral.patient_id, referral=referral_id)
        return uow.commit()


def save_answers(
    ctx: Context, actor: Actor, rules: RulePacks, intake_id: IntakeId, version: int, fields: Mapping[str, str]
) -> Changes:
    """Keep the answers of the whole form. Raises NotPermitted, NotFound, VersionConflict, InvalidFields,
    IllegalTransition after the end, AnotherPerson when the person's fields tell of somebody else."""
    require(actor, Action.ASSESS_INTAKE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        intake = open_as_seen(uow, intake_id, version)
        referral = accepted(uow, intake.referral_id)
        answers, told = _read(ctx, rules, intake, referral, fields)
        changed = intake.answered(answers, now, actor.user_id)
        if told.person != referral.person:
            uow.referrals.save(rewritten(uow, referral, told))
            record(uow, actor, now, "correct_referral", "referral", referral.referral_id, referral.patient_id)
            changed = changed.reopened(now, actor.user_id)
        uow.intakes.save(changed)
        tell_decisions(uow, actor, intake, changed, referral, now)
        record(uow, actor, now, "answer_intake", "intake", intake_id, referral.patient_id)
        return uow.commit()


def decide_intake(
    ctx: Context,
    actor: Actor,
    rules: RulePacks,
    intake_id: IntakeId,
    version: int,
    decision: Decision,
    reason: str = "",
) -> Changes:
    """Decide; ``ineligible`` declines the referral with it.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition, NotReady (eligible: ``missing`` names fields of
    gaps and ids of what forbids it), InvalidInput (reason).
    """
    require(actor, Action.ASSESS_INTAKE)
    now, words = ctx.clock.now(), written_note(reason, "reason")
    with ctx.store() as uow:
        uow.take_turn()
        intake = open_as_seen(uow, intake_id, version)
        referral = accepted(uow, intake.referral_id)
        found = findings(intake.answers, referral.person, uow.consents.of_intake(intake_id), rules, now)
        decided = intake.decided(decision, found, now, actor.user_id, words)
        uow.intakes.save(decided)
        tell_decisions(uow, actor, intake, decided, referral, now)
        if decision is Decision.INELIGIBLE:
            _decline(uow, actor, referral, words, now)
        return uow.commit()


def open_as_seen(uow: UnitOfWork, intake_id: IntakeId, version: int) -> Intake:
    """An intake as it was seen. Raises NotFound, VersionConflict."""
    intake = uow.intakes.get(intake_id)
    require_seen("intake", intake_id, version, intake.version)
    return intake


def accepted(uow: UnitOfWork, referral_id: ReferralId) -> Referral:
    """A referral that is looked into. Raises NotFound, IllegalTransition."""
    referral = uow.referrals.get(referral_id)
    if referral.state is not ReferralState.ACCEPTED:
        raise IllegalTransition(entity="referral", state=referral.state.value, move="assess")
    return referral


def tell_decisions(
    uow: UnitOfWork, actor: Actor, before: Intake, after: Intake, referral: Referral, now: datetime
) -> None:
    """The event and the record of every decision that was added; one for care at home that holds no longer says so."""
    held = before.decision
    for entry in after.decisions[len(before.decisions) :]:
        facts = {
            "decision": entry.decision.value,
            "referral": after.referral_id,
            "condition": after.answers.condition.value,
            "rules": entry.rules_version,
        }
        if entry.automatic:
            facts["automatic"] = "yes"
        if held is Decision.ELIGIBLE and entry.decision is Decision.PENDING:
            facts["reopened"] = "yes"
        held = entry.decision
        about = About(referral.patient_id, None, "intake", after.intake_id)
        note_event(uow, actor, now, CaseEventKind.INTAKE_DECIDED, about, entry.at, **facts)
        record(uow, actor, now, "decide_intake", "intake", after.intake_id, referral.patient_id, **facts)


def _read(
    ctx: Context, rules: RulePacks, intake: Intake, referral: Referral, fields: Mapping[str, str]
) -> tuple[IntakeAnswers, ReferralForm]:
    """The answers, and the referral with the person as the fields tell her; raises InvalidFields with all faults."""
    check = FieldCheck(fields)
    answers = read_answers(check, intake.answers, rules.intake, rules.scores.barthel)
    told = {name: fields[name] for name in PERSON_FIELDS if name in fields}
    of_person = FieldCheck({**person_fields(referral.person), **told})
    person = read_person(of_person, ctx.today()) if told else referral.person
    faults = (*check.faults, *of_person.faults)
    if faults:
        raise InvalidFields(faults)
    return answers, ReferralForm(referral.mode, referral.sender, person, referral.condition, referral.problem)


def _decline(uow: UnitOfWork, actor: Actor, referral: Referral, note: str, now: datetime) -> None:
    at = max(now, referral.since)
    entry = ReferralEntry(ReferralState.DECLINED, at, actor.user_id, DeclineReason.NOT_ELIGIBLE, note=note)
    declined = referral.moved(entry)
    uow.referrals.save(declined)
    tell_state(uow, actor, declined, now)
