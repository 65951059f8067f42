"""Moves samples down the tiers: hot rows to chunks of a minute, those to chunks of five minutes and to aggregates."""

from typing import Final

from hah_console.adapters.db.bulk import Cells, put
from hah_console.adapters.db.samples import bin_codec, bins, chunk_codec
from hah_console.adapters.db.samples.bins import Bins
from hah_console.adapters.db.samples.columns import columns_of, merged
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
_HOT = (
    f"SELECT {HOT_COLUMNS} FROM reading WHERE patient_id = ? AND measured_at < ? "
    f"ORDER BY device_id, sequence LIMIT {MOST_ROWS}"
)
_NAMES = """
    WITH RECURSIVE somebody (name) AS (
        SELECT min(patient_id) FROM reading WHERE patient_id > ?
        UNION ALL
        SELECT (SELECT min(patient_id) FROM reading WHERE patient_id > name) FROM somebody WHERE name IS NOT NULL
    ) SELECT name FROM somebody WHERE name IS NOT NULL LIMIT ?
"""
_LEAVE = (
    "DELETE FROM reading WHERE patient_id = ? AND device_id = ? AND sequence BETWEEN ? AND ? AND measured_at < ?"
)  # fmt: skip
_SEEN = "SELECT sequences FROM device_seen WHERE patient_id = ? AND device_id = ?"
_WAITING = "SELECT start, packed FROM minute_chunk WHERE patient_id = ? AND start BETWEEN ? AND ? ORDER BY start"
_MERGED = "DELETE FROM minute_chunk WHERE patient_id = ? AND start BETWEEN ? AND ?"


class RollUp:
    """The two moves, each within the transaction of the one who has the writer's place."""

    def __init__(self, transaction: Transaction, shelves: Shelves) -> None:
        self._tx, self._shelves = transaction, shelves
        self._made: dict[Tier, dict[tuple[str, int], bytes]] = {tier: {} for tier in TIERS}
        self._minutes: list[Cells] = []
        self._seen: list[Cells] = []
        self._leaving: list[Cells] = []

    def patients_after(self, patient_id: str, at_most: int) -> list[str]:
        """The next who have hot rows, in order."""
        return [name for (name,) in self._tx.driver_rows(_NAMES, (patient_id, at_most))]

    def hot_to_minutes(self, patient_id: str, until_ms: int) -> int:
        """Move up to MOST_ROWS sets measured before a moment; their numbers stay known. Returns how many."""
        rows = self._tx.driver_rows(_HOT, (patient_id, until_ms))
        if not rows:
            return 0
        leaving = columns_of(rows)
        starts = leaving.measured - leaving.measured % MINUTE_MS
        spans = sorted(set(starts.tolist()))  # PERF(start): np.unique loads numpy.ma when it is first used
        there = dict(self._tx.driver_rows(_WAITING, (patient_id, spans[0], spans[-1])))
        for start in spans:
            of_minute = leaving if len(spans) == 1 else leaving.chosen(starts == start)
            parts = [chunk_codec.unpacked(there[start]), of_minute] if start in there else [of_minute]
            self._minutes.append((patient_id, start, chunk_codec.packed(merged(parts), level=1)))
        for device_id, numbers in leaving.numbers().items():
            self._leave(patient_id, device_id, numbers, until_ms)
        return len(rows)

    def store_minutes(self) -> None:
        """Write what ``hot_to_minutes`` moved."""
        if self._minutes:
            put(self._tx, minute_chunk, self._minutes)
            put(self._tx, device_seen, self._seen)
            self._tx.driver_many(_LEAVE, self._leaving)
            self._minutes, self._seen, self._leaving = [], [], []

    def minutes_to_chunk(self, patient_id: str, bucket_ms: int) -> None:
        """Merge the minutes of a bucket into its chunk and bring the aggregates up to it; stored by ``store``."""
        span = (patient_id, bucket_ms, bucket_ms + CHUNK_MS - 1)
        parts = [chunk_codec.unpacked(packed) for _, packed in self._tx.driver_rows(_WAITING, span)]
        if (there := self._there(CHUNKS, patient_id, bucket_ms)) is not None:
            parts.append(chunk_codec.unpacked(there))
        whole = merged(parts)
        self._made[CHUNKS][patient_id, bucket_ms] = chunk_codec.packed(whole)
        self._aggregate(patient_id, bucket_ms, bins.binned(whole, bucket_ms, MINUTE_MS, CHUNK_MS // MINUTE_MS))
        self._tx.driver_many(_MERGED, [span])

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

    def _leave(self, patient_id: str, device_id: str, numbers: list[int], until_ms: int) -> None:
        known = self._tx.driver_rows(_SEEN, (patient_id, device_id))
        seen = SequenceSet.unpacked(known[0][0]) if known else SequenceSet()
        seen.add_all(numbers)
        self._seen.append((patient_id, device_id, seen.packed()))
        self._leaving.append((patient_id, device_id, numbers[0], numbers[-1], until_ms))

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
        there = bin_codec.unpacked({} if packed is None else {0: packed}, 1, size)
        block = there.with_part((part_ms - start) // step_ms, part)
        self._made[tier][patient_id, start] = bin_codec.packed(block)
        return block
