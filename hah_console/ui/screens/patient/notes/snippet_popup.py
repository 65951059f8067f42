"""A small list of snippets over the text being written: what is typed finds one, Enter puts it in."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from hah_console.domain.chart.note import Section
from hah_console.domain.chart.snippet import SnippetPack
from hah_console.ui.i18n import Texts
from hah_console.ui.theme.fonts import LABEL_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import RowDelegate, RowList

WIDTH, LIST_HEIGHT, PAD, KEY_WIDTH = 420, 232, 8, 84
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


@dataclass(frozen=True, slots=True)
class SnippetLine:
    """One snippet: its key, its title, how it begins."""

    key: str
    title: str
    text: str
    spoken: str


class SnippetDelegate(RowDelegate):
    """Two lines per snippet."""

    height = 46

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, SnippetLine):
            return
        inner = box.adjusted(PAD, 4, -PAD, -4)
        self.text(painter, QRect(inner.left(), inner.top(), KEY_WIDTH - 8, 20), row.key, "ink-2")
        left = inner.left() + KEY_WIDTH
        width = inner.right() - left
        self.text(painter, QRect(left, inner.top(), width, 20), row.title, "ink", bold=True)
        self.text(painter, QRect(left, inner.top() + 20, width, 18), row.text, "ink-2", LABEL_PX)


class FindLine(QLineEdit):
    """Signals: ``abandoned`` when the keyboard goes elsewhere. ``take_key`` is asked first about every key."""

    abandoned = Signal()

    def __init__(self, take_key: Callable[[QKeyEvent], bool]) -> None:
        super().__init__()
        self._take_key = take_key

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()  # Esc closes the list of snippets, not the form below it
            return True
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self._take_key(event):
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.abandoned.emit()


class SnippetPopup(QFrame):
    """Signals: ``chosen`` with the text of a snippet, ``left`` when none was chosen, with what was typed
    and whether the keyboard is to go back to the text."""

    chosen = Signal(str)
    left = Signal(str, bool)

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.host = parent
        self.setProperty("role", "popup")
        self.setObjectName("note.snippets")
        self.setFixedWidth(WIDTH)
        self._pack: SnippetPack | None = None
        self._section = Section.SUBJECTIVE
        self.typed = FindLine(self._on_key)
        self.typed.setObjectName("note.snippets.typed")
        self.list = RowList("note.snippets.list", SnippetDelegate(theme), keeps_selection=True)
        self.list.setFixedHeight(LIST_HEIGHT)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.none = QLabel()
        self.none.setProperty("role", "hint")
        self.typed.textChanged.connect(lambda _: self._find())
        self.typed.abandoned.connect(self._on_abandoned)
        self.list.opened.connect(lambda _: self._choose())
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        for widget in (self.typed, self.none, self.list):
            column.addWidget(widget)
        self.hide()

    def open_at(self, place: QPoint, pack: SnippetPack, section: Section, texts: Texts) -> None:
        """Show the snippets of a section at a place of the parent, as far as it has room there."""
        self._pack, self._section = pack, section
        self.typed.setPlaceholderText(texts("notes.snippets.typed"))
        self.typed.setAccessibleName(texts("notes.snippets.typed"))
        self.list.setAccessibleName(texts("notes.snippets.list"))
        self.none.setText(texts("notes.snippets.none"))
        self.typed.clear()
        self._find()
        self.adjustSize()
        room = self.host.rect()
        left = min(place.x(), room.right() - self.width() - 4)
        top = min(place.y(), room.bottom() - self.height() - 4)
        self.move(max(0, left), max(0, top))
        self.show()
        self.raise_()
        self.typed.setFocus(Qt.FocusReason.PopupFocusReason)

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self.list.restyle(theme)

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() in _MOVES:
            self.list.keyPressEvent(event)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}:
            self._choose()
        elif event.key() == Qt.Key.Key_Escape:
            self._leave(back=True)
        else:
            return False
        return True

    def _on_abandoned(self) -> None:
        if self.isVisible():
            self._leave(back=False)

    def _find(self) -> None:
        found = self._pack.found(self.typed.text(), self._section) if self._pack else ()
        lines = tuple(SnippetLine(s.key, s.title, s.text, f"{s.title}, {s.key}, {s.text}") for s in found)
        self.list.show_rows(lines)
        if lines:
            self.list.choose(lines[0].key)
        self.list.setVisible(bool(lines))
        self.none.setVisible(not lines)

    def _choose(self) -> None:
        row = self.list.row()
        if isinstance(row, SnippetLine) and self.list.rows.rowCount():
            self.hide()
            self.chosen.emit(row.text)

    def _leave(self, *, back: bool) -> None:
        typed = self.typed.text()
        self.hide()
        self.left.emit(typed, back)
