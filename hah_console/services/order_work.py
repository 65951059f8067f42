"""What an order becomes: its doses, its dated tasks, its specimens; nothing is written here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hah_console.domain.care_rules import CareRules
from hah_console.domain.dose import Dose, DoseWindow
from hah_console.domain.ids import DoseId, OrderId, SpecimenId, TaskId
from hah_console.domain.medication_check import FirstDose
from hah_console.domain.order import Order, OrderKind
from hah_console.domain.order_rules import WorkRule
from hah_console.domain.specimen import Specimen
from hah_console.domain.task import Task
from hah_console.domain.timing import due_times


@dataclass(frozen=True, slots=True)
class OrderWork:
    """Everything an order asks for, in order of time."""

    doses: tuple[Dose, ...]
    tasks: tuple[Task, ...]
    specimens: tuple[Specimen, ...]


def work_of(order: Order, rules: CareRules, zone: ZoneInfo, words: str = "") -> OrderWork:
    """Doses, tasks and specimens of every moment the order is due; ``words`` say on the task what it is about.

    Ids are the order's with a number, so that making them again makes the same.
    """
    moments = due_times(order.timing, zone)
    tasks = tuple(_tasks(order, rules, moments, words))
    by_moment = {task.task_id: task for task in tasks}
    planned = [numbered(order.order_id, number) for number in range(1, len(moments) + 1)]
    task_ids = [TaskId(name) if TaskId(name) in by_moment else None for name in planned]
    doses = tuple(
        _dose(order, rules, moment, DoseId(name), task_id, first=number == 0)
        for number, (moment, name, task_id) in enumerate(zip(moments, planned, task_ids, strict=True))
    )
    specimens = tuple(
        Specimen(
            SpecimenId(f"{name}-S"), order.order_id, order.episode_id, order.patient_id, order.subject, moment,
            task_id=task_id,
        )
        for moment, name, task_id in zip(moments, planned, task_ids, strict=True)
    )  # fmt: skip
    return OrderWork(
        doses if order.kind.medication else (), tasks, specimens if order.kind is OrderKind.SPECIMEN else ()
    )


def numbered(order_id: OrderId, number: int) -> str:
    """The id of the nth thing of an order."""
    return f"{order_id}-{number:03}"


def window_of(order: Order, rules: CareRules, moment: datetime) -> DoseWindow:
    """When the work of a moment may begin."""
    if order.kind.medication:
        return rules.orders.window_of(moment, order.timing.every_hours, order.wish.window_minutes)
    rule, wished = rules.orders.work[order.kind], order.wish.window_minutes
    around = rule.window if wished is None else timedelta(minutes=wished)
    return DoseWindow(moment - around, moment + around, moment + around)


def _dose(
    order: Order, rules: CareRules, moment: datetime, dose_id: DoseId, task_id: TaskId | None, *, first: bool
) -> Dose:
    at_home = order.medication is not None and order.medication.first_dose is FirstDose.AT_HOME
    window = window_of(order, rules, moment)
    return Dose(
        dose_id, order.order_id, order.episode_id, order.patient_id, moment, window, first=first and at_home,
        task_id=task_id,
    )  # fmt: skip


def _tasks(order: Order, rules: CareRules, moments: tuple[datetime, ...], words: str) -> Iterator[Task]:
    rule = rules.orders.work[order.kind]
    for number, moment in enumerate(moments, 1):
        task = _task(order, rule, window_of(order, rules, moment), TaskId(numbered(order.order_id, number)), words)
        if task is not None:
            yield _for_first_dose(order, rules, task) if number == 1 else task


def _task(order: Order, rule: WorkRule, window: DoseWindow, task_id: TaskId, words: str) -> Task | None:
    if rule.task is None:
        return None
    wish = order.wish
    return Task(
        task_id=task_id,
        episode_id=order.episode_id,
        patient_id=order.patient_id,
        kind=rule.task,
        earliest=window.earliest,
        latest=window.latest,
        duration_minutes=rule.minutes if wish.minutes is None else wish.minutes,
        required_skills=wish.skills or rule.skills,
        priority=rule.priority,
        hard_window=rule.hard,
        staff_needed=wish.staff_needed,
        preferred_staff_id=wish.staff_id,
        note=words,
        order_id=order.order_id,
    )


def _for_first_dose(order: Order, rules: CareRules, task: Task) -> Task:
    """SAFETY(first dose): the visit of the first dose at home is planned for somebody able to treat anaphylaxis."""
    if order.medication is None or order.medication.first_dose is not FirstDose.AT_HOME:
        return task
    return replace(task, required_skills=task.required_skills | {rules.checks.first_dose_skill})
