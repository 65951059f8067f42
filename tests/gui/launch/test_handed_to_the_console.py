"""A launch handed to the console that runs: its page is opened when somebody is there, never behind lock or form."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN, NURSE, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.processes import ROOT
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from hah_console.app.pending_place import KEPT_S, PendingPlace
from hah_console.app.single_instance import OPEN, SingleInstance, hand_over, socket_name

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


@pytest.fixture
def console(qtbot: QtBot, ward: Bedside) -> BedsideConsole:
    return open_console(qtbot, ward, NURSE)


class Clock:
    """Seconds as the test tells them."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def pending(console: BedsideConsole, clock: Clock | None = None) -> PendingPlace:
    return PendingPlace(console.window, clock or Clock())


def shown(console: BedsideConsole) -> bool:
    return "patient" in console.frame.screens and console.patient.presenter.patient_id == CHEN


def test_the_console_that_runs_takes_it_and_opens_the_page(
    qtbot: QtBot, console: BedsideConsole, tmp_path: Path
) -> None:
    instance = SingleInstance(tmp_path)
    instance.claim()
    place = pending(console)
    instance.open_asked.connect(place.ask)
    words = "from hah_console.app.single_instance import hand_over; import sys, pathlib; "
    words += "sys.exit(0 if hand_over(pathlib.Path(sys.argv[1]), sys.argv[2]) else 3)"
    asking = subprocess.Popen([sys.executable, "-c", words, str(tmp_path), CHEN], cwd=ROOT)
    qtbot.waitUntil(lambda: asking.poll() is not None)
    assert asking.returncode == 0
    qtbot.waitUntil(lambda: shown(console))
    instance.release()


def test_where_no_console_runs_nothing_is_taken(tmp_path: Path) -> None:
    assert not hand_over(tmp_path / "nobody", CHEN)


@pytest.mark.parametrize(
    "said", [b"hah 1 open \n", b"hah 1 open ../../x\n", b"hah 1 open P 1\n", b"hah 9 open P\n", b"x" * 5_000]
)
def test_what_is_no_patient_is_not_taken(qtbot: QtBot, tmp_path: Path, said: bytes) -> None:
    instance = SingleInstance(tmp_path)
    instance.claim()
    heard: list[str] = []
    instance.open_asked.connect(heard.append)
    socket = QLocalSocket()
    socket.connectToServer(socket_name(tmp_path))
    assert socket.waitForConnected(1_000)
    socket.write(said)
    socket.flush()
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    assert heard == []
    assert said != OPEN
    instance.release()


def test_behind_the_lock_nothing_is_opened_until_somebody_is_back(qtbot: QtBot, console: BedsideConsole) -> None:
    console.window.lock_desk()
    place = pending(console)
    place.ask(CHEN)
    qtbot.wait(700)
    assert console.window.locked
    assert "patient" not in opened(console)
    console.window.lock.signed_in.emit(NURSE, "x")
    qtbot.waitUntil(lambda: shown(console))


def opened(console: BedsideConsole) -> set[str]:
    with console.bedside.ctx.store() as uow:
        return {each.entry.entity for each in uow.audit.entries()}


def test_over_an_open_form_the_page_waits(qtbot: QtBot, console: BedsideConsole) -> None:
    console.frame.navigate("patient", "P-lin")
    console.settle(qtbot)
    console.patient.open_observation()
    place = pending(console)
    place.ask(CHEN)
    qtbot.wait(700)
    assert not shown(console)
    form = next(each for each in console.window._forms())
    form.reject()
    qtbot.waitUntil(lambda: shown(console))


def test_who_signs_in_much_later_gets_no_page_of_somebody_elses_launch(qtbot: QtBot, console: BedsideConsole) -> None:
    clock = Clock()
    console.window.lock_desk()
    place = pending(console, clock)
    place.ask(CHEN)
    clock.now = KEPT_S + 1
    qtbot.wait(400)
    console.window.lock.signed_in.emit(NURSE, "x")
    qtbot.wait(500)
    assert "patient" not in opened(console)


def test_signing_out_forgets_it(qtbot: QtBot, console: BedsideConsole) -> None:
    console.window.lock_desk()
    place = pending(console)
    place.ask(CHEN)
    console.window.sign_out()
    console.window.enter(NURSE, "x")
    qtbot.wait(500)
    assert "patient" not in opened(console)
