"""The instruments notice what they promise to notice."""

import logging
import socket
import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import QThread, QTimer
from pytestqt.qtbot import QtBot

from helpers.birthplaces import PLACES, Birthplaces
from helpers.leaks import alive, left_behind
from helpers.logfail import UnexpectedLogs
from helpers.loopback import OutsideWorld, is_loopback


@pytest.fixture
def places(request: pytest.FixtureRequest) -> Birthplaces:
    return request.config.stash[PLACES]


def test_a_thread_that_goes_on_is_named_with_the_line_that_started_it(places: Birthplaces) -> None:
    before, stop = alive(places), threading.Event()
    thread = threading.Thread(target=stop.wait, name="wanderer")
    thread.start()
    found = left_behind(before, places, grace_s=0.0)
    stop.set()
    thread.join()
    assert [("'wanderer'" in line, "test_instruments.py" in line) for line in found] == [(True, True)]


def test_a_child_process_that_goes_on_is_named_with_the_line_that_started_it(places: Birthplaces) -> None:
    before = alive(places)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        found = left_behind(before, places, grace_s=0.0)
        child.kill()
    assert [(line.startswith("process"), "test_instruments.py" in line) for line in found] == [(True, True)]


def test_a_running_timer_is_found_until_it_is_stopped(qtbot: QtBot, places: Birthplaces) -> None:
    before, timer = alive(places), QTimer()
    timer.start(60_000)
    assert "QTimer" in left_behind(before, places, grace_s=0.0)[0]
    timer.stop()
    assert left_behind(before, places, grace_s=0.0) == []


def test_a_running_qt_thread_is_found_until_it_has_ended(qtbot: QtBot, places: Birthplaces) -> None:
    before, thread = alive(places), QThread()
    thread.start()
    assert "QThread" in left_behind(before, places, grace_s=0.0)[0]
    thread.quit()
    thread.wait()
    assert left_behind(before, places, grace_s=0.0) == []


def test_a_thread_that_is_just_ending_is_waited_for(places: Birthplaces) -> None:
    before = alive(places)
    threading.Timer(0.05, lambda: None).start()
    assert left_behind(before, places) == []


@pytest.mark.expected_log("lamp went out")
def test_only_announced_warnings_pass() -> None:
    with UnexpectedLogs(("lamp went out",)) as unexpected:
        logging.getLogger("hah").warning("lamp went out")
        logging.getLogger("hah").info("all is well")
        assert unexpected.lines == []
    with UnexpectedLogs() as unexpected:
        logging.getLogger("hah").warning("lamp went out")
    assert unexpected.lines == ["WARNING hah: lamp went out"]


def test_another_machine_cannot_be_reached() -> None:
    with socket.socket() as outbound, pytest.raises(OutsideWorld):
        outbound.connect(("192.0.2.1", 80))


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


@pytest.mark.parametrize(
    ("host", "own"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.1", False)]
)
def test_loopback_addresses_are_told_from_others(host: str, own: bool) -> None:
    assert is_loopback(host) is own
