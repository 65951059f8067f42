"""The service's sign of life once a second: that it lives, what it has done, what it costs, how its world is."""

import json
import os
import time

from hah_console.alarms.system import SystemFacts
from hah_console.app.service.intake import Counts
from hah_console.domain.clock import Clock
from hah_console.domain.service_state import Heartbeat, SourceState
from hah_console.services.ports import UnitOfWork
from hah_console.services.signs_of_life import SERVICE_PROCESS

BROKER_SOURCE, NOTIFIER_SOURCE = "broker", "notifier"


class Heart:
    """Beats in machine time."""

    def __init__(self, machine: Clock) -> None:
        self._machine = machine
        self._cpu_s, self._at_s = time.process_time(), time.monotonic()

    def beat(self, uow: UnitOfWork, counts: Counts, facts: SystemFacts, backlog: int) -> None:
        """Write the heartbeat and the broker's state; the caller commits.

        Keys of the detail: ``cpu_percent``; ``readings``, ``repeated``, ``rejected``, ``unkept`` since the start;
        ``backlog`` messages not stored, ``backlog_share`` of what may wait, ``lag_s`` how long the oldest has waited;
        ``degraded`` when half of that is in use; ``trouble`` code of a database that could not be written;
        ``disk_free_share``, ``disk_free_mb``; ``clock_step_s``; ``broker``; ``consoles``, and
        ``consoles_heard`` at which an alarm would sound.
        """
        now, broker = self._machine.now(), facts.broker_ok_since is not None
        detail = json.dumps(
            {
                "cpu_percent": self._cpu_percent(),
                "readings": counts.readings,
                "repeated": counts.repeated,
                "rejected": counts.rejected,
                "unkept": counts.unkept,
                "backlog": backlog,
                "backlog_share": facts.backlog_share,
                "lag_s": facts.lag_s,
                "degraded": (facts.backlog_share or 0.0) >= DEGRADED_SHARE,
                "broker": broker,
                "trouble": facts.database_trouble,
                "disk_free_share": facts.disk_free_share,
                "disk_free_mb": facts.disk_free_mb,
                "clock_step_s": facts.clock_step_s,
                "consoles": facts.consoles_watching,
                "consoles_heard": facts.consoles_heard,
            }
        )
        uow.service.beat(Heartbeat(SERVICE_PROCESS, os.getpid(), now, detail))
        uow.service.save_source(
            SourceState(BROKER_SOURCE, now if broker else None, broker, "" if broker else "no_connection")
        )
        heard = facts.consoles_heard != 0 or not facts.consoles_watching
        uow.service.save_source(
            SourceState(NOTIFIER_SOURCE, now if heard else None, heard, "" if heard else "no_sound")
        )

    def _cpu_percent(self) -> float:
        cpu_s, at_s = time.process_time(), time.monotonic()
        share = (cpu_s - self._cpu_s) / max(at_s - self._at_s, 1e-6)
        self._cpu_s, self._at_s = cpu_s, at_s
        return round(share * 100, 1)


DEGRADED_SHARE = 0.5
"""Of the queue: from here on the heartbeat says that monitoring is degraded; nothing is left out."""
