"""One clock of a case as a line: what it is about, its time left, how urgent it is; no Qt."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.alarm import Priority
from hah_console.domain.care_clock import CareClock
from hah_console.services.context import Context
from hah_console.ui.clock_text import clock_left, clock_name
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import near_clock


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock in words: what it is about, and its time left or what became of it."""

    key: str
    name: str
    left: str
    priority: Priority | None
    running: bool
    overdue: bool
    spoken: str


def clock_line(texts: Texts, ctx: Context, clock: CareClock, now: datetime) -> ClockLine:
    """The words of one clock."""
    name, words, left = clock_name(texts, ctx.local, clock, now), clock_left(texts, clock, now), clock.left(now)
    if not clock.is_open and clock.ended_at is not None:
        words = texts("clocks.ended_at", at=near_clock(ctx.local(clock.ended_at), ctx.local(now).date()), state=words)
    overdue = clock.is_open and left is not None and left < timedelta(0)
    return ClockLine(clock.key, name, words, clock.priority, clock.is_open, overdue, f"{name}, {words}")
