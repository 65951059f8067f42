"""The programs around a console run as long as it does: a killed one is started again, and all end with it."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hah_console.adapters.vitals.broker import free_port, listening
from hah_console.app.bench.ward import load_ward
from hah_console.app.bootstrap import open_core
from hah_console.app.options import program_options
from hah_console.app.processes import FIRST_RETRY_S, Processes, Program, programs

START_MS = 20_000
FROZEN_S = 4.0
"""Shorter than in the program, so that the test is; a busy machine still lets a service speak in that time."""


class Around:
    """A broker as the one program around a console."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        arguments = ("--home", str(home), "--broker-port", str(self.port))
        self.processes = Processes((Program("broker", arguments),), home)

    @property
    def child(self):
        return self.processes.child("broker")


@pytest.fixture
def around(qapp: QApplication, tmp_path: Path) -> Iterator[Around]:
    around = Around(tmp_path)
    yield around
    around.processes.stop()


@pytest.mark.expected_log("broker ended with status")
def test_a_killed_program_is_started_again_by_the_console(around: Around, qtbot: QtBot) -> None:
    qtbot.waitUntil(around.child.ready.is_set, timeout=START_MS)
    first = around.child
    first.process.kill()
    qtbot.waitUntil(lambda: around.child is not first and around.child.ready.is_set(), timeout=START_MS)
    assert around.child.process.pid != first.process.pid
    assert listening(around.port)


@pytest.mark.expected_log("broker ended with status")
def test_a_program_that_keeps_dying_is_started_less_and_less_often(qapp: QApplication, qtbot: QtBot, tmp_path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        processes = Processes((Program("broker", ("--home", str(tmp_path), "--broker-port", port)),), tmp_path)
        (kept,) = processes._kept
        qtbot.waitUntil(lambda: kept.retry_s >= 4 * FIRST_RETRY_S, timeout=2 * START_MS)
        processes.stop()


def test_every_program_ends_when_the_console_stops(around: Around, qtbot: QtBot) -> None:
    qtbot.waitUntil(around.child.ready.is_set, timeout=START_MS)
    stopped = around.processes.stop()
    assert not around.child.running
    assert stopped.seconds["broker"] < 2.0


@pytest.mark.expected_log("service is frozen", "service ended with status")
def test_a_frozen_service_is_ended_and_started_again(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    options = program_options(tmp_path, None, free_port())
    core = open_core(options)
    load_ward(core.ctx, 1)
    core.store.close()
    processes = Processes(programs(options, None, own_broker=True), tmp_path, frozen_s=FROZEN_S)
    try:
        qtbot.waitUntil(lambda: processes.child("service").alive_s is not None, timeout=START_MS)
        first = processes.child("service")
        qtbot.wait(int(FROZEN_S * 1_500))
        assert processes.child("service") is first
        first.process.send_signal(signal.SIGSTOP)
        qtbot.waitUntil(lambda: processes.child("service") is not first, timeout=START_MS)
        qtbot.waitUntil(processes.child("service").ready.is_set, timeout=START_MS)
    finally:
        processes.stop()
    assert first.process.returncode == -signal.SIGKILL
