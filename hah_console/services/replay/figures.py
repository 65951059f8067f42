"""From the events of a walk to the figures of a rule set. What counts is written down in docs/alarms.md, Replay."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from hah_console.domain.alarm import Lane, Priority
from hah_console.services.replay import kernel
from hah_console.services.replay.columns import Watched
from hah_console.services.replay.reached import reach_of
from hah_console.services.replay.report import (
    HOURS_OF_DAY,
    PatientLoad,
    RuleCount,
    RuleSetFigures,
    Spread,
    Unmatched,
)
from hah_console.services.replay.walk import Walked

DAY_S = 86_400.0
HOUR_S = 3_600
WORST = 10
LISTED = 200
"""Unmatched alarms that are listed; all are counted."""
MATCHED_WITHIN_S = HOUR_S
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counted:
    """A rule set that was walked: by which name, text and version, and what it did."""

    name: str
    version: str
    digest: str
    walked: Walked


def side_by_side(
    watched: Watched, rules: Counted, against: Counted, *, patients_per_operator: float, unix: bool
) -> tuple[RuleSetFigures, RuleSetFigures]:
    """The figures of two rule sets over the same watched. ``unix``: times are Unix seconds and not of the stay."""
    first, second = rules.walked.alarms(), against.walked.alarms()
    figures = [_figures(watched, one, patients_per_operator, unix) for one in (rules, against)]
    figures = [
        _with_unmatched(watched, figures[0], rules, first, second, unix),
        _with_unmatched(watched, figures[1], against, second, first, unix),
    ]
    if np.isnan(watched.events_s).all():
        return figures[0], figures[1]
    reached = reach_of(watched, rules.walked, against.walked)
    return replace(figures[0], reach=reached[0]), replace(figures[1], reach=reached[1])


def _figures(watched: Watched, counted: Counted, patients_per_operator: float, unix: bool) -> RuleSetFigures:
    alarms, quiet, days = counted.walked.alarms(), counted.walked.quiet(), watched.days
    total_days = float(days.sum()) or np.nan
    per_day = len(alarms) / total_days
    technical = len(counted.walked.announced()) - len(alarms) - len(quiet)
    loads = _loads(watched, alarms, days)
    return RuleSetFigures(
        name=counted.name,
        version=counted.version,
        digest=counted.digest,
        alarms=len(alarms),
        alarms_per_patient_day=round(per_day, 4),
        alarms_per_operator_hour=round(per_day * patients_per_operator / HOURS_OF_DAY, 3),
        technical_per_patient_day=round(technical / total_days, 4),
        quiet_per_patient_day=round(len(quiet) / total_days, 4),
        by_priority=_by_priority(alarms),
        rules=_rules(counted.walked, total_days),
        by_hour=_by_hour(alarms, unix),
        spread=_spread(loads),
        worst=tuple(sorted(loads, key=lambda load: load.alarms, reverse=True)[:WORST]),
    )


def _by_priority(alarms: Ints) -> dict[str, int]:
    counts = {p.name.lower(): int((alarms[:, kernel.PRIORITY] == p).sum()) for p in Priority}
    return {name: count for name, count in counts.items() if count}


def _rules(walked: Walked, days: float) -> tuple[RuleCount, ...]:
    found = []
    announced, quiet = walked.heard(walked.announced()), walked.quiet()
    for number, (name, lane) in enumerate(zip(walked.rules.names, walked.rules.lanes, strict=True)):
        own = announced[announced[:, kernel.RULE] == number]
        if name and (len(own) or lane is Lane.PHYSIOLOGICAL):
            raised = int((own[:, kernel.KIND] == kernel.RAISED).sum())
            priority = Priority(int(own[:, kernel.PRIORITY].max())).name.lower() if len(own) else ""
            rate = round(len(own) / days, 4)
            shown = round(int((quiet[:, kernel.RULE] == number).sum()) / days, 4)
            found.append(RuleCount(name, lane.value, priority, raised, len(own) - raised, rate, shown))
    return tuple(sorted(found, key=lambda count: count.per_patient_day, reverse=True))


def _by_hour(alarms: Ints, unix: bool) -> tuple[int, ...]:
    """Alarms by the hour of the day in UTC; nothing where the data do not tell the hour."""
    if not unix:
        return ()
    hours = alarms[:, kernel.TIME] // HOUR_S % HOURS_OF_DAY
    return tuple(int(count) for count in np.bincount(hours, minlength=HOURS_OF_DAY))


def _loads(watched: Watched, alarms: Ints, days: NDArray[np.float64]) -> list[PatientLoad]:
    counts = np.bincount(alarms[:, kernel.PATIENT], minlength=len(watched.patient_ids))
    total = max(1, len(alarms))
    return [
        PatientLoad(name, round(float(d), 3), int(n), round(float(n / d), 3), round(float(n / total), 5))
        for name, d, n in zip(watched.patient_ids, days, counts, strict=True)
        if d > 0
    ]


def _spread(loads: Sequence[PatientLoad]) -> Spread:
    rates = np.array([load.alarms_per_day for load in loads]) if loads else np.zeros(1)
    counts = np.sort([load.alarms for load in loads])[::-1] if loads else np.zeros(1)
    tenth = max(1, round(len(counts) / 10))
    low, median, high, p90 = (round(float(q), 3) for q in np.percentile(rates, (25, 50, 75, 90)))
    worst = float(counts[:tenth].sum() / max(1, counts.sum()))
    none = float((rates == 0).mean())
    return Spread(low, median, high, p90, round(float(rates.max()), 3), round(none, 4), round(worst, 4))


def _with_unmatched(
    watched: Watched, figures: RuleSetFigures, counted: Counted, own: Ints, other: Ints, unix: bool
) -> RuleSetFigures:
    """With the alarms that have none of the other rule set for the same patient within an hour before or after."""
    alone = own[_distance_s(own, other) > MATCHED_WITHIN_S]
    listed = tuple(_unmatched(watched, counted, event, unix) for event in alone[:LISTED])
    return replace(figures, unmatched_count=len(alone), unmatched=listed)


def _distance_s(own: Ints, other: Ints) -> NDArray[np.float64]:
    """How far the nearest alarm of the other set of the same patient lies from each of these."""
    far = 1 << 40
    here, there = (np.sort(a[:, kernel.PATIENT] * far + a[:, kernel.TIME]) for a in (own, other))
    keyed = own[:, kernel.PATIENT] * far + own[:, kernel.TIME]
    if not len(there) or not len(here):
        return np.full(len(own), np.inf)
    place = np.searchsorted(there, keyed)
    before, after = there[np.maximum(place - 1, 0)], there[np.minimum(place, len(there) - 1)]
    nearest: NDArray[np.float64] = np.minimum(np.abs(keyed - before), np.abs(after - keyed)).astype(np.float64)
    return nearest


def _unmatched(watched: Watched, counted: Counted, event: Ints, unix: bool) -> Unmatched:
    patient = int(event[kernel.PATIENT])
    at = int(event[kernel.TIME])
    begins = int(watched.begins_s[patient])
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at) if unix else None
    priority = Priority(int(event[kernel.PRIORITY])).name.lower()
    name = counted.walked.rules.names[int(event[kernel.RULE])]
    return Unmatched(watched.patient_ids[patient], moment, round((at - begins) / HOUR_S, 2), name, priority)
