"""The alarm list of the shift: filters, the list, and beside it everything about the chosen alarm."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from hah_console.services.alarm_commands import acknowledge_alarm
from hah_console.services.alarm_list import AlarmList, AlarmRow, read_alarm_list
from hah_console.services.changes import Changes
from hah_console.services.patient_rules import patient_rules
from hah_console.ui.announce import announce
from hah_console.ui.day_watch import DayWatch
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.alarms.alarm_list import AlarmDelegate
from hah_console.ui.screens.alarms.presenter import ALL, FILTERS, AlarmFilter, AlarmsPresenter
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

DETAIL_WIDTH, FACTS = 380, 8


class AlarmsScreen(Screen):
    """Acknowledging sends the version in sight, so that nobody takes over an alarm that has since become worse."""

    screen_id = "alarms"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = AlarmsPresenter(desk.ctx, desk.actor, desk.texts)
        self._rules = patient_rules(desk.ports.rules)
        self._wanted = ""
        self._day = DayWatch(desk.ctx.local, desk.ctx.today())
        self._build()
        self._read = Requery(desk.tasks, self._read_alarms, self._on_alarms, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.list = RowList("alarms.list", AlarmDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(lambda _: self._show_detail())
        self.list.opened.connect(lambda _: self.open_patient())
        self.acknowledge_button = KeyButton("alarms.acknowledge", "Alt+F8", theme, self, kind="primary")
        self.acknowledge_button.clicked.connect(self.acknowledge)
        self.open_button = KeyButton("alarms.open_patient", "Alt+F6", theme, self)
        self.open_button.clicked.connect(self.open_patient)
        self.filters = {item.filter_id: self._filter_button(item) for item in FILTERS}
        self._title, self.summary, self.load, self.said = QLabel(), QLabel(), QLabel(), QLabel()
        self._skeleton, self.message = Skeleton(theme), Message("alarms.message")
        self.message.asked.connect(self._on_message)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self.list, self.message):
            self.pages.addWidget(page)
        for label, role in ((self._title, "title"), (self.summary, "hint"), (self.load, "hint"), (self.said, "error")):
            label.setProperty("role", role)
        self._lay_out()

    def _filter_button(self, item: AlarmFilter) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"alarms.filter.{item.filter_id}")
        button.setCheckable(True)
        button.setChecked(item is ALL)
        button.clicked.connect(lambda: self.choose_filter(item))
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self.summary)
        head.addStretch(1)
        for button in self.filters.values():
            head.addWidget(button)
        body = QHBoxLayout()
        body.setSpacing(12)
        panel = QFrame()
        panel.setProperty("role", "panel")
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self.pages)
        body.addWidget(panel, 1)
        body.addWidget(self._detail())
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.load)
        column.addLayout(body, 1)

    def _detail(self) -> QFrame:
        self.detail = QFrame()
        self.detail.setObjectName("alarms.detail")
        self.detail.setProperty("role", "panel")
        self.detail.setFixedWidth(DETAIL_WIDTH)
        self.what = QLabel()
        self.what.setProperty("role", "heading")
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self.facts = [(QLabel(), QLabel()) for _ in range(FACTS)]
        for row, (label, value) in enumerate(self.facts):
            label.setProperty("role", "label")
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
        column = QVBoxLayout(self.detail)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        for label in (self.what, self.said):
            label.setWordWrap(True)
        column.addWidget(self.what)
        column.addLayout(grid)
        column.addStretch(1)
        for widget in (self.said, self.acknowledge_button, self.open_button):
            column.addWidget(widget)
        return self.detail

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose an alarm, now or when it has been read."""
        if entity_id.startswith("view:"):
            return
        self._wanted = entity_id
        self._choose_wanted()

    def refresh(self) -> None:
        """Read again."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when an alarm changed."""
        if changes.touches("alarm", "patient", "user"):
            self._read.ask()

    def on_tick(self, now: datetime) -> None:
        """Ages; after midnight the list begins anew."""
        if self._day.turned(now):
            self._read.ask()
        self._show(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        for part in (self.list, self._skeleton, self.acknowledge_button, self.open_button):
            part.restyle(desk.theme)
        self.said.clear()
        self._write_texts()
        self._show(desk.ctx.clock.now())

    def choose_filter(self, wanted: AlarmFilter) -> None:
        """Show only some alarms, and say so."""
        self.presenter.filter = wanted
        for filter_id, button in self.filters.items():
            button.setChecked(filter_id == wanted.filter_id)
        self._show(self.desk.ctx.clock.now())
        announce(self.list, self.filters[wanted.filter_id].accessibleName())

    def chosen(self) -> AlarmRow | None:
        """The alarm in sight at the right."""
        return self.presenter.find(self.list.key()) if self.pages.currentWidget() is self.list else None

    def acknowledge(self) -> None:
        """Take over the chosen alarm as it stands on the screen."""
        row, desk = self.chosen(), self.desk
        if row is None or not self.presenter.may_acknowledge(row):
            return
        self.acknowledge_button.setEnabled(False)
        name = self.presenter.name(row)
        desk.tasks.run_command(
            lambda: acknowledge_alarm(desk.ctx, desk.actor, row.alarm_id, row.version),
            lambda _: self._say(self.desk.texts("alarms.act.done", alarm=name)),
            lambda error: self._say(
                self.desk.texts("alarms.act.failed", alarm=name, sentence=self.desk.texts.error(error))
            ),
        )

    def open_patient(self) -> None:
        """Go to the patient of the chosen alarm."""
        row = self.chosen()
        if row is not None and row.patient_id is not None:
            self.desk.navigate("patient", row.patient_id)

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        announce(self.list, sentence, assertive=True)
        self._read.ask()

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("alarms.title"))
        self.list.setAccessibleName(texts("alarms.list"))
        self.acknowledge_button.say(texts("alarms.act.acknowledge"))
        self.open_button.say(texts("alarms.act.open_patient"))
        self._show_detail()

    def _read_alarms(self) -> AlarmList:
        return read_alarm_list(self.desk.ctx, self._rules)

    def _on_alarms(self, alarms: AlarmList) -> None:
        first = self.presenter.alarms is None
        self.presenter.alarms = alarms
        self._show(alarms.at)
        self._choose_wanted()
        if first and self.isVisible():
            self.take_focus()

    def _choose_wanted(self) -> None:
        if self._wanted and self.list.choose(self._wanted):
            self._wanted = ""

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.alarms is not None:
            self.said.setText(sentence)
            return
        self.message.say(sentence, self.desk.texts("alarms.retry"))
        self.pages.setCurrentWidget(self.message)

    def _on_message(self) -> None:
        self.choose_filter(ALL)
        self.refresh()

    def _show(self, now: datetime) -> None:
        if self.presenter.alarms is None:
            return
        lines = self.presenter.lines(now)
        self.list.show_rows(lines)
        self.summary.setText(self.presenter.summary())
        self.load.setText(self.presenter.load())
        self._show_counts()
        self._show_page(bool(lines))
        self._show_detail()

    def _show_counts(self) -> None:
        texts, counts = self.desk.texts, self.presenter.counts()
        for item in FILTERS:
            button, name = self.filters[item.filter_id], texts(item.text)
            button.setText(f"{name} {counts[item.filter_id]}")
            button.setAccessibleName(texts("alarms.filter_spoken", name=name, count=counts[item.filter_id]))

    def _show_page(self, any_rows: bool) -> None:
        if not any_rows:
            texts, filtered = self.desk.texts, self.presenter.filter is not ALL
            key = "alarms.empty_filter" if filtered else "alarms.empty"
            self.message.say(texts(key), texts("alarms.show_all") if filtered else texts("alarms.retry"))
        self.pages.setCurrentWidget(self.list if any_rows else self.message)

    def _show_detail(self) -> None:
        row = self.chosen()
        self.acknowledge_button.setEnabled(self.presenter.may_acknowledge(row))
        self.open_button.setEnabled(row is not None and row.patient_id is not None)
        self.what.setText(self.presenter.name(row) if row else "")
        facts = self.presenter.facts(row) if row else (("", ""),) * FACTS
        for (label, value), (name, text) in zip(self.facts, facts, strict=True):
            label.setText(name)
            value.setText(text)
