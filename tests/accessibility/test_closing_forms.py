"""The windows of handover, closure, referrals and claims without mouse and without sight."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN, CHEN_STAY, NURSE, PHYSICIAN, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import open_chart
from helpers.closing_desk import OTHER, open_closing
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from hah_console.app.screens import SCREENS
from hah_console.services.handovers import draft_handover
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.claims.presenter import View
from hah_console.ui.screens.claims.view import ClaimsScreen
from hah_console.ui.screens.handover.view import HandoverScreen
from hah_console.ui.screens.patient.referral.presenter import Kind
from hah_console.ui.screens.patient.referral.tab import ReferralTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
MOST_STOPS = 80


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_closing(tmp_path)
    draft_handover(bedside.ctx, NURSE, OTHER.user_id, [CHEN_STAY])
    yield bedside
    bedside.store.close()


def sign(qtbot: QtBot, console: BedsideConsole) -> QWidget:
    console.frame.navigate("handover", CHEN_STAY)
    screen = console.screen("handover", HandoverScreen)
    qtbot.waitUntil(lambda: screen.presenter.page is not None)
    console.settle(qtbot)
    screen.step_forward()
    return screen


def closure(qtbot: QtBot, console: BedsideConsole) -> QWidget:
    tab = referrals(qtbot, console)
    tab.close_case()
    return tab


def medical_referral(qtbot: QtBot, console: BedsideConsole) -> QWidget:
    tab = referrals(qtbot, console)
    tab.issue_buttons[Kind.HOSPITAL].click()
    return tab


def visit(qtbot: QtBot, console: BedsideConsole) -> QWidget:
    console.frame.navigate("claims", "")
    screen = console.screen("claims", ClaimsScreen)
    qtbot.waitUntil(lambda: screen.presenter.board is not None)
    screen.choose_view(View.VISITS)
    screen.enter()
    return screen


def referrals(qtbot: QtBot, console: BedsideConsole) -> ReferralTab:
    console.frame.navigate("patient", f"{CHEN}#referral")
    qtbot.waitUntil(lambda: console.patient.findChild(ReferralTab) is not None)
    tab = console.patient.findChild(ReferralTab)
    assert isinstance(tab, ReferralTab)
    qtbot.waitUntil(lambda: tab.presenter.read is not None)
    console.settle(qtbot)
    return tab


def takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled() and widget.focusProxy() is None


@pytest.mark.parametrize("language", ["zh_TW", "en"])
@pytest.mark.parametrize("show", [sign, closure, medical_referral, visit])
def test_every_field_has_a_name_and_the_keyboard_reaches_it(
    qtbot: QtBot, bedside: Bedside, show: Callable[[QtBot, BedsideConsole], QWidget], language: str
) -> None:
    actor = NURSE if show is sign else PHYSICIAN
    console = open_chart(qtbot, bedside, actor=actor, preferences=Preferences(language=language), screens=SCREENS)
    parent = show(qtbot, console)
    console.settle(qtbot)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in parent.findChildren(QDialog)))
    form = next(one for one in parent.findChildren(QDialog) if one.isVisible())
    console.settle(qtbot)
    qtbot.waitUntil(form.isActiveWindow)
    stops = [one for one in form.findChildren(QWidget) if takes_tab(one) and one.isVisibleTo(form)]
    names = {one.objectName(): QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name) for one in stops}
    assert {name for name, said in names.items() if not said.strip()} == set()
    stops[0].setFocus()
    reached = [QApplication.focusWidget()]
    for _ in range(MOST_STOPS):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if QApplication.focusWidget() is stops[0]:
            break
        reached.append(QApplication.focusWidget())
    assert {one.objectName() for one in stops} <= {one.objectName() for one in reached if one is not None}
    form.reject()
    console.settle(qtbot)
