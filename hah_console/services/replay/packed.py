"""Alarm rules and the NEWS2 table as arrays, for the compiled walk over minutes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from hah_console.domain.alarm import Lane
from hah_console.domain.reading import Vital
from hah_console.domain.rulepack import AlarmRules, Bands, LimitRule, News2Table, ScoreRule, TrendRule
from hah_console.domain.score.news2 import NAME
from hah_console.services.replay.columns import VITALS

Floats = NDArray[np.float64]
MOST_BANDS = 8


@dataclass(frozen=True, slots=True)
class PackedRules:
    """Rows: ``limits`` (vital, is_high, limit, hysteresis, priority, on_s, off_s, lock_s, lock_step); ``scores``
    (at_least, single_item, priority, off_s, lock_s, lock_rise, the longest lock_s of all), most urgent first;
    ``trends`` as limits with the change in place of the limit, within_s and at_least_at in place of the lock;
    ``technical`` (sensor on_s, off_s, priority, fall_priority, fall_within_s, silence after_s, priority, missing
    priority); ``falls`` and ``missing_s`` per vital, NaN where there is no rule.

    ``edges`` and ``points`` are the bands of the five scored vitals, that of SpO₂ three times (scale 1, scale 2 on air,
    scale 2 on oxygen) at the end. ``names`` are the rules in the order in which the walk numbers them.
    """

    limits: Floats
    scores: Floats
    trends: Floats
    technical: Floats
    falls: Floats
    missing_s: Floats
    edges: Floats
    points: Floats
    validity_s: Floats
    names: tuple[str, ...]
    lanes: tuple[Lane, ...]


def pack(rules: AlarmRules, table: News2Table, step: timedelta) -> PackedRules:
    """The rules at looks ``step`` apart; delays shorter than that count as served within one look."""
    seen = at_step(rules, step)
    scores = sorted((rule for rule in seen.scores if rule.score == NAME), key=lambda r: r.priority, reverse=True)
    technical = (seen.sensor_off.rule_id, seen.missing.rule_id if seen.missing else "", seen.silence.rule_id)
    limits, trends = [r.rule_id for r in seen.limits], [r.rule_id for r in seen.trends]
    physiological = [*limits, *(r.rule_id for r in scores), *trends]
    edges, points, validity_s = score_tables(table)
    kept_s = max((_s(rule.lock) for rule in scores), default=0.0)
    return PackedRules(
        limits=_rows([[*_limit(r.vital, r.side, r.limit, r), _s(r.lock), r.lock_step] for r in seen.limits], 9),
        scores=_rows([_score(rule, kept_s) for rule in scores], 7),
        trends=_rows([[*_limit(r.vital, r.side, r.change, r), _s(r.within), r.at_least_at] for r in seen.trends], 9),
        technical=np.array(_technical(seen)),
        falls=np.array([seen.sensor_off.falls.get(vital, np.nan) for vital in VITALS]),
        missing_s=np.array([_missing_s(seen, vital) for vital in VITALS]),
        edges=edges,
        points=points,
        validity_s=validity_s,
        names=(*physiological, *technical),
        lanes=(*[Lane.PHYSIOLOGICAL] * len(physiological), *[Lane.TECHNICAL] * len(technical)),
    )


def at_step(rules: AlarmRules, step: timedelta) -> AlarmRules:
    """The rules as looks ``step`` apart can see them: shorter delays and median windows are within one value."""
    return replace(
        rules,
        limits=tuple(
            replace(r, on_delay=_seen(r.on_delay, step), off_delay=_seen(r.off_delay, step), window=timedelta(0))
            for r in rules.limits
        ),
        scores=tuple(replace(r, off_delay=_seen(r.off_delay, step)) for r in rules.scores),
        trends=tuple(
            replace(r, on_delay=_seen(r.on_delay, step), off_delay=_seen(r.off_delay, step)) for r in rules.trends
        ),
        sensor_off=replace(
            rules.sensor_off,
            on_delay=_seen(rules.sensor_off.on_delay, step),
            off_delay=_seen(rules.sensor_off.off_delay, step),
        ),
    )


def _seen(delay: timedelta, step: timedelta) -> timedelta:
    return delay if delay >= step else timedelta(0)


def _limit(vital: Vital, side: str, limit: float, rule: LimitRule | TrendRule) -> list[float]:
    place, is_high = VITALS.index(vital), float(side == "high")
    return [place, is_high, limit, rule.hysteresis, rule.priority, _s(rule.on_delay), _s(rule.off_delay)]


def _score(rule: ScoreRule, kept_s: float) -> list[float]:
    return [
        rule.at_least, rule.single_item, rule.priority, _s(rule.off_delay), _s(rule.lock), rule.lock_rise, kept_s,
    ]  # fmt: skip


def _technical(rules: AlarmRules) -> list[float]:
    sensor, silence = rules.sensor_off, rules.silence
    delays = [_s(sensor.on_delay), _s(sensor.off_delay)]
    own = [float(sensor.priority), float(sensor.fall_priority), _s(sensor.fall_within)]
    missing = float(rules.missing.priority) if rules.missing else 0.0
    return [*delays, *own, _s(silence.after), float(silence.priority), missing]


def _missing_s(rules: AlarmRules, vital: Vital) -> float:
    after = rules.missing.after.get(vital) if rules.missing else None
    return np.nan if after is None else _s(after)


def score_tables(table: News2Table) -> tuple[Floats, Floats, Floats]:
    """Edges and points of the bands, and how many seconds each vital may be used."""
    bands = (
        table.respiratory_rate, table.spo2_scale_1, table.systolic, table.pulse, table.temperature,
        table.spo2_scale_2_air, table.spo2_scale_2_oxygen,
    )  # fmt: skip
    validity_s = np.array([_s(table.vital_validity[vital]) for vital in VITALS])
    return np.array([_edges(row) for row in bands]), np.array([_points(row) for row in bands]), validity_s


def _edges(bands: Bands) -> list[float]:
    ends = [np.inf if band.at_most is None else band.at_most for band in bands]
    return ends + [np.inf] * (MOST_BANDS - len(ends))


def _points(bands: Bands) -> list[float]:
    return [float(band.points) for band in bands] + [0.0] * (MOST_BANDS - len(bands))


def _rows(rows: Sequence[Sequence[float]], width: int) -> Floats:
    return np.array(rows, dtype=np.float64).reshape(len(rows), width)


def _s(duration: timedelta) -> float:
    return duration.total_seconds()
