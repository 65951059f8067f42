"""What stands over the round: its title, whose patients, how many are seen, the filter, and the way to the next one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from hah_console.ui.i18n import Texts
from hah_console.ui.screen import Desk
from hah_console.ui.screens.round.order import RoundOrder, Shown
from hah_console.ui.widgets.key_button import KeyButton

NEXT_KEY, BACK_KEY, SCOPE_KEY, OPEN_KEY, SORT_KEY = "Alt+F12", "Ctrl+F12", "Alt+F10", "Ctrl+U", "Ctrl+G"


class RoundHead(QWidget):
    """Signals: ``moved`` with 1 or -1, ``scoped``, ``filtered`` with a Shown, ``sort_asked``."""

    moved = Signal(int)
    scoped = Signal()
    filtered = Signal(object)
    sort_asked = Signal()

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__()
        self.title, self.summary = QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.summary.setProperty("role", "hint")
        self.summary.setObjectName("round.summary")
        self.next = KeyButton("round.next", NEXT_KEY, desk.theme, screen, kind="primary")
        self.back = KeyButton("round.back", BACK_KEY, desk.theme, screen)
        self.scope = KeyButton("round.scope", SCOPE_KEY, desk.theme, screen)
        self.sort = KeyButton("round.sort", SORT_KEY, desk.theme, screen)
        self.shown = {one: self._choice(one) for one in Shown}
        self.next.clicked.connect(lambda: self.moved.emit(1))
        self.back.clicked.connect(lambda: self.moved.emit(-1))
        self.scope.clicked.connect(self.scoped)
        self.sort.clicked.connect(self.sort_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self.title, self.summary, *self.shown.values(), self.scope, self.sort):
            row.addWidget(widget, 1 if widget is self.summary else 0)
        for button in (self.back, self.next):
            row.addWidget(button)

    def _choice(self, shown: Shown) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"round.shown.{shown}")
        button.setCheckable(True)
        button.clicked.connect(lambda: self.filtered.emit(shown))
        return button

    def show_order(self, texts: Texts, order: RoundOrder, summary: str) -> None:
        """Counts, the filter in force, and whether the order is no longer that of need."""
        self.summary.setText(summary)
        self.summary.setToolTip(summary)
        for one, button in self.shown.items():
            button.setText(texts("round.shown_count", name=texts(f"round.shown.{one}"), count=order.count(one)))
            button.setAccessibleName(button.text())
            button.setChecked(order.shown is one)
        self.sort.setVisible(order.moved())

    def offer_moves(self, anybody: bool) -> None:
        """Whether there is somebody to go to."""
        for button in (self.back, self.next):
            button.setEnabled(anybody)

    def write_texts(self, texts: Texts, *, everybody: bool) -> None:
        """The words of this language."""
        self.title.setText(texts("round.title"))
        self.next.say(texts("round.next"))
        self.back.say(texts("round.back"))
        self.sort.say(texts("round.sort"))
        self.scope.say(texts("round.scope.mine" if everybody else "round.scope.all"))

    def restyle(self, desk: Desk) -> None:
        """Another theme."""
        for button in (self.next, self.back, self.scope, self.sort):
            button.restyle(desk.theme)
