"""What is typed into a small form, kept as a draft; a line above its fields says that there was one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from hah_console.domain.draft import Draft
from hah_console.ui.announce import announce
from hah_console.ui.forms.draft_keeper import DraftKeeper
from hah_console.ui.forms.draft_text import restored_text
from hah_console.ui.screen import Desk

MOMENT = "at"
"""A field with a time of day: of another day it would be another moment."""
Typed = QLineEdit | QPlainTextEdit


class DraftLine(QFrame):
    """Signals: ``discarded`` when the fields are as they were. Out of sight until a draft was brought back.

    SAFETY(nothing typed is lost): of each field ``watch``-ed only what a person typed is kept and comes back, never
    over something typed meanwhile. What was chosen or ticked is asked again: nothing is confirmed unseen.
    """

    discarded = Signal()

    def __init__(self, name: str, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._desk, self._showing, self._version = name, desk, False, 0
        self._inputs: dict[str, Typed] = {}
        self._base: dict[str, str] = {}
        self._touched: set[str] = set()
        self.setProperty("role", "panel")
        self.said, self.discard = QLabel(), QPushButton(desk.texts("forms.draft.discard"))
        self.said.setObjectName(f"{name}.draft")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.discard.setObjectName(f"{name}.discard")
        self.discard.setAutoDefault(False)
        self.discard.setAccessibleName(self.discard.text())
        self.discard.clicked.connect(self._on_discard)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 6, 4)
        row.addWidget(self.said, 1)
        row.addWidget(self.discard)
        self.keeper = DraftKeeper(desk.ctx, desk.actor, desk.tasks, self._fields, self)
        self.keeper.found.connect(self._on_found)
        self.hide()

    def watch(self, field: str, widget: QWidget) -> None:
        """Keep what is typed into a field; no password, and nothing that can only be read or chosen."""
        if not isinstance(widget, QLineEdit | QPlainTextEdit) or widget.isReadOnly():
            return
        if isinstance(widget, QLineEdit):
            if widget.echoMode() is not QLineEdit.EchoMode.Normal:
                return
            widget.textEdited.connect(lambda _: self._on_typed(field))
        else:
            widget.textChanged.connect(lambda: self._on_typed(field))
        self._inputs[field] = widget

    def open(self, subject: str, version: int = 0) -> None:
        """Look for what was typed about this subject and not sent; what stands there about another is kept first."""
        self.keeper.close()
        self._empty()
        self._version = version
        self._base = {field: _text(widget) for field, widget in self._inputs.items()}
        if self._inputs:
            self.keeper.open(self._name, subject, version, self._base)

    def flush(self) -> None:
        """Keep at once what was typed."""
        self.keeper.flush()

    def drop(self) -> None:
        """It was sent: forget it."""
        self.keeper.drop()

    def _fields(self) -> dict[str, str]:
        return {field: _text(self._inputs[field]) for field in sorted(self._touched)}

    def _on_typed(self, field: str) -> None:
        if not self._showing:
            self._touched.add(field)
            self.keeper.touch()

    def _on_found(self, draft: Draft | None) -> None:
        if draft is None:
            return
        for field, text in draft.fields.items():
            if field in self._inputs and field not in self._touched and not self._of_another_day(field, draft):
                self._touched.add(field)
                self._write(field, text)
        self.said.setText(restored_text(self._desk.texts, self._desk.ctx, draft, self._version))
        self.show()
        announce(self.said, self.said.text())

    def _of_another_day(self, field: str, draft: Draft) -> bool:
        ctx = self._desk.ctx
        return field == MOMENT and (draft.saved_at is None or ctx.local(draft.saved_at).date() != ctx.today())

    def _on_discard(self) -> None:
        self.keeper.drop()
        self._empty()
        self.discarded.emit()

    def _empty(self) -> None:
        for field in self._touched:
            self._write(field, self._base[field])
        self._touched.clear()
        self.hide()

    def _write(self, field: str, text: str) -> None:
        self._showing = True
        widget = self._inputs[field]
        if isinstance(widget, QPlainTextEdit):
            widget.setPlainText(text)
        else:
            widget.setText(text)
        self._showing = False


def _text(widget: Typed) -> str:
    return widget.toPlainText() if isinstance(widget, QPlainTextEdit) else widget.text()
