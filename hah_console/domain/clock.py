"""The clock, passed as an argument everywhere; the only place that asks the machine for the time."""

import time
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
