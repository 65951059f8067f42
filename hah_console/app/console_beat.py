"""A console's own sign of life in the database, so that the service knows whether anybody can see its alarms."""

import logging
import os
import threading

from hah_console.domain.clock import Clock
from hah_console.domain.errors import HahError
from hah_console.domain.service_state import Heartbeat
from hah_console.services.context import Context
from hah_console.services.signs_of_life import CONSOLE_PREFIX

BEAT_S = 1.0
_LOG = logging.getLogger(__name__)


class ConsoleBeat:
    """One thread of its own from ``start`` to ``stop``; a database that cannot be written is tried again."""

    def __init__(self, ctx: Context, workstation: str, machine: Clock) -> None:
        self._ctx, self._machine = ctx, machine
        self._process = f"{CONSOLE_PREFIX}{workstation}"
        self._stop = threading.Event()
        self._failing = False
        self._thread = threading.Thread(target=self._run, name="console-beat", daemon=True)

    def start(self) -> None:
        """Begin to beat once a second."""
        self._thread.start()

    def stop(self) -> None:
        """Beat no more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._beat()
            self._stop.wait(BEAT_S)

    def _beat(self) -> None:
        try:
            with self._ctx.store() as uow:
                uow.service.beat(Heartbeat(self._process, os.getpid(), self._machine.now()))
                uow.commit()
        except HahError as error:
            if not self._failing:
                _LOG.info("no sign of life written: %s", error.code)
            self._failing = True
        else:
            self._failing = False
