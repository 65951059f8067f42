"""The service's turn at the stored samples: a little every second, and once an hour what is past its time."""

import logging

from hah_console.domain.clock import Clock
from hah_console.domain.errors import HahError, LeaseLost
from hah_console.services.ports import SampleKeeper

EXPIRY_EVERY_S = 3_600.0
_LOG = logging.getLogger(__name__)


class Rolling:
    """Samples that could not be moved now are moved later; they are safe where they are."""

    def __init__(self, keeper: SampleKeeper, clock: Clock) -> None:
        self._keeper, self._clock = keeper, clock
        self._expiry_due_s = 0.0
        self._trouble = ""

    def turn(self, monotonic_s: float) -> None:
        """Move what is due, drop what has expired; a fault is logged when it begins. Raises LeaseLost."""
        try:
            self._keeper.roll_up(self._clock.now())
            if monotonic_s >= self._expiry_due_s:
                self._expiry_due_s = monotonic_s + EXPIRY_EVERY_S
                self._keeper.drop_expired(self._clock.now())
            self._trouble = ""
        except LeaseLost:
            raise
        except HahError as error:
            if error.code != self._trouble:
                _LOG.warning("samples not moved, trying again: %s", error.code)
            self._trouble = error.code

    def close(self) -> None:
        """Close what the keeper has open."""
        self._keeper.close()
