"""Which events a rule set reached in time, how long before, and which only one of two sets reached."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hah_console.services.replay import kernel
from hah_console.services.replay.columns import Watched
from hah_console.services.replay.report import Reach, ReachedEvent
from hah_console.services.replay.walk import Walked

HOUR_S = 3_600.0
NEAR_S = 24 * HOUR_S
"""How long before an event an alarm counts as one of it, for the day's reach and the predictive value."""
Ints = NDArray[np.int64]


def reach_of(watched: Watched, first: Walked, second: Walked) -> tuple[Reach, Reach]:
    """The reach of two rule sets over the same events."""
    one, two = _events(watched, first), _events(watched, second)
    return _reach(watched, first, one, two), _reach(watched, second, two, one)


def _events(watched: Watched, walked: Walked) -> list[ReachedEvent]:
    alarms = walked.alarms()
    return [_reached(watched, walked, alarms, int(patient)) for patient in np.flatnonzero(~np.isnan(watched.events_s))]


def _reached(watched: Watched, walked: Walked, alarms: Ints, patient: int) -> ReachedEvent:
    begins = float(watched.begins_s[patient])
    event_s = float(watched.events_s[patient])
    own = alarms[(alarms[:, kernel.PATIENT] == patient) & (alarms[:, kernel.TIME] <= event_s)]
    at_h = _hours(event_s - begins)
    if not len(own):
        return ReachedEvent(watched.patient_ids[patient], at_h, None, None, None)
    first = own[np.argmin(own[:, kernel.TIME])]
    first_h = _hours(float(first[kernel.TIME]) - begins)
    lead_h = _hours(event_s - float(first[kernel.TIME]))
    rule = walked.rules.names[int(first[kernel.RULE])]
    return ReachedEvent(watched.patient_ids[patient], at_h, first_h, lead_h, rule)


def _reach(watched: Watched, walked: Walked, own: Sequence[ReachedEvent], other: Sequence[ReachedEvent]) -> Reach:
    leads = [event.lead_h for event in own if event.lead_h is not None]
    day = _day_leads(watched, walked)
    missed_there = {event.patient_id for event in other if event.lead_h is None}
    return Reach(
        events=len(own),
        reached=len(leads),
        reach=round(len(leads) / len(own), 4),
        day_reach=round(len(day) / len(own), 4),
        lead_time_h_median=_median(leads),
        lead_time_h_quartiles=_quartiles(leads),
        day_lead_time_h_median=_median(day),
        ppv=_ppv(watched, walked),
        missed=tuple(event for event in own if event.lead_h is None),
        only_here=tuple(e for e in own if e.lead_h is not None and e.patient_id in missed_there),
    )


def _day_leads(watched: Watched, walked: Walked) -> list[float]:
    """Hours before the event of the first alarm of its last day; the whole day for one that was open already."""
    leads = []
    events = walked.physiological(walked.heard(walked.events))
    for patient in np.flatnonzero(~np.isnan(watched.events_s)):
        own = events[events[:, kernel.PATIENT] == patient]
        since_s = watched.events_s[patient] - own[:, kernel.TIME]
        if _open_keys(own[since_s > NEAR_S]):
            leads.append(NEAR_S / HOUR_S)
            continue
        near = (since_s >= 0) & (since_s <= NEAR_S) & (own[:, kernel.KIND] != kernel.ENDED)
        if near.any():
            leads.append(_hours(float(since_s[near].max())))
    return leads


def _open_keys(events: Ints) -> set[int]:
    last = {int(event[kernel.KEY]): int(event[kernel.KIND]) for event in events}
    return {key for key, kind in last.items() if kind != kernel.ENDED}


def _ppv(watched: Watched, walked: Walked) -> float | None:
    alarms = walked.alarms()
    if not len(alarms):
        return None
    until_s = watched.events_s[alarms[:, kernel.PATIENT]] - alarms[:, kernel.TIME]
    return round(float((until_s <= NEAR_S).mean()), 4)


def _median(hours: Sequence[float]) -> float | None:
    return round(float(np.median(hours)), 2) if hours else None


def _quartiles(hours: Sequence[float]) -> tuple[float, float] | None:
    if not hours:
        return None
    low, high = np.percentile(hours, (25, 75))
    return round(float(low), 2), round(float(high), 2)


def _hours(seconds: float) -> float:
    return round(seconds / HOUR_S, 2)
