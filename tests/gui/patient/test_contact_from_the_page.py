"""A contact by telephone, recorded from the patient page by keyboard."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from helpers.bedside import CHEN, PHYSICIAN, Bedside
from helpers.bedside_desk import BedsideConsole
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hah_console.domain.ids import StaffId
from hah_console.ui.chart.contact_form import ContactForm

OpenPage = Callable[..., BedsideConsole]
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def opened(qtbot: QtBot) -> ContactForm:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ContactForm))
    form = QApplication.activeModalWidget()
    assert isinstance(form, ContactForm)
    return form


def join_team(bedside: Bedside) -> None:
    """The physician's account is that of a member of the team."""
    with bedside.store.unit_of_work() as uow:
        uow.users.save(replace(uow.users.get(PHYSICIAN.user_id), staff_id=StaffId("MD-1")))
        uow.commit()


def test_ctrl_f6_records_a_contact_with_the_patient_in_sight(
    qtbot: QtBot, open_page: OpenPage, bedside: Bedside
) -> None:
    join_team(bedside)
    console = open_page("zh_TW")
    console.press(qtbot, Qt.Key.Key_F6, Qt.KeyboardModifier.ControlModifier)
    form = opened(qtbot)
    qtbot.waitUntil(form.form.form.isEnabled)
    assert "陳麗美" in form.who.text()
    form.form.form.show_fields({
        **form.form.fields(), "mode": "telephone", "reason": "routine", "outcome": "done", "consented": "yes",
        "mark_name": "yes", "mark_card": "yes",
    })  # fmt: skip
    with qtbot.waitSignal(form.recorded):
        form.form.send()
    console.settle(qtbot)
    with bedside.store.unit_of_work() as uow:
        (contact,) = uow.contacts.all()
    assert (contact.patient_id, contact.staff_id) == (CHEN, "MD-1")


def test_somebody_who_is_not_in_the_team_is_told_so_and_can_send_nothing(qtbot: QtBot, open_page: OpenPage) -> None:
    console = open_page("zh_TW")
    console.press(qtbot, Qt.Key.Key_F6, Qt.KeyboardModifier.ControlModifier)
    form = opened(qtbot)
    qtbot.waitUntil(form.failed.isVisible)
    assert "人員" in form.failed.text()
    assert not form.form.submit.isEnabled()
    form.reject()
    console.settle(qtbot)
