"""Watches the machine's wall clock for steps, and decides by the devices' clocks whether a step was a correction."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from hah_console.domain.clock import SteadyClock
from hah_console.domain.ids import DeviceId

WITNESSES = 3
"""Devices whose clocks must agree with the stepped wall clock before it is believed."""
NEAR_SHARE = 0.25
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class ClockWatch:
    """``step_s`` is how far the wall clock stands from the steady one, None while they go together."""

    clock: SteadyClock
    step_s: float | None = None
    stepped_at: datetime | None = None
    _skews: dict[DeviceId, float] = field(default_factory=dict)

    def look(self) -> None:
        """Once a second. Follows a step that the devices confirm one look after it has been told."""
        if self.step_s is not None and self._confirmed(self.step_s):
            _LOG.warning("the devices agree with the wall clock: its step of %.0f s is followed", self.step_s)
            self.clock.adopt()
        ahead_s = self.clock.ahead_s()
        if ahead_s and self.step_s is None:
            _LOG.warning("the wall clock was set by %.0f s", ahead_s)
            self.stepped_at = self.clock.now()
            self._skews.clear()
        if not ahead_s:
            self.stepped_at = None
        self.step_s = ahead_s or None

    def note(self, skews: Iterable[tuple[DeviceId, float | None]]) -> None:
        """How far the devices' clocks are ahead of the steady one, in seconds."""
        if self.step_s is not None:
            self._skews.update({device: skew for device, skew in skews if skew is not None})

    def _confirmed(self, step_s: float) -> bool:
        """SAFETY(clock step): a step is followed only when the devices' own clocks were there before it."""
        if len(self._skews) < WITNESSES:
            return False
        return abs(median(self._skews.values()) - step_s) < abs(step_s) * NEAR_SHARE
