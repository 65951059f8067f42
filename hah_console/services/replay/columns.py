"""Vital signs of many patients as columns: what the replay walks over, whatever it was read from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hah_console.domain.reading import Vital
from hah_console.domain.recording import Recording

HOUR_S, DAY_S = 3_600.0, 86_400.0
VITALS = tuple(Vital)
"""The order of the columns of values."""


class VitalColumns(Protocol):
    """Rows of every patient one after another, those of one patient in order of time.

    ``offsets`` (patients + 1) say where each patient's rows begin. ``times_s``: whole seconds, Unix or from the
    beginning of the stay. ``values`` (rows × vitals, order of VITALS): NaN where nothing was measured; ``off``: the
    sensor said that it was off. ``events_s``: when what is to be reached happened to each patient, NaN when it did not.
    """

    @property
    def patient_ids(self) -> Sequence[str]: ...
    @property
    def offsets(self) -> NDArray[np.int64]: ...
    @property
    def times_s(self) -> NDArray[np.int64]: ...
    @property
    def values(self) -> NDArray[np.float64]: ...
    @property
    def off(self) -> NDArray[np.bool_]: ...
    @property
    def events_s(self) -> NDArray[np.float64]: ...


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns made here."""

    patient_ids: tuple[str, ...]
    offsets: NDArray[np.int64]
    times_s: NDArray[np.int64]
    values: NDArray[np.float64]
    off: NDArray[np.bool_]
    events_s: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Watched:
    """Who was watched, from when to when, for how many days; when what was to be reached happened, NaN: never."""

    patient_ids: tuple[str, ...]
    begins_s: NDArray[np.int64]
    ends_s: NDArray[np.int64]
    days: NDArray[np.float64]
    events_s: NDArray[np.float64]


def watched_in(columns: VitalColumns) -> Watched:
    """Every patient with a row, from the first row to the last and as long as a row of the patient lasts."""
    first, after = columns.offsets[:-1], columns.offsets[1:]
    own = np.flatnonzero(after > first)
    begins, ends = columns.times_s[first[own]], columns.times_s[after[own] - 1]
    length = (ends - begins).astype(np.float64)
    row_s = np.where(length > 0, np.minimum(length / np.maximum(after[own] - first[own] - 1, 1), HOUR_S), HOUR_S)
    names = tuple(columns.patient_ids[int(place)] for place in own)
    return Watched(names, begins, ends, (length + row_s) / DAY_S, columns.events_s[own])


def joined(parts: Sequence[Watched]) -> Watched:
    """The patients of all parts, one after the other."""
    return Watched(
        tuple(name for part in parts for name in part.patient_ids),
        np.concatenate([part.begins_s for part in parts]),
        np.concatenate([part.ends_s for part in parts]),
        np.concatenate([part.days for part in parts]),
        np.concatenate([part.events_s for part in parts]),
    )


def columns_of_recordings(recordings: Sequence[Recording]) -> Columns:
    """Recordings as columns; each is a patient, its time counted from its first row."""
    rows = [row for recording in recordings for row in recording.rows]
    values = np.full((len(rows), len(VITALS)), np.nan)
    off = np.zeros(values.shape, np.bool_)
    for number, row in enumerate(rows):
        for place, vital in enumerate(VITALS):
            values[number, place] = row.values.get(vital, np.nan)
            off[number, place] = vital in row.sensor_off
    times = [np.arange(len(r.rows), dtype=np.int64) * round(r.period_s) for r in recordings]
    lengths = [len(recording.rows) for recording in recordings]
    return Columns(
        tuple(recording.name for recording in recordings),
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        np.concatenate(times) if times else np.empty(0, np.int64),
        values,
        off,
        np.full(len(recordings), np.nan),
    )
