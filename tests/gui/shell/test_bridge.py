"""The bridge: alarms do not wait for the display, and nothing is lost between two rounds."""

import logging
import threading
import time
from dataclasses import dataclass, field

import pytest
from helpers.ward import NOW, Ward, an_alarm
from pytestqt.qtbot import QtBot

from hah_console.adapters.db.service_rows import ServiceStateRows
from hah_console.domain.alarm import Priority
from hah_console.domain.clock import SystemClock
from hah_console.domain.errors import DatabaseUnusable
from hah_console.domain.service_state import Heartbeat
from hah_console.services.context import Context
from hah_console.services.ports import ChangeFeed, UnitOfWork
from hah_console.ui.bridge import Batch, Bridge, Follower


@dataclass
class Ear:
    """A follower with its stop, as the bridge has it."""

    follower: Follower
    stopped: threading.Event = field(default_factory=threading.Event)

    def hold(self, seconds: float) -> float:
        """Hold for up to ``seconds``; returns how long it took."""
        began_s = time.monotonic()
        self.follower.hold(began_s + seconds, began_s, self.stopped)
        return time.monotonic() - began_s


def entities(batch: Batch) -> list[str]:
    return [change.entity for change in batch.changes.items]


def listening(ward: Ward) -> Ear:
    ear = Ear(Follower(ward.ctx, ward.store.change_feed, SystemClock()))
    ear.follower.round(0.0)
    return ear


def test_an_alarm_is_told_at_once_and_does_not_wait_for_the_next_round(ward: Ward) -> None:
    ear = listening(ward)
    alarm = an_alarm("A-9", ward.patients[20], "hr", 141, Priority.HIGH)
    later = threading.Timer(0.2, lambda: ward.raise_alarm(alarm))
    later.start()
    assert ear.hold(30.0) < 15.0
    later.join()
    assert entities(ear.follower.round(0.0)) == ["alarm"]
    ear.follower.close()


def test_what_changes_between_two_rounds_is_told_in_the_next(ward: Ward) -> None:
    ear = listening(ward)
    actor = ward.sign_in("nurse1", "demo")
    for number in range(3):
        with ward.ctx.store() as uow:
            uow.changed("note", "site", str(number), actor, NOW)
            uow.commit()
    ear.hold(0.2)
    assert entities(ear.follower.round(0.0)).count("site") == 3
    ear.follower.close()


def test_last_values_are_not_lost_when_the_database_fails_in_the_middle_of_a_round(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    follower = Follower(ward.ctx, ward.store.change_feed, SystemClock())

    def failing(_: ServiceStateRows) -> tuple[Heartbeat, ...]:
        raise DatabaseUnusable(location="here", reason="busy")

    with monkeypatch.context() as failure, caplog.at_level(logging.CRITICAL):
        failure.setattr(ServiceStateRows, "heartbeats", failing)
        assert not follower.round(0.0).link.database_ok
    assert follower.round(0.0).latest
    follower.close()


def test_a_stopped_bridge_holds_nothing_up(ward: Ward) -> None:
    ear = listening(ward)
    ear.stopped.set()
    assert ear.hold(30.0) < 15.0
    ear.follower.close()


@pytest.mark.expected_log("database lost")
def test_a_read_that_does_not_come_back_is_told_as_a_lost_database(qtbot: QtBot) -> None:
    """As on a disk that answers nobody: the thread that reads is held, and only the window can tell."""
    held = threading.Event()

    def no_feed() -> ChangeFeed:
        held.wait(20.0)
        raise DatabaseUnusable(location="", reason="unreachable")

    bridge = Bridge(Follower(Context(_nothing, SystemClock()), no_feed, SystemClock(), dead_after_s=0.05))
    told: list[Batch] = []
    bridge.connect_to(told.append)
    bridge.start()
    try:
        qtbot.waitUntil(lambda: bridge.note_overdue() or bool(told))
        assert told[0].link.database_ok is False
        bridge.note_overdue()
        assert len(told) == 1
    finally:
        held.set()
        bridge.close()


def _nothing() -> UnitOfWork:
    raise DatabaseUnusable(location="", reason="unreachable")
