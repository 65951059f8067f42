"""What covers the alarm bar hides no alarm: the lock, a form over the desk, the wall board."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.desk import Console
from helpers.ward import NOW, an_alarm
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.alarm import AlarmState, Lane, Priority
from hah_console.domain.errors import AlreadyTaken, DatabaseUnusable, HahError, NotPermitted, VersionConflict
from hah_console.domain.ids import AlarmId
from hah_console.services.changes import Changes
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
    strip = strip_of(form)
    assert "心率 141 /分" in strip.what.text()
    assert "聲音開" in strip.keys.text()
    assert form.submit.mapToGlobal(form.submit.rect().topLeft()) == before
    qtbot.keyClick(form, Qt.Key.Key_F3, ALT)
    qtbot.waitUntil(lambda: "聲音暫停" in strip.keys.text())
    qtbot.keyClick(form, Qt.Key.Key_F2, ALT)
    qtbot.waitUntil(lambda: ward.state_of("A-7") is AlarmState.ACKNOWLEDGED)
    qtbot.waitUntil(strip.isHidden)
    qtbot.waitUntil(lambda: form.submit.mapToGlobal(form.submit.rect().topLeft()) == before)
    form.reject()


REFUSALS = (
    (NotPermitted(action="acknowledge_alarm", role="medical_technologist"), "請通知有權限的同仁處理"),
    (VersionConflict(entity="alarm", entity_id="A-1", expected=1, found=2), "再按一次 Alt+F2"),
    (AlreadyTaken(entity="alarm", owner="林護理師"), "林護理師已經接手"),
    (DatabaseUnusable(location="db.example", reason="unreachable"), "一分鐘後再按 Alt+F2"),
)


def test_an_acknowledgement_refused_from_a_form_is_told_in_the_form_with_what_to_do_and_nothing_typed_is_lost(
    qtbot: QtBot, signed_in: Console
) -> None:
    frame = signed_in.frame
    form, typed = FormDialog("test.form", frame.desk, signed_in.window), QLineEdit()
    form.field("reason", "reason", typed)
    form.open()
    qtbot.waitUntil(form.isActiveWindow)
    frame.alarms.shown.emit()
    qtbot.keyClicks(typed, "half a sent")
    strip = strip_of(form)
    for error, advice in REFUSALS:
        frame.alarms._parts = replace(frame.alarms._parts, acknowledge=refuse_with(error))
        qtbot.keyClick(form, Qt.Key.Key_F2, ALT)
        qtbot.waitUntil(lambda advice=advice: advice in strip.refused.text())
        assert strip.refused.isVisible()
        assert "未完成確認：林○祥 SpO₂ 86 %" in strip.refused.text()
        assert advice in strip.accessibleName()
        assert strip.refused.height() >= strip.refused.heightForWidth(strip.refused.width())
        assert frame.notice.text() == strip.refused.text()
    assert (typed.text(), form.isVisible()) == ("half a sent", True)
    form.reject()


def test_a_colleague_who_was_faster_is_named_in_the_form_although_no_alarm_waits_any_more(
    qtbot: QtBot, signed_in: Console
) -> None:
    frame, ward = signed_in.frame, signed_in.ward
    frame.alarms.acknowledge("A-3")
    qtbot.waitUntil(
        lambda: [c.alarm_id for c in frame.alarms.state.chips() if c.waiting and c.heard][:2] == ["A-1", "A-4"]
    )
    form = FormDialog("test.form", frame.desk, signed_in.window)
    form.open()
    qtbot.waitUntil(form.isActiveWindow)
    frame.alarms.shown.emit()
    strip = strip_of(form)
    colleague = ward.sign_in("physician1", "demo")
    taken = ward.acknowledge

    def faster(actor: Actor, alarm_id: AlarmId, version: int | None = None) -> Changes:
        if ward.state_of(alarm_id) is AlarmState.ACTIVE:
            taken(colleague, alarm_id)
        return taken(actor, alarm_id, version)

    frame.alarms._parts = replace(frame.alarms._parts, acknowledge=faster)
    qtbot.keyClick(form, Qt.Key.Key_F2, ALT)
    qtbot.waitUntil(lambda: f"{colleague.name}已經接手" in strip.refused.text())
    qtbot.waitUntil(lambda: strip.what.text().find("SpO₂ 86 %") < 0)
    assert strip.isVisible()
    assert strip.refused.isVisible()
    form.reject()


def strip_of(form: QDialog) -> ModalAlarm:
    strip = form.findChild(ModalAlarm)
    assert isinstance(strip, ModalAlarm)
    return strip


def refuse_with(error: HahError) -> Callable[..., Changes]:
    def refuse(*_: object) -> Changes:
        raise error

    return refuse


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
