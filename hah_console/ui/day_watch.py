"""Notices that the site's calendar day has changed; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(slots=True)
class DayWatch:
    """``local`` gives the site's time of a moment; ``day`` is the day seen last."""

    local: Callable[[datetime], datetime]
    day: date

    def turned(self, now: datetime) -> bool:
        """Whether ``now`` is on another day than the last one asked about."""
        today = self.local(now).date()
        changed = today != self.day
        self.day = today
        return changed
