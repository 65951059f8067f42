"""Signing in without a mouse."""

import pytest
from helpers.desk import Console
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot


def test_a_nurse_signs_in_with_the_keyboard_alone(qtbot: QtBot, console: Console) -> None:
    console.type(qtbot, "nurse1")
    console.press(qtbot, Qt.Key.Key_Tab)
    console.type(qtbot, "demo")
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: console.window.frame is not None)
    assert console.frame.desk.actor.name == "李雅婷"
    qtbot.waitUntil(lambda: console.census.model.rowCount() == 60)
    assert console.focused() is console.census.table


def test_a_wrong_password_is_told_in_one_sentence_and_the_form_stays(qtbot: QtBot, console: Console) -> None:
    console.type(qtbot, "nurse1")
    console.press(qtbot, Qt.Key.Key_Tab)
    console.type(qtbot, "wrong")
    console.press(qtbot, Qt.Key.Key_Return)
    form = console.window.sign_in
    qtbot.waitUntil(form.error.isVisible)
    assert form.error.text() == console.window.texts("errors.sign_in_failed")
    assert console.focused() is form.password
    assert console.window.frame is None


@pytest.mark.parametrize(("name", "key"), [("", "signin.name_missing"), ("nurse1", "signin.password_missing")])
def test_an_incomplete_form_says_what_is_missing(qtbot: QtBot, console: Console, name: str, key: str) -> None:
    console.type(qtbot, name)
    console.press(qtbot, Qt.Key.Key_Return)
    assert console.window.sign_in.error.text() == console.window.texts(key)


def test_capital_letters_without_shift_hint_at_caps_lock(qtbot: QtBot, console: Console) -> None:
    form = console.window.sign_in
    form.password.setFocus()
    qtbot.keyClick(form.password, "A")
    qtbot.waitUntil(form._caps.isVisible)
    qtbot.keyClick(form.password, "a")
    qtbot.waitUntil(lambda: not form._caps.isVisible())


def test_language_and_theme_can_be_switched_before_signing_in(qtbot: QtBot, console: Console) -> None:
    form = console.window.sign_in
    form.language.setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    assert form.enter.text() == "Sign in"
    form.theme.setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    assert console.window.theme.dark
    assert [p.theme for p in console.kept] == ["light", "dark"]
