"""Stops at the store and at a laboratory in the field day's plan, and specimens in the first nurse's bag."""

from dataclasses import replace
from datetime import timedelta

from hah_console.domain.halt_report import halt_ids
from hah_console.domain.ids import HaltId, StaffId, TaskId
from hah_console.domain.place import Place
from hah_console.domain.visit import HaltKind, PlannedHalt
from helpers.field_day import NURSES, FieldDay
from helpers.specimens import collect

MINUTE = timedelta(minutes=1)
STORE = Place(24.817, 120.98, "新竹市示意路 1 號", "")


def add_halts(day: FieldDay) -> None:
    """Each nurse loads for her first two visits; the first one hands in after the second, with two specimens that were
    collected at the first, the later one more pressing."""
    halts = []
    for nurse in NURSES:
        first, second, *_ = day.stops(nurse)
        for number, visit in enumerate((first, second)):
            at = first.arrival - (25 - 5 * number) * MINUTE
            halts.append(_halt(nurse, HaltKind.LOAD, visit.task_id, at))
    first, second, third, *_ = day.stops()
    halts.append(_halt(NURSES[0], HaltKind.HAND_IN, None, third.start - 10 * MINUTE))
    with day.ctx.store() as uow:
        day.plan = uow.plans.save(replace(day.plan, halts=tuple(halts)))
        uow.commit()
    for number, hours in ((1, 3), (2, 2)):
        collect(day.ctx, day.task(first), day.ctx.clock.now() - 5 * MINUTE, timedelta(hours=hours), number)


def _halt(nurse: StaffId, kind: HaltKind, task_id: TaskId | None, at: object) -> PlannedHalt:
    return PlannedHalt(nurse, kind, task_id, STORE, at, at, at + 5 * MINUTE, 600, 3000)  # type: ignore[arg-type, operator]


def names_of(day: FieldDay, nurse: StaffId, kind: HaltKind) -> list[HaltId]:
    """The stops of one kind of a nurse."""
    return [name for name, h in halt_ids(day.plan.halts).items() if (h.staff_id, h.kind) == (nurse, kind)]
