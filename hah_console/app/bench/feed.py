"""Stands in for the service in a process of its own: everybody's last values once a second, in ten portions."""

import sys
import time

from hah_console.adapters.db.store import Store
from hah_console.app.bench.crowd import vitals
from hah_console.domain.clock import SystemClock
from hah_console.domain.service_state import Heartbeat

PORTIONS = 10


def feed(url: str, patients: int) -> None:
    """Write until standard input closes."""
    store, clock = Store(url), SystemClock()
    try:
        portion = 0
        due_s = time.monotonic()
        while True:
            with store.unit_of_work() as uow:
                now = clock.now()
                uow.readings.save_latest(vitals(range(portion, patients, PORTIONS), now))
                if portion == 0:
                    uow.service.beat(Heartbeat("service", 1, now))
                uow.commit()
            portion = (portion + 1) % PORTIONS
            due_s += 1 / PORTIONS
            time.sleep(max(0.0, due_s - time.monotonic()))
    finally:
        store.close()


if __name__ == "__main__":
    feed(sys.argv[1], int(sys.argv[2]))
