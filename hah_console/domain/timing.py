"""When an order is due: clock times of the site from a first moment, every so many hours, until an end."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hah_console.domain.errors import InvalidInput

SHORTEST_INTERVAL_HOURS = 2
"""Below this a change of the clocks could let two moments fall together."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Once at ``first`` (``every_hours`` 0), or every ``every_hours`` from there, before ``until``.

    The hours are counted on the site's wall clock: what is due at 08:30 is due at 08:30 on the day the clocks change.
    """

    first: datetime
    every_hours: int = 0
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.every_hours and self.every_hours < SHORTEST_INTERVAL_HOURS:
            raise InvalidInput(field="every_hours", value=self.every_hours, reason="too_short")
        if self.every_hours and self.until is None:
            raise InvalidInput(field="until", value="", reason="empty")

    def ended_at(self, moment: datetime) -> "Timing":
        """What is left when nothing from ``moment`` on is due any more; what was due before stays."""
        return replace(self, until=moment if self.until is None else min(self.until, moment))


def due_times(timing: Timing, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Every moment at which it is due, in order, in UTC."""
    return tuple(_due(timing, zone))


def _due(timing: Timing, zone: ZoneInfo) -> Iterator[datetime]:
    wall = timing.first.astimezone(zone).replace(tzinfo=None)
    first = timing.first.astimezone(UTC)
    if timing.until is None or first < timing.until:
        yield first
    while timing.every_hours and timing.until is not None:
        wall += timedelta(hours=timing.every_hours)
        moment = wall.replace(tzinfo=zone).astimezone(UTC)
        if moment >= timing.until:
            return
        yield moment
