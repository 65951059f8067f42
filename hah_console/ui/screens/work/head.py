"""What stands over the worklist: its title, the filter in force, the counts that filter, and the text to look for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hah_console.services.worklist import WorkKind
from hah_console.ui.i18n import Texts
from hah_console.ui.screen import Desk
from hah_console.ui.screens.work.filters import Counts, Grouping, Whose, WorkFilter
from hah_console.ui.screens.work.presenter import kinds
from hah_console.ui.widgets.key_button import KeyButton

GROUP_KEY, OVERDUE_KEY, MINE_KEY, CLEAR_KEY = "Ctrl+G", "Alt+F11", "Alt+F10", "Ctrl+Backspace"
SEARCH_WIDTH = 220


class WorkHead(QWidget):
    """Signals: ``filtered`` with a WorkFilter, ``cleared``, ``regrouped``, ``sort_asked``."""

    filtered = Signal(object)
    cleared = Signal()
    regrouped = Signal()
    sort_asked = Signal()

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__()
        self._filter = WorkFilter()
        self.title, self.summary = QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.summary.setProperty("role", "hint")
        self.summary.setObjectName("work.summary")
        self.clear = KeyButton("work.clear", CLEAR_KEY, desk.theme, screen)
        self.clear.clicked.connect(self.cleared)
        self.sort = QPushButton()
        self.sort.setObjectName("work.sort")
        self.sort.clicked.connect(self.sort_asked)
        self.group = KeyButton("work.group", GROUP_KEY, desk.theme, screen)
        self.group.clicked.connect(self.regrouped)
        self.whose = {one: self._choice(f"work.whose.{one}") for one in Whose}
        self.kinds = {one: self._choice(f"work.kind.{one or 'all'}") for one in kinds()}
        self.overdue = self._choice("work.overdue")
        self.search = QLineEdit()
        self.search.setObjectName("work.search")
        self.search.setFixedWidth(SEARCH_WIDTH)
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        for whose, button in self.whose.items():
            button.clicked.connect(lambda _=False, one=whose: self._set(whose=one))
        for kind, button in self.kinds.items():
            button.clicked.connect(lambda _=False, one=kind: self._set(kind=one))
        self.overdue.clicked.connect(lambda: self._set(overdue=not self._filter.overdue))
        self.search.textChanged.connect(lambda text: self._set(text=text.strip()))

    def _choice(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setCheckable(True)
        return button

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        for row in (above, below):
            row.setSpacing(6)
        for widget in (self.title, self.summary, self.clear, self.sort):
            above.addWidget(widget)
        above.addStretch(1)
        above.addWidget(self.group)
        above.addWidget(self.search)
        for button in self.whose.values():
            below.addWidget(button)
        below.addSpacing(12)
        for button in self.kinds.values():
            below.addWidget(button)
        below.addSpacing(12)
        below.addWidget(self.overdue)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(above)
        column.addLayout(below)

    def look(self) -> None:
        """Take the keyboard to the text to look for."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_filter(self, wanted: WorkFilter) -> None:
        """Mark what is in force."""
        self._filter = wanted
        for whose, button in self.whose.items():
            button.setChecked(wanted.whose is whose)
        for kind, button in self.kinds.items():
            button.setChecked(wanted.kind is kind)
        self.overdue.setChecked(wanted.overdue)
        if self.search.text().strip() != wanted.text:
            self.search.setText(wanted.text)
        self.clear.setVisible(wanted.in_force)

    def show_counts(self, texts: Texts, counts: Counts, summary: str, moved: int) -> None:
        """Write the counts on the buttons, and what is in force."""
        self.summary.setText(summary)
        for whose, button in self.whose.items():
            _write(button, texts, texts(f"work.whose.{whose}"), counts.whose[whose])
        for kind, button in self.kinds.items():
            _write(button, texts, _kind_word(texts, kind), counts.kinds[kind])
        _write(self.overdue, texts, texts("work.overdue_only"), counts.overdue)
        self.sort.setText(texts("work.sort", count=moved))
        self.sort.setAccessibleName(self.sort.text())
        self.sort.setVisible(bool(moved))

    def write_texts(self, texts: Texts, grouping: Grouping) -> None:
        """Another language, or another grouping."""
        self.title.setText(texts("work.title"))
        self.clear.say(texts("work.clear"))
        self.group.say(texts("work.group", name=texts(f"work.grouping.{grouping}")))
        self.search.setPlaceholderText(texts("work.search"))
        self.search.setAccessibleName(texts("work.search_name"))

    def restyle(self, desk: Desk) -> None:
        """Another theme."""
        for button in (self.clear, self.group):
            button.restyle(desk.theme)

    def _set(self, **parts: object) -> None:
        """One part of the filter becomes another."""
        wanted = {"whose": self._filter.whose, "kind": self._filter.kind, "overdue": self._filter.overdue}
        self.filtered.emit(WorkFilter(**{**wanted, "text": self._filter.text, **parts}))  # type: ignore[arg-type]


def _kind_word(texts: Texts, kind: WorkKind | None) -> str:
    return texts("work.kind.all") if kind is None else texts(f"work.kind.{kind}")


def _write(button: QPushButton, texts: Texts, name: str, count: int) -> None:
    said = f"{name} {count}"
    if button.text() != said:
        button.setText(said)
        button.setAccessibleName(texts("work.filter_spoken", name=name, count=count))
