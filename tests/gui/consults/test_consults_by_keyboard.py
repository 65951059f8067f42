"""Consultations over a real store, by keyboard: a form for each step, drafts, the chart entry."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import SCREENS, BedsideConsole, open_console
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hah_console.domain.consult import Consult, ConsultState, Urgency
from hah_console.domain.ids import StaffId
from hah_console.domain.place import Place
from hah_console.domain.staff import Profession, Staff, Vehicle
from hah_console.services.consults import Wanted, accept_consult, request_consult
from hah_console.ui.forms.draft_dialog import DraftDialog
from hah_console.ui.screens.consults.view import ConsultsScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
WITH_CONSULTS = {**SCREENS, "consults": ConsultsScreen}
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    with bedside.store.unit_of_work() as uow:
        uow.staff.save(
            Staff(StaffId("M-1"), "張承恩", Profession.PHYSICIAN, frozenset(), Vehicle.CAR, Place(24.8, 120.97))
        )  # fmt: skip
        episode = next(e for e in uow.episodes.open() if e.patient_id == CHEN)
        uow.commit()
    request_consult(bedside.ctx, PHYSICIAN, episode.episode_id, Wanted("chest", "可否在家續治療？", Urgency.URGENT))
    yield bedside
    bedside.store.close()


def the(bedside: Bedside) -> Consult:
    with bedside.store.unit_of_work() as uow:
        (consult,) = uow.consults.all()
    return consult


def opened(qtbot: QtBot, bedside: Bedside) -> tuple[BedsideConsole, ConsultsScreen]:
    console = open_console(qtbot, bedside, PHYSICIAN, screens=WITH_CONSULTS)
    console.frame.navigate("consults", "")
    screen = console.screen("consults", ConsultsScreen)
    qtbot.waitUntil(lambda: screen.presenter.board is not None)
    console.settle(qtbot)
    qtbot.waitUntil(screen.list.hasFocus)
    return console, screen


def dialog_of(qtbot: QtBot, screen: ConsultsScreen) -> DraftDialog:
    qtbot.waitUntil(lambda: bool(screen.findChildren(DraftDialog)))
    dialog = screen.findChildren(DraftDialog)[-1]
    qtbot.waitUntil(dialog.form.form.isEnabled)
    return dialog


def field(dialog: DraftDialog, name: str) -> QWidget:
    found = dialog.findChild(QWidget, name)
    assert found is not None, name
    return found


def test_the_list_says_who_what_and_until_when(qtbot: QtBot, bedside: Bedside) -> None:
    _, screen = opened(qtbot, bedside)
    (line,) = screen.presenter.lines(bedside.ctx.clock.now())
    assert "胸腔內科：可否在家續治療？" in line.spoken
    assert "剩 30:00" in line.spoken
    assert "站點未設定會議連結：以電話進行" in screen.facts.text()
    assert not screen.link_button.isEnabled()


def test_the_acceptance_is_noted_by_one_key_and_a_name(qtbot: QtBot, bedside: Bedside) -> None:
    console, screen = opened(qtbot, bedside)
    console.alt(qtbot, Qt.Key.Key_F9)
    dialog = dialog_of(qtbot, screen)
    console.settle(qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    console.settle(qtbot)
    assert the(bedside).state is ConsultState.REQUESTED, "without a name nothing is noted"
    qtbot.keyClicks(console.focused(), "Dr Lin, chest")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: the(bedside).state is ConsultState.ACCEPTED)
    assert the(bedside).specialist == "Dr Lin, chest"
    console.settle(qtbot)
    assert screen.next_button.text() == "開始會診"


def test_it_does_not_begin_without_identity_and_consent(qtbot: QtBot, bedside: Bedside) -> None:
    one = the(bedside)
    accept_consult(bedside.ctx, PHYSICIAN, one.consult_id, one.version, "林主任")
    console, screen = opened(qtbot, bedside)
    screen.step_forward()
    dialog = dialog_of(qtbot, screen)
    console.settle(qtbot)
    dialog.form.submitted.emit()
    console.settle(qtbot)
    assert the(bedside).state is ConsultState.ACCEPTED
    assert dialog.isVisible()
    dialog.reject()
