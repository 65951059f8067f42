"""Switching language and theme live, the idle lock, the lamps, and a service that dies and returns."""

from datetime import timedelta

import pytest
from helpers.desk import Console, make_console
from helpers.ward import Ward
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from hah_console.domain.clock import SystemClock
from hah_console.ui.shell.lamps import LampState

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def test_the_language_switches_live_and_is_kept(qtbot: QtBot, signed_in: Console) -> None:
    signed_in.press(qtbot, Qt.Key.Key_L, CTRL_SHIFT)
    model = signed_in.census.model
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Patient"
    assert signed_in.frame.nav._buttons["census"].text() == "Census"
    assert "priority alarm" in signed_in.frame.alarms.bar.shown_chips()[0].accessibleName()
    assert signed_in.window.windowTitle() == "Hospital-at-home console"
    assert signed_in.kept[-1].language == "en"
    signed_in.frame.actions_table.perform("view.language", "zh")
    assert model.headerData(1, Qt.Orientation.Horizontal) == "病人"


def test_the_theme_switches_live_and_is_kept(qtbot: QtBot, signed_in: Console) -> None:
    signed_in.press(qtbot, Qt.Key.Key_D, CTRL_SHIFT)
    assert signed_in.window.theme.name == "dark"
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    assert signed_in.window.theme.hex("ground") in signed_in.window.styleSheet()
    assert signed_in.kept[-1].theme == "dark"


def test_the_console_locks_when_left_alone_and_shows_no_name(qtbot: QtBot, signed_in: Console) -> None:
    watch = signed_in.window.idle
    watch._touched_s -= 10 * 60
    watch.check()
    assert signed_in.window.locked
    assert "▲ 高 1" in signed_in.window.lock.waiting.text()
    assert "林" not in signed_in.window.lock.waiting.text() + signed_in.window.lock.beside.text()
    qtbot.waitUntil(lambda: signed_in.focused() is signed_in.window.lock.password)


def test_only_the_same_person_s_password_unlocks(qtbot: QtBot, signed_in: Console) -> None:
    signed_in.window.lock_desk()
    frame = signed_in.frame
    signed_in.type(qtbot, "nonsense")
    signed_in.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(signed_in.window.lock.error.isVisible)
    assert signed_in.window.locked
    signed_in.window.lock.password.clear()
    signed_in.type(qtbot, "demo")
    signed_in.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not signed_in.window.locked)
    assert signed_in.frame is frame
    actions = [e.entry.action for e in _audit(signed_in)]
    assert actions[-3:] == ["lock", "unlock_failed", "unlock"]


def test_someone_else_may_take_the_desk_over(qtbot: QtBot, signed_in: Console) -> None:
    signed_in.window.lock_desk()
    signed_in.window.lock.other.click()
    assert signed_in.window.frame is None
    signed_in.sign_in(qtbot, "physician1")
    assert signed_in.frame.desk.actor.role.value == "physician"


def test_the_mouse_or_a_key_puts_the_lock_off(qtbot: QtBot, signed_in: Console) -> None:
    watch = signed_in.window.idle
    watch._touched_s -= 10 * 60
    signed_in.press(qtbot, Qt.Key.Key_Down)
    watch.check()
    assert not signed_in.window.locked


def test_a_silent_service_lights_its_lamp_and_sounds_until_it_returns(qtbot: QtBot, ward: Ward) -> None:
    console = make_console(ward, dead_after_s=1.0)
    qtbot.addWidget(console.window)
    console.show(qtbot)
    console.sign_in(qtbot)
    lamp = console.frame.status._lamps["service"]
    qtbot.waitUntil(lambda: lamp.state is LampState.FAILED, timeout=8_000)
    chips = [c.chip for c in console.frame.alarms.bar.shown_chips() if c.chip]
    assert "console:service" in [chip.alarm_id for chip in chips]
    assert "服務" in lamp.accessibleName()
    assert "故障" in lamp.accessibleName()
    assert 3 in ward.bell.rung

    def returned() -> bool:
        ward.beat()
        return lamp.state is LampState.GOOD

    qtbot.waitUntil(returned, timeout=8_000)
    qtbot.waitUntil(lambda: "service" not in console.frame.alarms.state.local)
    console.close(qtbot)


@pytest.mark.parametrize("ahead_s", [-90, 90])
def test_a_service_whose_clock_differs_lives_and_the_difference_is_an_alarm(
    qtbot: QtBot, signed_in: Console, ahead_s: int
) -> None:
    """A beat that changes is a sign of life, whatever time stands in it."""
    qtbot.waitUntil(lambda: signed_in.frame.link.link.service_seen_at is not None)
    signed_in.ward.beat(SystemClock().now() + timedelta(seconds=ahead_s))
    qtbot.waitUntil(lambda: "clock" in signed_in.frame.alarms.state.local, timeout=8_000)
    assert signed_in.frame.link.link.service_alive
    signed_in.ward.beat()
    qtbot.waitUntil(lambda: "clock" not in signed_in.frame.alarms.state.local, timeout=8_000)


@pytest.mark.expected_log("database lost")
def test_a_lost_database_is_a_state_and_the_console_goes_on_when_it_returns(qtbot: QtBot, signed_in: Console) -> None:
    path = signed_in.ward.store._url.database
    assert path
    from pathlib import Path

    database, aside = Path(path), Path(path + ".aside")
    signed_in.ward.store.close()
    database.rename(aside)
    database.mkdir()
    qtbot.waitUntil(lambda: "database" in signed_in.frame.alarms.state.local, timeout=10_000)
    assert signed_in.census.model.rowCount() == 60
    database.rmdir()
    aside.rename(database)
    qtbot.waitUntil(lambda: not signed_in.frame.alarms.state.local, timeout=10_000)


def _audit(console: Console) -> tuple[object, ...]:
    with console.ward.ctx.store() as uow:
        return uow.audit.entries()  # type: ignore[return-value]


def test_a_lamp_opens_its_details_and_escape_gives_the_focus_back(qtbot: QtBot, signed_in: Console) -> None:
    lamp = signed_in.frame.status._lamps["devices"]
    qtbot.waitUntil(lambda: "59" in lamp.accessibleDescription(), timeout=3_000)
    lamp.setFocus()
    signed_in.press(qtbot, Qt.Key.Key_Space)
    details = signed_in.focused()
    assert details.objectName() == "status.details"
    assert "59" in details.accessibleDescription()
    signed_in.press(qtbot, Qt.Key.Key_Escape)
    assert signed_in.focused() is lamp


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_person_s_menu_offers_lock_and_sign_out(qtbot: QtBot, signed_in: Console) -> None:
    signed_in.frame.status.person.setFocus()
    signed_in.press(qtbot, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entries = [entry.text().split("\t")[0] for entry in menu.actions() if not entry.isSeparator()]
    assert entries[:2] == ["鎖定", "登出"]
    next(entry for entry in menu.actions() if entry.text().startswith("登出")).trigger()
    menu.close()
    assert signed_in.window.frame is None
