"""What is typed into a small form is there again after the window was closed or the process died; nothing else is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from helpers.bedside import CHEN, LIN, NURSE, PHYSICIAN
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import tab_of
from helpers.every_form import OTHER, House, modal, patient_tab
from helpers.order_ward import doses, place
from helpers.typed_form import CTRL, type_text
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.draft import Draft
from hah_console.ui.bedside.decide_dialog import DecideDialog
from hah_console.ui.dialogs.draft_line import DraftLine
from hah_console.ui.forms.draft_keeper import DraftKeeper
from hah_console.ui.screens.patient.medication.dose_dialogs import NotGivenDialog
from hah_console.ui.screens.patient.medication.tab import MedicationTab
from hah_console.ui.screens.patient.results.result_dialog import ResultDialog

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
Enter = Callable[..., BedsideConsole]
Key = Qt.Key
_SECOND = timedelta(seconds=1)


def at_the_desk(qtbot: QtBot, console: BedsideConsole, where: str) -> None:
    """On a tab of a patient, with the keyboard, after whatever form was closed."""
    console.window.activateWindow()
    qtbot.waitUntil(console.window.isActiveWindow)
    patient_tab(qtbot, console, where)


def not_given(qtbot: QtBot, console: BedsideConsole, house: House) -> QDialog:
    with house.bedside.store.unit_of_work() as uow:
        orders = uow.orders.of_episode(next(e.episode_id for e in uow.episodes.open() if e.patient_id == LIN))
    at_the_desk(qtbot, console, f"{LIN}#medication")
    tab = tab_of(console, MedicationTab)
    assert isinstance(tab, MedicationTab)
    assert tab.doses.choose(doses(house.bedside, orders[-1].order_id)[0].dose_id)
    console.alt(qtbot, Key.Key_F7)
    return modal(qtbot, NotGivenDialog)


def result(qtbot: QtBot, console: BedsideConsole, house: House) -> QDialog:
    at_the_desk(qtbot, console, f"{CHEN}#results")
    console.alt(qtbot, Key.Key_F10)
    return modal(qtbot, ResultDialog)


def decide(qtbot: QtBot, console: BedsideConsole, house: House) -> QDialog:
    at_the_desk(qtbot, console, str(CHEN))
    console.alt(qtbot, Key.Key_F9)
    return modal(qtbot, DecideDialog)


@dataclass(frozen=True)
class Small:
    """How a form is opened, the field with words, and who else could write there."""

    open: Callable[[QtBot, BedsideConsole, House], QDialog]
    field: str
    text: str
    writer: Actor = NURSE
    other: Actor = OTHER


SMALL = (
    Small(not_given, "medication.not_given.note", "病人說想吐 😮‍💨"),
    Small(result, "results.enter.value", "１２,5"),
    Small(decide, "patient.decide.reason", "SpO₂ 84 %，家屬同意", PHYSICIAN, NURSE),
)


def field_of(dialog: QDialog, name: str) -> QLineEdit | QPlainTextEdit:
    found = dialog.findChild(QPlainTextEdit, name) or dialog.findChild(QLineEdit, name)
    assert isinstance(found, QLineEdit | QPlainTextEdit)
    return found


def text_of(dialog: QDialog, name: str) -> str:
    field = field_of(dialog, name)
    return field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()


def line_of(dialog: QDialog) -> DraftLine:
    (line,) = dialog.findChildren(DraftLine)
    return line


def drafts(house: House, actor: Actor) -> tuple[Draft, ...]:
    with house.bedside.store.unit_of_work() as uow:
        return tuple(draft for draft in uow.drafts.of_user(actor.user_id) if draft.fields)


def die(console: BedsideConsole) -> None:
    for keeper in console.window.findChildren(DraftKeeper):
        keeper._timer.stop()
        keeper._unkept, keeper._key = False, None
    console.window.close()


@pytest.mark.parametrize("small", SMALL, ids=lambda small: small.field)
@pytest.mark.usefixtures("kept_at_once")
def test_what_is_typed_into_a_small_form_outlives_a_death_and_a_closed_window(
    qtbot: QtBot, house: House, again: House, enter: Enter, small: Small
) -> None:
    place(house.bedside)
    console = enter(house, small.writer)
    dialog = small.open(qtbot, console, house)
    console.settle(qtbot)
    field_of(dialog, small.field).setFocus()
    type_text(qtbot, field_of(dialog, small.field), small.text)
    name = small.field.rpartition(".")[2]
    qtbot.waitUntil(lambda: any(draft.fields.get(name) == small.text for draft in drafts(house, small.writer)))
    die(console)
    console = enter(again, small.other)
    dialog = small.open(qtbot, console, again)
    console.settle(qtbot)
    assert text_of(dialog, small.field) != small.text
    assert not line_of(dialog).isVisible()
    console.window.close()
    console = enter(again, small.writer)
    dialog = small.open(qtbot, console, again)
    qtbot.waitUntil(line_of(dialog).isVisible)
    assert text_of(dialog, small.field) == small.text
    assert "草稿" in line_of(dialog).said.text()
    field_of(dialog, small.field).setFocus()
    type_text(qtbot, field_of(dialog, small.field), "2")
    written = text_of(dialog, small.field)
    console.window.close()
    assert any(draft.fields.get(name) == written for draft in drafts(house, small.writer))


@pytest.mark.usefixtures("kept_at_once")
def test_a_draft_of_a_small_form_is_thrown_away_by_its_button_and_by_being_sent(
    qtbot: QtBot, house: House, enter: Enter
) -> None:
    place(house.bedside)
    console = enter(house, NURSE)
    dialog = not_given(qtbot, console, house)
    console.settle(qtbot)
    type_text(qtbot, field_of(dialog, "medication.not_given.note"), "想吐")
    qtbot.waitUntil(lambda: bool(drafts(house, NURSE)))
    dialog.reject()
    console.settle(qtbot)
    dialog = not_given(qtbot, console, house)
    qtbot.waitUntil(line_of(dialog).isVisible)
    line_of(dialog).discard.click()
    assert text_of(dialog, "medication.not_given.note") == ""
    qtbot.waitUntil(lambda: not drafts(house, NURSE))
    assert isinstance(dialog, NotGivenDialog)
    type_text(qtbot, dialog.note, "拒絕")
    dialog.reason.setCurrentIndex(dialog.reason.findData("refused"))
    qtbot.waitUntil(lambda: bool(drafts(house, NURSE)))
    console.press(qtbot, Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not drafts(house, NURSE))
    console.settle(qtbot)
    console.window.close()


@pytest.mark.usefixtures("kept_at_once")
def test_what_was_chosen_or_ticked_is_asked_again_and_a_time_nobody_typed_is_that_of_now(
    qtbot: QtBot, house: House, enter: Enter
) -> None:
    console = enter(house, NURSE)
    dialog = result(qtbot, console, house)
    assert isinstance(dialog, ResultDialog)
    opened_at = dialog.at.text()
    dialog.analyte.setCurrentIndex(2)
    type_text(qtbot, dialog.value, "12")
    qtbot.waitUntil(lambda: bool(drafts(house, NURSE)))
    assert set(drafts(house, NURSE)[0].fields) == {"value"}
    dialog.reject()
    house.bedside.clock.advance(3_600 * _SECOND)
    dialog = result(qtbot, console, house)
    qtbot.waitUntil(line_of(dialog).isVisible)
    assert isinstance(dialog, ResultDialog)
    assert dialog.value.text() == "12"
    assert not dialog.analyte.currentData()
    assert dialog.at.text() != opened_at
    console.window.close()
