"""Ticks of a proportional time axis in site-local time; no Qt."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

STEPS = tuple(timedelta(minutes=m) for m in (15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 5760, 11520))
MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment (Unix seconds) and its text; ``new_day`` when the text names a date."""

    time_s: float
    text: str
    new_day: bool


def ticks(start: datetime, end: datetime, zone: ZoneInfo, most: int = MOST_TICKS) -> tuple[Tick, ...]:
    """At most ``most`` ticks at whole local times; midnights carry the date instead of 00:00."""
    step = next((s for s in STEPS if (end - start) / s <= most), STEPS[-1])
    midnight = datetime.combine(start.astimezone(zone).date(), time(), zone)
    found: list[Tick] = []
    moment = midnight
    while moment <= end:
        if moment >= start:
            found.append(_tick(moment.astimezone(zone)))
        moment = moment + step
    return tuple(found)


def _tick(local: datetime) -> Tick:
    new_day = local.hour == 0 and local.minute == 0
    return Tick(local.timestamp(), f"{local:%m-%d}" if new_day else f"{local:%H:%M}", new_day)
