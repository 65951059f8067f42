"""Packs bins of one hour or one day: whole numbers by row, differences in 16 bits, zlib; many unpack at once.

Lowest and highest are exact: values that are not whole numbers of tenths, or too large, make the block one of float64.
The mean is kept to a hundredth.
"""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hah_console.adapters.db.samples.bins import ROWS, Bins
from hah_console.adapters.db.samples.columns import Floats

SHORT: Final = b"\x01"
FULL: Final = b"\x02"
_STATS = 5
_MOST = 2.0**36
_LEVEL = 6


def packed(bins: Bins) -> bytes:
    """The bytes of a block of bins."""
    steps = _steps(bins)
    if steps is None:
        return FULL + zlib.compress(np.vstack(bins.stats()).astype("<f8").tobytes(), _LEVEL)
    planes = steps.astype("<i2").view(np.uint16)
    zigzag = ((planes << 1) ^ (0 - (planes >> 15))).astype("<u2").view(np.uint8).reshape(-1, 2)
    return SHORT + zlib.compress(zigzag[:, 0].tobytes() + zigzag[:, 1].tobytes(), _LEVEL)


def _steps(bins: Bins) -> Floats | None:
    """Differences along the bins, in tenths and the mean in hundredths; None when they are not exact in 16 bits."""
    known = bins.count > 0
    extremes = np.where(known, np.stack((bins.low, bins.high)), 0.0)
    if not (np.abs(extremes) < _MOST).all():
        return None
    tenths = np.rint(extremes * 10)
    if not (tenths / 10 == extremes).all():
        return None
    low, high = _filled(tenths[0], known), _filled(tenths[1], known)
    mean = np.where(known, np.rint(np.where(known, bins.mean, 0.0) * 100) - low * 10, 0)
    rows = np.vstack((low, high - low, mean, bins.count, bins.off))
    steps: Floats = np.diff(rows, axis=1, prepend=0.0)
    return steps if np.abs(steps).max(initial=0) <= np.iinfo(np.int16).max else None


def unpacked(blobs: Mapping[int, bytes], blocks: int, count: int) -> Bins:
    """``blocks`` blocks of ``count`` bins one after another; those not in ``blobs`` (by place) are empty."""
    shape = (ROWS, blocks, count)
    stats = [np.full(shape, np.nan) for _ in range(3)] + [np.zeros(shape, dtype=np.int64) for _ in range(2)]
    short = [place for place, blob in blobs.items() if blob[:1] == SHORT]
    if short:
        for whole, part in zip(stats, _unpacked_short([blobs[place] for place in short], count), strict=True):
            whole[:, short] = part
    for place in blobs.keys() - set(short):
        for whole, full in zip(stats, _unpacked_full(blobs[place], count), strict=True):
            whole[:, place] = full
    return Bins(*(stat.reshape(ROWS, -1) for stat in stats))


def _filled(cells: Floats, known: np.ndarray) -> Floats:
    """The last cell repeated where there is none, so that differences stay small."""
    last = np.maximum.accumulate(np.where(known, np.arange(cells.shape[1]), 0), axis=1)
    return np.take_along_axis(cells, last, axis=1)


def _unpacked_short(blobs: Sequence[bytes], count: int) -> tuple[NDArray[Any], ...]:
    """The five statistics, each (vital, block, bin)."""
    # PERF(replay): one byte more than comes, so that zlib neither grows nor asks again.
    room = 2 * _STATS * ROWS * count + 1
    body = np.frombuffer(b"".join([zlib.decompress(memoryview(b)[1:], bufsize=room) for b in blobs]), np.uint8)
    halves = body.reshape(len(blobs), 2, _STATS, ROWS, count).transpose(1, 2, 3, 0, 4)
    zigzag = halves[1].astype(np.uint16) << 8 | halves[0]
    steps = ((zigzag >> 1) ^ (0 - (zigzag & 1))).view(np.int16)
    low, spread, mean, counts, off = np.cumsum(steps, axis=3, dtype=np.int32)
    none = counts == 0
    found = low / 10, (low + spread) / 10, (mean + low * 10) / 100
    if none.any():
        for stat in found:
            stat[none] = np.nan
    return *found, counts, off


def _unpacked_full(blob: bytes, count: int) -> NDArray[np.float64]:
    return np.frombuffer(zlib.decompress(blob[1:]), "<f8").reshape(_STATS, ROWS, count)
