"""The re-alarm ladder: who is told next when nobody acknowledges an alarm. Rungs are counted from 1."""

from collections.abc import Sequence
from datetime import datetime

from hah_console.domain.alarm import Alarm, AlarmState
from hah_console.domain.rulepack import Rung

WAITING = frozenset({AlarmState.ACTIVE, AlarmState.LATCHED})


def due_rung(alarm: Alarm, ladder: Sequence[Rung], now: datetime) -> int:
    """The highest rung an alarm should stand on by now, 0 for none; acknowledged alarms stay where they are.

    SAFETY(ladder): counted from when it was raised, or worsened, last; never from when somebody looked at it.
    """
    if alarm.state not in WAITING:
        return alarm.rung
    waited = now - alarm.raised_at
    due = [number for number, rung in enumerate(ladder, 1) if _climbs(alarm, rung) and waited >= rung.after]
    return max([alarm.rung, *due])


def calls_of(alarm: Alarm, ladder: Sequence[Rung]) -> int:
    """How many of the rungs an alarm has climbed let the consoles sound again."""
    return sum(rung.sound and _climbs(alarm, rung) for rung in ladder[: alarm.rung])


def next_rung(alarm: Alarm, ladder: Sequence[Rung]) -> int | None:
    """The rung after the present one that tells somebody about an alarm of this priority; None on the last."""
    above = (number for number, rung in enumerate(ladder, 1) if number > alarm.rung and _climbs(alarm, rung))
    return next(above, None)


def climbs_at(alarm: Alarm, ladder: Sequence[Rung]) -> datetime | None:
    """When it climbs by itself if nobody acknowledges; None when it does not."""
    number = next_rung(alarm, ladder)
    if number is None or alarm.state not in WAITING:
        return None
    return alarm.raised_at + ladder[number - 1].after


def _climbs(alarm: Alarm, rung: Rung) -> bool:
    return alarm.priority >= rung.priority
