"""Stored readings as columns for a replay: one row a minute, the mean of each vital, patient after patient."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from hah_console.domain.ids import PatientId
from hah_console.services.context import Context
from hah_console.services.replay.columns import VITALS, Columns
from hah_console.services.replay.walk import ReplayCancelled

MINUTE = timedelta(minutes=1)
MINUTE_S = 60


def columns_of_store(
    ctx: Context, start: datetime, end: datetime, cancelled: Callable[[], bool] | None = None
) -> Columns:
    """Every patient who was measured in [start, end). Raises ReplayCancelled. Minutes without a value are left out."""
    with ctx.store() as uow:
        ids = [patient.patient_id for patient in uow.patients.all()]
    found = [(patient_id, _minutes(ctx, patient_id, start, end)) for patient_id in ids if not _stopped(cancelled)]
    kept = [(patient_id, table) for patient_id, table in found if len(table[0])]
    sizes = [len(times) for _, (times, _) in kept]
    empty: tuple[NDArray[np.int64], NDArray[np.float64]] = (np.zeros(0, np.int64), np.zeros((0, len(VITALS))))
    tables = [table for _, table in kept] or [empty]
    values = np.concatenate([table[1] for table in tables])
    return Columns(
        patient_ids=tuple(str(patient_id) for patient_id, _ in kept),
        offsets=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        times_s=np.concatenate([table[0] for table in tables]),
        values=values,
        off=np.zeros(values.shape, np.bool_),
        events_s=np.full(len(kept), np.nan),
    )


def _stopped(cancelled: Callable[[], bool] | None) -> bool:
    if cancelled is not None and cancelled():
        raise ReplayCancelled
    return False


def _minutes(
    ctx: Context, patient_id: PatientId, start: datetime, end: datetime
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    points = max(1, (end - start) // MINUTE)
    with ctx.store() as uow:
        trends = uow.readings.trends(patient_id, VITALS, start, end, points)
    first_s = int(start.timestamp()) // MINUTE_S * MINUTE_S
    table = np.full((points + 1, len(VITALS)), np.nan)
    for trend in trends:
        rows = (np.asarray(trend.times_s, np.int64) - first_s) // MINUTE_S
        inside = (rows >= 0) & (rows <= points)
        table[rows[inside], VITALS.index(trend.vital)] = np.asarray(trend.mean, np.float64)[inside]
    measured = np.flatnonzero(np.isfinite(table).any(axis=1))
    return (first_s + measured * MINUTE_S).astype(np.int64), table[measured]
