"""The compiled walk raises the same alarms at the same moments as the alarm engine, fed the same values."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hah_console.adapters.rulepacks.loader import alarm_rules_of, load_rule_packs
from hah_console.alarms.memory import PatientMemory
from hah_console.alarms.pipeline import evaluate
from hah_console.alarms.stages.resolve import ANNOUNCED
from hah_console.alarms.view import PatientView
from hah_console.alarms.windows import kept_by
from hah_console.app.resources import resource_path
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.ids import AlarmId, DeviceId, PatientId
from hah_console.domain.reading import Consciousness, LatestVitals, Reading, StaffObservation, Vital
from hah_console.domain.rulepack import AlarmRules, RulePacks, TrendRule
from hah_console.domain.score.news2 import inputs_from, news2
from hah_console.services.latest_values import folded
from hah_console.services.replay import kernel
from hah_console.services.replay.columns import VITALS, Columns
from hah_console.services.replay.packed import at_step
from hah_console.services.replay.walk import STEP, Kind, walk

PACKS = load_rule_packs(resource_path("rulepacks"))
START = datetime(2026, 11, 1, tzinfo=UTC)
CHEN = PatientId("P-chen")
ANSWERED = timedelta(minutes=7)
MIDDLE = (90.0, 93.0, 20.0, 130.0, 70.0, 37.5)
REACH = (65.0, 9.0, 17.0, 95.0, 30.0, 3.4)
TRENDS = (
    TrendRule(
        rule_id="spo2_falls", vital=Vital.SPO2, side="low", change=4, at_least_at=95, hysteresis=1,
        within=timedelta(minutes=20), priority=Priority.MEDIUM, on_delay=timedelta(minutes=2),
        off_delay=timedelta(minutes=3),
    ),
    TrendRule(
        rule_id="hr_rises", vital=Vital.HEART_RATE, side="high", change=25, at_least_at=80, hysteresis=5,
        within=timedelta(hours=1), priority=Priority.LOW, on_delay=timedelta(0), off_delay=timedelta(minutes=5),
    ),
)  # fmt: skip


def with_delays(rules: AlarmRules) -> AlarmRules:
    """Rules with delays that a look a minute can see, and with trends."""
    minutes = itertools.cycle((0, 1, 3, 7))
    limits = [
        replace(r, on_delay=timedelta(minutes=next(minutes)), off_delay=timedelta(minutes=next(minutes)))
        for r in rules.limits
    ]
    sensor = replace(rules.sensor_off, on_delay=timedelta(minutes=2), off_delay=timedelta(minutes=1))
    return replace(rules, limits=tuple(limits), trends=TRENDS, sensor_off=sensor)


def with_short_locks(rules: AlarmRules) -> AlarmRules:
    """Locks of every kind that end within a course, none among them, over limits of every priority."""
    kinds = itertools.cycle(
        (minutes, step, priority)
        for minutes, step in ((20, 1.0), (45, 4.0), (90, 12.0), (0, 0.0))
        for priority in Priority
    )
    limits = []
    for rule in rules.limits:
        minutes, step, priority = next(kinds)
        limits.append(replace(rule, lock=timedelta(minutes=minutes), lock_step=step, priority=priority))
    return replace(rules, limits=tuple(limits))


def with_locked_score(rules: AlarmRules, *minutes: int) -> AlarmRules:
    """The rules of the score with these locks, from the most urgent one on."""
    scores = zip(rules.scores, minutes, strict=True)
    return replace(rules, scores=tuple(replace(r, lock=timedelta(minutes=m), lock_rise=2) for r, m in scores))


def shipped(name: str) -> AlarmRules:
    return alarm_rules_of(resource_path("rulesets", f"{name}.toml").read_text("utf-8"))


FORMER = shipped("alarms-2026-05")
RULES = {
    "default": PACKS.alarms,
    "delays": with_delays(PACKS.alarms),
    "short locks": with_short_locks(with_locked_score(PACKS.alarms, 30, 30, 30)),
    "locks that differ": with_short_locks(with_delays(with_locked_score(FORMER, 0, 50))),
    "former": FORMER,
    "news2-5": shipped("news2-5"),
    "bedside-limits": shipped("bedside-limits"),
}


def course(seed: int, rows: int, apart_s: int) -> Columns:
    """A random walk of all vitals with gaps, sensors that are off and moments without any value."""
    random = np.random.default_rng(seed)
    drift = np.cumsum(random.normal(0, 0.25, (rows, 6)), axis=0) + random.normal(0, 0.3, (rows, 6))
    values = np.round(np.array(MIDDLE) + np.array(REACH) * np.tanh(drift), 1)
    values[random.random((rows, 6)) < 0.2] = np.nan
    off = np.repeat(random.random((rows // 5 + 1, 6)) < 0.06, 5, axis=0)[:rows]
    values[off] = np.nan
    silent = np.repeat(random.random(rows // 20 + 1) < 0.15, 20)[:rows]
    values[silent], off[silent] = np.nan, False
    values[0] = MIDDLE
    off[0] = False
    times = np.arange(rows, dtype=np.int64) * apart_s
    return Columns(("P",), np.array([0, rows]), times, values, off, np.array([np.nan]))


def by_the_engine(columns: Columns, rules: AlarmRules) -> list[tuple[int, str, str, int]]:
    packs = replace(PACKS, alarms=at_step(rules, STEP))
    kept = kept_by(packs.alarms)
    memory, latest, alarms, found = PatientMemory(), None, {}, []
    numbers = itertools.count()
    row = 0
    for now_s in range(0, int(columns.times_s[-1]) + 1, 60):
        now = START + timedelta(seconds=now_s)
        alarms = _answered(alarms.values(), now)
        while row < len(columns.times_s) and columns.times_s[row] <= now_s:
            latest = _folded(latest, columns, row)
            row += 1
        view = _view(packs, latest, now)
        outcome = evaluate(view, memory, tuple(alarms.values()), lambda: AlarmId(str(next(numbers))), kept)
        memory = outcome.memory
        for resolved in outcome.resolved:
            alarm = resolved.alarm
            alarms[alarm.alarm_id] = alarm
            if resolved.kind in ANNOUNCED:
                found.append((now_s, resolved.kind, _named(alarm), int(alarm.priority)))
            if alarm.state is AlarmState.CLEARED:
                del alarms[alarm.alarm_id]
    return sorted(found)


def _folded(latest: LatestVitals | None, columns: Columns, row: int) -> LatestVitals | None:
    at = START + timedelta(seconds=int(columns.times_s[row]))
    good = {v: float(x) for v, x in zip(VITALS, columns.values[row], strict=True) if not np.isnan(x)}
    off = frozenset(v for v, is_off in zip(VITALS, columns.off[row], strict=True) if is_off)
    if not good and not off:
        return latest
    return folded(latest, Reading(CHEN, DeviceId("D"), row, at, at, good, off))


def _view(packs: RulePacks, latest: LatestVitals | None, now: datetime) -> PatientView:
    seen = StaffObservation(CHEN, now, Consciousness.ALERT, on_oxygen=False)
    score = news2(inputs_from(latest, seen, packs.news2, now), packs.news2)
    return PatientView(CHEN, now, latest, score, (), START, packs)


def _answered(alarms: Sequence[Alarm], now: datetime) -> dict[AlarmId, Alarm]:
    due = {AlarmState.ACTIVE, AlarmState.LATCHED}
    seen = [a.acknowledged("nurse", now) if a.state in due and now - a.raised_at >= ANSWERED else a for a in alarms]
    return {alarm.alarm_id: alarm for alarm in seen if alarm.state is not AlarmState.CLEARED}


def _named(alarm: Alarm) -> str:
    own = alarm.lane is Lane.TECHNICAL and alarm.subject != alarm.rule_id
    return f"{alarm.rule_id}:{alarm.subject}" if own else alarm.rule_id


def by_the_walk(columns: Columns, rules: AlarmRules) -> list[tuple[int, str, str, int]]:
    walked = walk(columns, rules, PACKS.news2, answered_after=ANSWERED)
    first = len(rules.limits) + 1 + len(rules.trends)
    found = []
    for event in walked.announced():
        name = walked.rules.names[event[kernel.RULE]]
        place = int(event[kernel.KEY]) - first
        if 0 <= place < 2 * len(VITALS):
            name = f"{name}:{VITALS[place % len(VITALS)].value}"
        kind = Kind(int(event[kernel.KIND])).name.lower()
        found.append((int(event[kernel.TIME]), kind, name, int(event[kernel.PRIORITY])))
    return sorted(found)


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=12)
@given(seed=st.integers(0, 10**6))
def test_every_course_of_minutes_raises_the_same_alarms_at_the_same_moments(name: str, seed: int) -> None:
    columns = course(seed, rows=240, apart_s=60)
    assert by_the_walk(columns, RULES[name]) == by_the_engine(columns, RULES[name])


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=4)
@given(seed=st.integers(0, 10**6))
def test_every_course_of_hours_raises_the_same_alarms_at_the_same_moments(name: str, seed: int) -> None:
    columns = course(seed, rows=16, apart_s=3600)
    assert by_the_walk(columns, RULES[name]) == by_the_engine(columns, RULES[name])


def test_the_courses_reach_every_rule_and_kind_of_event() -> None:
    found = [event for seed in range(40) for event in by_the_walk(course(seed, 240, 60), RULES["delays"])]
    rules = RULES["delays"]
    wanted = {rule.rule_id for rule in (*rules.limits, *rules.scores, *rules.trends)}
    assert wanted <= {name for _, _, name, _ in found}
    assert {kind for _, kind, _, _ in found} == {"raised", "worsened", "returned"}
    assert {"silence"} <= {name for _, _, name, _ in found}
    assert any(name.startswith("sensor_off") for _, _, name, _ in found)


def test_a_delay_shorter_than_a_look_counts_as_served() -> None:
    seen = at_step(PACKS.alarms, STEP)
    assert all(rule.on_delay == timedelta(0) for rule in seen.limits if rule.rule_id == "spo2_low")
    assert all(rule.window == timedelta(0) for rule in seen.limits)
