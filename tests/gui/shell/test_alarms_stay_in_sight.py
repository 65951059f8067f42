"""What covers the alarm bar hides no alarm: the lock, a form over the desk, the wall board."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.desk import Console
from helpers.ward import NOW, an_alarm
from PySide6.QtCore import Qt, QTimer
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.alarm import AlarmState, Lane, Priority
from hah_console.domain.errors import AlreadyTaken, DatabaseUnusable, HahError, NotPermitted, VersionConflict
from hah_console.domain.ids import AlarmId
from hah_console.services.changes import Changes
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.dialogs.printer_form import PrinterForm
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
    calm(qtbot, signed_in)
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


def calm(qtbot: QtBot, console: Console) -> None:
    """Nothing waits to be heard."""
    for alarm_id in ("A-1", "A-3", "A-4"):
        console.frame.alarms.acknowledge(alarm_id)
    qtbot.waitUntil(lambda: console.frame.alarms.state.loudest() is None)


def test_a_file_dialog_shows_a_new_alarm_has_its_keys_and_it_is_heard(
    qtbot: QtBot, signed_in: Console, tmp_path: Path
) -> None:
    calm(qtbot, signed_in)
    ward, window = signed_in.ward, signed_in.window
    rung, seen = len(ward.bell.rung), []

    def meet_alarm() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        try:
            ward.raise_alarm(an_alarm("A-7", ward.patients[20], "hr", 141, HIGH, minutes_ago=0))
            qtbot.waitUntil(lambda: (found := dialog.findChild(ModalAlarm)) is not None and found.isVisible())
            strip = strip_of(dialog)
            seen.append(strip.what.text())
            assert strip.mapTo(dialog, strip.rect().bottomLeft()).y() < dialog.height()
            qtbot.waitUntil(lambda: ward.bell.rung[rung:] == [3])
            qtbot.keyClick(dialog, Qt.Key.Key_F2, ALT)
            qtbot.waitUntil(lambda: ward.state_of("A-7") is AlarmState.ACKNOWLEDGED)
            qtbot.waitUntil(strip.isHidden)
        finally:
            dialog.reject()

    QTimer.singleShot(100, meet_alarm)
    assert QFileDialog.getSaveFileName(window, "x", str(tmp_path), "PDF (*.pdf)")[0] == ""
    assert ["心率 141 /分" in what for what in seen] == [True]


def test_the_form_for_a_printer_shows_a_new_alarm_and_sets_the_printer_up(qtbot: QtBot, signed_in: Console) -> None:
    calm(qtbot, signed_in)
    ward = signed_in.ward
    form = PrinterForm(signed_in.frame.desk, ("ward", "office"), "office", signed_in.window)
    form.open()
    qtbot.waitUntil(form.isActiveWindow)
    assert form.printer.currentData() == "office"
    ward.raise_alarm(an_alarm("A-7", ward.patients[20], "hr", 141, HIGH, minutes_ago=0))
    qtbot.waitUntil(lambda: (found := form.findChild(ModalAlarm)) is not None and found.isVisible())
    form.copies.setValue(3)
    form.both_sides.setChecked(True)
    qtbot.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert form.result() == PrinterForm.DialogCode.Accepted
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    form.set_up(printer)
    assert printer.copyCount() == 3


def test_no_dialog_of_the_system_covers_the_desk() -> None:
    """Files are chosen in dialogs that Qt paints; nothing else of the system's is called."""
    assert QApplication.testAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    systems = re.compile(
        r"QPrintDialog|QPageSetupDialog|QPrintPreviewDialog|QColorDialog|QFontDialog|QMessageBox|QInputDialog"
    )
    assert [path.name for path in UI.rglob("*.py") if systems.search(path.read_text("utf-8"))] == []


def test_the_words_of_file_dialogs_follow_the_language(qtbot: QtBot, signed_in: Console) -> None:
    def cancel() -> str:
        dialog = QFileDialog(signed_in.window)
        qtbot.addWidget(dialog)
        box = dialog.findChild(QDialogButtonBox)
        assert isinstance(box, QDialogButtonBox)
        return box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "")

    assert cancel().startswith("取消")
    signed_in.window.switch_language("en")
    assert cancel() == "Cancel"
    signed_in.window.switch_language("zh_TW")
    assert cancel().startswith("取消")


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
