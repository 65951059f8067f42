"""The service's sign of life once a second: that it lives, what it has done, what it costs, how its broker is."""

import json
import os
import time

from hah_console.app.service.intake import Counts
from hah_console.domain.clock import Clock
from hah_console.domain.errors import HahError
from hah_console.domain.service_state import Heartbeat, SourceState
from hah_console.services.context import Context

PROCESS = "service"
BROKER_SOURCE = "broker"


class Heart:
    """Beats in machine time."""

    def __init__(self, ctx: Context, machine: Clock) -> None:
        self._ctx, self._machine = ctx, machine
        self._cpu_s, self._at_s = time.process_time(), time.monotonic()

    def beat(self, counts: Counts, *, backlog: int, broker: bool, trouble: str) -> bool:
        """Write the heartbeat and the broker's state; False when the database cannot be written."""
        now = self._machine.now()
        detail = json.dumps(
            {
                "cpu_percent": self._cpu_percent(),
                "readings": counts.readings,
                "repeated": counts.repeated,
                "rejected": counts.rejected,
                "backlog": backlog,
                "broker": broker,
                "trouble": trouble,
            }
        )
        state = SourceState(BROKER_SOURCE, now if broker else None, broker, "" if broker else "no_connection")
        try:
            with self._ctx.store() as uow:
                uow.service.beat(Heartbeat(PROCESS, os.getpid(), now, detail))
                uow.service.save_source(state)
                uow.commit()
        except HahError:
            return False
        return True

    def _cpu_percent(self) -> float:
        cpu_s, at_s = time.process_time(), time.monotonic()
        share = (cpu_s - self._cpu_s) / max(at_s - self._at_s, 1e-6)
        self._cpu_s, self._at_s = cpu_s, at_s
        return round(share * 100, 1)
