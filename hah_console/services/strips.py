"""Evidence strips: what was measured around an alarm is stored with it, at once and again when its time is over."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hah_console.alarms.stages.resolve import Resolved
from hah_console.domain.alarm import Alarm, Lane, Priority
from hah_console.domain.errors import LeaseLost
from hah_console.domain.ids import AlarmId, PatientId
from hah_console.domain.reading import Vital
from hah_console.domain.strip import EvidenceStrip, StripSeries, WaveSegment
from hah_console.services.context import Context
from hah_console.services.faults import code_of, is_outage
from hah_console.services.ports import UnitOfWork
from hah_console.services.wave_memory import WaveMemory

BEFORE, AFTER = timedelta(seconds=120), timedelta(seconds=60)
AGAIN, GIVE_UP = timedelta(seconds=30), timedelta(hours=1)
"""How long one that could not be stored waits, and after its end is tried at all."""
PORTION = 20
"""Strips a second: a storm of alarms must not delay the next one. PERF(2 ms each)."""
MOST_WANTED = 2_000
"""More than come while a hundred seconds of strips are stored; of a longer storm the oldest keep what they have."""
_LOG = logging.getLogger(__name__)
_WORTH = frozenset({"raised", "worsened"})


@dataclass(frozen=True, slots=True)
class _Wanted:
    alarm_id: AlarmId
    patient_id: PatientId
    start: datetime
    end: datetime
    due: datetime
    failed: bool = False


class StripDesk:
    """Used by the one writer. A strip that was not finished before a restart keeps what was stored first.

    SAFETY(strip apart): strips are stored after the alarms, in a transaction of their own, so that measurements that
    cannot be read keep no alarm from being raised.
    """

    def __init__(self) -> None:
        self._wanted: list[_Wanted] = []
        self._storm = False
        self._waves = WaveMemory()

    def want(self, alarms: Iterable[Resolved]) -> None:
        """Alarms that were raised or worsened in a committed transaction."""
        for found in alarms:
            alarm = found.alarm
            if found.kind in _WORTH and alarm.patient_id is not None and _is_about_values(alarm):
                start, end = alarm.raised_at - BEFORE, alarm.raised_at + AFTER
                self._wanted.append(_Wanted(alarm.alarm_id, alarm.patient_id, start, end, alarm.raised_at))
        self._leave_out(len(self._wanted) - MOST_WANTED)

    def _leave_out(self, count: int) -> None:
        if count > 0 and not self._storm:
            _LOG.warning("more strips are wanted than can be stored; the oldest keep what they have")
        self._storm = count > 0
        del self._wanted[: max(0, count)]

    def hear(self, waves: Iterable[WaveSegment]) -> None:
        """Waveforms of opened patients; kept for as long as a strip lasts."""
        self._waves.keep(waves)

    def save_due(self, ctx: Context) -> None:
        """Store the strips whose turn it is, some at a time; one that cannot be stored waits. Raises LeaseLost."""
        now = ctx.clock.now()
        self._waves.forget_closed(now)
        turn = [one for one in self._wanted if one.due <= now][:PORTION]
        if not turn:
            return
        error = self._error_of(ctx, turn, now)
        if error is None:
            return
        for one in turn:
            own = error if is_outage(error) or len(turn) == 1 else self._error_of(ctx, [one], now)
            if own is not None:
                self._put_off(one, own, now)

    def _error_of(self, ctx: Context, turn: Sequence[_Wanted], now: datetime) -> Exception | None:
        """What keeps strips from being stored; None when they are."""
        try:
            with ctx.store() as uow:
                for one in turn:
                    uow.strips.save(self._strip(uow, one))
                uow.commit()
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001  whatever cannot be read now, alarms and other strips go on
            return error
        # What was stored is not wanted again before its end, and then once.
        again = [replace(one, due=one.end, failed=False) for one in turn if now < one.end]
        self._wanted = [*(one for one in self._wanted if one not in turn), *again]
        return None

    def _put_off(self, one: _Wanted, error: Exception, now: datetime) -> None:
        given_up = now >= one.end + GIVE_UP
        self._wanted.remove(one)
        if not given_up:
            self._wanted.append(replace(one, due=now + AGAIN, failed=True))
        if given_up or not one.failed:
            _LOG.warning("the strip of alarm %s cannot be stored: %s", one.alarm_id, code_of(error))

    def _strip(self, uow: UnitOfWork, one: _Wanted) -> EvidenceStrip:
        series = (_series(uow, one, vital) for vital in Vital)
        waves = self._waves.between(one.patient_id, one.start, one.end)
        return EvidenceStrip(
            one.alarm_id, one.patient_id, one.start, one.end, tuple(s for s in series if s.values), waves
        )


def _series(uow: UnitOfWork, one: _Wanted, vital: Vital) -> StripSeries:
    stored = uow.readings.series(one.patient_id, vital, one.start, one.end)
    begins_s = one.start.timestamp()
    offsets = tuple(float(at) - begins_s for at in stored.times_s)
    return StripSeries(vital, offsets, tuple(float(value) for value in stored.values))


def _is_about_values(alarm: Alarm) -> bool:
    """About the patient, or a sensor that went off after a fall."""
    return alarm.lane is Lane.PHYSIOLOGICAL or alarm.priority is Priority.HIGH
