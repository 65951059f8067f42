"""From the patient's page to the response desk, and what she wants of resuscitation, by keyboard over a real store."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from helpers.bedside import CHEN, Bedside
from helpers.bedside_desk import BedsideConsole
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.directive import DirectiveKind, DirectiveSource, DirectiveState
from hah_console.domain.patient import CodeStatus
from hah_console.services.directives import directives_of
from hah_console.ui.bedside.directive_dialog import DirectiveDialog

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
OpenPage = Callable[..., BedsideConsole]
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_one_key_opens_the_response_desk_of_the_patient_in_sight(qtbot: QtBot, open_page: OpenPage) -> None:
    console, gone = open_page(), list[tuple[str, str]]()
    page = console.patient
    page.desk = replace(page.desk, navigate=lambda screen, entity: gone.append((screen, entity)))
    console.press(qtbot, Qt.Key.Key_F9, CONTROL)
    assert gone == [("response", CHEN)]


def test_what_she_wants_is_recorded_from_her_page_and_stands_in_the_banner(
    qtbot: QtBot, open_page: OpenPage, bedside: Bedside
) -> None:
    console = open_page()
    console.press(qtbot, Qt.Key.Key_F7, CONTROL)
    (dialog,) = console.patient.findChildren(DirectiveDialog)
    qtbot.waitUntil(lambda: "未登錄" in dialog.hint.text())
    dialog.send()
    qtbot.waitUntil(dialog.error.isVisible)
    assert dialog.state.hasFocus(), "nothing is taken for granted"
    console.press(qtbot, Qt.Key.Key_Down)
    assert dialog.state.currentData() == DirectiveState.IN_FORCE
    dialog.source.setCurrentIndex(dialog.source.findData(DirectiveSource.DOCUMENT))
    dialog.signed_on.setFocus()
    console.type(qtbot, "115/3/5")
    console.press(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "不施行心肺復甦術" in console.patient.banner.accessibleName())
    console.settle(qtbot)
    with bedside.store.unit_of_work() as uow:
        assert uow.patients.get(CHEN).code_status is CodeStatus.DNR
        kept = directives_of(uow, CHEN)[DirectiveKind.DNR]
    assert kept.signed_on is not None
    assert (kept.signed_on.isoformat(), kept.source) == ("2026-03-05", DirectiveSource.DOCUMENT)
