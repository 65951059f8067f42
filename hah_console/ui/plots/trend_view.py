"""Which stretch of time the trends show: a span that follows now, or one a person zoomed or moved to; no Qt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from hah_console.ui.plots.picture import TrendWindow

SHORTEST = timedelta(minutes=2)
ZOOM = 1.5
AT_NOW = 0.1
"""Zooming about a moment in this last part of a window that follows now goes on following it."""


class Look(Enum):
    """What a person asks of the trends: ``SHOW`` brings a moment into sight, ``RANGE`` returns to the chosen range."""

    ZOOM = auto()
    MOVE = auto()
    SHOW = auto()
    OLDEST = auto()
    NEWEST = auto()
    RANGE = auto()


@dataclass(frozen=True, slots=True)
class ViewChange:
    """``amount`` are steps of a zoom or parts of the span to move by; ``at`` the moment it is about."""

    look: Look
    amount: float = 0.0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far one may look: from the admission to now."""

    first: datetime
    now: datetime

    @property
    def longest(self) -> timedelta:
        """The whole of it."""
        return self.now - self.first


@dataclass(frozen=True, slots=True)
class TrendView:
    """``end`` None follows now; else it is the moment at the right edge."""

    span: timedelta
    end: datetime | None = None

    @property
    def follows(self) -> bool:
        """Whether the newest readings are in sight."""
        return self.end is None

    def window(self, now: datetime) -> TrendWindow:
        """The window at a moment."""
        if self.end is None:
            return TrendWindow.ending(now, self.span)
        return TrendWindow(self.end - self.span, self.end, now)

    def changed(self, change: ViewChange, bounds: Bounds) -> "TrendView | None":
        """What is shown after a change; None for the chosen range."""
        at = change.at or self._end(bounds.now)
        made = {
            Look.ZOOM: lambda: self.zoomed(change.amount, at, bounds),
            Look.MOVE: lambda: self.moved(change.amount, bounds),
            Look.SHOW: lambda: self.showing(at, bounds),
            Look.OLDEST: lambda: self.oldest(bounds),
            Look.NEWEST: self.newest,
        }
        return made[change.look]() if change.look in made else None

    def zoomed(self, steps: float, about: datetime, bounds: Bounds) -> "TrendView":
        """Closer by ``steps`` (negative: further); ``about`` keeps its place while it can."""
        span = min(max(self.span / ZOOM**steps, SHORTEST), max(bounds.longest, self.span))
        end = self._end(bounds.now)
        part = (end - about) / self.span
        if self.follows and part < AT_NOW:
            return TrendView(span)
        return TrendView(span, about + span * part).within(bounds)

    def moved(self, parts: float, bounds: Bounds) -> "TrendView":
        """Later by ``parts`` of the span (negative: earlier)."""
        return TrendView(self.span, self._end(bounds.now) + self.span * parts).within(bounds)

    def showing(self, moment: datetime, bounds: Bounds) -> "TrendView":
        """Moved no further than to have a moment in sight."""
        end = self._end(bounds.now)
        if moment < end - self.span:
            return TrendView(self.span, moment + self.span).within(bounds)
        return TrendView(self.span, moment).within(bounds) if moment > end else self

    def oldest(self, bounds: Bounds) -> "TrendView":
        """At the beginning of the stay."""
        return TrendView(self.span, bounds.first + self.span).within(bounds)

    def newest(self) -> "TrendView":
        """Back to now, following it."""
        return TrendView(self.span)

    def within(self, bounds: Bounds) -> "TrendView":
        """Not before the stay; at now or later it follows now."""
        if self.end is None:
            return self
        end = max(self.end, bounds.first + self.span)
        return TrendView(self.span) if end >= bounds.now else TrendView(self.span, end)

    def _end(self, now: datetime) -> datetime:
        return self.end or now
