"""The site's own stored readings as data of a replay: the 1-minute tier, some patients at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from hah_console.domain.ids import PatientId
from hah_console.domain.patient import Patient
from hah_console.domain.reading import Consciousness, StaffObservation
from hah_console.domain.rulepack import News2Table
from hah_console.domain.score.news2 import SPO2_SCALE_HYPERCAPNIC
from hah_console.domain.transfer import TransferStage
from hah_console.services.context import Context
from hah_console.services.ports import MinuteTable, UnitOfWork
from hah_console.services.replay.columns import VITALS, Columns
from hah_console.services.replay.compare import Data, Part
from hah_console.services.replay.walk import Staff

PATIENTS_A_PART = 10
MINUTE_S = 60


def stored_data(ctx: Context, table: News2Table, name: str, end: datetime, days: float) -> Data:
    """The last ``days`` before ``end`` of every patient; what has to be reached are transfers into a hospital."""
    start = end - timedelta(days=days)
    with ctx.store() as uow:
        patients = uow.patients.all()
        known = _Known(table, _seen(uow), _transfers(uow, start, end))
    parts = _parts(ctx, patients, known, start, end)
    return Data(parts, len(patients), name, "database", MINUTE_S, "transfer", unix=True)


@dataclass(frozen=True, slots=True)
class _Known:
    table: News2Table
    seen: dict[PatientId, StaffObservation]
    transfers_s: dict[PatientId, float]

    def staff_of(self, patient: Patient) -> Staff:
        """What was seen of the patient last, for the whole time; awake and on air where nobody has entered anything."""
        seen = self.seen.get(patient.patient_id)
        on_oxygen = bool(seen and seen.on_oxygen)
        awake = seen is None or seen.consciousness in {None, Consciousness.ALERT}
        scale = 0 if patient.spo2_scale != SPO2_SCALE_HYPERCAPNIC else 2 if on_oxygen else 1
        return Staff(
            float(self.table.oxygen_points if on_oxygen else 0),
            float(0 if awake else self.table.not_alert_points),
            scale,
        )


def _parts(ctx: Context, patients: Sequence[Patient], known: _Known, start: datetime, end: datetime) -> Iterator[Part]:
    for first in range(0, len(patients), PATIENTS_A_PART):
        some = patients[first : first + PATIENTS_A_PART]
        by_id = {patient.patient_id: patient for patient in some}
        with ctx.store() as uow:
            tables = list(uow.readings.minutes_of_many(list(by_id), start, end))
        events = [known.transfers_s.get(patient_id, np.nan) for patient_id, _ in tables]
        staff = [known.staff_of(by_id[patient_id]) for patient_id, _ in tables]
        yield Part(columns_of_minutes([(str(pid), table) for pid, table in tables], events), staff)


def columns_of_minutes(tables: Sequence[tuple[str, MinuteTable]], events_s: Sequence[float]) -> Columns:
    """Minutes as columns: the mean of a minute is its value, known when the minute is over.

    A sensor is off in a minute in which more sets say so than give a value.
    """
    lengths = [len(table.times_s) for _, table in tables]
    rows = sum(lengths)
    values, off = np.empty((rows, len(VITALS))), np.empty((rows, len(VITALS)), np.bool_)
    times = np.empty(rows, np.int64)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    for (_, table), first, after in zip(tables, offsets[:-1], offsets[1:], strict=True):
        times[first:after] = np.asarray(table.times_s).astype(np.int64) + MINUTE_S
        off[first:after] = (np.asarray(table.off) > np.asarray(table.count)).T
        values[first:after] = np.asarray(table.mean).T
    values[off] = np.nan
    return Columns(tuple(name for name, _ in tables), offsets, times, values, off, np.array(events_s, np.float64))


def _seen(uow: UnitOfWork) -> dict[PatientId, StaffObservation]:
    return {row.patient_id: row for row in uow.readings.last_observations()}


def _transfers(uow: UnitOfWork, start: datetime, end: datetime) -> dict[PatientId, float]:
    """The first decision within the time to bring each patient into a hospital."""
    decided = [(t.patient_id, t.reached_at(TransferStage.DECIDED)) for t in uow.transfers.all()]
    within = sorted((at, pid) for pid, at in decided if at is not None and start <= at < end)
    return {pid: at.timestamp() for at, pid in reversed(within)}
