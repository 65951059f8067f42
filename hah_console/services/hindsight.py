"""What a service that begins again must not have forgotten: values rules look back at, and how long things have lasted.

SAFETY(restart): read from the stored sets, so that a restart neither forgets a fall nor prolongs a delay by more than
itself. What a monitor says of its battery and clock is stored as it is last; the delay of a wrong clock begins anew.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from hah_console.alarms.finding import alarm_key, key_of
from hah_console.alarms.memory import ConditionMemory, PatientMemory
from hah_console.alarms.pipeline import evaluate
from hah_console.alarms.system import GATEWAY_OFFLINE
from hah_console.alarms.view import PatientView
from hah_console.alarms.windows import Kept, Points
from hah_console.domain.alarm import Alarm, AlarmState
from hah_console.domain.device_status import GatewayStatus
from hah_console.domain.ids import AlarmId
from hah_console.domain.reading import LatestVitals, Vital
from hah_console.domain.rulepack import AlarmRules, RulePacks
from hah_console.domain.score.news2 import inputs_from, news2
from hah_console.services.latest_values import folded
from hah_console.services.ports import Series, UnitOfWork
from hah_console.services.watched import Watched

Doubles = NDArray[np.float64]
Wanted = Callable[[Doubles, Doubles, float], NDArray[np.bool_]]
"""Of values, newest last, with their ages in seconds: which to keep."""
_GOING_ON = frozenset({AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED})
THIN = timedelta(seconds=10)
"""PERF(30 ms a patient with alarms): of what is only about endings not every set is looked at."""


@dataclass(frozen=True, slots=True)
class Hindsight:
    """Looks back at one patient after another; ``kept`` is ``kept_by`` of the rules."""

    rules: RulePacks
    kept: Kept

    def memory(self, uow: UnitOfWork, watched: Watched, own: Sequence[Alarm], now: datetime) -> PatientMemory:
        """What the service would remember had it not been away; ``own`` are the patient's open alarms."""
        latest, memory = watched.latest, watched.memory
        if latest is None or not latest.values:
            return memory
        newest = max(last.measured_at for last in latest.values.values())
        memory = self._values(uow, watched, memory, newest)
        if not own and not self._look(watched, latest, memory, (), now).conditions:
            return memory
        return replace(memory, conditions=self._lasted(uow, watched, latest, newest, own))

    def _values(self, uow: UnitOfWork, watched: Watched, memory: PatientMemory, until: datetime) -> PatientMemory:
        """With the values up to a moment."""
        recent, highs, lows = self.kept.recent, self.kept.highs, self.kept.lows
        start = until - _longest((*recent.values(), *highs.values(), *lows.values())) - self._on_delay()
        read: dict[Vital, tuple[Doubles, Doubles]] = {}
        for vital in {**recent, **highs, **lows}:
            good = _good(uow.readings.series(watched.patient_id, vital, start, until))
            if len(good[0]):
                read[vital] = good
        return replace(
            memory,
            recent={v: _points(*read[v], keep, _all) for v, keep in recent.items() if v in read},
            highs={v: _points(*read[v], keep, _highest) for v, keep in highs.items() if v in read},
            lows={v: _points(*read[v], keep, _lowest) for v, keep in lows.items() if v in read},
        )

    def _lasted(
        self, uow: UnitOfWork, watched: Watched, latest: LatestVitals, newest: datetime, own: Sequence[Alarm]
    ) -> Mapping[str, ConditionMemory]:
        """Since when what goes on has gone on: the last sets once more, without raising anything."""
        exact_from = newest - self._on_delay()
        start = min(exact_from, newest - self._off_delay()) if own else exact_from
        sets = sorted(uow.readings.sets(watched.patient_id, start, newest), key=lambda one: one.received_at)
        known = LatestVitals(latest.patient_id, 0, {v: o for v, o in latest.values.items() if o.measured_at < start})
        memory = self._values(uow, watched, PatientMemory(), start)
        present, looked_at = {key_of(alarm) for alarm in own if alarm.state in _GOING_ON}, start - THIN
        for reading in sets:
            known = folded(known, reading)
            exact = reading.measured_at >= exact_from
            if not exact and reading.measured_at - looked_at < THIN:
                memory = memory.with_latest(known, self.kept)
                continue
            looked_at = reading.measured_at
            then = [a for a in own if a.state in _GOING_ON and a.raised_at <= reading.received_at]
            memory = self._look(watched, known, memory, then, reading.received_at)
            if not exact:
                memory = replace(memory, conditions={k: c for k, c in memory.conditions.items() if k in present})
        return dict(_going_on(memory.conditions, present))

    def _look(
        self, watched: Watched, latest: LatestVitals, memory: PatientMemory, own: Sequence[Alarm], now: datetime
    ) -> PatientMemory:
        table = self.rules.news2
        score = news2(inputs_from(latest, watched.seen, table, now, watched.spo2_scale), table)
        view = PatientView(
            watched.patient_id, now, latest, score, watched.limits, watched.since, self.rules,
            seen=watched.seen, spo2_scale=watched.spo2_scale,
        )  # fmt: skip
        return evaluate(view, memory, own, lambda: AlarmId(""), self.kept).memory

    def _on_delay(self) -> timedelta:
        """The longest of what is about values, with what its median needs."""
        alarms = self.rules.alarms
        several = [rule.on_delay for rule in alarms.limits] + [rule.on_delay for rule in alarms.trends]
        return _longest((*several, alarms.sensor_off.on_delay)) + _longest(self.kept.recent.values())

    def _off_delay(self) -> timedelta:
        alarms = self.rules.alarms
        several = [rule.off_delay for rule in alarms.limits] + [rule.off_delay for rule in alarms.trends]
        return _longest((*several, *(rule.off_delay for rule in alarms.scores), alarms.sensor_off.off_delay))


def gateways_away(gateways: Iterable[GatewayStatus], rules: AlarmRules) -> PatientMemory:
    """Of the system: since when gateways are away."""
    away = {g.gateway_id: ConditionMemory(g.last_seen_at, g.last_seen_at) for g in gateways if not g.online}
    ruled = any(rule.rule_id == GATEWAY_OFFLINE for rule in rules.systems)
    return PatientMemory({alarm_key(GATEWAY_OFFLINE, name): since for name, since in away.items() if ruled})


def _going_on(conditions: Mapping[str, ConditionMemory], present: set[str]) -> Iterable[tuple[str, ConditionMemory]]:
    """As the store knows them: active where there is an alarm, else about to be one when it still holds."""
    for key, condition in conditions.items():
        if key in present and condition.active:
            yield key, condition
        elif key not in present and condition.absent_since is None:
            yield key, replace(condition, active=False)


def _good(series: Series) -> tuple[Doubles, Doubles]:
    times, values = np.asarray(series.times_s, np.float64), np.asarray(series.values, np.float64)
    good = ~np.isnan(values)
    times, first = np.unique(times[good], return_index=True)
    return times, values[good][first]


def _longest(times: Iterable[timedelta]) -> timedelta:
    return max(times, default=timedelta(0))


def _points(times: Doubles, values: Doubles, keep: timedelta, wanted: Wanted) -> Points:
    """As ``alarms.windows`` would have kept them."""
    ages_s = np.round(times[-1] - times, 3)
    places = np.flatnonzero(wanted(values, ages_s, keep.total_seconds()))
    return tuple((datetime.fromtimestamp(times[place], UTC), float(values[place])) for place in places.tolist())


def _all(_: Doubles, ages_s: Doubles, keep_s: float) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = ages_s < keep_s
    return inside


def _highest(values: Doubles, ages_s: Doubles, keep_s: float) -> NDArray[np.bool_]:
    """Those that no later value reaches."""
    kept: NDArray[np.bool_] = ages_s <= keep_s
    kept[:-1] &= values[:-1] > np.maximum.accumulate(values[:0:-1])[::-1]
    return kept


def _lowest(values: Doubles, ages_s: Doubles, keep_s: float) -> NDArray[np.bool_]:
    return _highest(-values, ages_s, keep_s)
