"""Keeps the store small beside the intake: readings down the tiers every second, what is past its time now and then."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from hah_console.domain.errors import HahError
from hah_console.services.ports import SampleKeeper

DROP_EVERY_S = 600.0
_LOG = logging.getLogger(__name__)


class Upkeep:
    """One writer thread; what fails is done again the next time."""

    def __init__(
        self, keeper: SampleKeeper, now: Callable[[], datetime], counted_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._keeper, self._now, self._counted_s = keeper, now, counted_s
        self._drop_s = counted_s() + DROP_EVERY_S
        self._failing = ""

    def do(self) -> None:
        """A small portion."""
        try:
            self._keeper.roll_up(self._now())
            if self._counted_s() >= self._drop_s:
                self._drop_s = self._counted_s() + DROP_EVERY_S
                self._keeper.drop_expired(self._now())
        except HahError as error:
            self._failed(error)
        else:
            self._failing = ""

    def close(self) -> None:
        """Let go of the store's files."""
        self._keeper.close()

    def _failed(self, error: HahError) -> None:
        if self._failing != error.code:
            _LOG.warning("readings not moved down the tiers: %s", error)
        self._failing = error.code
