"""Shelving: which alarms a shelf keeps quiet, and what breaks it. A shelf is of one alarm key of one patient."""

from collections.abc import Iterable
from datetime import datetime

from hah_console.alarms.finding import key_of
from hah_console.domain.alarm import Alarm
from hah_console.domain.shelf import Shelf

_WORSE = frozenset({"worsened", "restated"})
"""What has become of an alarm that is now worse than what was told."""


def shelf_over(alarm: Alarm, shelves: Iterable[Shelf], now: datetime) -> Shelf | None:
    """The shelf that keeps an alarm quiet at a moment; None when it is to be heard."""
    return next((shelf for shelf in shelves if shelf.holds(now) and covers(shelf, alarm)), None)


def covers(shelf: Shelf, alarm: Alarm) -> bool:
    """Whether a shelf is of this alarm and not broken by it.

    SAFETY(shelf): only the same condition of the same patient, never with a more urgent priority than was shelved.
    """
    return _same(shelf, alarm) and alarm.priority <= shelf.priority


def breaks(shelf: Shelf, alarm: Alarm, kind: str) -> bool:
    """Whether an alarm is more urgent than what was shelved, or has got worse, so that its shelf ends."""
    return _same(shelf, alarm) and (alarm.priority > shelf.priority or kind in _WORSE)


def _same(shelf: Shelf, alarm: Alarm) -> bool:
    return (shelf.patient_id, shelf.key) == (alarm.patient_id, key_of(alarm))
