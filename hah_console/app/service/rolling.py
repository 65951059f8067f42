"""The service's turn at the stored samples: a little every second, more when behind; once an hour what has expired."""

import logging
import time

from hah_console.domain.clock import Clock
from hah_console.domain.errors import LeaseLost
from hah_console.services.faults import code_of
from hah_console.services.ports import SampleKeeper

EXPIRY_EVERY_S = 3_600.0
EVERY_S = 1.0
REST = 5.0
"""PERF(catching up): who is behind goes on after so many times as long as the last portion took, not after a second."""
_LOG = logging.getLogger(__name__)


class Rolling:
    """Samples that could not be moved now are moved later; they are safe where they are. ``trouble``: why, or empty."""

    def __init__(self, keeper: SampleKeeper, clock: Clock) -> None:
        self._keeper, self._clock = keeper, clock
        self._due_s = self._expiry_due_s = 0.0
        self.trouble = ""
        self._left = self._over = 0
        self._no_room = False

    def turn(self, monotonic_s: float) -> None:
        """Called between any two batches. When it is time: move what is due, drop what has expired; a fault is logged
        when it begins. Raises LeaseLost."""
        if monotonic_s < self._due_s:
            return
        self._due_s = monotonic_s + EVERY_S
        try:
            began_s = time.perf_counter()
            self._keeper.roll_up(self._clock.now())
            if self._keeper.behind:
                self._due_s = monotonic_s + min((1 + REST) * (time.perf_counter() - began_s), EVERY_S)
            self._note_dropped(*self._keeper.trim_quarantine(self._clock.now()))
            if monotonic_s >= self._expiry_due_s:
                self._expiry_due_s = monotonic_s + EXPIRY_EVERY_S
                self._keeper.drop_expired(self._clock.now())
                self._tell_dropped()
            self.trouble = ""
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001  SAFETY(one damaged chunk): readings and alarms must go on
            self._note(code_of(error))

    def _note_dropped(self, expired: int, over: int) -> None:
        self._left, self._over = self._left + expired + over, self._over + over
        if over and not self._no_room:
            _LOG.warning("the quarantine is full: its oldest messages leave before their time")
            self._no_room = True

    def _tell_dropped(self) -> None:
        """Once an hour."""
        if self._left:
            _LOG.info("%d messages have left the quarantine", self._left)
        self._no_room = self._over > 0
        self._left = self._over = 0

    def _note(self, trouble: str) -> None:
        if trouble != self.trouble:
            _LOG.warning("samples not moved, trying again: %s", trouble)
        self.trouble = trouble

    def close(self) -> None:
        """Close what the keeper has open."""
        self._keeper.close()
