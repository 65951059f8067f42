"""How distances, durations and windows of routes are written; no Qt."""

from collections.abc import Callable
from datetime import datetime

from hah_console.services.day_plan_rows import StopRow, TaskRow
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import clock_text

ToLocal = Callable[[datetime], datetime]
_MINUTE_S, _HOUR_MINUTES = 60, 60


def kilometres(texts: Texts, metres: int) -> str:
    """One decimal: ``21.4 km``."""
    return texts("routes.km", km=f"{metres / 1000:.1f}")


def minutes_of(seconds: int) -> int:
    """Whole minutes, rounded up: somebody 20 s late is late."""
    return -(-seconds // _MINUTE_S)


def duration(texts: Texts, seconds: int) -> str:
    """Minutes below an hour, hours and minutes from there on."""
    minutes = minutes_of(seconds)
    if minutes < _HOUR_MINUTES:
        return texts("routes.minutes", n=minutes)
    return texts("routes.hours", h=minutes // _HOUR_MINUTES, n=minutes % _HOUR_MINUTES)


def window(texts: Texts, local: ToLocal, task: TaskRow) -> str:
    """``08:00–09:00``, and whether it may be missed."""
    span = f"{clock_text(local(task.earliest))}–{clock_text(local(task.latest))}"
    return texts("routes.window_hard" if task.hard else "routes.window_soft", span=span)


def leg(texts: Texts, stop: StopRow) -> str:
    """The way to a stop: minutes, distance and where the time comes from."""
    if not stop.travel_seconds and not stop.travel_metres:
        return texts("routes.same_home")
    source = texts.word("words.leg_source", stop.leg_source)
    minutes, km = minutes_of(stop.travel_seconds), kilometres(texts, stop.travel_metres)
    return texts("routes.leg", n=minutes, km=km, source=source)
