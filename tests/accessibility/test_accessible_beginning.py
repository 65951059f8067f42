"""The beginning of a case without a mouse and without sight: inbox and its forms, the intake's pages, the case tab."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN, NURSE, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.medication_desk import WITH_TABS
from helpers.reach import expect_a_dialog_for_everybody, label, missed, named, stops, walk
from helpers.referral_desk import SAME_NAME, UNKNOWN, accepted, typed
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.referral import ReferralState
from hah_console.services.referral_receipt import receive_referral
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.intake.view import IntakeScreen
from hah_console.ui.screens.patient.case.tab import CaseTab
from hah_console.ui.screens.referrals.view import ReferralsScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
LANGUAGES = ("zh_TW", "en")
Role = QAccessible.Role
NO_ROLE = {Role.NoRole, Role.Border, Role.Grouping}
Open = Callable[..., BedsideConsole]


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    typed(bedside, SAME_NAME)
    receive_referral(bedside.ctx, NURSE, b'{"format": "hah-referral", "version": 1, "external_id": "7"}', "er.json")
    yield bedside
    bedside.store.close()


@pytest.fixture
def open_console_at(qtbot: QtBot, bedside: Bedside) -> Open:
    def opened(screen: str, entity: str, language: str = "zh_TW", actor: Actor = PHYSICIAN) -> BedsideConsole:
        screens = {**WITH_TABS, "referrals": ReferralsScreen, "intake": IntakeScreen}
        console = open_console(qtbot, bedside, actor, Preferences(language=language), screens=screens)
        console.frame.navigate(screen, entity)
        console.settle(qtbot)
        return console

    return opened


def inbox_of(qtbot: QtBot, console: BedsideConsole) -> ReferralsScreen:
    screen = console.screen("referrals", ReferralsScreen)
    qtbot.waitUntil(lambda: screen.presenter.referral() is not None)
    console.settle(qtbot)
    return screen


def expect_names_and_roles(root: QWidget) -> None:
    found = stops(root)
    assert found
    assert {label(widget) for widget in found if not named(widget)} == set()
    roles = {label(w): QAccessible.queryAccessibleInterface(w).role() for w in found}
    assert {name for name, role in roles.items() if role in NO_ROLE} == set()
    assert {label(widget) for widget in found if not widget.objectName()} == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("act", ["declined", "returned", "refused"])
def test_the_dialogs_of_the_inbox(qtbot: QtBot, open_console_at: Open, language: str, act: str) -> None:
    console = open_console_at("referrals", "", language)
    screen = inbox_of(qtbot, console)
    if act == "declined":
        screen.open_end(ReferralState.DECLINED)
    elif act == "returned":
        screen.open_return()
    else:
        screen.open_refused()
        console.settle(qtbot)
    expect_a_dialog_for_everybody(qtbot, console, screen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_of_a_referral(qtbot: QtBot, open_console_at: Open, language: str) -> None:
    console = open_console_at("referrals", "", language)
    screen = inbox_of(qtbot, console)
    screen.open_new()
    qtbot.waitUntil(screen.form.form.form.isEnabled)
    expect_names_and_roles(console.window)
    screen.take_focus()
    assert missed(console.window, walk(qtbot, Qt.Key.Key_Tab)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["person", "treatment", "consent", "decision", "admission"])
def test_every_page_of_an_intake(
    qtbot: QtBot, open_console_at: Open, bedside: Bedside, language: str, page: str
) -> None:
    referral_id = accepted(bedside, typed(bedside, UNKNOWN))
    console = open_console_at("intake", referral_id, language)
    screen = console.screen("intake", IntakeScreen)
    qtbot.waitUntil(lambda: screen.presenter.live is not None)
    console.settle(qtbot)
    screen.open_page(page)
    console.settle(qtbot)
    expect_names_and_roles(console.window)
    qtbot.keyClick(console.focused(), Qt.Key.Key_Tab)
    assert missed(console.window, walk(qtbot, Qt.Key.Key_Tab)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_case_tab_and_its_dialog(qtbot: QtBot, open_console_at: Open, language: str) -> None:
    console = open_console_at("patient", f"{CHEN}#case/", language)
    qtbot.waitUntil(lambda: isinstance(console.patient.tabs.front, CaseTab))
    tab = console.patient.tabs.front
    assert isinstance(tab, CaseTab)
    qtbot.waitUntil(lambda: tab.presenter.case is not None)
    console.settle(qtbot)
    expect_names_and_roles(console.window)
    tab.take_focus()
    qtbot.keyClick(console.focused(), Qt.Key.Key_Tab)
    assert missed(console.window, walk(qtbot, Qt.Key.Key_Tab)) == set()
    tab.open_hold()
    expect_a_dialog_for_everybody(qtbot, console, tab)
