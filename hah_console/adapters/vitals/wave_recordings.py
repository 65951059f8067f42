"""Reads recorded waveforms: ``.npz`` with fs, names, units and sig, and BIDMC's tables of signals; nothing is copied.

Licences and origins stand in the folder's own README.
"""

import csv
import gzip
import io
import zipfile
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hah_console.adapters.vitals.recordings import RecordingUnusable
from hah_console.domain.recording import RecordedSignal, WaveRecording
from hah_console.domain.strip import MISSING_SAMPLE

STEPS = 60_000
"""Of the 65,535 steps of a sample those a recording is spread over."""
UNCALIBRATED = frozenset({"", "NU", "nu", "a.u."})
TIME_COLUMN = "Time [s]"
OTHER_COLUMNS = frozenset({"Sampling Freq", TIME_COLUMN})
PATTERNS = ("*.npz", "*Signals*.csv", "*Signals*.csv.gz")
Columns = dict[str, npt.NDArray[np.float64]]


def find_wave_recordings(place: Path) -> tuple[Path, ...]:
    """The recording itself when ``place`` is one, else all below the folder by name; empty when there is none."""
    if place.is_file():
        return (place,) if any(place.match(pattern) for pattern in PATTERNS) else ()
    return tuple(sorted({path for pattern in PATTERNS for path in place.rglob(pattern)}))


def read_wave_recordings(place: Path) -> tuple[WaveRecording, ...]:
    """All recordings of a file or folder, those with most calibrated signals first, then the finer ones.

    Raises RecordingUnusable for a file that cannot be used.
    """
    return tuple(sorted((read_wave_recording(path) for path in find_wave_recordings(place)), key=_worth, reverse=True))


def read_wave_recording(path: Path) -> WaveRecording:
    """One recording; raises RecordingUnusable."""
    read = _read_npz if path.suffix == ".npz" else _read_table
    try:
        signals = read(path)
    except (OSError, EOFError, ValueError, KeyError, zlib.error, zipfile.BadZipFile) as error:
        raise RecordingUnusable(file=path.name, line=0, reason="unreadable_file") from error
    if not signals:
        raise RecordingUnusable(file=path.name, line=0, reason="empty")
    return WaveRecording(path.name.split(".")[0], path.name, signals)


def _worth(recording: WaveRecording) -> tuple[int, float]:
    calibrated = sum(bool(signal.unit) for signal in recording.signals)
    return len(recording.signals) if calibrated else 0, max(signal.rate_hz for signal in recording.signals)


def _read_npz(path: Path) -> tuple[RecordedSignal, ...]:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        rate, values = float(kept["fs"]), np.asarray(kept["sig"], np.float64)
        names, units = (tuple(map(str, kept[key])) for key in ("names", "units"))
    return tuple(_signal(n, u, rate, values[:, i]) for i, (n, u) in enumerate(zip(names, units, strict=True)))


def _read_table(path: Path) -> tuple[RecordedSignal, ...]:
    """Values between 0 and 1 without a unit: such a recording is not calibrated."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), skipinitialspace=True))
    head = [name.strip() for name in rows[0]]
    table = np.array([[float(cell) if cell.strip() else np.nan for cell in row] for row in rows[1:]])
    times = table[:, head.index(TIME_COLUMN)]
    rate = round(1 / float(np.median(np.diff(times))), 3)
    named = [(i, name) for i, name in enumerate(head) if name not in OTHER_COLUMNS]
    return tuple(_signal(name, "", rate, table[:, i]) for i, name in named)


def _signal(name: str, unit: str, rate_hz: float, values: npt.NDArray[np.float64]) -> RecordedSignal:
    """Spread over the steps of 16 bit between its lowest and highest value."""
    good = np.isfinite(values)
    low, high = (float(np.min(values[good])), float(np.max(values[good]))) if good.any() else (0.0, 1.0)
    gain, offset = max(high - low, 1e-9) / STEPS, (low + high) / 2
    raw = np.full(values.size, MISSING_SAMPLE, "<i2")
    raw[good] = np.round((values[good] - offset) / gain)
    return RecordedSignal(name, "" if unit in UNCALIBRATED else unit, rate_hz, gain, offset, raw.tobytes())
