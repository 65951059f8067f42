"""Reads one patient's samples from all tiers: hot rows, minutes not merged yet, chunks and aggregates."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

from hah_console.adapters.db.mapping.reading import VITALS
from hah_console.adapters.db.samples import bin_codec, bins, chunk_codec
from hah_console.adapters.db.samples.bins import Bins
from hah_console.adapters.db.samples.columns import Columns, Ints, columns_of, merged
from hah_console.adapters.db.samples.tiers import (
    CHUNK_MS,
    CHUNKS,
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    MINUTES,
    QUARTER_MS,
    QUARTERS,
    Shelves,
    Tier,
    floor,
)
from hah_console.adapters.db.transaction import Transaction

HOT_COLUMNS = f"device_id, sequence, measured_at, received_at, gateway_at, {', '.join(VITALS)}, sensor_off"
_HOT = text(
    f"SELECT {HOT_COLUMNS} FROM reading WHERE patient_id = :patient AND measured_at BETWEEN :first AND :last "
    "ORDER BY device_id, sequence"
)
_FRESH = text(
    "SELECT start, packed FROM minute_chunk WHERE patient_id = :patient AND start BETWEEN :first AND :last "
    "ORDER BY start"
)


class History:
    """Sets and bins of one patient at a time.

    SAFETY(moving samples): what is newest is read first. A set that is moved to the next tier meanwhile is then found
    twice and counted once; it is never missed.
    """

    def __init__(self, transaction: Transaction, shelves: Shelves) -> None:
        self._tx, self._shelves = transaction, shelves
        # PERF(24 h opened in 100 ms): the vitals of one patient are asked for one by one.
        self._last: tuple[tuple[str, int, int], Columns | None] | None = None

    def sets(self, patient_id: str, first_ms: int, last_ms: int) -> Columns | None:
        """Every set measured in [first, last], each once; None for none."""
        if self._last is None or self._last[0] != (patient_id, first_ms, last_ms):
            self._last = (patient_id, first_ms, last_ms), self._sets(patient_id, first_ms, last_ms)
        return self._last[1]

    def forget(self) -> None:
        """Something was stored: what was read last is read again."""
        self._last = None

    def _sets(self, patient_id: str, first_ms: int, last_ms: int) -> Columns | None:
        parts = [*self._unmerged(patient_id, first_ms, last_ms), *self._chunks(patient_id, first_ms, last_ms)]
        if not parts:
            return None
        found = merged(parts)
        return found.chosen((found.measured >= first_ms) & (found.measured <= last_ms))

    def minutes(self, patient_id: str, first_ms: int, last_ms: int) -> tuple[int, Bins]:
        """Bins of a minute over whole hours that cover [first, last], and when they begin."""
        start, end = floor(first_ms, HOUR_MS), floor(last_ms, HOUR_MS) + HOUR_MS
        fresh = self._unmerged(patient_id, start, end - 1)
        found = self._blocks(MINUTES, patient_id, start, end, HOUR_MS // MINUTE_MS)
        if fresh:
            buckets = _buckets(fresh)
            # PERF(replay of a young store): merged once, however many buckets have something new.
            chunks = [c for first, last in _runs(buckets) for c in self._chunks(patient_id, first, last)]
            count = found.count.shape[1]
            newer = bins.binned(merged([*fresh, *chunks]), start, MINUTE_MS, count)
            found = found.renewed(newer, _covered(buckets, start, count))
        return start, found

    def quarters(self, patient_id: str, first_ms: int, last_ms: int) -> tuple[int, Bins]:
        """Bins of 15 minutes over whole days that cover [first, last], and when they begin."""
        start, end = floor(first_ms, DAY_MS), floor(last_ms, DAY_MS) + DAY_MS
        fresh = _buckets(self._unmerged(patient_id, start, end - 1))
        found = self._blocks(QUARTERS, patient_id, start, end, DAY_MS // QUARTER_MS)
        for hour in sorted({floor(int(bucket), HOUR_MS) for bucket in fresh}):
            _, minutes = self.minutes(patient_id, hour, hour)
            found = found.with_part((hour - start) // QUARTER_MS, bins.grouped(minutes, QUARTER_MS // MINUTE_MS))
        return start, found

    def _unmerged(self, patient_id: str, first_ms: int, last_ms: int) -> list[Columns]:
        """What is not in chunks yet: hot rows, then minutes."""
        hot = self._tx.tuples(_HOT, {"patient": patient_id, "first": first_ms, "last": last_ms})
        bounds = {"patient": patient_id, "first": floor(first_ms, MINUTE_MS), "last": last_ms}
        minutes = [chunk_codec.unpacked(packed) for _, packed in self._tx.tuples(_FRESH, bounds)]
        return [columns_of(hot), *minutes] if hot else minutes

    def _chunks(self, patient_id: str, first_ms: int, last_ms: int) -> list[Columns]:
        rows = self._shelves.read(CHUNKS, patient_id, floor(first_ms, CHUNK_MS), last_ms)
        return [chunk_codec.unpacked(packed) for _, packed in rows]

    def _blocks(self, tier: Tier, patient_id: str, start: int, end: int, size: int) -> Bins:
        rows = self._shelves.read(tier, patient_id, start, end - 1)
        places = {(at - start) // tier.row_ms: blob for at, blob in rows}
        return bin_codec.unpacked(places, (end - start) // tier.row_ms, size)


def _buckets(parts: Sequence[Columns]) -> Ints:
    if not parts:
        return np.empty(0, np.int64)
    measured = np.concatenate([part.measured for part in parts])
    return np.array(sorted(set((measured - measured % CHUNK_MS).tolist())), np.int64)


def _runs(buckets: Ints) -> list[tuple[int, int]]:
    """First and last of the buckets that follow each other without a gap."""
    ends = np.flatnonzero(np.diff(buckets) > CHUNK_MS)
    firsts, lasts = np.append(buckets[0], buckets[ends + 1]), np.append(buckets[ends], buckets[-1])
    return [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)]


def _covered(buckets: Ints, start: int, count: int) -> NDArray[np.bool_]:
    """Which of ``count`` minutes from ``start`` lie in the buckets."""
    size = CHUNK_MS // MINUTE_MS
    covered = np.zeros(count // size, np.bool_)
    covered[(buckets - start) // CHUNK_MS] = True
    return np.repeat(covered, size)
