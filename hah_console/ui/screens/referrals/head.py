"""The line above the inbox: what waits, what is looked for, which filter is in force, and the way out of it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hah_console.ui.screen import Desk
from hah_console.ui.screens.referrals.filters import FILTERS, InboxFilter
from hah_console.ui.widgets.key_button import KeyButton

FIND_KEY, FIND_WIDTH = "Ctrl+F", 220


class InboxHead(QWidget):
    """Signals: ``filtered`` with an InboxFilter, ``looked_for`` with a text, ``cleared``, ``refused_asked``
    for the documents that could not be taken."""

    filtered = Signal(object)
    looked_for = Signal(str)
    cleared = Signal()
    refused_asked = Signal()

    def __init__(self, desk: Desk, new_button: KeyButton, screen: QWidget) -> None:
        super().__init__()
        self.title, self.summary = QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.summary.setProperty("role", "hint")
        self.summary.setObjectName("referrals.summary")
        self.filters = {item.filter_id: self._button(item) for item in FILTERS}
        self.look_for, self.clear = QLineEdit(), QPushButton()
        self.look_for.setObjectName("referrals.find")
        self.look_for.setFixedWidth(FIND_WIDTH)
        self.look_for.textChanged.connect(self.looked_for)
        self.refused = QPushButton()
        self.refused.setObjectName("referrals.refused_documents")
        self.refused.clicked.connect(self.refused_asked)
        self.clear.setObjectName("referrals.clear")
        self.clear.clicked.connect(self.cleared)
        QShortcut(QKeySequence(FIND_KEY), screen).activated.connect(self._look)
        self._lay_out(new_button)

    def _button(self, item: InboxFilter) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setObjectName(f"referrals.filter.{item.filter_id}")
        button.clicked.connect(partial(self.filtered.emit, item))
        return button

    def _lay_out(self, new_button: KeyButton) -> None:
        top, bar = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.title)
        top.addWidget(self.summary)
        top.addStretch(1)
        top.addWidget(self.look_for)
        top.addWidget(new_button)
        for button in self.filters.values():
            bar.addWidget(button)
        bar.addWidget(self.clear)
        bar.addStretch(1)
        bar.addWidget(self.refused)
        bar.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(bar)

    def _look(self) -> None:
        self.look_for.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.look_for.selectAll()

    def write_refused(self, desk: Desk, count: int) -> None:
        """How many documents could not be taken; nothing when none."""
        words = f"⚠ {desk.texts('referrals.refused.count', count=count)}"
        self.refused.setText(words)
        self.refused.setAccessibleName(words)
        self.refused.setVisible(count > 0)

    def write(self, desk: Desk, counts: dict[str, int], present: InboxFilter, summary: str, *, filtered: bool) -> None:
        """Counts, which filter is in force, and what waits."""
        texts = desk.texts
        self.title.setText(texts("referrals.title"))
        self.summary.setText(summary)
        self.look_for.setPlaceholderText(texts("referrals.find", keys=FIND_KEY))
        self.look_for.setAccessibleName(texts("referrals.find", keys=FIND_KEY))
        self.clear.setText(texts("referrals.clear"))
        self.clear.setAccessibleName(texts("referrals.clear"))
        self.clear.setVisible(filtered)
        for item in FILTERS:
            button, words = self.filters[item.filter_id], f"{texts(item.text)} {counts[item.filter_id]}"
            button.setText(words)
            button.setAccessibleName(words)
            button.setChecked(item is present)
