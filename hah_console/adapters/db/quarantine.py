"""The quarantine does not grow for ever: what is past its time, or more than there is room for, leaves oldest first.

SAFETY(quarantine): a sender of rubbish must not fill the disk, and what is dropped is counted, never only gone.
"""

from typing import Final

from sqlalchemy import func, select

from hah_console.adapters.db.counters import Counters
from hah_console.adapters.db.samples.retention import QuarantineLimits
from hah_console.adapters.db.tables.vitals import quarantine
from hah_console.adapters.db.transaction import Transaction

PORTION: Final = 250
"""PERF(5 ms): rows that leave at once; a hundred a second come from one bad message in fifty of 5,000."""
DROPPED: Final = "quarantine_dropped"
_OLDEST = select(quarantine.c.number, quarantine.c.received_at).order_by(quarantine.c.number).limit(PORTION)
_NEWEST = select(func.max(quarantine.c.number))
_LEAVE = "DELETE FROM quarantine WHERE number = ?"


def trim(transaction: Transaction, limits: QuarantineLimits, now_ms: int) -> tuple[int, int]:
    """Drop a portion; returns how many were past their time and how many there was no room for."""
    oldest = transaction.tuples(_OLDEST)
    if not oldest:
        return 0, 0
    until_ms = now_ms - round(limits.keep.total_seconds() * 1_000)
    room_from = int(transaction.scalar(_NEWEST)) - limits.most
    expired = [(number,) for number, received_at in oldest if received_at < until_ms]
    over = [(number,) for number, received_at in oldest if received_at >= until_ms and number <= room_from]
    if expired or over:
        transaction.driver_many(_LEAVE, [*expired, *over])
        Counters(transaction).take(DROPPED, len(expired) + len(over))
    return len(expired), len(over)
