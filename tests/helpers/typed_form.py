"""A form of the program in its real screen: typed into by keyboard, looked at as a person and a screen reader do."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.forms.faults import reason_text
from hah_console.ui.forms.inputs import ChoiceInput
from helpers.driven_window import DrivenWindow

CTRL = Qt.KeyboardModifier.ControlModifier
MOST_STOPS = 120


@dataclass
class TypedForm:
    """``form`` in the window of ``console``."""

    qtbot: QtBot
    console: DrivenWindow
    form: DraftForm

    def reach(self, name: str) -> QWidget:
        """Go to a field with Tab."""
        parts = self.form.form.rows[name].input.parts
        if not self.form.isAncestorOf(self.console.focused()):
            self.form.form.focus_first()
        for _ in range(MOST_STOPS):
            here = self.console.focused()
            if here in parts:
                return here
            self.qtbot.keyClick(here, Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never comes to {name}")

    def write(self, **fields: str) -> None:
        """Write each field from the keyboard in the place of what stands there."""
        for name, text in fields.items():
            self.enter(name.replace("__", "."), text)

    def enter(self, name: str, text: str) -> None:
        """Write one field: choices by arrow keys, marks by Space, text by keys or through an input method."""
        widget = self.reach(name)
        if isinstance(self.form.form.rows[name].input, ChoiceInput):
            self._choose(widget, name, text)
        elif isinstance(widget, QLineEdit | QPlainTextEdit):
            self.qtbot.keyClick(widget, Qt.Key.Key_A, CTRL)
            type_text(self.qtbot, widget, text)
        elif self.form.fields()[name] != text:
            self.qtbot.keyClick(widget, Qt.Key.Key_Space)
        assert self.form.fields()[name] == text, f"{name} cannot be written by keyboard"

    def _choose(self, widget: QWidget, name: str, code: str) -> None:
        assert isinstance(widget, QComboBox)
        self.qtbot.keyClick(widget, Qt.Key.Key_Home)
        while self.form.fields()[name] != code and widget.currentIndex() < widget.count() - 1:
            self.qtbot.keyClick(widget, Qt.Key.Key_Down)

    def send(self) -> None:
        """Ctrl+Enter, and wait for what becomes of it."""
        self.qtbot.keyClick(self.console.focused(), Qt.Key.Key_Return, CTRL)
        self.console.settle(self.qtbot)

    def faults(self) -> dict[str, str]:
        """What is said beside each field, in the order of the form."""
        return {name: row.fault for name, row in self.form.form.rows.items() if row.fault}

    def refuses(self, reasons: Mapping[str, str], typed: Mapping[str, str]) -> None:
        """Send it: each field says its own reason beside it, to eye and ear; nothing typed is cleared."""
        texts = self.form.desk.texts
        self.send()
        self.qtbot.waitUntil(lambda: bool(self.faults()))
        wanted = {name: reason_text(texts, code) for name, code in in_order(self.form, reasons).items()}
        assert self.faults() == wanted, (self.faults(), wanted)
        first = next(name for name in self.form.form.rows if name in reasons)
        assert self.console.focused() in self.form.form.rows[first].input.parts
        for name, sentence in self.faults().items():
            self._stands_beside(name, sentence)
        assert {name: self.form.fields()[name] for name in typed} == dict(typed)

    def _stands_beside(self, name: str, sentence: str) -> None:
        row = self.form.form.rows[name]
        assert sentence in row.error.text()
        assert row.error.isVisible()
        below = row.error.mapTo(row, QPoint()).y() - row.input.mapTo(row, QPoint(0, row.input.height())).y()
        assert -2 <= below < 60, "beside its field"
        heard = QAccessible.queryAccessibleInterface(row.input.parts[0]).text(QAccessible.Text.Description)
        assert sentence in heard


def in_order(form: DraftForm, reasons: Mapping[str, str]) -> dict[str, str]:
    """Reasons in the order of the fields."""
    return {name: reasons[name] for name in form.form.rows if name in reasons}


def type_text(qtbot: QtBot, widget: QWidget, text: str) -> None:
    """By keys what a keyboard has, everything else at once as an input method brings it."""
    if text.isascii() and "\n" not in text:
        qtbot.keyClicks(widget, text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)
