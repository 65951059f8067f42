"""What the keyboard reaches and what a screen reader is told, of any widget in sight."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from helpers.bedside_desk import BedsideConsole

MOST_STOPS = 200


def stops(root: QWidget) -> list[QWidget]:
    """The widgets in sight that take the keyboard focus by Tab."""
    return [w for w in root.findChildren(QWidget) if _takes_tab(w) and w.isVisibleTo(root)]


def _takes_tab(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and widget.isEnabled() and widget.focusProxy() is None


def named(widget: QWidget) -> str:
    """The name a screen reader is given."""
    return str(QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)).strip()


def label(widget: QWidget) -> str:
    """What a failing test calls a widget."""
    return widget.objectName() or f"{type(widget).__name__} in {widget.parent().objectName()}"


def names(root: QWidget) -> dict[str, str]:
    """The names by widget, numbers as ``#``: counts and ages go on while a test looks."""
    return {label(widget): re.sub(r"\d+", "#", named(widget)) for widget in stops(root)}


def walk(qtbot: QtBot, key: Qt.Key) -> list[QWidget]:
    """The widgets the key leads to, from the one with focus until it comes back there."""
    start = QApplication.focusWidget()
    assert start is not None
    passed = [start]
    for _ in range(MOST_STOPS):
        here = QApplication.focusWidget()
        assert here is not None
        qtbot.keyClick(here, key)
        there = QApplication.focusWidget()
        assert there is not None
        if there is start:
            return passed
        assert there not in passed, f"Tab goes round between {label(there)} and {label(here)}"
        passed.append(there)
    raise AssertionError("Tab never comes back")


def missed(root: QWidget, reached: list[QWidget]) -> set[str]:
    """Stops that were not reached; of an exclusive group (radio buttons) one is enough, arrow keys do the rest."""
    groups = {id(w.group()) for w in reached if isinstance(w, QAbstractButton) and w.group() is not None}
    left = [w for w in stops(root) if w not in reached]
    return {label(w) for w in left if not (isinstance(w, QAbstractButton) and id(w.group()) in groups)}


def expect_a_dialog_for_everybody(qtbot: QtBot, console: BedsideConsole, screen: QWidget) -> None:
    """The dialog in sight has names, and the keyboard reaches all of it; then it is left."""
    form = next(form for form in screen.findChildren(QDialog) if form.isVisible())
    qtbot.waitUntil(form.isActiveWindow)
    console.settle(qtbot)
    assert form.windowTitle()
    assert {label(widget) for widget in stops(form) if not named(widget)} == set()
    stops(form)[0].setFocus()
    assert missed(form, walk(qtbot, Qt.Key.Key_Tab)) == set()
    form.reject()
