"""The small forms of doses and results: each fault once, beside its field, heard with it; nothing is cleared."""

from collections.abc import Callable

import pytest
from helpers.bedside import CHEN, LIN, NURSE
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import tab_of
from helpers.every_form import House, modal, patient_tab
from helpers.order_ward import doses, place
from helpers.typed_form import CTRL, type_text
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from hah_console.domain.dose import DoseState
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.forms.faults import reason_text
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.patient.medication.dose_dialogs import GiveDoseDialog
from hah_console.ui.screens.patient.medication.tab import MedicationTab
from hah_console.ui.screens.patient.results.result_dialog import ResultDialog

pytestmark = [
    pytest.mark.qt_log_ignore("does not support propagateSizeHints"),
    pytest.mark.parametrize("language", ["zh_TW", "en"]),
]
Enter = Callable[..., BedsideConsole]


def rewrite(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_A, CTRL)
    type_text(qtbot, line, text)


def refuses(qtbot: QtBot, console: BedsideConsole, dialog: FormDialog, field: str, reason: str) -> None:
    """Beside the field, in words of its own."""
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    console.settle(qtbot)
    fault = dialog.findChild(QLabel, f"{dialog.objectName()}.{field}.error")
    assert fault is not None
    qtbot.waitUntil(fault.isVisible)
    said = reason_text(Texts(dialog.desk.texts.language), reason)
    assert said in fault.text()
    below = dialog.error.text()
    assert said not in below, "a reason is written once, beside its field"
    assert dialog.desk.texts("forms.refused", count=1, name=dialog._inputs[field][0].accessibleName()) == below
    named = dialog.findChild(QWidget, f"{dialog.objectName()}.{field}")
    assert named is not None
    widget = named.focusProxy() or named
    assert said in widget.accessibleDescription()
    assert console.focused() is widget


def test_a_dose_without_two_marks_and_one_to_come(qtbot: QtBot, house: House, enter: Enter, language: str) -> None:
    dose = doses(house.bedside, place(house.bedside))[0]
    house.bedside.clock.advance(dose.due_at - house.bedside.clock.now())
    console = enter(house, NURSE, language)
    patient_tab(qtbot, console, f"{LIN}#medication")
    tab = tab_of(console, MedicationTab)
    assert isinstance(tab, MedicationTab)
    console.settle(qtbot)
    assert tab.doses.choose(dose.dose_id)
    console.alt(qtbot, Qt.Key.Key_F5)
    dialog = modal(qtbot, GiveDoseDialog)
    assert isinstance(dialog, GiveDoseDialog)
    console.press(qtbot, Qt.Key.Key_Space)
    refuses(qtbot, console, dialog, "marks", "two_needed")
    console.press(qtbot, Qt.Key.Key_Tab)
    console.press(qtbot, Qt.Key.Key_Space)
    dialog.note.setFocus()
    type_text(qtbot, dialog.note, "左前臂 😀")
    rewrite(qtbot, dialog.at, "中午")
    refuses(qtbot, console, dialog, "at", "not_a_moment")
    rewrite(qtbot, dialog.at, "115/12/01 10:00")
    refuses(qtbot, console, dialog, "at", "in_the_future")
    assert (dialog.at.text(), dialog.note.toPlainText()) == ("115/12/01 10:00", "左前臂 😀")
    assert doses(house.bedside, dose.order_id)[0].state is DoseState.DUE
    dialog.reject()


def test_a_result_that_is_no_number_and_one_to_come(qtbot: QtBot, house: House, enter: Enter, language: str) -> None:
    console = enter(house, NURSE, language)
    patient_tab(qtbot, console, f"{CHEN}#results")
    console.alt(qtbot, Qt.Key.Key_F10)
    dialog = modal(qtbot, ResultDialog)
    assert isinstance(dialog, ResultDialog)
    dialog.analyte.setFocus()
    console.press(qtbot, Qt.Key.Key_Down)
    dialog.unit.setFocus()
    console.press(qtbot, Qt.Key.Key_Down)
    rewrite(qtbot, dialog.value, "很高")
    refuses(qtbot, console, dialog, "value", "no_number")
    rewrite(qtbot, dialog.value, "１２")
    rewrite(qtbot, dialog.at, "115/12/01 10:00")
    refuses(qtbot, console, dialog, "at", "in_the_future")
    assert (dialog.value.text(), dialog.at.text()) == ("１２", "115/12/01 10:00")
    dialog.reject()
