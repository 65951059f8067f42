"""What the pages of refusals and of codes share: a list at the left, the one in sight at the right, buttons below."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QVBoxLayout, QWidget

from hah_console.services.changes import Changes
from hah_console.ui.announce import announce
from hah_console.ui.screen import Desk
from hah_console.ui.screens.exchange.page import ExchangePage
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.flow import FlowLayout
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.panes import beside, list_pane
from hah_console.ui.widgets.row_list import RowDelegate, RowList
from hah_console.ui.widgets.states import Message, Skeleton

PAD, LIST_WIDTH = 12, 430
_LOADING, _BODY, _MESSAGE = range(3)


class ThreeLineDelegate(RowDelegate):
    """Title; below it what must be read, in bold while it waits; then where and when."""

    height = 66

    def parts(self, row: object) -> tuple[str, str, str, bool] | None:
        """Title, what must be read, where and when, and whether it waits; None for another kind of row."""
        raise NotImplementedError

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        parts = self.parts(row)
        if parts is None:
            return
        title, said, about, waits = parts
        inner = box.adjusted(PAD, 6, -PAD, -6)
        ink = "ink" if waits else "ink-2"
        self.text(painter, QRect(inner.left(), inner.top(), inner.width(), 20), title, ink, BODY_PX, bold=waits)
        self.text(painter, QRect(inner.left(), inner.top() + 20, inner.width(), 18), said, ink, BODY_PX)
        self.text(painter, QRect(inner.left(), inner.top() + 38, inner.width(), 16), about, "ink-2", LABEL_PX)


class TwoPanes(ExchangePage):
    """Subclasses name their part (``name``), give the list's delegate, and fill ``right``."""

    name = ""

    def __init__(self, desk: Desk, delegate: RowDelegate) -> None:
        super().__init__(desk)
        self.summary, self.said = QLabel(), QLabel()
        self.summary.setProperty("role", "hint")
        self.said.setProperty("role", "error")
        self.said.setObjectName(f"{self.name}.said")
        for label in (self.summary, self.said):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.list = RowList(f"{self.name}.list", delegate, keeps_selection=True)
        self.skeleton, self.message = Skeleton(desk.theme), Message(f"{self.name}.message")
        self.message.asked.connect(self.refresh)
        self.right = QFrame()
        self.right.setProperty("role", "panel")
        self.pages = QStackedWidget()
        self.buttons: list[KeyButton] = []
        self.shown = False

    def button(self, part: str, keys: str, do: Callable[[], None], kind: str = "") -> KeyButton:
        """Add a button to the row below."""
        button = KeyButton(f"{self.name}.{part}", keys, self.desk.theme, self, kind=kind)
        button.clicked.connect(do)
        self.buttons.append(button)
        return button

    def lay_out(self, widgets: Sequence[tuple[QWidget, int]]) -> None:
        """Put ``widgets`` (with their stretch) into the right pane, the sentence and the buttons below them."""
        row = FlowLayout()
        for button in self.buttons:
            row.addWidget(button)
        column = QVBoxLayout(self.right)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for widget, stretch in widgets:
            column.addWidget(widget, stretch)
        column.addWidget(self.said)
        column.addLayout(row)
        body = beside(list_pane(self.list, LIST_WIDTH), self.right)
        for page in (self.skeleton, body, self.message):
            self.pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(self.summary)
        whole.addWidget(self.pages, 1)
        self.said.hide()

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose a row that is there."""
        self.list.choose(entity_id)

    def say(self, sentence: str) -> None:
        """One sentence above the buttons."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def show_body(self, *, rows: bool, empty: str) -> None:
        """The list when there is something on it, else one sentence."""
        if not rows:
            self.message.say(empty, self.desk.texts("exchange.again"))
        self.pages.setCurrentIndex(_BODY if rows else _MESSAGE)
        first, self.shown = not self.shown, True
        if first and self.isVisible():
            self.take_focus()

    def on_failed(self, error: Exception) -> None:
        """What went wrong: in place of the list before it was read, beside it afterwards."""
        sentence = self.desk.texts.error(error)
        if not self.shown:
            self.message.say(sentence, self.desk.texts("exchange.again"))
            self.pages.setCurrentIndex(_MESSAGE)
            return
        self.say(sentence)
        announce(self, sentence, assertive=True)

    def run(self, command: Callable[[], Changes], said: str) -> None:
        """Do it, and say that it was done, or why not."""

        def done(_: Changes) -> None:
            self.say("")
            announce(self, said)
            self.refresh()

        self.desk.tasks.run_command(command, done, self.on_failed)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.list.restyle(desk.theme)
        self.skeleton.restyle(desk.theme)
        for button in self.buttons:
            button.restyle(desk.theme)
