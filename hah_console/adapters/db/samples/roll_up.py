"""Moves samples down the tiers: hot rows to chunks of a minute, those to chunks of five minutes and to aggregates."""

from typing import Final

import numpy as np
from sqlalchemy import text

from hah_console.adapters.db.bulk import put
from hah_console.adapters.db.samples import bin_codec, bins, chunk_codec
from hah_console.adapters.db.samples.bins import Bins
from hah_console.adapters.db.samples.columns import Columns, columns_of, merged
from hah_console.adapters.db.samples.history import HOT_COLUMNS
from hah_console.adapters.db.samples.sequence_set import SequenceSet
from hah_console.adapters.db.samples.tiers import (
    CHUNK_MS,
    CHUNKS,
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    MINUTES,
    QUARTER_MS,
    QUARTERS,
    TIERS,
    Shelves,
    Tier,
    floor,
)
from hah_console.adapters.db.tables.vitals import device_seen, minute_chunk
from hah_console.adapters.db.transaction import Transaction

MOST_ROWS: Final = 1_200
"""Hot rows of one patient moved at once; a backlog of hours is moved in several goes."""
_HOT = text(
    f"SELECT {HOT_COLUMNS} FROM reading WHERE patient_id = :patient AND measured_at < :until "
    f"ORDER BY device_id, sequence LIMIT {MOST_ROWS}"
)
_LEAVE = text(
    "DELETE FROM reading WHERE patient_id = :patient AND device_id = :device AND sequence BETWEEN :first AND :last "
    "AND measured_at < :until"
)
_MINUTE = text("SELECT packed FROM minute_chunk WHERE patient_id = :patient AND start = :start")
_SEEN = text("SELECT sequences FROM device_seen WHERE patient_id = :patient AND device_id = :device")
_BUCKET = text(
    "SELECT start, packed FROM minute_chunk WHERE patient_id = :patient AND start BETWEEN :first AND :last "
    "ORDER BY start"
)
_MERGED = text("DELETE FROM minute_chunk WHERE patient_id = :patient AND start BETWEEN :first AND :last")


class RollUp:
    """The two moves, each within the transaction of the one who has the writer's place."""

    def __init__(self, transaction: Transaction, shelves: Shelves) -> None:
        self._tx, self._shelves = transaction, shelves
        self._made: dict[Tier, dict[tuple[str, int], bytes]] = {tier: {} for tier in TIERS}

    def hot_to_minutes(self, patient_id: str, until_ms: int) -> int:
        """Move up to MOST_ROWS sets measured before a moment; their numbers stay known. Returns how many."""
        rows = self._tx.tuples(_HOT, {"patient": patient_id, "until": until_ms})
        if not rows:
            return 0
        leaving = columns_of(rows)
        starts = leaving.measured - leaving.measured % MINUTE_MS
        chunks = [
            (
                patient_id,
                start,
                chunk_codec.packed(self._with_minute(patient_id, start, leaving.chosen(starts == start))),
            )
            for start in np.unique(starts).tolist()
        ]
        put(self._tx, minute_chunk, chunks)
        for device_id, numbers in leaving.numbers().items():
            self._leave(patient_id, device_id, numbers, until_ms)
        return len(rows)

    def minutes_to_chunk(self, patient_id: str, bucket_ms: int) -> None:
        """Merge the minutes of a bucket into its chunk and bring the aggregates up to it; stored by ``store``."""
        bounds = {"patient": patient_id, "first": bucket_ms, "last": bucket_ms + CHUNK_MS - 1}
        parts = [chunk_codec.unpacked(packed) for _, packed in self._tx.tuples(_BUCKET, bounds)]
        if (there := self._there(CHUNKS, patient_id, bucket_ms)) is not None:
            parts.append(chunk_codec.unpacked(there))
        whole = merged(parts)
        self._made[CHUNKS][patient_id, bucket_ms] = chunk_codec.packed(whole)
        self._aggregate(patient_id, bucket_ms, bins.binned(whole, bucket_ms, MINUTE_MS, CHUNK_MS // MINUTE_MS))
        self._tx.write(_MERGED, bounds)

    def store(self) -> None:
        """Store what was merged.

        SAFETY(moving samples): files of SQLite are committed one by one, before the transaction in which the minutes
        leave. Killed anywhere in between, all of it is done again with the same result.
        """
        for tier, made in self._made.items():
            if made:
                self._shelves.put(tier, [(*key, packed) for key, packed in made.items()])
                made.clear()

    def _there(self, tier: Tier, patient_id: str, start: int) -> bytes | None:
        if (made := self._made[tier].get((patient_id, start))) is not None:
            return made
        found = self._shelves.read(tier, patient_id, start, start)
        return found[0][1] if found else None

    def _with_minute(self, patient_id: str, start: int, leaving: Columns) -> Columns:
        there = self._tx.scalar(_MINUTE, {"patient": patient_id, "start": start})
        return leaving if there is None else merged([chunk_codec.unpacked(there), leaving])

    def _leave(self, patient_id: str, device_id: str, numbers: list[int], until_ms: int) -> None:
        packed = self._tx.scalar(_SEEN, {"patient": patient_id, "device": device_id})
        seen = SequenceSet() if packed is None else SequenceSet.unpacked(packed)
        for number in numbers:
            seen.add(number)
        put(self._tx, device_seen, [(patient_id, device_id, seen.packed())])
        span = {"patient": patient_id, "device": device_id, "first": numbers[0], "last": numbers[-1]}
        self._tx.write(_LEAVE, {**span, "until": until_ms})

    def _aggregate(self, patient_id: str, bucket_ms: int, minutes: Bins) -> None:
        hour = floor(bucket_ms, HOUR_MS)
        whole = self._changed(MINUTES, patient_id, hour, MINUTE_MS, bucket_ms, minutes)
        quarter = floor(bucket_ms, QUARTER_MS)
        first = (quarter - hour) // MINUTE_MS
        of_quarter = bins.grouped(whole.part(slice(first, first + QUARTER_MS // MINUTE_MS)), QUARTER_MS // MINUTE_MS)
        self._changed(QUARTERS, patient_id, floor(bucket_ms, DAY_MS), QUARTER_MS, quarter, of_quarter)

    def _changed(self, tier: Tier, patient_id: str, start: int, step_ms: int, part_ms: int, part: Bins) -> Bins:
        size = tier.row_ms // step_ms
        packed = self._there(tier, patient_id, start)
        there = bins.empty(size) if packed is None else bin_codec.unpacked([packed], size)[0]
        block = there.with_part((part_ms - start) // step_ms, part)
        self._made[tier][patient_id, start] = bin_codec.packed(block)
        return block
