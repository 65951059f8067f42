"""Waveforms on the patient page: asked for by key, closed on leaving, every state said, nothing of another patient."""

import math
from collections.abc import Callable

import pytest
from helpers.bedside import CHEN, LIN, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.waves import BEGIN, Bedside125, OneMonitor
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import HahError
from hah_console.services.ports import WaveStream
from hah_console.ui.screens.patient.wave_text import WaveState

OpenPage = Callable[..., BedsideConsole]


class Monitor:
    """The monitor at the bedside: its stream, its clock, and the source that leads to it."""

    def __init__(self) -> None:
        self.clock = ManualClock(BEGIN)
        self.streams: list[Bedside125] = []
        self.source = OneMonitor(self.clock, self._stream)

    def _stream(self) -> WaveStream:
        self.streams.append(Bedside125({"II": "mV", "PLETH": ""}, lambda t: math.sin(6 * t)))
        return self.streams[-1]


@pytest.fixture
def monitor() -> Monitor:
    return Monitor()


def ask(qtbot: QtBot, console: BedsideConsole, monitor: Monitor) -> Bedside125:
    """Open the waveforms by their key; two seconds of them have come."""
    console.alt(qtbot, Qt.Key.Key_F7)
    console.settle(qtbot)
    stream = monitor.streams[-1]
    stream.now_s = 2.0
    monitor.clock.moment = BEGIN + (monitor.clock.now() - BEGIN)
    qtbot.waitUntil(lambda: bool(console.patient.waves.view.live.scales))
    return stream


def test_waveforms_are_asked_for_by_key_and_closed_by_the_same_key(
    qtbot: QtBot, open_page: OpenPage, monitor: Monitor
) -> None:
    console = open_page("en", waves=monitor.source)
    assert monitor.source.opened == []
    assert not console.patient.waves.isVisible()
    stream = ask(qtbot, console, monitor)
    assert monitor.source.opened == [CHEN]
    assert console.patient.waves.state is WaveState.LIVE
    assert console.patient.trends.waves.isChecked()
    console.alt(qtbot, Qt.Key.Key_F7)
    console.settle(qtbot)
    assert stream.closed
    assert not console.patient.waves.isVisible()
    assert console.patient.waves.view.live.traces == {}


@pytest.mark.parametrize("way", ["leave", "other_patient", "lock"])
def test_leaving_the_patient_closes_her_waveforms(
    qtbot: QtBot, open_page: OpenPage, monitor: Monitor, way: str
) -> None:
    console = open_page("en", waves=monitor.source)
    stream = ask(qtbot, console, monitor)
    page = console.patient
    if way == "leave":
        console.frame.navigate("census", "")
    elif way == "lock":
        console.window.lock_desk()
    else:
        console.frame.navigate("patient", LIN)
    console.settle(qtbot)
    assert stream.closed
    assert page.waves.view.live.traces == {}
    assert not page.trends.waves.isChecked()


def test_a_stream_that_opens_after_the_page_was_left_is_closed_at_once(
    qtbot: QtBot, open_page: OpenPage, monitor: Monitor
) -> None:
    console = open_page("en", waves=monitor.source)
    console.patient.ask_waves(True)
    console.frame.navigate("census", "")
    console.settle(qtbot)
    assert [stream.closed for stream in monitor.streams] == [True]
    assert console.patient.waves.view.live.traces == {}


def test_a_stream_that_stops_is_hatched_and_said(qtbot: QtBot, open_page: OpenPage, monitor: Monitor) -> None:
    console = open_page("en", waves=monitor.source)
    ask(qtbot, console, monitor)
    waves = console.patient.waves
    waves.tick()
    assert waves.status.text() == "Live · 25 mm/s"
    monitor.clock.moment = BEGIN.replace(minute=1)
    waves.tick()
    assert waves.state is WaveState.STOPPED
    assert "II 10 mm/mV No waveform for" in waves.view.accessibleDescription()


def test_a_workstation_without_a_link_says_what_still_works(qtbot: QtBot, open_page: OpenPage) -> None:
    console = open_page("en")
    console.alt(qtbot, Qt.Key.Key_F7)
    waves = console.patient.waves
    assert waves.state is WaveState.FAILED
    assert "numbers and alarms are not affected" in waves.message.text()
    assert waves.message.isVisible()


def test_a_broker_that_refuses_is_said_and_can_be_tried_again(
    qtbot: QtBot, open_page: OpenPage, monitor: Monitor
) -> None:
    answers: list[Callable[[], WaveStream]] = [refuse, monitor._stream]

    def next_answer() -> WaveStream:
        return answers.pop(0)()

    source = OneMonitor(monitor.clock, next_answer)
    console = open_page("en", waves=source)
    console.alt(qtbot, Qt.Key.Key_F7)
    console.settle(qtbot)
    assert console.patient.waves.retry.isVisible()
    qtbot.keyClick(console.patient.waves.retry, Qt.Key.Key_Space)
    console.settle(qtbot)
    assert console.patient.waves.state is WaveState.WAITING
    console.patient.waves.close_stream()
    console.settle(qtbot)


def refuse() -> WaveStream:
    raise HahError(reason="broker")


def test_freezing_says_since_when_and_the_calipers_are_read_out(
    qtbot: QtBot, open_page: OpenPage, bedside: Bedside, monitor: Monitor, spoken: list[tuple[str, bool]]
) -> None:
    console = open_page("en", waves=monitor.source)
    stream = ask(qtbot, console, monitor)
    waves = console.patient.waves
    stream.now_s = 8.0
    qtbot.waitUntil(lambda: waves.view.live.traces["II"].at(BEGIN.timestamp() + 7) is not None)
    qtbot.keyClick(waves.view, Qt.Key.Key_Space)
    qtbot.keyClick(waves.view, Qt.Key.Key_Right)
    bedside.clock.advance(waves_age := bedside.clock.now() - bedside.clock.now().replace(second=30))
    waves.tick()
    assert waves.status.text().startswith(f"Frozen at 03:12 ({waves_age.seconds} s ago), not live · II  Δt")
    assert spoken[-1][0].endswith("moving right line")
    assert waves.freeze.text() == "Go live"
    assert "II 10 mm/mV frozen" in waves.view.accessibleDescription()
    assert "ago" not in waves.view.accessibleDescription()
    qtbot.keyClick(waves.freeze, Qt.Key.Key_Space)
    assert waves.view.still is None
