"""What is chosen on the response desk: the decision with its reason, and the thing it starts."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.alarm import Lane, Priority
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.errors import IllegalTransition, NotFound, NotPermitted
from hah_console.domain.escalation import Escalation
from hah_console.domain.escalation_rules import Decision, EscalationRules
from hah_console.domain.ids import HospitalId, PatientId, StaffId, TaskId
from hah_console.domain.task import Task, TaskKind
from hah_console.services.changes import Changes
from hah_console.services.consults import Wanted, open_consult
from hah_console.services.context import Context, record
from hah_console.services.escalation_steps import save_steps
from hah_console.services.escalations import answerable, as_owner, begun_by_concern, require_free, said
from hah_console.services.patient_facts import shown_episode
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen
from hah_console.services.transfers import begin_transfer
from hah_console.services.urgent_pricing import MOST_URGENT, SKILL, URGENT_MINUTES

_IN_CARE = frozenset({EpisodeState.ACTIVE, EpisodeState.ON_HOLD})


@dataclass(frozen=True, slots=True)
class Choice:
    """``staff_id`` is the nurse who goes, ``hospital_id`` the one that is asked, ``wanted`` the consultation.

    ``version`` is that of the escalation in sight, None when there was none.
    """

    patient_id: PatientId
    decision: Decision
    reason: str
    version: int | None = None
    staff_id: StaffId | None = None
    hospital_id: HospitalId | None = None
    wanted: Wanted | None = None


def choose(ctx: Context, actor: Actor, rules: EscalationRules, choice: Choice) -> Changes:
    """Record the decision and start what was chosen; a patient without an escalation gets one.

    SAFETY(whole decision): the decision and the visit, consultation or transfer it starts are one transaction; killed
    at any moment, there are both or neither. Raises NotPermitted, NotFound, InvalidInput without a reason,
    VersionConflict or AlreadyTaken when somebody was faster, IllegalTransition for a patient who is not in care.
    """
    require(actor, Action.DECIDE_RESPONSE)
    reason, now = said(choice.reason), ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        episode = _in_care(uow, choice.patient_id)
        known = _may_decide(uow, actor, rules, choice)
        case = known or begun_by_concern(uow, actor, rules, choice.patient_id, reason, Priority.HIGH, now)
        decided = case.decided(choice.decision, as_owner(uow, actor, case), now, actor.user_id, reason)
        stored = save_steps(uow, actor, known, decided, now)
        _start(ctx, uow, actor, rules, choice, episode, stored, now)
        return uow.commit()


def _may_decide(uow: UnitOfWork, actor: Actor, rules: EscalationRules, choice: Choice) -> Escalation | None:
    case = uow.escalations.open_of(choice.patient_id, Lane.PHYSIOLOGICAL)
    if case is None:
        return None
    if choice.version is not None and case.version != choice.version:
        require_free(uow, actor, case)
        require_seen("escalation", case.escalation_id, choice.version, case.version)
    if not answerable(case, rules, actor):
        raise NotPermitted(action=Action.DECIDE_RESPONSE.value, role=actor.role.value)
    return case


def _start(
    ctx: Context, uow: UnitOfWork, actor: Actor, rules: EscalationRules, choice: Choice, episode: Episode,
    case: Escalation, now: datetime,
) -> None:  # fmt: skip
    if choice.decision is Decision.URGENT_VISIT:
        limit = rules.acting[Decision.URGENT_VISIT]
        _ask_visit(uow, actor, episode, choice, now, limit)
    elif choice.decision is Decision.TELE_CONSULT and choice.wanted is not None:
        wanted = Wanted(
            choice.wanted.department, choice.wanted.question, choice.wanted.urgency, case.escalation_id
        )  # fmt: skip
        open_consult(uow, actor, episode, wanted, now)
    elif choice.decision is Decision.TRANSFER:
        _start_transfer(ctx, uow, actor, episode, choice)


def _ask_visit(
    uow: UnitOfWork, actor: Actor, episode: Episode, choice: Choice, now: datetime, limit: timedelta
) -> None:
    """The visit as work of today, with who was meant to go; it is planned like any other urgent work."""
    task = Task(
        task_id=TaskId(f"urgent-{uuid.uuid4().hex[:12]}"),
        episode_id=episode.episode_id,
        patient_id=episode.patient_id,
        kind=TaskKind.NURSE_VISIT,
        earliest=now,
        latest=now + limit,
        duration_minutes=URGENT_MINUTES,
        required_skills=frozenset({SKILL}),
        priority=MOST_URGENT,
        hard_window=False,
        preferred_staff_id=choice.staff_id,
        note=said(choice.reason),
    )
    uow.tasks.save(task)
    facts = {"kind": task.kind.value, "staff": str(choice.staff_id or "")}
    record(uow, actor, now, "ask_urgent_visit", "task", task.task_id, episode.patient_id, **facts)


def _start_transfer(ctx: Context, uow: UnitOfWork, actor: Actor, episode: Episode, choice: Choice) -> None:
    """One that runs already goes on."""
    if not any(one.episode_id == episode.episode_id for one in uow.transfers.open()):
        begin_transfer(ctx, uow, actor, episode.episode_id, choice.reason, choice.hospital_id)


def _in_care(uow: UnitOfWork, patient_id: PatientId) -> Episode:
    episode = shown_episode(uow.episodes.of_patient(patient_id))
    if episode is None:
        raise NotFound(entity="episode", entity_id=patient_id)
    if episode.state not in _IN_CARE:
        raise IllegalTransition(entity="episode", state=episode.state.value, move="respond")
    return episode
