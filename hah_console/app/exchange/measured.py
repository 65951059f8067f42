"""What monitors measured, as hospitals are told: the median of each hour, and the warning score at its end."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median

from hah_console.adapters.fhir.mapping.naming import Naming
from hah_console.adapters.fhir.mapping.score import score_resource
from hah_console.adapters.fhir.mapping.terms import Resource
from hah_console.adapters.fhir.mapping.vitals import VitalSet, vital_resources
from hah_console.domain.episode import Episode
from hah_console.domain.reading import Vital
from hah_console.services.ports import UnitOfWork

HOUR = timedelta(hours=1)
LOOKED_BACK = 24
"""Hours that are told later when the exchange did not run."""
FEWEST_MINUTES = 5
"""With fewer minutes that have a value nothing is told of a vital: an hour is not known by a moment."""
SCORE = "news2"


def full_hours(episode: Episode, now: datetime) -> Iterator[datetime]:
    """The beginnings of the hours that are over and may still be told, the oldest first."""
    last = now.replace(minute=0, second=0, microsecond=0)
    first = max(last - LOOKED_BACK * HOUR, episode.admitted_at)
    begin = first.replace(minute=0, second=0, microsecond=0)
    while begin + HOUR <= last:
        yield begin
        begin += HOUR


def hour_resources(uow: UnitOfWork, episode: Episode, begin: datetime, naming: Naming) -> tuple[Resource, ...]:
    """Medians of one hour, and the last score of it with what it was counted of; nothing where nothing was measured."""
    end = begin + HOUR
    told = VitalSet(episode.patient_id, episode.episode_id, begin, _medians(uow, episode, begin, end), until=end)
    vitals = vital_resources(told, naming)
    scores = [
        each for each in uow.scores.history(episode.patient_id, SCORE, begin, end) if begin <= each.scored_at < end
    ]
    if not scores:
        return vitals
    last = max(scores, key=lambda each: each.scored_at)
    names = [str(each["id"]) for each in vitals]
    return (
        *vitals,
        score_resource(last.result, episode.patient_id, episode.episode_id, last.scored_at, naming, names),
    )


def _medians(uow: UnitOfWork, episode: Episode, begin: datetime, end: datetime) -> dict[Vital, float | None]:
    """The median of the minutes' means of each vital that has enough of them."""
    minutes = uow.readings.minutes(episode.patient_id, begin, end)
    found: dict[Vital, float | None] = {}
    for number, vital in enumerate(Vital):
        means = [float(each) for each in minutes.mean[number] if not math.isnan(each)]
        if len(means) >= FEWEST_MINUTES:
            found[vital] = median(means)
    return found
