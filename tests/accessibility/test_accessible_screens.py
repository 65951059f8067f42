"""Every screen of the console without a mouse and without sight: names in both languages, Tab everywhere and back."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN, DISPATCHER, LIN_STAY, NEAR, PHYSICIAN, SPO2_ALARM, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.reach import expect_a_dialog_for_everybody, label, missed, named, names, stops, walk
from helpers.referral_desk import UNKNOWN, accepted, all_referrals, typed
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hah_console.adapters.planner.profile import load_planning_profile
from hah_console.app.screens import SCREENS
from hah_console.domain.clock import SystemClock
from hah_console.domain.service_state import Heartbeat
from hah_console.services.transfers import decide_transfer
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.intake.view import IntakeScreen
from hah_console.ui.screens.round.view import RoundScreen
from hah_console.ui.shell.frame import DeskFrame

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
LANGUAGES = ("zh_TW", "en")
PROFILE = load_planning_profile(Path(__file__).parents[2] / "resources" / "profiles" / "planning-default.toml")
OPENED = {"round": CHEN, "patient": CHEN}
Role = QAccessible.Role
NO_ROLE = {Role.NoRole, Role.Border, Role.Grouping}
"""What a screen reader would pass over, or read as mere decoration."""
Open = Callable[..., BedsideConsole]


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    decide_transfer(bedside.ctx, PHYSICIAN, LIN_STAY, "fever", NEAR)
    accepted(bedside, typed(bedside, UNKNOWN))
    with bedside.store.unit_of_work() as uow:  # no alarm about the service comes in between
        uow.service.beat(Heartbeat("service", 4242, SystemClock().now() + timedelta(minutes=5)))
        uow.commit()
    yield bedside
    bedside.store.close()


@pytest.fixture
def open_screen(qtbot: QtBot, bedside: Bedside) -> Open:
    """Opens the console with one screen in sight and everything on it read."""

    def opened(screen: str, language: str = "zh_TW") -> BedsideConsole:
        actor, wanted = DISPATCHER if screen == "routes" else PHYSICIAN, Preferences(language=language)
        console = open_console(qtbot, bedside, actor, wanted, screens=SCREENS, profile=PROFILE)
        show(qtbot, console, screen)
        return console

    return opened


def opened_at(console: BedsideConsole, screen: str) -> str:
    """What a screen of one thing is opened with."""
    return all_referrals(console.bedside)[0].referral_id if screen == "intake" else OPENED.get(screen, "")


def show(qtbot: QtBot, console: BedsideConsole, screen: str) -> None:
    console.frame.navigate(screen, opened_at(console, screen))
    qtbot.waitUntil(console.frame.screens[screen].isVisible)
    console.settle(qtbot)
    if screen == "intake":
        intake = console.screen("intake", IntakeScreen)
        qtbot.waitUntil(lambda: intake.presenter.live is not None)
        console.settle(qtbot)
    if screen == "round":
        rounds = console.screen("round", RoundScreen)
        qtbot.waitUntil(lambda: rounds.presenter.sight is not None)
        qtbot.waitUntil(rounds.page.decision.form.form.isEnabled)
        console.settle(qtbot)
    if screen == "patient":
        qtbot.waitUntil(lambda: console.patient.presenter.picture is not None)
        console.settle(qtbot)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_everything_that_takes_focus_has_a_name_and_a_role(open_screen: Open, screen: str, language: str) -> None:
    window = open_screen(screen, language).window
    found = stops(window)
    own = window.frame.screens[screen]  # type: ignore[union-attr]
    assert any(widget in found for widget in (own, *own.findChildren(QWidget)))
    assert {label(widget) for widget in found if not named(widget)} == set()
    roles = {label(w): QAccessible.queryAccessibleInterface(w).role() for w in found}
    assert {name for name, role in roles.items() if role in NO_ROLE} == set()
    assert {label(widget) for widget in found if not widget.objectName()} == set()


@pytest.mark.parametrize("screen", SCREENS)
def test_names_follow_the_language_when_it_is_switched(qtbot: QtBot, open_screen: Open, screen: str) -> None:
    console = open_screen(screen, "zh_TW")
    before = names(console.window)
    console.window.switch_language("en")
    console.settle(qtbot)
    switched = names(console.window)
    console.window.switch_language("zh")
    console.settle(qtbot)
    assert names(console.window) == before
    assert switched.keys() == before.keys()
    fresh = names(open_screen(screen, "en").window)
    assert {name: (switched[name], fresh[name]) for name in fresh if switched.get(name) != fresh[name]} == {}


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
@pytest.mark.parametrize("screen", SCREENS)
def test_tab_reaches_every_control_and_comes_back(qtbot: QtBot, open_screen: Open, screen: str, key: Qt.Key) -> None:
    console = open_screen(screen)
    console.frame.focus_screen()
    qtbot.keyClick(console.focused(), key)
    assert missed(console.window, walk(qtbot, key)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["sign_in", "lock"])
def test_signing_in_and_unlocking_need_neither_mouse_nor_sight(
    qtbot: QtBot, open_screen: Open, language: str, place: str
) -> None:
    window = open_screen("census", language).window
    if place == "lock":
        window.lock_desk()
    else:
        window.sign_out()
    view = window.lock if place == "lock" else window.sign_in
    qtbot.waitUntil(view.isVisible)
    qtbot.waitUntil(lambda: window.tasks.idle)
    assert {label(widget) for widget in stops(view) if not named(widget)} == set()
    view.password.setFocus()
    assert missed(window, walk(qtbot, Qt.Key.Key_Tab)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", ["open_observation", "open_transfer", "open_contact"])
def test_the_dialogs_of_the_patient_page_need_neither_mouse_nor_sight(
    qtbot: QtBot, open_screen: Open, language: str, action: str
) -> None:
    console = open_screen("patient", language)
    getattr(console.patient, action)()
    expect_a_dialog_for_everybody(qtbot, console, console.patient)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", ["shelve", "set_limit"])
def test_the_dialogs_of_the_alarm_list_need_neither_mouse_nor_sight(
    qtbot: QtBot, open_screen: Open, language: str, action: str
) -> None:
    console = open_screen("alarms", language)
    assert console.alarms.list.choose(SPO2_ALARM)
    getattr(console.alarms, action)()
    expect_a_dialog_for_everybody(qtbot, console, console.alarms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_can_be_read_and_left_by_keyboard(qtbot: QtBot, open_screen: Open, language: str) -> None:
    console = open_screen("census", language)
    qtbot.keyClick(console.focused(), Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: isinstance(console.frame, DeskFrame) and console.frame._help is not None)
    assert {label(widget) for widget in stops(console.window) if not named(widget)} == set()
    assert missed(console.window, walk(qtbot, Qt.Key.Key_Tab)) == set()
    qtbot.keyClick(console.focused(), Qt.Key.Key_Escape)
    assert console.frame.screens["census"].isVisible()
