"""What the rules for homes mean for planning: nobody goes alone, nobody is there after dark."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from hah_console.domain.daylight import daylight
from hah_console.domain.home_flag import HomeFlag
from hah_console.domain.patient import Patient
from hah_console.domain.task import Task

TWO = 2


def with_company(task: Task, flags: Iterable[HomeFlag]) -> Task:
    """SAFETY(unsafe home): a visit to a home where nobody goes alone needs two, whatever its order says."""
    alone = not any(flag.two_persons and flag.patient_id == task.patient_id for flag in flags)
    return task if alone else replace(task, staff_needed=max(TWO, task.staff_needed))


def shared_daylight(day: date, homes: Iterable[Patient]) -> tuple[datetime, datetime] | None:
    """When it is light at all of these homes; None for none."""
    spans = [daylight(day, patient.home.lat, patient.home.lon) for patient in homes]
    return (max(rise for rise, _ in spans), min(falls for _, falls in spans)) if spans else None
