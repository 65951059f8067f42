"""What covers the alarm bar hides no alarm: the lock, a form over the desk, the wall board."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.desk import Console
from helpers.ward import NOW, an_alarm
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hah_console.domain.alarm import AlarmState, Lane, Priority
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screens.wall.view import WallScreen
from hah_console.ui.shell.modal_alarm import ModalAlarm

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
UI = Path(__file__).parents[3] / "hah_console" / "ui"
ALT = Qt.KeyboardModifier.AltModifier
HIGH, MEDIUM = Priority.HIGH, Priority.MEDIUM


def test_what_begins_behind_the_lock_is_told_there_without_a_name_and_with_the_sound(
    qtbot: QtBot, signed_in: Console
) -> None:
    window, ward = signed_in.window, signed_in.ward
    window.lock_desk()
    assert "▲ 高 1" in window.lock.waiting.text()
    ward.raise_alarm(an_alarm("A-7", ward.patients[20], "hr", 141, HIGH, minutes_ago=0))
    ward.raise_alarm(an_alarm("A-8", None, "disk_low", 8, MEDIUM, minutes_ago=0, lane=Lane.TECHNICAL))
    qtbot.waitUntil(lambda: "▲ 高 2" in window.lock.waiting.text())
    qtbot.waitUntil(lambda: "磁碟空間不足 8 %" in window.lock.beside.text())
    assert "聲音開" in window.lock.beside.text()
    ward.bell.available = False
    qtbot.waitUntil(lambda: "無音效裝置" in window.lock.beside.text(), timeout=3_000)
    said = window.lock.waiting.text() + window.lock.beside.text()
    assert not [name for name in ("○", "141", "P0") if name in said]


def test_a_form_over_the_desk_shows_the_alarm_and_has_its_keys_and_nothing_in_it_moves(
    qtbot: QtBot, signed_in: Console
) -> None:
    frame, ward = signed_in.frame, signed_in.ward
    frame.alarms.acknowledge("A-1")
    frame.alarms.acknowledge("A-3")
    frame.alarms.acknowledge("A-4")
    qtbot.waitUntil(lambda: frame.alarms.state.loudest() is None)
    form = FormDialog("test.form", frame.desk, signed_in.window)
    form.open()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is form)
    before = form.submit.mapToGlobal(form.submit.rect().topLeft())
    assert form.findChild(ModalAlarm) is None
    ward.raise_alarm(an_alarm("A-7", ward.patients[20], "hr", 141, HIGH, minutes_ago=0))
    qtbot.waitUntil(lambda: (found := form.findChild(ModalAlarm)) is not None and found.isVisible())
    strip = form.findChild(ModalAlarm)
    assert "心率 141 /分" in strip.what.text()
    assert "聲音開" in strip.keys.text()
    assert form.submit.mapToGlobal(form.submit.rect().topLeft()) == before
    qtbot.keyClick(form, Qt.Key.Key_F3, ALT)
    qtbot.waitUntil(lambda: "聲音暫停" in strip.keys.text())
    qtbot.keyClick(form, Qt.Key.Key_F2, ALT)
    qtbot.waitUntil(lambda: ward.state_of("A-7") is AlarmState.ACKNOWLEDGED)
    qtbot.waitUntil(strip.isHidden)
    form.reject()


def test_every_form_is_a_column_at_whose_end_an_alarm_finds_its_place() -> None:
    sources = {path: path.read_text("utf-8") for path in UI.rglob("*.py")}
    forms = [path for path, source in sources.items() if re.search(r"^class \w+\(QDialog\)", source, re.MULTILINE)]
    assert len(forms) > 8
    assert [path.name for path in forms if "QVBoxLayout(self)" not in sources[path]] == []


def test_the_wall_board_shows_alarms_of_nobody_without_a_name_and_says_whether_they_are_heard(
    qtbot: QtBot, signed_in: Console
) -> None:
    ward = signed_in.ward
    with ward.ctx.store() as uow:
        worker = uow.staff.all()[0]
    panic = an_alarm("A-7", None, worker.staff_id, 0, HIGH, minutes_ago=1, lane=Lane.TECHNICAL)
    ward.raise_alarm(replace(panic, rule_id="staff_panic"))
    ward.raise_alarm(an_alarm("A-8", None, "disk_low", 8, MEDIUM, minutes_ago=0, lane=Lane.TECHNICAL))
    qtbot.waitUntil(lambda: len(signed_in.frame.alarms.state.chips()) == 7)
    signed_in.frame.navigate("wall", "")
    wall = signed_in.screen("wall", WallScreen)
    qtbot.waitUntil(lambda: len(wall.presenter.patient_ids()) == len(ward.patients))
    wall.on_tick(NOW)
    told = {alarm.code: alarm.text for alarm in wall.presenter.alarms(NOW)}
    assert "磁碟空間不足 8 %" in told["系統"]
    assert told["工作人員"].startswith("高")
    assert worker.name not in repr(told) + wall.accessibleName()
    assert "高 2" in repr(wall.presenter.head(NOW))
    assert "聲音開" in wall.accessibleName()
    ward.bell.available = False
    qtbot.waitUntil(lambda: "無音效裝置" in wall.accessibleName(), timeout=3_000)
    qtbot.waitUntil(lambda: "本機" in {alarm.code for alarm in wall.presenter.alarms(NOW)}, timeout=3_000)
