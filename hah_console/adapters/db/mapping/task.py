"""Rows of dated tasks."""

from hah_console.adapters.db.values import Row, Values, at, ms, word_tuple, words
from hah_console.domain.ids import EpisodeId, PatientId, TaskId
from hah_console.domain.task import Task, TaskKind, TaskState, Withdrawal


def task_values(task: Task) -> Values:
    """The row of a task."""
    return {
        "task_id": task.task_id,
        "episode_id": task.episode_id,
        "patient_id": task.patient_id,
        "kind": task.kind.value,
        "earliest": ms(task.earliest),
        "latest": ms(task.latest),
        "duration_minutes": task.duration_minutes,
        "required_skills": words(sorted(task.required_skills)),
        "priority": task.priority,
        "optional": task.optional,
        "hard_window": task.hard_window,
        "staff_needed": task.staff_needed,
        "preferred_staff_id": task.preferred_staff_id,
        "note": task.note,
        "state": task.state.value,
        "version": task.version,
        "withdrawn_for": task.withdrawn_for.value if task.withdrawn_for else None,
        "order_id": task.order_id,
    }


def task_of(row: Row) -> Task:
    """The task of a row."""
    return Task(
        task_id=TaskId(row["task_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        kind=TaskKind(row["kind"]),
        earliest=at(row["earliest"]),
        latest=at(row["latest"]),
        duration_minutes=row["duration_minutes"],
        required_skills=frozenset(word_tuple(row["required_skills"])),
        priority=row["priority"],
        optional=row["optional"],
        hard_window=row["hard_window"],
        staff_needed=row["staff_needed"],
        preferred_staff_id=row["preferred_staff_id"],
        note=row["note"],
        state=TaskState(row["state"]),
        version=row["version"],
        withdrawn_for=Withdrawal(row["withdrawn_for"]) if row["withdrawn_for"] else None,
        order_id=row["order_id"],
    )
