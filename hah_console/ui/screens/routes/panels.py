"""The still parts of the routes screen: a white panel, the two sentences on top, what is not planned."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hah_console.ui.announce import announce
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.routes.reasons import TASK, UnplannedLine
from hah_console.ui.screens.routes.unplanned_list import UnplannedDelegate
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList


class Panel(QFrame):
    """A white panel with its column."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setMinimumWidth(width)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.setSpacing(0)


class Sentence(QLabel):
    """A sentence on top of the screen; away while there is nothing to say."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "error")
        self.setWordWrap(True)
        self.hide()

    def say(self, sentence: str, *, aloud: bool = False) -> None:
        """Show a sentence, or nothing."""
        self.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))
        if sentence and aloud:
            announce(self, sentence, assertive=True)


class UnplannedPanel(Panel):
    """What the plan leaves out, with its count. Signals: ``titled`` with the words for a tab, ``place_asked`` with a
    task that is to be taken in hand on the time line."""

    titled = Signal(str)
    place_asked = Signal(str)

    def __init__(self, width: int, texts: Texts, theme: Theme, screen: QWidget) -> None:
        super().__init__(width)
        self.rows = RowList("routes.unplanned", UnplannedDelegate(theme), keeps_selection=True)
        self.title, self.all_planned = QLabel(), QLabel()
        self.title.setProperty("role", "heading")
        self.all_planned.setProperty("role", "hint")
        self.all_planned.setWordWrap(True)
        for label in (self.title, self.all_planned):
            label.setContentsMargins(12, 8, 12, 8)
        line = QFrame()
        line.setProperty("role", "line")
        for part in (self.title, line, self.all_planned):
            self.column.addWidget(part)
        self.column.addWidget(self.rows, 1)
        self.column.addStretch(0)
        self.place = KeyButton("routes.place", "Alt+F10", theme, screen)
        self.place.clicked.connect(lambda: self.place_asked.emit(self.rows.key().removeprefix(TASK)))
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 6, 8, 7)
        foot.addStretch(1)
        foot.addWidget(self.place)
        self.column.addLayout(foot)
        self.restyle(texts, theme)

    def show_tasks(self, rows: tuple[UnplannedLine, ...], count: int, empty: str) -> None:
        """Take new rows; ``count`` tasks are not planned, and without rows ``empty`` says why there are none."""
        self.rows.show_rows(rows)
        texts = self._texts
        self.title.setText(texts("routes.unplanned_count", count=count) if count else texts("routes.unplanned"))
        self.all_planned.setText(empty)
        self.all_planned.setVisible(not rows and bool(empty))
        self.rows.setVisible(bool(rows))
        self.place.setVisible(bool(rows))
        self.titled.emit(self.title.text())

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        self._texts = texts
        self.rows.restyle(theme)
        self.rows.setAccessibleName(texts("routes.unplanned"))
        self.place.say(texts("routes.place"))
        self.place.restyle(theme)
