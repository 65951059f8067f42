"""What a person does on the escalation ladder: be concerned, answer, pass on, decide, end."""

from collections.abc import Callable
from datetime import datetime

from hah_console.alarms.stages.escalate import FOR_A_REASON, LadderView, climb, may_answer
from hah_console.domain.actor import Action, Actor, Role, require
from hah_console.domain.alarm import Alarm, Lane, Priority
from hah_console.domain.errors import AlreadyTaken, IllegalTransition, InvalidInput, NotPermitted
from hah_console.domain.escalation import PATIENT_LEFT, Cause, ClimbReason, Escalation, opened
from hah_console.domain.escalation_rules import Decision, EscalationRules, Ladder
from hah_console.domain.ids import EscalationId, PatientId, UserId
from hah_console.domain.roster import Owner, owner_of
from hah_console.domain.written import written_note
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.escalation_book import new_escalation_id
from hah_console.services.escalation_steps import save_steps
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

LONGEST_REASON = 500
Change = Callable[[UnitOfWork, Escalation, datetime], Escalation]


def raise_concern(
    ctx: Context, actor: Actor, rules: EscalationRules, patient_id: PatientId, words: str, priority: Priority
) -> Changes:
    """A person is worried: begins an escalation, or asks again on the rung of the one that is open.

    A nurse or physician who says so has it herself until she passes it on; anybody else's concern waits for the nurse.
    Raises NotPermitted, NotFound, InvalidInput without words.
    """
    require(actor, Action.RAISE_CONCERN)
    spoken, now = said(words), ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        uow.patients.get(patient_id)
        known = uow.escalations.open_of(patient_id, Lane.PHYSIOLOGICAL)
        case = known or begun_by_concern(uow, actor, rules, patient_id, spoken, max(priority, Priority.MEDIUM), now)
        if known is not None:
            case = known.worried(spoken, priority, now, actor.user_id)
        if actor.role in {Role.NURSE, Role.PHYSICIAN} and case.waiting and answerable(case, rules, actor):
            case = case.answered(as_owner(uow, actor, case), now, actor.user_id)
        save_steps(uow, actor, known, case, now)
        return uow.commit()


def answer_escalation(
    ctx: Context, actor: Actor, rules: EscalationRules, escalation_id: EscalationId, expected_version: int | None = None
) -> Changes:
    """Take it: from now on it is this person's.

    SAFETY(one owner): of two in the same second one has it and the other is told who. Raises AlreadyTaken,
    NotPermitted (not the role, or a physician is asked), NotFound, VersionConflict, IllegalTransition.
    """
    require(actor, Action.ACKNOWLEDGE_ALARM)

    def change(uow: UnitOfWork, case: Escalation, now: datetime) -> Escalation:
        require_free(uow, actor, case)
        if not answerable(case, rules, actor):
            raise NotPermitted(action=Action.ACKNOWLEDGE_ALARM.value, role=actor.role.value)
        return case.answered(as_owner(uow, actor, case), now, actor.user_id)

    return _changed(ctx, actor, escalation_id, expected_version, change)


def pass_on(
    ctx: Context, actor: Actor, rules: EscalationRules, escalation_id: EscalationId, expected_version: int | None = None
) -> Changes:
    """Ask the next rung now. Raises as ``answer_escalation``, and IllegalTransition on the last rung."""
    require(actor, Action.ACKNOWLEDGE_ALARM)

    def change(uow: UnitOfWork, case: Escalation, now: datetime) -> Escalation:
        return passed(uow, actor, rules, case, now)

    return _changed(ctx, actor, escalation_id, expected_version, change)


def decide(
    ctx: Context,
    actor: Actor,
    rules: EscalationRules,
    escalation_id: EscalationId,
    decision: Decision,
    reason: str,
    expected_version: int | None = None,
) -> Changes:
    """What is done, and why; who decides has it. Raises as ``answer_escalation``, and InvalidInput without a reason."""
    require(actor, Action.DECIDE_RESPONSE)
    spoken = said(reason)

    def change(uow: UnitOfWork, case: Escalation, now: datetime) -> Escalation:
        if not answerable(case, rules, actor):
            raise NotPermitted(action=Action.DECIDE_RESPONSE.value, role=actor.role.value)
        return case.decided(decision, as_owner(uow, actor, case), now, actor.user_id, spoken)

    return _changed(ctx, actor, escalation_id, expected_version, change)


def resolve(
    ctx: Context, actor: Actor, escalation_id: EscalationId, reason: str, expected_version: int | None = None
) -> Changes:
    """It is over, in a few words. Raises NotPermitted, NotFound, VersionConflict, InvalidInput, and
    IllegalTransition while nobody has answered."""
    require(actor, Action.ACKNOWLEDGE_ALARM)
    spoken = said(reason)

    def change(_: UnitOfWork, case: Escalation, now: datetime) -> Escalation:
        if case.waiting:
            raise IllegalTransition(entity="escalation", state=case.state.value, move="resolve")
        return case.resolved(now, actor.user_id, spoken)

    return _changed(ctx, actor, escalation_id, expected_version, change)


def acknowledged(uow: UnitOfWork, actor: Actor, alarm: Alarm, now: datetime) -> None:
    """Who acknowledges the last waiting alarm answers the escalation it stands in, within the same transaction.

    One that was passed up for a reason waits for a physician.
    """
    case = uow.escalations.open_of(alarm.patient_id, alarm.lane)
    if case is None or not case.waiting or not _others_taken(uow, alarm):
        return
    if case.climbed_for not in FOR_A_REASON or actor.role is Role.PHYSICIAN:
        answered = case.answered(as_owner(uow, actor, case), now, actor.user_id, alarm.alarm_id)
        save_steps(uow, actor, case, answered, now)


def passed(uow: UnitOfWork, actor: Actor, rules: EscalationRules, case: Escalation, now: datetime) -> Escalation:
    """The next rung is asked because a person says so; raises IllegalTransition on the last."""
    ladder = _ladder(rules, case)
    if case.rung + 1 >= len(ladder.rungs):
        raise IllegalTransition(entity="escalation", state="last_rung", move="escalate")
    view = LadderView((), frozenset(), uow.staff.duties(now), rules, now, actor.user_id, new_escalation_id)
    return climb(case, view, ladder, ClimbReason.PASSED)


def end_escalations(uow: UnitOfWork, actor: Actor, patient_id: PatientId, now: datetime) -> None:
    """SAFETY(patient left): nobody here can decide about her any more."""
    for case in uow.escalations.open():
        if case.patient_id == patient_id:
            save_steps(uow, actor, case, case.resolved(now, actor.user_id, PATIENT_LEFT), now)


def require_free(uow: UnitOfWork, actor: Actor, case: Escalation) -> None:
    """Raises AlreadyTaken with the name of the person who has it."""
    if case.is_open and not case.waiting and case.owner.user_id not in {None, actor.user_id}:
        raise AlreadyTaken(entity="escalation", owner=name_of(uow, case.owner.user_id))


def name_of(uow: UnitOfWork, user_id: str | None) -> str:
    """The name of an account, its id when there is none."""
    user = uow.users.find(UserId(user_id)) if user_id else None
    return user.name if user is not None else user_id or ""


def begun_by_concern(
    uow: UnitOfWork, actor: Actor, rules: EscalationRules, patient_id: PatientId, spoken: str, priority: Priority,
    now: datetime,
) -> Escalation:  # fmt: skip
    """An escalation that a person's concern begins; it waits for whom the first rung belongs to."""
    ladder = rules.ladders[Lane.PHYSIOLOGICAL]
    first = ladder.rungs[0]
    owner = owner_of(uow.staff.duties(now), first.role, first.stand_ins, now)
    return opened(
        new_escalation_id(), patient_id, None, Lane.PHYSIOLOGICAL, Cause.CONCERN, priority, owner, now, actor.user_id,
        reason=spoken,
    )  # fmt: skip


def _changed(
    ctx: Context, actor: Actor, escalation_id: EscalationId, expected_version: int | None, change: Change
) -> Changes:
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        case = uow.escalations.get(escalation_id)
        if expected_version is not None and case.version != expected_version:
            require_free(uow, actor, case)
        require_seen("escalation", escalation_id, expected_version, case.version)
        save_steps(uow, actor, case, change(uow, case, now), now)
        return uow.commit()


def _others_taken(uow: UnitOfWork, taken: Alarm) -> bool:
    """Whether no other alarm of the same patient and lane still waits for somebody."""
    same = (a for a in uow.alarms.open() if (a.patient_id, a.lane) == (taken.patient_id, taken.lane))
    return not any(a.heard and a.acknowledged_by is None for a in same if a.alarm_id != taken.alarm_id)


def answerable(case: Escalation, rules: EscalationRules, actor: Actor) -> bool:
    """Whether this person may take it on its present rung."""
    return may_answer(case, _ladder(rules, case), actor.role)


def _ladder(rules: EscalationRules, case: Escalation) -> Ladder:
    return rules.ladders[case.lane]


def as_owner(uow: UnitOfWork, actor: Actor, case: Escalation) -> Owner:
    """The person as the owner of the present rung."""
    user = uow.users.find(actor.user_id)
    return Owner(case.owner.role, user.staff_id if user is not None else None, actor.user_id)


def said(words: str) -> str:
    """A reason as typed; raises InvalidInput for none and for one that is too long."""
    spoken = written_note(words, "reason", needed=True)
    if len(spoken) > LONGEST_REASON:
        raise InvalidInput(field="reason", value=f"{spoken[:20]}…", reason="too_long")
    return spoken
