"""Reads tables of many stays with a label of what happened, hour by hour: the layout of CinC 2019."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hah_console.adapters.vitals.recordings import CINC_COLUMNS, CINC_PERIOD_S, RecordingUnusable
from hah_console.domain.reading import Vital

ID, HOUR, LABEL = "pid", "ICULOS", "SepsisLabel"
LABEL_LEAD_S = 6 * 3600.0
"""The label is 1 from six hours before the clinical onset (Reyna 2019)."""
CITATION = (
    "PhysioNet/CinC Challenge 2019, training set B (CC BY 4.0): Reyna et al. 2019, doi:10.13026/v64v-d857; "
    "Goldberger et al. 2000"
)


@dataclass(frozen=True, slots=True)
class LabelledStays:
    """Stays as columns: see ``VitalColumns`` of the replay. Times are seconds from the first row of the stay.

    ``events_s`` is the clinical onset; ``label_s`` is where the label begins, NaN in a stay without.
    """

    patient_ids: tuple[str, ...]
    offsets: NDArray[np.int64]
    times_s: NDArray[np.int64]
    values: NDArray[np.float64]
    off: NDArray[np.bool_]
    events_s: NDArray[np.float64]
    label_s: NDArray[np.float64]
    source: str = CITATION


def is_labelled(path: Path) -> bool:
    """Whether the first line of a file names the columns of such a table; raises RecordingUnusable if unreadable."""
    return {ID, LABEL} <= set(_header(_text(path)))


def read_labelled(path: Path) -> LabelledStays:
    """The whole table; raises RecordingUnusable naming file and line."""
    text = _text(path)
    header = _header(text)
    wanted = [ID, HOUR, LABEL, *CINC_COLUMNS]
    if not set(wanted) <= set(header):
        raise RecordingUnusable(file=path.name, line=1, reason="missing_column")
    rows = list(_rows(path, text, [header.index(name) for name in wanted]))
    if not rows:
        raise RecordingUnusable(file=path.name, line=0, reason="empty")
    return _stays(path, rows)


def _stays(path: Path, rows: Sequence[Sequence[str]]) -> LabelledStays:
    names = [row[0] for row in rows]
    starts = [n for n, name in enumerate(names) if n == 0 or name != names[n - 1]]
    offsets = np.array([*starts, len(rows)], np.int64)
    numbers = _numbers(path, [row[1:] for row in rows])
    stay = np.repeat(np.arange(len(starts)), np.diff(offsets))
    hours = numbers[:, 0] - numbers[offsets[:-1], 0][stay]
    if not np.all(np.diff(hours)[np.diff(stay) == 0] > 0):
        raise RecordingUnusable(file=path.name, line=0, reason="times_do_not_rise")
    times = (hours * CINC_PERIOD_S).astype(np.int64)
    label = _first_labelled(numbers[:, 1], times, stay, len(starts))
    ends = times[offsets[1:] - 1]
    return LabelledStays(
        patient_ids=tuple(names[start] for start in starts),
        offsets=offsets,
        times_s=times,
        values=numbers[:, [2 + list(CINC_COLUMNS.values()).index(vital) for vital in Vital]],
        off=np.zeros((len(rows), len(Vital)), np.bool_),
        events_s=np.minimum(label + LABEL_LEAD_S, ends),
        label_s=label,
    )


def _first_labelled(
    label: NDArray[np.float64], times: NDArray[np.int64], stay: NDArray[np.int64], stays: int
) -> NDArray[np.float64]:
    first = np.full(stays, np.nan)
    labelled = np.flatnonzero(label > 0)[::-1]
    first[stay[labelled]] = times[labelled]
    return first


def _numbers(path: Path, rows: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    try:
        numbers = np.array([[float(cell) if cell else np.nan for cell in row] for row in rows])
    except ValueError as error:
        raise RecordingUnusable(file=path.name, line=0, reason="not_a_number") from error
    if not np.isfinite(numbers[:, 0]).all():
        raise RecordingUnusable(file=path.name, line=0, reason="no_time_column")
    return numbers


def _rows(path: Path, text: str, places: Sequence[int]) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text))
    next(reader)
    for number, row in enumerate(reader, 2):
        if len(row) <= max(places):
            raise RecordingUnusable(file=path.name, line=number, reason="missing_column")
        yield [row[place] for place in places]


def _header(text: str) -> list[str]:
    return next(csv.reader(io.StringIO(text[: text.find("\n") + 1] or text)), [])


def _text(path: Path) -> str:
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return data.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise RecordingUnusable(file=path.name, line=0, reason="no_such_file") from error
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise RecordingUnusable(file=path.name, line=0, reason="unreadable_file") from error
