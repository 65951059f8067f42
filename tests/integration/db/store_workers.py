"""What other processes do in the tests: write commands, take the lease."""

import time
from datetime import UTC, datetime, timedelta
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event

from hah_console.adapters.db.samples.retention import Retention
from hah_console.adapters.db.store import Store
from hah_console.domain.actor import Actor, Role
from hah_console.domain.ids import DeviceId, PatientId, UserId
from hah_console.domain.reading import Reading, Vital
from hah_console.services.context import record

START = datetime(2026, 3, 5, tzinfo=UTC)


def write_commands(url: str, name: str, count: int) -> None:
    """``count`` commands, each with an audit entry and a change; every third is undone."""
    store = Store(url)
    actor = Actor(UserId(name), name, Role.NURSE, "WS")
    for number in range(count):
        with store.unit_of_work() as uow:
            record(uow, actor, START + timedelta(seconds=number), "try", "patient", f"{name}-{number}")
            if number % 3 != 2:
                uow.commit()
    store.close()


def hold_lease(url: str, holder: str) -> bool:
    """Whether this process got the lease, which nobody held before."""
    store = Store(url)
    with store.unit_of_work() as uow:
        lease = uow.service.take_lease("service", holder, None)
        uow.commit()
    store.close()
    return lease is not None


def write_and_hang(url: str, started: Event) -> None:
    """Holds the writer's place with uncommitted rows until killed."""
    store = Store(url)
    actor = Actor(UserId("killed"), "killed", Role.NURSE, "WS")
    with store.unit_of_work() as uow:
        record(uow, actor, START, "try", "patient", "P-killed")
        started.set()
        time.sleep(60)


def store_and_roll_up(url: str, first: int, stored: "Synchronized[int]") -> None:
    """Store a set of two patients for each second and move samples, until killed; tells the last second stored."""
    store = Store(url)
    keeper = store.sample_keeper(Retention("test", *[timedelta(days=9_999)] * 3), slice_s=60.0)
    second = first
    while True:
        batch = [second_reading(patient, number) for number in range(second, second + 60) for patient in ("P-1", "P-2")]
        second += 60
        with store.unit_of_work() as uow:
            uow.readings.add_many(batch)
            uow.commit()
        stored.value = second
        keeper.roll_up(START + timedelta(seconds=second))


def second_reading(patient: str, number: int) -> Reading:
    """The set of one patient in one second."""
    at = START + timedelta(seconds=number)
    return Reading(PatientId(patient), DeviceId(f"D-{patient}"), number, at, at, {Vital.HEART_RATE: 60.0 + number % 50})
