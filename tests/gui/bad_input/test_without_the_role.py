"""A dispatcher tries to order, give, sign, decide, admit and close: nothing opens or it is refused, and why is said."""

from collections.abc import Callable, Mapping

import pytest
from helpers.bedside import CHEN, CHEN_STAY, DISPATCHER, LIN, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import OnePassword, notes_of, tab_of
from helpers.closing_desk import OTHER
from helpers.every_form import House, intake_screen, modal, patient_tab, round_screen
from helpers.order_ward import DESK, doses, place, request
from helpers.ward import RULES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Action
from hah_console.domain.chart.note import NoteKind, NoteState, Section
from hah_console.domain.closing.closure import ClosureForm
from hah_console.domain.closing.summary import DischargeSummary
from hah_console.domain.episode import Outcome
from hah_console.domain.errors import NotPermitted
from hah_console.domain.intake import Decision
from hah_console.services.closures import close_episode
from hah_console.services.doses import give_dose
from hah_console.services.intake_board import intake_of_referral
from hah_console.services.intakes import decide_intake
from hah_console.services.notes import sign_note, write_note
from hah_console.services.orders import place_order
from hah_console.ui.closing.closure_dialog import ClosureNotice, open_closure_form
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.patient.medication.tab import MedicationTab
from hah_console.ui.screens.patient.notes.tab import NotesTab
from hah_console.ui.screens.patient.referral.tab import ReferralTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
Enter = Callable[..., BedsideConsole]
Key = Qt.Key


def order(house: House) -> None:
    place_order(house.bedside.ctx, DISPATCHER, DESK, request(house.bedside))


def give(house: House) -> None:
    dose = doses(house.bedside, place(house.bedside))[0]
    give_dose(house.bedside.ctx, DISPATCHER, DESK.rules, dose.dose_id, dose.version)


def write(house: House) -> None:
    write_note(house.bedside.ctx, DISPATCHER, CHEN_STAY, NoteKind.VISIT, {Section.PLAN: "x"})


def sign(house: House) -> None:
    sign_note(house.bedside.ctx, DISPATCHER, OnePassword(), notes_of(house.bedside)[-1], "demo")


def decide(house: House) -> None:
    intake = intake_of_referral(house.bedside.ctx, house.decided)
    assert intake is not None
    decide_intake(house.bedside.ctx, DISPATCHER, RULES, intake.intake_id, intake.version, Decision.PENDING)


def close(house: House) -> None:
    form = ClosureForm(Outcome.COMPLETED_TREATMENT, "", DischargeSummary(), None)
    close_episode(house.bedside.ctx, DISPATCHER, CHEN_STAY, 1, form, RULES.forms)


TRIED: Mapping[Action, Callable[[House], None]] = {
    Action.ORDER: order, Action.GIVE_DOSE: give, Action.WRITE_NOTE: write, Action.SIGN_NOTE: sign,
    Action.ASSESS_INTAKE: decide, Action.CLOSE_EPISODE: close,
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh_TW", "en"])
@pytest.mark.parametrize("action", TRIED, ids=lambda action: action.value)
def test_the_service_refuses_and_says_who_may_do_it(house: House, action: Action, language: str) -> None:
    with pytest.raises(NotPermitted) as refused:
        TRIED[action](house)
    texts = Texts(language)
    said = texts.error(refused.value)
    assert texts.word("words.role", DISPATCHER.role) in said
    assert texts.word("words.action", action) in said
    assert "_" not in said, "in words, not as a code"


def nothing_opens(console: BedsideConsole, qtbot: QtBot, *keys: Key) -> None:
    for key in keys:
        console.alt(qtbot, key)
        console.settle(qtbot)
        assert QApplication.activeModalWidget() is None


def test_no_key_orders_or_gives(qtbot: QtBot, house: House, enter: Enter) -> None:
    place(house.bedside)
    console = enter(house, DISPATCHER)
    patient_tab(qtbot, console, f"{LIN}#medication")
    tab = tab_of(console, MedicationTab)
    assert isinstance(tab, MedicationTab)
    for button in (tab.give, tab.not_given, tab.take_back, tab.order, tab.sign, tab.stop, tab.change):
        assert not button.isEnabled(), button.objectName()
    nothing_opens(console, qtbot, Key.Key_F10, Key.Key_F5, Key.Key_F7)


def test_no_key_writes_or_signs_a_note(qtbot: QtBot, house: House, enter: Enter) -> None:
    console = enter(house, DISPATCHER)
    patient_tab(qtbot, console, f"{CHEN}#notes")
    tab = tab_of(console, NotesTab)
    assert isinstance(tab, NotesTab)
    assert not any(one.isVisible() for one in (tab.write, tab.correct, tab.withdraw, tab.panel.strip))
    nothing_opens(console, qtbot, Key.Key_F5, Key.Key_F7, Key.Key_F10)
    assert notes_of(house.bedside)[-1].state is NoteState.UNSIGNED


def test_no_key_closes(qtbot: QtBot, house: House, enter: Enter) -> None:
    console = enter(house, DISPATCHER)
    patient_tab(qtbot, console, f"{CHEN}#referral")
    tab = tab_of(console, ReferralTab)
    assert isinstance(tab, ReferralTab)
    assert not tab.close_button.isEnabled()
    nothing_opens(console, qtbot, Key.Key_F11)
    assert in_care(house.bedside)


@pytest.mark.parametrize("language", ["zh_TW", "en"])
def test_closing_says_who_may_not(qtbot: QtBot, house: House, enter: Enter, language: str) -> None:
    console = enter(house, DISPATCHER, language)
    open_closure_form(console.frame.desk, CHEN, console.window)
    notice = modal(qtbot, ClosureNotice)
    assert isinstance(notice, ClosureNotice)
    assert Texts(language).word("words.role", DISPATCHER.role) in notice.sentence.text()
    notice.reject()


def in_care(bedside: Bedside) -> bool:
    with bedside.store.unit_of_work() as uow:
        return any(episode.episode_id == CHEN_STAY for episode in uow.episodes.open())


@pytest.mark.parametrize("language", ["zh_TW", "en"])
def test_the_round_and_the_admission_say_who_may(qtbot: QtBot, house: House, enter: Enter, language: str) -> None:
    console = enter(house, OTHER, language)
    screen = round_screen(qtbot, console)
    physician = Texts(language).word("words.role", "physician")
    assert physician.casefold() in screen.page.decision.why_not.text().casefold()
    assert not screen.page.decision.form.isVisible()
    admission = intake_screen(qtbot, console, house.decided).admission
    console.alt(qtbot, Key.Key_F9)
    assert physician.casefold() in admission.status.text().casefold()
    assert not admission.form.isVisible()
