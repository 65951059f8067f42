"""A form with its draft: restored when opened, kept while typing, sent by Ctrl+Enter; an error clears nothing."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hah_console.domain.draft import Draft
from hah_console.services.changes import Changes
from hah_console.ui.announce import announce
from hah_console.ui.forms.draft_keeper import DraftKeeper
from hah_console.ui.forms.draft_text import kept_text, restored_text
from hah_console.ui.forms.faults import field_faults
from hah_console.ui.forms.form import Form
from hah_console.ui.forms.spec import FormSpec, Label, words
from hah_console.ui.screen import Desk


class DraftForm(QWidget):
    """Signals: ``submitted`` when it is to be sent, ``cancelled``, ``ready`` once it can be filled in, ``sent`` with
    the Changes after the store has taken it, ``typed`` with the name of the field that was changed.

    Open it with ``open``; answer ``submitted`` with ``run``. A refusal says beside each field what is wrong.

    SAFETY(own draft): a draft is kept and found under the person signed in, the form and the subject.
    """

    submitted = Signal()
    cancelled = Signal()
    ready = Signal()
    sent = Signal(object)
    typed = Signal(str)

    def __init__(self, spec: FormSpec, submit: Label, desk: Desk) -> None:
        super().__init__()
        self.desk, self._submit_label = desk, submit
        self.form = Form(spec, desk.texts, desk.theme)
        self.keeper = DraftKeeper(desk.ctx, desk.actor, desk.tasks, self.form.fields, self)
        self.version, self._base = 0, dict[str, str]()
        self._draft: Draft | None = None
        self._discarded: Mapping[str, str] | None = None
        self._build(spec.form)
        self._connect()
        self.restyle(desk)

    def _build(self, name: str) -> None:
        self.draft_bar, self.draft_line, self.discard = QFrame(), QLabel(), QPushButton()
        self.draft_bar.setProperty("role", "panel")
        self.draft_bar.hide()
        self.error, self.kept = QLabel(), QLabel()
        self.submit, self.cancel = QPushButton(), QPushButton()
        self.submit.setProperty("kind", "primary")
        parts = {"draft": self.draft_line, "discard": self.discard, "error": self.error, "kept": self.kept}
        for part, widget in (parts | {"submit": self.submit, "cancel": self.cancel}).items():
            widget.setObjectName(f"{name}.{part}")
        for label, role in ((self.draft_line, ""), (self.error, "error"), (self.kept, "small")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(label is not self.kept)
        self.error.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        draft = QHBoxLayout(self.draft_bar)
        draft.setContentsMargins(12, 6, 8, 6)
        draft.addWidget(self.draft_line, 1)
        draft.addWidget(self.discard)
        self.foot = QHBoxLayout()
        self.foot.addWidget(self.kept)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.submit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.draft_bar)
        column.addWidget(self.form, 1)
        column.addWidget(self.error)
        column.addLayout(self.foot)

    def _connect(self) -> None:
        self.form.typed.connect(self._on_typed)
        self.keeper.found.connect(self._on_found)
        self.keeper.kept.connect(lambda draft: self.kept.setText(kept_text(self.desk.texts, self.desk.ctx, draft)))
        self.keeper.failed.connect(self._on_not_kept)
        self.submit.clicked.connect(self.send)
        self.cancel.clicked.connect(self.cancelled)
        self.discard.clicked.connect(self._on_discard)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.send)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme; what was typed stays."""
        self.desk = desk
        texts = desk.texts
        self.form.restyle(texts, desk.theme)
        submit = words(texts, self._submit_label)
        self.submit.setText(f"{submit}  {texts('dialog.key')}")
        self.submit.setAccessibleName(submit)
        self.cancel.setText(texts("dialog.cancel"))
        self.cancel.setAccessibleName(texts("dialog.cancel"))
        self.kept.clear()
        self._show_draft()

    def open(self, subject: str, version: int, fields: Mapping[str, str]) -> None:
        """Show the fields as stored in a version of the subject, and after a moment the draft of it if there is one."""
        self.form.setEnabled(False)  # until it is known whether there is a draft: nothing may be typed over it unseen
        self.version, self._draft, self._discarded = version, None, None
        self.kept.clear()
        self.say("")
        self.keeper.open(self.form.spec.form, subject, version, self._take(fields))
        self.form.show_fields(fields)
        self._show_draft()

    def show_stored(self, version: int, fields: Mapping[str, str]) -> None:
        """Show the fields as stored, to be read only: no draft is restored, what was typed is kept as one."""
        self.keeper.close()
        self.version, self._draft, self._discarded = version, None, None
        self.kept.clear()
        self.say("")
        self.form.show_fields(self._take(fields))
        self.form.setEnabled(True)
        self._show_draft()
        self.ready.emit()

    def changed(self, version: int, fields: Mapping[str, str]) -> None:
        """The subject has been changed by somebody: shown at once when nothing was typed, else only said."""
        untouched, before = self.fields() == self._base, self._base
        self.version = version
        if untouched:
            self.keeper.rebase(version, self._take(fields))
            if self._base != before:
                self.form.show_fields(fields)
        self._show_draft()

    def _take(self, fields: Mapping[str, str]) -> Mapping[str, str]:
        self._base = {name: fields.get(name, "") for name in self.form.rows}
        return self._base

    def fields(self) -> dict[str, str]:
        """What is written, by field name."""
        return self.form.fields()

    @property
    def dirty(self) -> bool:
        """Whether something is written that is not stored."""
        return self.fields() != self._base

    def close_form(self) -> None:
        """Keep the draft and forget the subject: nobody's text stays in the widgets."""
        self.keeper.close()
        self._draft = self._discarded = None
        self._base = {}
        self.form.show_fields({})

    def send(self) -> None:
        """Ask for it to be sent."""
        if self.submit.isEnabled() and self.submit.isVisible() and self.form.isEnabled():
            self.say("")
            self.submitted.emit()

    def run(self, command: Callable[[], Changes], refused: Callable[[Exception], None] | None = None) -> None:
        """Send it; the draft is dropped only after the store has taken it. ``refused`` in place of ``refuse``."""
        self.keeper.flush()
        self.submit.setEnabled(False)
        self.desk.tasks.run_command(command, self._on_sent, refused or self.refuse)

    def _on_sent(self, changes: Changes) -> None:
        self.submit.setEnabled(True)
        self.keeper.drop()
        self._base, self._draft, self._discarded = self.fields(), None, None
        self.form.show_faults({})
        self.kept.clear()
        self._show_draft()
        self.sent.emit(changes)

    def refuse(self, error: Exception) -> None:
        """Say why it was not taken, beside each field it is about; the focus goes to the first."""
        self.submit.setEnabled(True)
        faults = field_faults(self.desk.texts, error)
        placed = self.form.show_faults(faults)
        if not placed or len(placed) < len(faults):
            self.say(self.desk.texts.error(error))
        else:
            first = self.form.label(placed[0])
            self.say(self.desk.texts("forms.refused", count=len(placed), name=first), quiet=True)

    def say(self, sentence: str, *, quiet: bool = False) -> None:
        """One sentence above the buttons, spoken at once unless ``quiet``."""
        self.error.setText(sentence)
        self.error.setAccessibleName(sentence)
        self.error.setVisible(bool(sentence))
        if sentence and not quiet:
            announce(self.error, sentence, assertive=True)

    def hideEvent(self, event: QHideEvent) -> None:
        """SAFETY(nothing typed is lost): another screen, a lock, a closed window keep the draft at once."""
        self.keeper.flush()
        super().hideEvent(event)

    def _on_typed(self, name: str) -> None:
        self.keeper.touch()
        self.typed.emit(name)

    def _on_found(self, draft: Draft | None) -> None:
        self._draft = draft
        if draft is not None:
            self.form.show_fields(draft.fields)
        self.form.setEnabled(True)
        self._show_draft()
        if draft is not None:
            announce(self.draft_line, self.draft_line.text())
        self.ready.emit()

    def _on_not_kept(self, error: Exception) -> None:
        reason = self.desk.texts.error(error)
        self.kept.setText(self.desk.texts("forms.draft.not_kept"))
        self.say(self.desk.texts("forms.draft.not_kept_because", reason=reason))

    def _on_discard(self) -> None:
        """Back to what is stored, or, pressed once more, back to the draft."""
        if self._discarded is not None:
            self.form.show_fields(self._discarded)
            self._discarded = None
            self.keeper.touch()
        else:
            self._discarded = self.fields()
            self.keeper.drop()
            self.keeper.rebase(self.version, self._base)
            self.form.show_fields(self._base)
        self._show_draft()
        self.form.focus_first()

    def _show_draft(self) -> None:
        texts, draft = self.desk.texts, self._draft
        outdated = draft is None and self.keeper.key is not None and self.keeper.based_on != self.version
        self.draft_bar.setVisible(draft is not None or (outdated and self.dirty))
        if self._discarded is not None:
            self._write_draft(texts("forms.draft.discarded"), texts("forms.draft.bring_back"))
        elif draft is not None:
            self._write_draft(restored_text(texts, self.desk.ctx, draft, self.version), texts("forms.draft.discard"))
        elif outdated:
            self._write_draft(texts("forms.draft.stale"), texts("forms.draft.discard"))

    def _write_draft(self, sentence: str, button: str) -> None:
        self.draft_line.setText(sentence)
        self.draft_line.setAccessibleName(sentence)
        self.discard.setText(button)
        self.discard.setAccessibleName(button)
        self.discard.ensurePolished()  # in a dialog that is just opening the style's padding is not counted yet
        self.discard.setMinimumWidth(self.discard.sizeHint().width())
