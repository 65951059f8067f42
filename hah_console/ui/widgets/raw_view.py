"""A resource as it came, read only, with the lines of a wrong place marked by a sign and a ground."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from hah_console.ui.raw_lines import RawText
from hah_console.ui.theme.fonts import LABEL_PX, font
from hah_console.ui.theme.theme import Theme

MARK, PLAIN = "▶ ", "   "


class RawView(QPlainTextEdit):
    """The arrow keys move through it, Tab leaves it; it opens at the first marked line."""

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self._theme, self._raw = theme, RawText(())
        self.setObjectName(name)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setFont(font(LABEL_PX))

    @property
    def raw(self) -> RawText:
        """What is shown."""
        return self._raw

    def show_raw(self, raw: RawText) -> None:
        """Show a resource; the same one again keeps its place."""
        if raw == self._raw:
            return
        self._raw = raw
        lines = (f"{MARK if at in raw.marked else PLAIN}{line.text}" for at, line in enumerate(raw.lines))
        self.setPlainText("\n".join(lines))
        self._mark()
        self._go_to(min(raw.marked, default=0))

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self._mark()

    def _mark(self) -> None:
        document = self.document()
        marks = []
        for at in sorted(self._raw.marked):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(document.findBlockByNumber(at))
            mark.format.setBackground(self._theme.color("alarm-medium-soft"))
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            marks.append(mark)
        self.setExtraSelections(marks)

    def _go_to(self, line: int) -> None:
        self.setTextCursor(QTextCursor(self.document().findBlockByNumber(line)))
        self.centerCursor()
