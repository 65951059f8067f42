"""Stored readings as columns for a replay: one row a minute, the mean of each vital, patient after patient."""

from collections.abc import Callable
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from hah_console.services.context import Context
from hah_console.services.ports import MinuteTable
from hah_console.services.replay.columns import VITALS, Columns
from hah_console.services.replay.walk import ReplayCancelled


def columns_of_store(
    ctx: Context, start: datetime, end: datetime, cancelled: Callable[[], bool] | None = None
) -> Columns:
    """Every patient who was measured in [start, end). Raises ReplayCancelled. Minutes without a set are left out."""
    ids, tables = [], []
    with ctx.store() as uow:
        wanted = [patient.patient_id for patient in uow.patients.all()]
        for patient_id, table in uow.readings.minutes_of_many(wanted, start, end):
            if cancelled is not None and cancelled():
                raise ReplayCancelled
            if len(table.times_s):
                ids.append(str(patient_id))
                tables.append(_rows(table))
    sizes = [len(times) for times, _, _ in tables]
    return Columns(
        patient_ids=tuple(ids),
        offsets=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        times_s=np.concatenate([np.zeros(0, np.int64), *(times for times, _, _ in tables)]),
        values=np.concatenate([np.zeros((0, len(VITALS))), *(values for _, values, _ in tables)]),
        off=np.concatenate([np.zeros((0, len(VITALS)), np.bool_), *(off for _, _, off in tables)]),
        events_s=np.full(len(ids), np.nan),
    )


def _rows(table: MinuteTable) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """Times, values and sensor-off of one patient, a row a minute; a sensor is off when it gave no value at all."""
    off = (table.off > 0) & (table.count == 0)
    return table.times_s.astype(np.int64), np.ascontiguousarray(table.mean.T), np.ascontiguousarray(off.T)
