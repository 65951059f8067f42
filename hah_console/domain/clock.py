"""The clock, passed as an argument everywhere; the only place that asks the machine for the time."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

TAIPEI = ZoneInfo("Asia/Taipei")


class Clock(Protocol):
    """Tells the present moment as an aware UTC datetime."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The wall clock of this machine."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), tz=UTC)


def running_s() -> float:
    """Seconds this machine has counted since it started, asleep or awake; nobody can set it."""
    awake_or_asleep = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if awake_or_asleep is None else time.clock_gettime(awake_or_asleep)


class SteadyClock:
    """The wall clock without its steps: it follows corrections of less than ``FOLLOWED_S`` and counts on otherwise.

    SAFETY(clock step): a wall clock that is set by an hour neither makes readings an hour old nor puts them in another
    order. ``ahead_s`` tells how far the wall clock is away; ``adopt`` takes its time after all.
    """

    FOLLOWED_S = 1.0

    def __init__(self, wall_s: Callable[[], float] | None = None, counted_s: Callable[[], float] = running_s) -> None:
        self._wall_s = wall_s or (lambda: time.time())  # noqa: PLW0108  looked up at each call
        self._counted_s = counted_s
        self._start_s = self._wall_s() - counted_s()

    def now(self) -> datetime:
        """The present moment; any thread."""
        counted_s = self._counted_s()
        ahead_s = self._wall_s() - counted_s - self._start_s
        if abs(ahead_s) < self.FOLLOWED_S:
            self._start_s += ahead_s
        return datetime.fromtimestamp(self._start_s + counted_s, tz=UTC)

    def ahead_s(self) -> float:
        """How far the wall clock is ahead, negative when behind; 0 while this clock follows it."""
        ahead_s = self._wall_s() - self._counted_s() - self._start_s
        return ahead_s if abs(ahead_s) >= self.FOLLOWED_S else 0.0

    def adopt(self) -> None:
        """Go by the wall clock from now on."""
        self._start_s = self._wall_s() - self._counted_s()


@dataclass(frozen=True, slots=True)
class ScaledClock:
    """A day at speed: maps machine time to simulated time, the same in every process given the same fields.

    ``simulated = simulated_start + (machine now - machine_start) * rate``; ``machine_start_s`` is Unix time.
    """

    simulated_start: datetime
    machine_start_s: float
    rate: float

    def now(self) -> datetime:
        elapsed_s = time.time() - self.machine_start_s
        return self.simulated_start + timedelta(seconds=elapsed_s * self.rate)


@dataclass(slots=True)
class ManualClock:
    """A clock moved by hand, for replays and tests."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def advance(self, step: timedelta) -> datetime:
        """Move forward by ``step`` and return the new moment."""
        self.moment += step
        return self.moment
