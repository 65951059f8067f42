"""A day and a moment of a site pack, relative to the day it is loaded for."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class PackDay:
    """A day of the pack: an offset from the loading day, a calendar day, or (neither) every day."""

    offset: int | None = None
    on: date | None = None

    @property
    def every(self) -> bool:
        """Whether the row holds for every day."""
        return self.offset is None and self.on is None

    def resolved(self, day: date) -> date:
        """The calendar day when the pack is loaded for ``day``; the day itself when it means every day."""
        return self.on or day + timedelta(days=self.offset or 0)

    def holds(self, candidate: date, day: date) -> bool:
        """Whether a row of this day applies to ``candidate`` when the pack is loaded for ``day``."""
        return self.every or self.resolved(day) == candidate


def moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The aware moment ``minutes`` after the local midnight of ``day`` (1,500 is 01:00 of the next day)."""
    days, rest = divmod(minutes, 24 * 60)
    return datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), zone)
