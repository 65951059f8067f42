"""Keeps the samples: moves them down the tiers a little every second, and drops what is past its time."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from hah_console.adapters.db.samples.retention import Retention
from hah_console.adapters.db.samples.roll_up import RollUp
from hah_console.adapters.db.samples.tiers import CHUNK_MS, CHUNKS, MINUTE_MS, MINUTES, QUARTERS, Shelves, floor
from hah_console.adapters.db.service_rows import ServiceStateRows
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import ms
from hah_console.domain.service_state import Lease

HOT_MS: Final = 2 * MINUTE_MS
"""How long a set stays a hot row after its minute has ended."""
ROUND_MS: Final = MINUTE_MS
"""Every patient has a turn in this time."""
SLICE_S: Final = 0.008
"""PERF(roll-up under 20 ms): after this much time at work each of the two moves stops until the next call."""
_NEXT = "SELECT min(patient_id) FROM reading WHERE patient_id > ?"
_DUE = "SELECT patient_id, start FROM minute_chunk WHERE start < ? ORDER BY start, patient_id LIMIT 1"
HeldLease = Callable[[], Lease | None]


class TierKeeper:
    """Used by one thread. ``slice_s`` is how long each move may take in one call; the rest waits for the next."""

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
        self._after, self._seen, self._last_round = "", 0, 0
        self._round_at: int | None = None

    def roll_up(self, now: datetime) -> int:
        """Move what is due, in portions; returns how many sets left the hot rows."""
        tx = self._open()
        try:
            tx.become_writer()
            work = RollUp(tx, self._shelves_of(tx))
            moved = self._take_turns(tx, work, ms(now))
            work.store_minutes()
            self._merge(tx, work, ms(now) - HOT_MS - ROUND_MS)
            work.store()
            self._commit(tx)
        finally:
            tx.close()
        return moved

    def drop_expired(self, now: datetime) -> int:
        """Drop partitions past their time; returns how many."""
        tx = self._open()
        try:
            tx.become_writer()
            shelves = self._shelves_of(tx)
            dropped = sum(
                shelves.drop_before(tier, ms(now - keep))
                for tier, keep in (
                    (CHUNKS, self._retention.raw), (MINUTES, self._retention.minutes),
                    (QUARTERS, self._retention.quarters),
                )
            )  # fmt: skip
            self._commit(tx)
        finally:
            tx.close()
        return dropped

    def close(self) -> None:
        """Close the files of the tiers."""
        self._end()

    def _take_turns(self, tx: Transaction, work: RollUp, now_ms: int) -> int:
        until, stop_at, moved = floor(now_ms - HOT_MS, MINUTE_MS), time.thread_time() + self._slice_s, 0
        if not self._may_begin(now_ms):
            return 0
        for _ in range(self._portion()):
            patient_id = tx.driver_rows(_NEXT, (self._after,))[0][0]
            if patient_id is None:
                self._after, self._last_round, self._seen = "", self._seen, 0
                break
            moved += work.hot_to_minutes(patient_id, until)
            self._after, self._seen = patient_id, self._seen + 1
            if time.thread_time() > stop_at:
                break
        return moved

    def _may_begin(self, now_ms: int) -> bool:
        """Whether a round is under way, or a new one may begin."""
        if self._after:
            return True
        if self._round_at is not None and abs(now_ms - self._round_at) < ROUND_MS:
            return False
        self._round_at = now_ms
        return True

    def _portion(self) -> int:
        """How many patients have their turn now, so that the round is over in its time."""
        return max(self._last_round * 1_500 // ROUND_MS, 20)

    def _merge(self, tx: Transaction, work: RollUp, until_ms: int) -> None:
        stop_at = time.thread_time() + self._slice_s
        while due := tx.driver_rows(_DUE, (floor(until_ms, CHUNK_MS),)):
            patient_id, start = due[0]
            work.minutes_to_chunk(patient_id, floor(start, CHUNK_MS))
            if time.thread_time() > stop_at:
                break

    def _commit(self, tx: Transaction) -> None:
        if self._lease is not None:
            ServiceStateRows(tx).ensure_holder(self._lease())
        tx.commit()
