"""Work that is planned or done: HAHVisitTask."""

from datetime import datetime

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import HAH_ACTIVITY, LTC, Resource, coded, resource
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.ids import StaffId
from hah_console.domain.task import Task, TaskKind, TaskState

CODES = {
    TaskKind.NURSE_VISIT: "nursing", TaskKind.IV_DOSE: "nursing", TaskKind.WOUND_CARE: "nursing",
    TaskKind.OBSERVATION_SET: "nursing", TaskKind.SPECIMEN: "laboratory", TaskKind.PHYSICIAN_VISIT: "visit",
    TaskKind.MEDICINE_DELIVERY: "medicine-delivery", TaskKind.IMAGING: "visit", TaskKind.VIDEO_FOLLOW_UP: "visit",
}  # fmt: skip
"""Kinds with a code in the guide; bringing and fetching equipment has none and is not sent."""
STATUS = {
    TaskState.REQUESTED: "requested", TaskState.IN_PROGRESS: "in-progress", TaskState.COMPLETED: "completed",
    TaskState.CANCELLED: "cancelled",
}  # fmt: skip
PRIORITY = {1: "routine", 2: "routine", 3: "urgent"}


def task_resource(
    task: Task,
    naming: Naming,
    *,
    requester: StaffId,
    authored_at: datetime,
    owner: StaffId | None = None,
    visit: VisitRecord | None = None,
    focus: Resource | None = None,
) -> Resource | None:
    """The task; None for a kind the guide has no code for. ``owner`` None: the site.

    ``visit`` is what was done; a task is completed only with its times. ``focus`` is what it carries out; without
    one no planned period may be told.
    """
    code = CODES.get(task.kind)
    if code is None:
        return None
    done = visit if visit is not None and visit.complete else None
    status = STATUS[task.state] if task.state is not TaskState.COMPLETED or done else "in-progress"
    encounter = visit.visit_record_id if visit is not None and visit.arrived_at is not None else task.episode_id
    parts = {
        "identifier": [naming.identifier("task", task.task_id)],
        "status": "accepted" if status == "requested" and owner else status,
        "intent": "order",
        "priority": PRIORITY.get(task.priority, "routine"),
        "code": coded(HAH_ACTIVITY, code),
        "focus": focus,
        "for": reference("Patient", task.patient_id),
        "encounter": reference("Encounter", encounter),
        "executionPeriod": naming.span(done.when, done.left_at) if done and status == "completed" else None,
        "authoredOn": naming.at(authored_at),
        "requester": reference("Practitioner", requester),
        "owner": reference("Practitioner", owner) if owner else naming.own,
        "restriction": {"period": naming.span(task.earliest, task.latest)} if focus else None,
    }
    return resource("Task", local_id(task.task_id), f"{LTC}HAHVisitTask", parts)
