"""Keeps the interpreter from holding up the one writer: rarer garbage rounds, and a quicker change of threads."""

import gc
import sys
import threading
import time

from hah_console.app.freed_memory import give_back

THREAD_TURN_S = 0.0005
"""PERF(5,000 sets a second): with 5 ms the writer waits for the network thread longer than it works."""
GIVE_BACK_S = 60.0
YOUNG_OBJECTS, MIDDLE_ROUNDS, OLD_ROUNDS = 20_000, 20, 50


def settle_memory() -> None:
    """For the service's own process, once it is ready: what lives as long as it is set aside, so that no garbage
    round walks through a whole ward.

    PERF(a quarter of the writer's CPU): a batch makes thousands of objects and hardly a cycle.
    """
    sys.setswitchinterval(THREAD_TURN_S)
    gc.collect()
    gc.freeze()
    give_back()
    gc.set_threshold(YOUNG_OBJECTS, MIDDLE_ROUNDS, OLD_ROUNDS)
    threading.Thread(target=_keep_giving_back, args=(GIVE_BACK_S,), name="memory", daemon=True).start()


def _keep_giving_back(every_s: float) -> None:
    """PERF(memory): large batches leave holes in the heap; some milliseconds once a minute, without the interpreter."""
    while True:
        time.sleep(every_s)
        give_back()
