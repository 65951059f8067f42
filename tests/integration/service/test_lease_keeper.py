"""Exactly one service is active, whatever the clocks of its machine and of others say."""

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from helpers.processes import until

from hah_console.adapters.db.store import Store
from hah_console.app.service.holder import Holder
from hah_console.app.service.lease import UNRENEWED_S, LeaseKeeper
from hah_console.domain.clock import SystemClock
from hah_console.domain.errors import LeaseLost
from hah_console.services.context import Context


@dataclass
class Machine:
    """A machine with seconds of its own, and a service on it."""

    store: Store
    name: str
    counted_s: float = 0.0
    keeper: LeaseKeeper = field(init=False)

    def __post_init__(self) -> None:
        self.keeper = LeaseKeeper(_plain(self.store), self.store, Holder(self.name, 1, "1"), lambda: self.counted_s)

    def writes(self) -> bool:
        """Whether a transaction of this service is kept."""
        try:
            with self.keeper.fenced.store() as uow:
                uow.site.put("written_by", self.name)
                uow.commit()
        except LeaseLost:
            return False
        return True


@pytest.fixture
def machine(tmp_path: Path):
    stores: list[Store] = []

    def made(name: str) -> Machine:
        stores.append(Store(f"sqlite:///{tmp_path / 'hah.db'}"))
        stores[-1].migrate()
        return Machine(stores[-1], name)

    yield made
    for store in stores:
        store.close()


Made = Callable[[str], Machine]


def test_the_second_waits_as_long_as_the_first_renews(machine: Made) -> None:
    first, second = machine("here"), machine("there")
    assert first.keeper.acquire()
    for _ in range(10):
        assert not second.keeper.acquire()
        second.counted_s += UNRENEWED_S - 0.1
        assert first.keeper.renew()
    assert (first.writes(), second.writes()) == (True, False)


def test_a_lease_seen_unchanged_for_its_time_is_taken_and_the_first_writes_nothing_more(machine: Made) -> None:
    first, second = machine("here"), machine("there")
    assert first.keeper.acquire()
    assert not second.keeper.acquire()
    second.counted_s += UNRENEWED_S
    assert second.keeper.acquire()
    assert (first.writes(), second.writes()) == (False, True)
    assert not first.keeper.renew()
    assert second.keeper.renew()


def test_machines_that_have_counted_very_different_seconds_agree(machine: Made) -> None:
    first, second = machine("here"), machine("there")
    first.counted_s, second.counted_s = 9e6, 3.0
    assert first.keeper.acquire()
    assert not second.keeper.acquire()
    second.counted_s += UNRENEWED_S - 0.1
    assert not second.keeper.acquire()
    assert first.writes()


def test_of_two_that_wait_one_takes_over(machine: Made) -> None:
    first, second, third = machine("here"), machine("there"), machine("elsewhere")
    assert first.keeper.acquire()
    for waiting in (second, third):
        assert not waiting.keeper.acquire()
        waiting.counted_s += UNRENEWED_S
    assert [second.keeper.acquire(), third.keeper.acquire()] == [True, False]
    assert [one.writes() for one in (first, second, third)] == [False, True, False]


def test_a_lease_given_back_is_taken_at_once(machine: Made) -> None:
    first, second = machine("here"), machine("there")
    assert first.keeper.acquire()
    first.keeper.release()
    assert not first.writes()
    assert second.keeper.acquire()


def test_the_lease_of_a_process_of_this_machine_that_is_gone_is_taken_at_once(machine: Made) -> None:
    first, second = machine("x"), machine("there")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        holder = _holder_of(child.pid)
        first.keeper = LeaseKeeper(_plain(first.store), first.store, holder)
        assert first.keeper.acquire()
        assert holder.state() == "running"
        assert not second.keeper.acquire()
    assert holder.state() == "gone"
    assert second.keeper.acquire()


@pytest.mark.expected_log("was stopped; it is ended")
def test_a_stopped_process_of_this_machine_is_ended_when_its_time_is_over(machine: Made) -> None:
    first, second = machine("x"), machine("there")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        child.send_signal(signal.SIGSTOP)
        holder = _holder_of(child.pid)
        until(lambda: holder.state() == "stopped")
        first.keeper = LeaseKeeper(_plain(first.store), first.store, holder)
        assert first.keeper.acquire()
        assert not second.keeper.acquire()
        second.counted_s += UNRENEWED_S
        assert second.keeper.acquire()
        assert child.wait(5.0) == -signal.SIGKILL


def test_a_process_knows_itself_and_no_other_machine() -> None:
    own = Holder.this_process()
    assert own.state() == "running"
    assert Holder.read(str(own)) == own
    assert Holder("elsewhere", own.process_id, own.started).state() == "unknown"
    assert Holder(own.machine, own.process_id, "0").state() == "gone"
    assert Holder.read("host:42") is None


def _holder_of(process_id: int) -> Holder:
    from hah_console.app.service.holder import _started

    own = Holder.this_process()
    return Holder(own.machine, process_id, _started(process_id))


def _plain(store: Store) -> Context:
    return Context(store.unit_of_work, SystemClock())
