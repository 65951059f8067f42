"""What happened to a patient along the time axis: visits, work, observations, alarms, transfer stages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.alarm import Alarm, Priority, ScoreTrigger
from hah_console.domain.ids import HospitalId, PatientId, StaffId, TaskId
from hah_console.domain.reading import Consciousness, StaffObservation
from hah_console.domain.task import Task, TaskKind, TaskState
from hah_console.domain.transfer import StageEntry, Transfer, TransferStage
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

MOST_DAYS = 60
"""A stay longer than this shows the marks of its last days only."""


class MarkKind(StrEnum):
    """What a mark on the time axis stands for."""

    VISIT = "visit"
    DOSE = "dose"
    WORK = "work"
    OBSERVATION = "observation"
    ALARM = "alarm"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """One event. Which of the fields after ``at`` are filled follows from the kind; words are made by the screen."""

    mark_id: str
    kind: MarkKind
    at: datetime
    until: datetime | None = None
    task: TaskKind | None = None
    task_state: TaskState | None = None
    note: str = ""
    who: str = ""
    priority: Priority | None = None
    subject: str = ""
    value: float | None = None
    consciousness: Consciousness | None = None
    on_oxygen: bool | None = None
    oxygen_l_min: float | None = None
    stage: TransferStage | None = None
    place: str = ""
    trigger: ScoreTrigger | None = None
    rule_id: str = ""


def read_timeline(ctx: Context, patient_id: PatientId, start: datetime, end: datetime) -> tuple[TimelineMark, ...]:
    """All marks in [start, end] in order of time."""
    with ctx.store() as uow:
        marks = (*_work_marks(ctx, uow, patient_id, start, end), *_event_marks(uow, patient_id, start, end))
    return tuple(sorted((m for m in marks if start <= m.at <= end), key=lambda m: (m.at, m.mark_id)))


def _work_marks(
    ctx: Context, uow: UnitOfWork, patient_id: PatientId, start: datetime, end: datetime
) -> Iterator[TimelineMark]:
    names = {s.staff_id: s.name for s in uow.staff.all()}
    tasks = {t.task_id: t for t in uow.tasks.of_patient(patient_id) if t.state is not TaskState.CANCELLED}
    planned: set[TaskId] = set()
    for mark, task_id in _visits(ctx, uow, patient_id, start, end, tasks, names):
        planned.add(task_id)
        yield mark
    for task in tasks.values():
        if task.task_id not in planned:
            yield _task_mark(task)


def _visits(
    ctx: Context,
    uow: UnitOfWork,
    patient_id: PatientId,
    start: datetime,
    end: datetime,
    tasks: Mapping[TaskId, Task],
    names: Mapping[StaffId, str],
) -> Iterator[tuple[TimelineMark, TaskId]]:
    """Stops of the published plans of the days in sight; a task that is planned is marked where it is planned."""
    last = ctx.local(end).date()
    day = max(ctx.local(start).date(), last - timedelta(days=MOST_DAYS))
    while day <= last:
        plan = uow.plans.published(day)
        for stop in plan.visits if plan else ():
            task = tasks.get(stop.task_id)
            if stop.patient_id == patient_id and task is not None:
                kind = MarkKind.DOSE if task.kind is TaskKind.IV_DOSE else MarkKind.VISIT
                who = names.get(stop.staff_id, "")
                mark = TimelineMark(
                    str(stop.visit_id), kind, stop.start, stop.departure, task.kind, task.state, task.note, who
                )
                yield mark, stop.task_id
        day += timedelta(days=1)


def _task_mark(task: Task) -> TimelineMark:
    kind = MarkKind.DOSE if task.kind is TaskKind.IV_DOSE else MarkKind.WORK
    return TimelineMark(str(task.task_id), kind, task.earliest, task.latest, task.kind, task.state, task.note)


def _event_marks(uow: UnitOfWork, patient_id: PatientId, start: datetime, end: datetime) -> Iterator[TimelineMark]:
    users = {str(u.user_id): u.name for u in uow.users.all()}
    for alarm in uow.alarms.of_patient(patient_id, start, end):
        yield _alarm_mark(alarm)
    observation = uow.readings.last_observation(patient_id)
    if observation is not None:
        yield _observation_mark(observation, users)
    hospitals = {h.hospital_id: h.name for h in uow.hospitals.all()}
    for transfer in uow.transfers.all():
        if transfer.patient_id == patient_id:
            yield from (_stage_mark(transfer, i, e, hospitals, users) for i, e in enumerate(transfer.history))


def _alarm_mark(alarm: Alarm) -> TimelineMark:
    return TimelineMark(
        str(alarm.alarm_id),
        MarkKind.ALARM,
        alarm.raised_at,
        alarm.cleared_at,
        priority=alarm.priority,
        subject=alarm.subject,
        value=alarm.value,
        trigger=alarm.trigger,
        rule_id=alarm.rule_id,
    )


def _observation_mark(seen: StaffObservation, users: Mapping[str, str]) -> TimelineMark:
    return TimelineMark(
        f"observation-{seen.observed_at.timestamp():.0f}",
        MarkKind.OBSERVATION,
        seen.observed_at,
        who=users.get(seen.entered_by, seen.entered_by),
        consciousness=seen.consciousness,
        on_oxygen=seen.on_oxygen,
        oxygen_l_min=seen.oxygen_l_min,
    )


def _stage_mark(
    transfer: Transfer, order: int, entry: StageEntry, hospitals: Mapping[HospitalId, str], users: Mapping[str, str]
) -> TimelineMark:
    return TimelineMark(
        f"{transfer.transfer_id}-{order}",
        MarkKind.TRANSFER,
        entry.at,
        note=entry.note,
        who=users.get(entry.by, entry.by),
        stage=entry.stage,
        place=hospitals.get(entry.hospital_id, "") if entry.hospital_id else "",
    )
