"""A form with its draft in a window of its own: who it is about above, sent by Ctrl+Enter, closed once it is stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from hah_console.domain.errors import HahError
from hah_console.services.changes import Changes
from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.forms.spec import FormSpec, Label
from hah_console.ui.screen import Desk

Command = Callable[[], Changes]
Reader = Callable[[Mapping[str, str]], Command]
"""Turns what is written into a command; raises HahError with what cannot be used."""


@dataclass(frozen=True, slots=True)
class DialogSpec:
    """``title`` of the window, ``who`` it is about, ``hint`` below; the draft is that of ``subject`` at ``version``.

    ``fields`` are what stands there as stored.
    """

    form: FormSpec
    title: str
    who: str
    submit: Label
    subject: str
    version: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    width: int = 560
    height: int = 420


class DraftDialog(QDialog):
    """Signals: ``sent`` with the Changes after the store has taken it. Open it with ``open()``; Esc keeps the draft."""

    sent = Signal(object)

    def __init__(self, spec: DialogSpec, desk: Desk, read: Reader, parent: QWidget) -> None:
        super().__init__(parent)
        self._read = read
        self.setObjectName(f"{spec.form.form}.dialog")
        self.setModal(True)
        self.setWindowTitle(spec.title)
        self.resize(spec.width, spec.height)
        self.who, self.hint = QLabel(spec.who), QLabel(spec.hint)
        for label, role in ((self.who, "heading"), (self.hint, "hint")):
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setVisible(bool(spec.hint))
        self.form = DraftForm(spec.form, spec.submit, desk)
        self.form.submitted.connect(self._on_submitted)
        self.form.cancelled.connect(self.reject)
        self.form.sent.connect(self._on_sent)
        self.form.ready.connect(self._on_ready)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        for widget in (self.who, self.hint):
            column.addWidget(widget)
        column.addWidget(self.form, 1)
        self.finished.connect(self.deleteLater)
        self.form.open(spec.subject, spec.version, spec.fields)

    def _on_ready(self) -> None:
        """The first field, or the button where there is nothing to fill in."""
        if self.form.form.rows:
            self.form.form.focus_first()
        else:
            self.form.submit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_submitted(self) -> None:
        try:
            command = self._read(self.form.fields())
        except HahError as error:
            self.form.refuse(error)
        else:
            self.form.run(command)

    def _on_sent(self, changes: Changes) -> None:
        self.accept()
        self.sent.emit(changes)
