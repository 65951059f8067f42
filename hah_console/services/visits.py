"""What is reported from the field: work that is done."""

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.ids import TaskId
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.order_end import settle_order
from hah_console.services.seen import require_seen


def complete_task(ctx: Context, actor: Actor, task_id: TaskId, expected_version: int | None = None) -> Changes:
    """Report a task as done. Raises NotPermitted, NotFound, VersionConflict when it changed since it was read,
    IllegalTransition when it is done or cancelled already.
    """
    require(actor, Action.COMPLETE_TASK)
    now = ctx.clock.now()
    with ctx.store() as uow:
        task = uow.tasks.get(task_id)
        require_seen("task", task_id, expected_version, task.version)
        uow.tasks.save(task.completed())
        record(uow, actor, now, "complete_task", "task", task_id, task.patient_id, kind=task.kind.value)
        if task.order_id is not None:
            settle_order(uow, actor, task.order_id, now)
        return uow.commit()
