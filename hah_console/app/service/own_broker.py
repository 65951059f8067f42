"""A broker of the service's own when nobody listens on the port: started, and started again when it dies."""

import logging
import time
from collections.abc import Callable

from hah_console.adapters.vitals.broker import listening
from hah_console.app.children import Child, start_child
from hah_console.app.logging_setup import LOG_FOLDER
from hah_console.app.options import ProgramOptions

START_S = 15.0
AGAIN_S = 2.0
_LOG = logging.getLogger(__name__)


class OwnBroker:
    """``wanted`` False where somebody else keeps the broker; then nothing is ever started."""

    def __init__(self, options: ProgramOptions, wanted: bool, counted_s: Callable[[], float] = time.monotonic) -> None:
        self._options, self._wanted, self._counted_s = options, wanted, counted_s
        self._host = options.broker_address().host
        self._child: Child | None = None
        self._started_s = float("-inf")

    def start(self) -> None:
        """Start one when nobody listens, and wait until it does; raises ChildFailed."""
        if self._wanted and not listening(self._options.broker_port, self._host):
            self._begin().wait_ready(START_S)

    def tend(self, connected: bool) -> None:
        """Start it again without waiting; called once a second."""
        if connected or not self._wanted or self._counted_s() - self._started_s < AGAIN_S:
            return
        if listening(self._options.broker_port, self._host) or (self._child and self._child.running):
            return
        _LOG.warning("nobody listens on port %d; starting a broker", self._options.broker_port)
        self.stop()
        self._begin()

    def stop(self) -> None:
        """End what was started here."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def _begin(self) -> Child:
        options, self._started_s = self._options, self._counted_s()
        self._child = start_child("broker", options.broker_arguments(), options.home / LOG_FOLDER)
        return self._child
