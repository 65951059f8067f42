"""What the small forms share: a heading, fields, one sentence of error, send by Ctrl+Enter; nothing typed is lost."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from hah_console.domain.errors import InvalidFields, InvalidInput
from hah_console.services.changes import Changes
from hah_console.ui.announce import announce
from hah_console.ui.dialogs.draft_line import DraftLine
from hah_console.ui.forms.faults import MISSING, field_faults
from hah_console.ui.screen import Desk

WIDTH = 480
SPIN_MARGINS = (6, 0, 6, 0)
MOMENT = "at"
_CHANGES = ("textChanged", "currentIndexChanged", "valueChanged")


class SaidLabel(QLabel):
    """Takes no room while it says nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.hide()

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setVisible(bool(text))


class FormDialog(QDialog):
    """Signals: ``saved`` after the store has taken it. A refusal leaves the form open with its sentence.

    Subclasses add fields with ``field``, then say by ``keep_typed`` what they are about, and call ``run`` from
    ``send``. Open it with ``open()``; what was typed and not sent comes back with it.
    """

    saved = Signal()

    def __init__(self, name: str, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self._name = desk, name
        self.setObjectName(name)
        self.setModal(True)
        self.setFixedWidth(WIDTH)
        self.who, self.hint, self.error = SaidLabel(), SaidLabel(), QLabel()
        for label, role in ((self.who, "heading"), (self.hint, "hint"), (self.error, "error")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.error.setObjectName(f"{name}.error")
        self.error.hide()
        self.fields = QFormLayout()
        self.fields.setHorizontalSpacing(12)
        self.fields.setVerticalSpacing(8)
        self._inputs: dict[str, tuple[QWidget, QLabel]] = {}
        self.draft = DraftLine(name, desk, self)
        self.draft.discarded.connect(self._focus_first)
        self.submit, self.cancel = QPushButton(), QPushButton()
        self.submit.setProperty("kind", "primary")
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for part, button in (("cancel", self.cancel), ("submit", self.submit)):
            button.setObjectName(f"{self._name}.{part}")
            button.setAutoDefault(False)
            buttons.addWidget(button)
        self.cancel.clicked.connect(self.reject)
        self.submit.clicked.connect(self.send)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        for widget in (self.who, self.hint, self.draft):
            column.addWidget(widget)
        column.addLayout(self.fields)
        column.addWidget(self.error)
        column.addLayout(buttons)

    def field(self, name: str, label: str, widget: QWidget) -> None:
        """Add a field with its name beside it."""
        widget.setObjectName(f"{self._name}.{name}")
        widget.setAccessibleName(label)
        if isinstance(widget, QSpinBox | QDoubleSpinBox):
            widget.lineEdit().setTextMargins(*SPIN_MARGINS)
        shown = QLabel(label)
        shown.setBuddy(widget)
        self.fields.addRow(shown, widget)
        fault = QLabel()
        fault.setObjectName(f"{self._name}.{name}.error")
        fault.setProperty("role", "error")
        fault.setWordWrap(True)
        self.fields.addRow(fault)
        self.fields.setRowVisible(fault, False)
        self._inputs[name] = (widget, fault)
        self.draft.watch(name, widget)
        for signal in _CHANGES:
            if hasattr(widget, signal):
                getattr(widget, signal).connect(lambda *_: self._on_changed(name))

    def keep_typed(self, subject: str, version: int = 0) -> None:
        """What is typed is kept as a draft about ``subject``, once all fields are there."""
        self.draft.open(subject, version)

    def hideEvent(self, event: QHideEvent) -> None:
        """SAFETY(nothing typed is lost): a lock, a closed window, Esc keep it at once."""
        self.draft.flush()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._focus_first()

    def _focus_first(self) -> None:
        first = self.fields.itemAt(0, QFormLayout.ItemRole.FieldRole)
        if first is not None and (widget := first.widget()) is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def title(self, title: str, submit: str) -> None:
        """The window's title and the word of the button."""
        texts = self.desk.texts
        self.setWindowTitle(title)
        self.submit.setText(f"{submit}  {texts('dialog.key')}")
        self.submit.setAccessibleName(submit)
        self.cancel.setText(texts("dialog.cancel"))
        self.cancel.setAccessibleName(texts("dialog.cancel"))

    def send(self) -> None:
        """Send what was filled in."""
        raise NotImplementedError

    def run(self, command: Callable[[], Changes]) -> None:
        """Run the command; the dialog closes itself only after the store has taken it."""
        if self.submit.isEnabled():
            self.submit.setEnabled(False)
            self.desk.tasks.run_command(command, self._on_done, self._on_error)

    def say(self, sentence: str, *, aloud: str = "") -> None:
        """Show why it cannot be sent; ``aloud`` is what is spoken in its place: a reason that stands beside a field
        is heard, and not written twice."""
        self.error.setText(sentence)
        self.error.setAccessibleName(sentence)
        self.error.show()
        announce(self.error, aloud or sentence, assertive=True)

    def refuse(self, error: Exception) -> None:
        """Say why it cannot be sent, once and beside each field it is about, and above the buttons what to do; the
        focus goes to the first."""
        texts = self.desk.texts
        faults = {self._input_of(name): said for name, said in field_faults(texts, error).items()}
        for name in self._inputs:
            self._show_fault(name, faults.get(name, ""))
        placed = [name for name in self._inputs if name in faults]
        if not placed:
            self.say(texts.error(error))
            return
        first = self._inputs[placed[0]][0]
        told = {"count": len(placed), "name": first.accessibleName()}
        self.say(texts("forms.refused", **told), aloud=texts("forms.spoken", **told, reason=faults[placed[0]]))
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def lacks(self, **values: object) -> bool:
        """Whether something needed is missing: every field in ``values`` without a value says so beside it."""
        empty = tuple(InvalidInput(field=name, value="", reason=MISSING) for name, value in values.items() if not value)
        if empty:
            self.refuse(InvalidFields(empty))
        return bool(empty)

    def _on_changed(self, name: str) -> None:
        """What was said of a field is not said of what stands there now."""
        if self._inputs[name][1].text():
            self._show_fault(name, "")
            self.error.setVisible(bool(self.said_beside()))

    def said_beside(self) -> dict[str, str]:
        """What is said beside each field that cannot be used."""
        return {name: fault.text() for name, (_, fault) in self._inputs.items() if fault.text()}

    def _input_of(self, name: str) -> str:
        """A form has one moment, whatever the store calls it."""
        return MOMENT if name not in self._inputs and name.endswith(f"_{MOMENT}") else name

    def _show_fault(self, name: str, sentence: str) -> None:
        widget, fault = self._inputs[name]
        fault.setText(self.desk.texts("forms.fault", reason=sentence) if sentence else "")
        self.fields.setRowVisible(fault, bool(sentence))
        (widget.focusProxy() or widget).setAccessibleDescription(sentence)

    def _on_done(self, _: Changes) -> None:
        self.draft.drop()
        self.accept()
        self.saved.emit()

    def _on_error(self, error: Exception) -> None:
        self.submit.setEnabled(True)
        self.refuse(error)
