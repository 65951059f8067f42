"""Where somebody stands in her stay: her condition, and the day of it, for every screen that names her."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from hah_console.domain.care_day import CareDay
from hah_console.domain.episode import Condition, Episode
from hah_console.domain.ids import EpisodeId
from hah_console.domain.rulepack import ProgrammeDays
from hah_console.services.context import Context

DaysByCondition = Mapping[Condition, ProgrammeDays]
NO_DAYS: DaysByCondition = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Stay:
    """An admission as it is named beside a patient's name; ``carers`` are the ids of who answers for her."""

    episode_id: EpisodeId
    condition: Condition
    day: CareDay
    carers: frozenset[str] = frozenset()


def stay_of(ctx: Context, days: DaysByCondition, episode: Episode, on: date) -> Stay:
    """The admission on one of the site's days."""
    carers = frozenset(str(one) for one in (episode.owner_id, episode.physician_id) if one is not None)
    return Stay(episode.episode_id, episode.condition, care_day_of(ctx, days, episode, on), carers)


def care_day_of(ctx: Context, days: DaysByCondition, episode: Episode, on: date) -> CareDay:
    """Which day of the stay ``on`` is, by the days of its condition."""
    programme = days.get(episode.condition)
    day = episode.day_number(on, ctx.local(episode.admitted_at).date())
    return CareDay(day, programme.target if programme else None, programme.maximum if programme else None)
