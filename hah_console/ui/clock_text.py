"""How a clock of a case is written, the same on every screen: its name, its time left, what became of it; no Qt."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hah_console.domain.care_clock import CareClock, ClockState
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import age_text, near_clock

# i18n: clocks.name.*
# i18n: clocks.state.*
# i18n: clocks.reason.*
ToLocal = Callable[[datetime], datetime]


def clock_name(texts: Texts, local: ToLocal, clock: CareClock, now: datetime) -> str:
    """What it is about; the clock of a former day says of which."""
    name = texts.word("clocks.name", clock.clock_id)
    if clock.day is None or clock.day == local(now).date():
        return name
    return texts("clocks.of_day", name=texts.word("clocks.name_daily", clock.clock_id), day=f"{clock.day:%m-%d}")


def clock_span(texts: Texts, local: ToLocal, clock: CareClock, now: datetime) -> str:
    """Which clock it is: how much time there is, from when on, by which rules; empty without a limit."""
    if clock.limit_at is None:
        return ""
    start, length = near_clock(local(clock.started_at), local(now).date()), clock.limit_at - clock.started_at
    return texts("clocks.span", limit=age_text(texts, length), at=start, rules=clock.rules_version)


def clock_left(texts: Texts, clock: CareClock, now: datetime) -> str:
    """Time left or over, in one unit; that it pauses; or what became of it."""
    left = clock.left(now)
    if not clock.is_open or left is None:
        return _ended(texts, clock)
    if clock.state is ClockState.PAUSED:
        return texts("clocks.paused", age=age_text(texts, left))
    if left < timedelta(0):
        return texts("clocks.over", age=age_text(texts, -left))
    return texts("clocks.left", age=age_text(texts, left))


def clock_limit(texts: Texts, local: ToLocal, clock: CareClock, now: datetime) -> str:
    """Until when there is time; a paused one has no moment yet."""
    if clock.limit_at is None or clock.state is ClockState.PAUSED:
        return texts("clocks.state.paused")
    return texts("clocks.until", at=near_clock(local(clock.limit_at), local(now).date()))


def _ended(texts: Texts, clock: CareClock) -> str:
    if clock.reason is not None:
        return texts.word("clocks.reason", clock.reason)
    return texts.word("clocks.state", clock.state)


# i18n: clocks.name_daily.*
