"""Puts snippets into the sections of a note: a slash at the beginning of a word, or a key, opens them."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hah_console.domain.chart.note import Section
from hah_console.domain.chart.snippet import BLANK, SnippetPack
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.patient.notes.snippet_popup import SnippetPopup
from hah_console.ui.theme.theme import Theme

SLASH = "/"
_BEFORE = set("。，、；：（(") | {""}


class SnippetHand(QObject):
    """Tab goes to the next blank of a snippet while there is one below the cursor, and on to the next field then."""

    def __init__(self, edits: Mapping[Section, QPlainTextEdit], parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._edits = dict(edits)
        self._pack: SnippetPack | None = None
        self._texts: Texts | None = None
        self._target: QPlainTextEdit | None = None
        self._typed_slash = False
        self.popup = SnippetPopup(parent, theme)
        self.popup.chosen.connect(self._insert)
        self.popup.left.connect(self._give_back)
        for edit in self._edits.values():
            edit.installEventFilter(self)

    def take(self, pack: SnippetPack | None, texts: Texts, theme: Theme) -> None:
        """The snippets of the language in use; none without a pack."""
        self._pack, self._texts = pack, texts
        self.popup.restyle(theme)

    def open(self) -> None:
        """Open the list for the section that has the keyboard, else for the first."""
        edit = next((edit for edit in self._edits.values() if edit.hasFocus()), next(iter(self._edits.values())))
        self._open(edit, typed_slash=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not (isinstance(watched, QPlainTextEdit) and isinstance(event, QKeyEvent)):
            return False
        if event.type() is not QEvent.Type.KeyPress or event.modifiers():
            return False
        if event.text() == SLASH and self._begins_word(watched) and self._pack is not None:
            self._open(watched, typed_slash=True)
            return True
        return event.key() == Qt.Key.Key_Tab and next_blank(watched)

    def _begins_word(self, edit: QPlainTextEdit) -> bool:
        """A slash within a word or number is a slash."""
        cursor = edit.textCursor()
        before = edit.document().characterAt(cursor.selectionStart() - 1) if cursor.selectionStart() else ""
        return before in _BEFORE or before.isspace()

    def _open(self, edit: QPlainTextEdit, *, typed_slash: bool) -> None:
        if self._pack is None or self._texts is None:
            return
        self._target, self._typed_slash = edit, typed_slash
        section = next(section for section, each in self._edits.items() if each is edit)
        corner = edit.cursorRect().bottomLeft() + QPoint(0, 4)
        place = edit.viewport().mapTo(self.popup.host, corner)
        self.popup.open_at(place, self._pack, section, self._texts)

    def _insert(self, text: str) -> None:
        if self._target is None:
            return
        cursor = self._target.textCursor()
        start = cursor.selectionStart()
        cursor.insertText(text)
        self._target.setFocus(Qt.FocusReason.PopupFocusReason)
        cursor.setPosition(start)
        self._target.setTextCursor(cursor)
        if not next_blank(self._target):
            cursor.setPosition(start + len(text))
            self._target.setTextCursor(cursor)

    def _give_back(self, typed: str, back: bool) -> None:
        """What was typed for nothing is text after all."""
        if self._target is None:
            return
        if self._typed_slash:
            self._target.textCursor().insertText(SLASH + typed)
        if back:
            self._target.setFocus(Qt.FocusReason.PopupFocusReason)


def next_blank(edit: QPlainTextEdit) -> bool:
    """Select the next blank from the cursor on; False when there is none."""
    cursor = edit.textCursor()
    at = edit.toPlainText().find(BLANK, cursor.selectionEnd())
    if at < 0:
        return False
    cursor.setPosition(at)
    cursor.setPosition(at + len(BLANK), QTextCursor.MoveMode.KeepAnchor)
    edit.setTextCursor(cursor)
    return True
