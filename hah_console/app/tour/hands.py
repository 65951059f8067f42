"""The hands of the tour: finds widgets by name and uses keyboard and buttons as a person would."""

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from hah_console.ui.widgets.row_list import RowList

W = TypeVar("W", bound=QWidget)


class Hands:
    """Works on one window. Raises LookupError naming the widget that is not there."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def find(self, kind: type[W], name: str) -> W:
        """The visible widget of this object name; raises LookupError."""
        found = self.seen(kind, name)
        if found is None:
            raise LookupError(f"no visible {kind.__name__} named {name}")
        return found

    def seen(self, kind: type[W], name: str) -> W | None:
        """The visible widget of this object name, or None."""
        return next((w for w in self._window.findChildren(kind, name) if w.isVisible()), None)

    def usable(self, name: str) -> bool:
        """Whether a visible widget of this name takes keys."""
        found = self.seen(QWidget, name)
        return found is not None and found.isEnabled()

    def can_press(self, name: str) -> bool:
        """Whether a visible, enabled button of this name is there."""
        button = self.seen(QAbstractButton, name)
        return button is not None and button.isEnabled()

    def press(self, name: str) -> None:
        """Push a button by the space bar."""
        button = self.find(QAbstractButton, name)
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)

    def press_any(self, *names: str) -> None:
        """Push every visible button of these names."""
        for name in names:
            if self.seen(QAbstractButton, name) is not None:
                self.press(name)

    def write(self, name: str, text: str) -> None:
        """Replace the text of a field."""
        field = self.find(QWidget, name)
        if not field.isEnabled():
            raise LookupError(f"{name} takes nothing now")
        if isinstance(field, QLineEdit | QPlainTextEdit):
            field.selectAll()
        field.setFocus()
        QTest.keyClicks(field, text) if text.isascii() else _insert(field, text)

    def choose(self, name: str, index: int) -> None:
        """Choose the nth entry of a list box."""
        self.find(QComboBox, name).setCurrentIndex(index)

    def pick(self, name: str, code: str) -> None:
        """Choose an entry of a list box by its code, as somebody who opens it would; raises LookupError."""
        box = self.find(QComboBox, name)
        position = box.findData(code)
        if position < 0:
            raise LookupError(f"{name} has no {code}")
        box.setFocus()
        box.setCurrentIndex(position)
        box.activated.emit(position)

    def fill(self, form: str, fields: Mapping[str, str]) -> None:
        """Fill in fields of a form of ``ui/forms`` by their names: texts, codes of choices, ``yes`` and ``no``."""
        for field, value in fields.items():
            name = f"{form}.{field}"
            if self.seen(QComboBox, name) is not None:
                self.pick(name, value)
            elif self.seen(QAbstractButton, f"{name}.{value}") is not None:
                self.press(f"{name}.{value}")
            elif self.seen(QAbstractButton, name) is not None:
                self.press(name)
            else:
                self.write(name, value)

    def close_dialog(self) -> None:
        """Leave the dialog in front as Esc does."""
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            dialog.reject()

    def choose_row(self, name: str, position: int) -> None:
        """Select the nth row of a list."""
        view = self.find(QAbstractItemView, name)
        view.setFocus()
        view.setCurrentIndex(view.model().index(position, 0))

    def choose_key(self, name: str, key: str) -> None:
        """Select the row of a key; raises LookupError when it is not there."""
        if not self.find(RowList, name).choose(key):
            raise LookupError(f"{name} has no {key}")

    def check(self, name: str) -> None:
        """Tick a box unless it is ticked."""
        box = self.find(QAbstractButton, name)
        if not box.isChecked():
            self.press(name)

    def check_if_there(self, name: str) -> None:
        """Tick a box that may not be there."""
        if self.usable(name):
            self.check(name)

    def text(self, name: str) -> str:
        """What is written in a field; empty when it is not in sight."""
        field = self.seen(QWidget, name)
        if isinstance(field, QLineEdit):
            return field.text()
        return field.toPlainText() if isinstance(field, QPlainTextEdit) else ""

    def key_on(self, name: str, keys: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in a widget."""
        widget = self.find(QWidget, name)
        widget.setFocus()
        self.key(keys, modifiers)

    def key(self, keys: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        if QApplication.activeModalWidget() is None and not self._window.isActiveWindow():
            self._window.activateWindow()  # a display without a window manager leaves this to the program
            QApplication.processEvents()
        focus = QApplication.focusWidget() or self._window.focusWidget() or self._window
        QTest.keyClick(focus, keys, modifiers)


def _insert(field: QWidget, text: str) -> None:
    """Put in text as an input method would commit it (key events cannot carry it)."""
    if isinstance(field, QLineEdit):
        field.insert(text)
    elif isinstance(field, QPlainTextEdit):
        field.insertPlainText(text)
