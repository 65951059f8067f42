"""What ends with an admission: alarms, own limits and open work of the patient, each with its reason."""

from datetime import datetime

from hah_console.domain.actor import Actor
from hah_console.domain.episode import Episode
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.task import Task, TaskKind, TaskState, Withdrawal
from hah_console.services.context import Context, record
from hah_console.services.equipment_return import return_equipment
from hah_console.services.escalations import end_escalations
from hah_console.services.order_end import end_orders
from hah_console.services.ports import UnitOfWork

CANCELLED_WITH_TRANSFER, RUNNING_AT_TRANSFER = "cancel_task", "withdraw_started_task"
"""Kinds of the change notes, one per task."""
_STILL_NEEDED = frozenset({TaskKind.KIT_RETRIEVAL})
"""The equipment stays in the home and has to be fetched."""


def end_alarms(uow: UnitOfWork, actor: Actor, patient_id: PatientId, now: datetime) -> None:
    """SAFETY(patient left): nobody here can act on them any more, and they must not cover those of others; her own
    limits end with them.

    Those of a patient who is in care again stay.
    """
    if any(episode.patient_id == patient_id for episode in uow.episodes.open()):
        return
    end_escalations(uow, actor, patient_id, now)
    for alarm in uow.alarms.open():
        if alarm.patient_id == patient_id:
            uow.alarms.save(alarm.patient_left(now))
            facts = {"reason": "patient_left", "was": alarm.state.value}
            record(uow, actor, now, "alarm_ended", "alarm", alarm.alarm_id, alarm.patient_id, **facts)
    _end_limits(uow, actor, patient_id, now)


def _end_limits(uow: UnitOfWork, actor: Actor, patient_id: PatientId, now: datetime) -> None:
    """SAFETY(patient left): a limit that was set for this stay must hide nothing in the next one."""
    for limit in uow.limits.since(now):
        if limit.patient_id == patient_id and limit.holds(now):
            uow.limits.end(limit.ended(actor.user_id, "patient_left", now))
            facts = {"vital": limit.vital.value, "side": limit.side, "limit": f"{limit.value:g}"}
            facts |= {"reason": "patient_left", "until": limit.expires_at.isoformat()}
            record(uow, actor, now, "end_patient_limit", "limit", limit.limit_id or "", patient_id, **facts)


def work_that_ends(ctx: Context, uow: UnitOfWork, episode: Episode) -> tuple[Task, ...]:
    """The tasks that end with an admission that ends now."""
    return _ending(ctx, uow, episode.patient_id, episode.episode_id)


def withdraw_work(
    ctx: Context,
    uow: UnitOfWork,
    actor: Actor,
    patient_id: PatientId,
    episode_id: EpisodeId,
    why: Withdrawal = Withdrawal.PATIENT_TRANSFERRED,
) -> None:
    """SAFETY(work of who left): nobody travels to an empty home, and no work that has begun is lost; orders end.

    Requested tasks of today and later are cancelled; a started one goes on until somebody reports it, with the reason
    beside it. Requested tasks of earlier days stay open: nobody has said what became of them. The equipment that is in
    the home is to be fetched.
    """
    now = ctx.clock.now()
    end_orders(uow, actor, episode_id, now)
    return_equipment(uow, actor, episode_id, why.value, now)
    for task in _ending(ctx, uow, patient_id, episode_id):
        uow.tasks.save(task.withdrawn(why))
        started = task.state is TaskState.IN_PROGRESS
        action = RUNNING_AT_TRANSFER if started else CANCELLED_WITH_TRANSFER
        facts = {"kind": task.kind.value, "reason": why.value, "was": task.state.value}
        record(uow, actor, now, action, "task", task.task_id, patient_id, **facts)


def _ending(ctx: Context, uow: UnitOfWork, patient_id: PatientId, episode_id: EpisodeId) -> tuple[Task, ...]:
    mine, day_begins = uow.tasks.of_patient(patient_id), ctx.day_begins()
    return tuple(task for task in mine if task.episode_id == episode_id and _ends(task, day_begins))


def _ends(task: Task, day_begins: datetime) -> bool:
    if task.kind in _STILL_NEEDED:
        return False
    return task.state is TaskState.IN_PROGRESS or (task.state is TaskState.REQUESTED and task.latest >= day_begins)
