"""kill -9 of the only console: the intake goes on without a gap, and the service says that nobody is watching.

The console here is a process with the sign of life of a console and no window; that a signed-in window gives that
sign is shown in ``tests/gui``.
"""

import subprocess
import sys
import time

from fault_ward import Tell, fault_ward, holds

BEATING = """
import os, sys, time
from hah_console.adapters.db.store import Store
from hah_console.domain.clock import SystemClock
from hah_console.services.console_life import beat_console
from hah_console.services.context import Context
ctx = Context(Store(sys.argv[1]).unit_of_work, SystemClock())
while True:
    beat_console(ctx, "console:WS-1", os.getpid(), ctx.clock.now())
    time.sleep(1.0)
"""


def test_a_killed_console_stops_no_reading_and_is_told(tell: Tell) -> None:
    with fault_ward() as found:
        with subprocess.Popen([sys.executable, "-c", BEATING, found.ward.options.database_url]) as console:
            try:
                found.run(4.0)
                found.until(lambda: "nobody_watching" not in found.open_alarms(), "seen", time.monotonic())
                found.figures.clear()
            finally:
                struck_s = time.monotonic()
                console.kill()
        found.recovered(struck_s)
        found.alarmed("nobody_watching", struck_s)
        result = found.finished()
    tell("console, kill -9", found, result)
    holds(found, result)
