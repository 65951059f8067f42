"""Keeps the samples: moves them down the tiers a little every second, and drops what is past its time."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import Final

from hah_console.adapters.db.quarantine import trim
from hah_console.adapters.db.samples.retention import Retention
from hah_console.adapters.db.samples.roll_up import RollUp
from hah_console.adapters.db.samples.tiers import CHUNK_MS, CHUNKS, MINUTE_MS, MINUTES, QUARTERS, Shelves, floor
from hah_console.adapters.db.samples.turns import ROUND_MS, Turns
from hah_console.adapters.db.service_rows import ServiceStateRows
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import ms
from hah_console.domain.service_state import Lease

HOT_MS: Final = 2 * MINUTE_MS
"""How long a set stays a hot row after its minute has ended."""
SLICE_S: Final = 0.012
"""PERF(roll-up under 20 ms): after this much time a call stops, by the clock, so that nobody waits for the writer's
place for long; ``behind`` tells that more was due."""
HOT_PART: Final = 0.6
"""The part of a call in which hot rows may be moved; the rest is for merging, however many hot rows wait."""
MERGE_EVERY_MS: Final = 2_000
"""PERF(few waits for the disk): three files are brought to the disk by any merge, however many buckets it is of."""
MERGE_LATE_MS: Final = 4 * MINUTE_MS
"""The buckets of all patients end at once: they are merged over this time, and only after it is there any hurry."""
_DUE = "SELECT patient_id, start FROM minute_chunk WHERE start < ? ORDER BY start, patient_id LIMIT 1"
HeldLease = Callable[[], Lease | None]


class TierKeeper:
    """Used by one thread. ``slice_s`` is how long one call may be at work; the rest waits for the next."""

    def __init__(
        self,
        open_transaction: Callable[[], Transaction],
        shelves_of: Callable[[Transaction], Shelves],
        retention: Retention,
        end: Callable[[], None],
        lease: HeldLease | None = None,
        slice_s: float = SLICE_S,
    ) -> None:
        self._open, self._shelves_of, self._retention = open_transaction, shelves_of, retention
        self._end = end
        self._lease, self._slice_s = lease, slice_s
        self._turns = Turns()
        self._waiting, self._merged_at = False, 0

    @property
    def behind(self) -> bool:
        """Whether the last call had to leave something for which it is time."""
        return self._turns.behind or self._waiting

    def roll_up(self, now: datetime) -> int:
        """Move what is due, in portions; returns how many sets left the hot rows."""
        began_s = time.perf_counter()
        with closing(self._open()) as tx:
            tx.become_writer()
            work = RollUp(tx, self._shelves_of(tx))
            until_ms = floor(ms(now) - HOT_MS, MINUTE_MS)
            moved = self._turns.take(work, ms(now), until_ms, began_s + self._slice_s * HOT_PART)
            work.store_minutes()
            if self._waiting or abs(ms(now) - self._merged_at) >= MERGE_EVERY_MS:
                self._merge(tx, work, ms(now) - HOT_MS - ROUND_MS, began_s + self._slice_s)
                work.store()
                self._merged_at = ms(now)
            self._ensure_holder(tx)
            tx.commit()
        return moved

    def drop_expired(self, now: datetime) -> int:
        """Drop partitions past their time; returns how many."""
        with closing(self._open()) as tx:
            tx.become_writer()
            # Files are gone at once: who has lost the lease may not even begin.
            self._ensure_holder(tx)
            shelves = self._shelves_of(tx)
            dropped = sum(
                shelves.drop_before(tier, ms(now - keep))
                for tier, keep in (
                    (CHUNKS, self._retention.raw), (MINUTES, self._retention.minutes),
                    (QUARTERS, self._retention.quarters),
                )
            )  # fmt: skip
            tx.commit()
        return dropped

    def trim_quarantine(self, now: datetime) -> tuple[int, int]:
        """Drop a portion of what is past its time, or too much; returns how many of each."""
        if self._retention.quarantine is None:
            return 0, 0
        with closing(self._open()) as tx:
            dropped = trim(tx, self._retention.quarantine, ms(now))
            if any(dropped):
                self._ensure_holder(tx)
                tx.commit()
        return dropped

    def close(self) -> None:
        """Close the files of the tiers."""
        self._end()

    def _merge(self, tx: Transaction, work: RollUp, until_ms: int, stop_at: float) -> None:
        """Merge minutes that are due, one bucket at least."""
        self._waiting, some = False, False
        while due := tx.driver_rows(_DUE, (floor(until_ms, CHUNK_MS),)):
            patient_id, bucket_ms = due[0][0], floor(due[0][1], CHUNK_MS)
            if some and time.perf_counter() > stop_at:
                self._waiting = until_ms - bucket_ms > CHUNK_MS + MERGE_LATE_MS
                return
            work.minutes_to_chunk(patient_id, bucket_ms)
            some = True

    def _ensure_holder(self, tx: Transaction) -> None:
        if self._lease is not None:
            ServiceStateRows(tx).ensure_holder(self._lease())
