"""Reads recordings of real vital signs from a folder: CinC 2019 hourly tables and MIMIC numerics.

Licences and origins stand in the folder's own README; nothing of a recording is copied into the program.
"""

import csv
import gzip
import io
import math
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from hah_console.domain.errors import HahError
from hah_console.domain.reading import PLAUSIBLE, Vital
from hah_console.domain.recording import MonitorValues, Recording

Row = Mapping[str, str]
CINC_PERIOD_S = 3_600.0
CINC_COLUMNS: Mapping[str, Vital] = {
    "HR": Vital.HEART_RATE, "O2Sat": Vital.SPO2, "Resp": Vital.RESPIRATORY_RATE,
    "SBP": Vital.SYSTOLIC, "DBP": Vital.DIASTOLIC, "Temp": Vital.TEMPERATURE,
}  # fmt: skip
MIMIC_COLUMNS: Mapping[str, Vital] = {
    "HR": Vital.HEART_RATE, "SpO2": Vital.SPO2, "RESP": Vital.RESPIRATORY_RATE,
}  # fmt: skip
"""Channels in which the bedside monitor writes 0.0 while the sensor is off."""
MIMIC_PRESSURES: Mapping[Vital, Sequence[str]] = {
    Vital.SYSTOLIC: ("NBPSys", "ABPSys"), Vital.DIASTOLIC: ("NBPDias", "ABPDias"),
}  # fmt: skip
"""The cuff first, then the arterial line; a zero of a line means that there is none, not that a sensor fell off."""
TIME_COLUMNS: Mapping[str, float] = {"minute": 60.0, "second": 1.0, "Time [s]": 1.0}


class RecordingUnusable(HahError):
    """A recording cannot be replayed. Facts: file, line (0 for the whole file), reason."""

    code = "recording_unusable"


def find_recordings(place: Path) -> tuple[Path, ...]:
    """The recording itself when ``place`` is one, else all below the folder: numerics (``*numerics*.csv[.gz]``) first,
    then ``*.psv``, each by name. Other files are left alone."""
    patterns = ("*numerics*.csv", "*numerics*.csv.gz", "*.psv")
    if place.is_file():
        return (place,) if any(place.match(pattern) for pattern in patterns) else ()
    numerics = sorted({path for pattern in patterns[:2] for path in place.rglob(pattern)})
    return (*numerics, *sorted(place.rglob(patterns[2])))


def read_recordings(place: Path) -> tuple[Recording, ...]:
    """All recordings of a file or folder, as ``find_recordings`` orders them.

    Raises RecordingUnusable for a place without any and for a file that cannot be used.
    """
    if not place.exists():
        raise RecordingUnusable(file=place.name, line=0, reason="no_folder")
    found = find_recordings(place)
    if not found:
        raise RecordingUnusable(file=place.name, line=0, reason="no_recordings")
    return tuple(read_stay(path) if path.suffix == ".psv" else read_numerics(path) for path in found)


def read_stay(path: Path) -> Recording:
    """A CinC 2019 stay: one row an hour, NaN where nothing was measured."""
    rows = _table(path, "|", tuple(CINC_COLUMNS))
    read = [_stay_row(path, line, row) for line, row in enumerate(rows, 2)]
    return Recording(path.stem, "PhysioNet/CinC Challenge 2019", CINC_PERIOD_S, _trimmed(path, read))


def read_numerics(path: Path) -> Recording:
    """MIMIC numerics: one row a minute or a second; 0 where a sensor is off."""
    rows = _table(path, ",", tuple(MIMIC_COLUMNS))
    read = [_numerics_row(path, line, row) for line, row in enumerate(rows, 2)]
    name = path.name.removesuffix(".gz").removesuffix(".csv")
    return Recording(name, "PhysioNet MIMIC numerics", _period_s(path, rows), _trimmed(path, read))


def _stay_row(path: Path, line: int, row: Row) -> MonitorValues:
    found = {vital: _number(path, line, row.get(column)) for column, vital in CINC_COLUMNS.items()}
    return MonitorValues(_shown(found))


def _numerics_row(path: Path, line: int, row: Row) -> MonitorValues:
    found = {vital: _number(path, line, row.get(column)) for column, vital in MIMIC_COLUMNS.items()}
    for vital, columns in MIMIC_PRESSURES.items():
        found[vital] = next((value for c in columns if (value := _number(path, line, row.get(c)))), None)
    return MonitorValues(_shown(found), frozenset(vital for vital, value in found.items() if value == 0))


def _shown(found: Mapping[Vital, float | None]) -> dict[Vital, float]:
    """The values as a monitor displays them; those outside its range are left out."""
    rounded = {
        vital: round(value, 1) if vital is Vital.TEMPERATURE else float(round(value))
        for vital, value in found.items()
        if value is not None
    }
    return {vital: value for vital, value in rounded.items() if PLAUSIBLE[vital][0] <= value <= PLAUSIBLE[vital][1]}


def _number(path: Path, line: int, text: str | None) -> float | None:
    """The number of a cell; None where it is empty or NaN."""
    cell = (text or "").strip()
    if not cell:
        return None
    try:
        value = float(cell)
    except ValueError as error:
        raise RecordingUnusable(file=path.name, line=line, reason="not_a_number") from error
    return value if math.isfinite(value) else None


def _trimmed(path: Path, rows: Sequence[MonitorValues]) -> tuple[MonitorValues, ...]:
    """The rows from the first to the last in which anything was measured."""
    filled = [place for place, row in enumerate(rows) if not row.empty]
    if not filled:
        raise RecordingUnusable(file=path.name, line=0, reason="empty")
    return tuple(rows[filled[0] : filled[-1] + 1])


def _period_s(path: Path, rows: Sequence[Row]) -> float:
    column = next((name for name in TIME_COLUMNS if rows and name in rows[0]), None)
    if column is None:
        raise RecordingUnusable(file=path.name, line=1, reason="no_time_column")
    if len(rows) == 1:
        return TIME_COLUMNS[column]
    first, second = (_number(path, line, rows[line - 2][column]) for line in (2, 3))
    if first is None or second is None or second <= first:
        raise RecordingUnusable(file=path.name, line=3, reason="times_do_not_rise")
    return (second - first) * TIME_COLUMNS[column]


def _table(path: Path, separator: str, columns: Sequence[str]) -> list[Row]:
    """The rows by column name; raises RecordingUnusable when the file is damaged or not such a table."""
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise RecordingUnusable(file=path.name, line=0, reason="unreadable_file") from error
    reader = csv.DictReader(io.StringIO(text), delimiter=separator, skipinitialspace=True)
    if not set(columns) <= set(reader.fieldnames or ()):
        raise RecordingUnusable(file=path.name, line=1, reason="missing_column")
    return list(reader)
