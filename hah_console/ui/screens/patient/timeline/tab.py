"""Everything that happened to a patient in one list: kinds to choose at the top, words to look for, days below."""

from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.services.timeline_entry import EntryKind, Timeline
from hah_console.ui.announce import announce
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.tabs import PatientTab
from hah_console.ui.screens.patient.timeline.entry_list import EntryDelegate
from hah_console.ui.screens.patient.timeline.own_import import OwnImporter
from hah_console.ui.screens.patient.timeline.presenter import TimelinePresenter
from hah_console.ui.widgets.flow import FlowLayout
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

CLEAR_KEY, EVENTS_KEY, FIND_KEY = "Alt+F5", "Alt+F7", "Ctrl+F"
READ_EVERY_S, AHEAD_PX, FIND_WIDTH = 60, 600, 260
SOON_MS = 1_000
"""PERF: whatever is committed on a busy ward, weeks are read again once in this time at most."""
UNTOUCHED = ("latest", "service", "user", "kit", "plan", "draft")
"""What may be committed without anything happening to a patient."""


class TimelineTab(PatientTab):
    """Older days are read when the list comes near its end, or holds too little for the filter."""

    tab_id = "timeline"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.presenter = TimelinePresenter(desk)
        self._wanted, self._ticks = "", 0
        self._build()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_read, self._on_failed, self)
        self._earlier = Requery(desk.tasks, self.presenter.read_earlier, self._on_earlier, self._on_failed, self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._read.ask)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.list = RowList("timeline.list", EntryDelegate(theme), keeps_selection=True)
        self.list.opened.connect(self.open_entry)
        self.list.verticalScrollBar().valueChanged.connect(lambda _: self._ask_earlier())
        self.list.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._ask_earlier())
        self.kinds = {kind: self._kind_button(kind) for kind in EntryKind}
        self.search = QLineEdit()
        self.search.setObjectName("timeline.find")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(FIND_WIDTH)
        self.search.textChanged.connect(self._on_find)
        self.search.returnPressed.connect(self.take_focus)
        QShortcut(QKeySequence(FIND_KEY), self).activated.connect(self._to_find)
        self.clear = KeyButton("timeline.clear", CLEAR_KEY, theme, self)
        self.clear.clicked.connect(self.show_all)
        self.events = KeyButton("timeline.events", EVENTS_KEY, theme, self)
        self.events.setCheckable(True)
        self.events.clicked.connect(self.toggle_events)
        self.own = OwnImporter(self.desk, self)
        self.summary, self.notice = QLabel(), QLabel()
        for label, role in ((self.summary, "hint"), (self.notice, "error")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.summary.setObjectName("timeline.summary")
        self.notice.setObjectName("timeline.notice")
        self.notice.hide()
        self._skeleton, self.message = Skeleton(theme), Message("timeline.message")
        self.message.asked.connect(self._on_message)
        self._lay_out()

    def _kind_button(self, kind: EntryKind) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"timeline.kind.{kind}")
        button.setCheckable(True)
        button.clicked.connect(lambda: self.toggle(kind))
        return button

    def _lay_out(self) -> None:
        bar = QWidget()
        flow = FlowLayout(gap=6)
        bar.setLayout(flow)
        for button in self.kinds.values():
            flow.addWidget(button)
        below = QHBoxLayout()
        below.setSpacing(8)
        for widget in (self.search, self.events, self.clear, self.own.button):
            below.addWidget(widget)
        below.addWidget(self.summary, 1)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self.list, self.message):
            self.pages.addWidget(page)
        panel = QFrame()
        panel.setProperty("role", "panel")
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.pages)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(bar)
        column.addLayout(below)
        column.addWidget(self.notice)
        column.addWidget(self.own.told)
        column.addWidget(panel, 1)

    def show_patient(self, patient_id: PatientId, entity_id: str = "") -> None:
        """Empty first, then read; the same patient again keeps filter and place."""
        self._wanted = entity_id
        if patient_id != self.presenter.patient_id:
            self.presenter.begin(patient_id)
            self.own.begin(patient_id)
            self._empty()
        self._read.ask()

    def leave(self) -> None:
        """Nobody is in sight: nothing is shown or kept."""
        self._soon.stop()
        self.presenter.begin(None)
        self.own.begin(None)
        self._empty()

    def refresh(self) -> None:
        """Read again what is known."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when something may have happened to the patient."""
        if not self._soon.isActive() and any(item.entity not in UNTOUCHED for item in changes.items):
            self._soon.start()

    def on_tick(self, now: datetime) -> None:
        """The hour of vital signs that is running goes on."""
        self._ticks += 1
        if self._ticks % READ_EVERY_S == 0:
            self._read.ask()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.restyle(desk)
        for part in (self.list, self._skeleton, self.events, self.clear):
            part.restyle(desk.theme)
        self._write_texts()
        self._show()

    def take_focus(self) -> None:
        """The list; while there is nothing in it, what is said instead."""
        target = self.message.button if self.pages.currentWidget() is self.message else self.list
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_earlier()

    def toggle(self, kind: EntryKind) -> None:
        """Show a kind, or no longer."""
        self.presenter.toggle(kind)
        self._show(to_top=True)
        announce(self.list, self.presenter.summary())

    def toggle_events(self) -> None:
        """Leave the hours of vital signs out, or show everything."""
        self.presenter.toggle_events()
        self._show(to_top=True)
        announce(self.list, self.presenter.summary())

    def show_all(self) -> None:
        """Clear kinds and words."""
        self.presenter.clear()
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._show()
        self.take_focus()
        announce(self.list, self.presenter.summary())

    def open_entry(self, key: str) -> None:
        """Go to where the thing is at home."""
        line = self.presenter.find(key)
        if line is not None:
            self.desk.navigate(*line.opens)

    def _to_find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_find(self, text: str) -> None:
        self.presenter.sought = text
        self._show(to_top=True)

    def _on_read(self, found: Timeline | None) -> None:
        first = self.presenter.timeline is None
        if not self.presenter.take(found):
            return
        self.notice.hide()
        self._show()
        if self._wanted and self.list.choose(self._wanted):
            self._wanted = ""
        if first and self.isVisible() and not self.search.hasFocus():
            self.take_focus()

    def _on_earlier(self, found: Timeline | None) -> None:
        if self.presenter.take_earlier(found):
            self._show()

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.timeline is None:
            self.message.say(sentence, self.desk.texts("timeline.retry"))
            self.pages.setCurrentWidget(self.message)
            return
        self.notice.setText(self.desk.texts("timeline.stale", reason=sentence))
        self.notice.show()
        announce(self.notice, self.notice.text(), assertive=True)

    def _on_message(self) -> None:
        if self.presenter.timeline is not None and self.presenter.filtered:
            self.show_all()
        else:
            self.refresh()

    def _show(self, *, to_top: bool = False) -> None:
        if self.presenter.timeline is None:
            return
        lines, bar = self.presenter.lines(), self.list.verticalScrollBar()
        kept = 0 if to_top else bar.value()
        self.list.show_rows(lines)
        self.list.doItemsLayout()
        bar.setValue(kept)
        self._show_filter()
        if lines:
            self.pages.setCurrentWidget(self.list)
        else:
            self._say_empty()
        self._ask_earlier()

    def _say_empty(self) -> None:
        texts, presenter = self.desk.texts, self.presenter
        whole = presenter.timeline is not None and presenter.timeline.whole
        if not whole:
            self.message.say(texts("timeline.looking"))
        elif presenter.filtered:
            self.message.say(texts("timeline.empty_filter"), texts("timeline.clear"))
        else:
            self.message.say(texts("timeline.empty"), texts("timeline.retry"))
        self.pages.setCurrentWidget(self.message)

    def _show_filter(self) -> None:
        texts, counts = self.desk.texts, self.presenter.counts()
        for kind, button in self.kinds.items():
            name = texts.word("timeline.kind", kind)
            button.setText(f"{name} {counts[kind]}")
            button.setAccessibleName(texts("timeline.kind_spoken", name=name, count=counts[kind]))
            button.setChecked(kind in self.presenter.kinds)
        self.clear.setEnabled(self.presenter.filtered)
        self.events.setChecked(self.presenter.only_events)
        self.summary.setText(self.presenter.summary())

    def _ask_earlier(self) -> None:
        """Before the reader comes to the end of what is known."""
        timeline, bar = self.presenter.timeline, self.list.verticalScrollBar()
        if timeline is not None and not timeline.whole and self.isVisible() and bar.value() > bar.maximum() - AHEAD_PX:
            self._earlier.ask()

    def _empty(self) -> None:
        self.list.show_rows(())
        self.summary.clear()
        self.notice.hide()
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._show_filter()
        self.pages.setCurrentWidget(self._skeleton)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.list.setAccessibleName(texts("timeline.list"))
        self.search.setPlaceholderText(texts("timeline.find"))
        self.search.setAccessibleName(texts("timeline.find"))
        self.clear.say(texts("timeline.clear"))
        self.events.say(texts("timeline.events"))
        self.own.restyle(self.desk)
        self._show_filter()
