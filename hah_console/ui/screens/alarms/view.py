"""The alarms of the shift: patients and equipment apart, beside them all about the chosen one, and the load."""

from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.alarm import Lane
from hah_console.domain.ids import AlarmId
from hah_console.domain.reading import LatestVitals, Vital
from hah_console.services.alarm_list import AlarmList, AlarmRow, read_alarm_list
from hah_console.services.alarm_load import LoadHistory, read_alarm_load
from hah_console.services.alarm_strip import Evidence, read_evidence
from hah_console.services.changes import Changes
from hah_console.ui.announce import announce
from hah_console.ui.day_watch import DayWatch
from hah_console.ui.dialogs.limit_dialog import LimitDialog
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.alarms.acts import AlarmActs
from hah_console.ui.screens.alarms.alarm_list import AlarmDelegate
from hah_console.ui.screens.alarms.detail import AlarmDetail
from hah_console.ui.screens.alarms.load_panel import LoadPanel
from hah_console.ui.screens.alarms.presenter import ALL, FILTERS, AlarmFilter, AlarmsPresenter
from hah_console.ui.screens.alarms.shelve_dialog import ShelveDialog
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton
from hah_console.ui.wording import NOTHING

VIEW = "view:"
"""What precedes the name of a part of this screen where an alarm's id is expected: ``view:shelved``, ``view:load``."""
LOAD_ROUND_TICKS = 15
STRIP_ROUND_TICKS, STRIP_GROWS = 5, timedelta(seconds=90)
"""A strip is completed a minute after its alarm; until then it is read again."""


class LaneList(QFrame):
    """One lane: its heading, its rows, or a sentence when there are none."""

    def __init__(self, lane: Lane, desk: Desk) -> None:
        super().__init__()
        self.lane = lane
        self.setProperty("role", "panel")
        name = "alarms.list" if lane is Lane.PHYSIOLOGICAL else "alarms.technical"
        self.heading, self.empty = QLabel(), QLabel()
        self.heading.setProperty("role", "label")
        self.empty.setProperty("role", "hint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.rows = RowList(name, AlarmDelegate(desk.theme), keeps_selection=True)
        self.pages = QStackedWidget()
        for page in (self.rows, self.empty):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 6, 4, 4)
        column.setSpacing(4)
        self.heading.setContentsMargins(12, 0, 0, 0)
        column.addWidget(self.heading)
        column.addWidget(self.pages, 1)


class AlarmsScreen(Screen):
    """Every act sends the version in sight, so that nobody takes over an alarm that has since become worse."""

    screen_id = "alarms"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = AlarmsPresenter(desk.ctx, desk.actor, desk.texts)
        self.acts = AlarmActs(desk, self)
        self.acts.said.connect(self._say)
        self._wanted = self._evidence_of = self._in_sight = ""
        self._ticks = 0
        self._day = DayWatch(desk.ctx.local, desk.ctx.today())
        self._build()
        self._read = Requery(desk.tasks, self._read_alarms, self._on_alarms, self._on_failed, self)
        self._read_strip = Requery(desk.tasks, self._read_evidence, self._on_evidence, self._on_no_evidence, self)
        self._read_loads = Requery(desk.tasks, self._read_load, self._on_load, parent=self)
        self._write_texts()

    def _build(self) -> None:
        desk = self.desk
        self.lanes = {lane: LaneList(lane, desk) for lane in (Lane.PHYSIOLOGICAL, Lane.TECHNICAL)}
        self.list, self.technical = (self.lanes[lane].rows for lane in (Lane.PHYSIOLOGICAL, Lane.TECHNICAL))
        self._active = self.list
        for rows in (self.list, self.technical):
            rows.opened.connect(lambda _: self.open_patient())
            rows.focused.connect(self._activate_focused)
        self.list.chosen.connect(lambda _: self._choose(self.list))
        self.technical.chosen.connect(lambda _: self._choose(self.technical))
        self.detail = AlarmDetail(desk, self.presenter, self)
        self.acknowledge_button = self.detail.buttons["acknowledge"]
        self.open_button = self.detail.buttons["open_patient"]
        self.said = self.detail.said
        for act, slot in (
            ("acknowledge", self.acknowledge), ("call", lambda: self._do("call")), ("limit", self.set_limit),
            ("escalate", lambda: self._do("escalate")), ("shelve", self.shelve), ("open_patient", self.open_patient),
            ("respond", self.respond),
        ):  # fmt: skip
            self.detail.buttons[act].clicked.connect(slot)
        self.load_panel = LoadPanel(desk)
        self.load_button = KeyButton("alarms.load", "Alt+F12", desk.theme, self)
        self.load_button.setCheckable(True)
        self.load_button.clicked.connect(self._show_view)
        self.rules_button = QPushButton()
        self.rules_button.setObjectName("alarms.rules")
        self.rules_button.clicked.connect(lambda: self.desk.navigate("rules", ""))
        self.filters = {item.filter_id: self._filter_button(item) for item in FILTERS}
        self._title, self.summary, self.load = QLabel(), QLabel(), QLabel()
        self.hidden_note = QLabel()
        self.hidden_note.setObjectName("alarms.hidden")
        self._skeleton, self.message = Skeleton(desk.theme), Message("alarms.message")
        self.message.asked.connect(self._on_message)
        for label, role in ((self._title, "title"), (self.summary, "hint"), (self.load, "hint")):
            label.setProperty("role", role)
        self.hidden_note.setProperty("role", "error")
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
        for widget in (self._title, self.summary):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (*self.filters.values(), self.load_button, self.rules_button):
            head.addWidget(button)
        lanes = QWidget()
        inside = QVBoxLayout(lanes)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.lanes[Lane.PHYSIOLOGICAL], 5)
        inside.addWidget(self.lanes[Lane.TECHNICAL], 3)
        self.pages = QStackedWidget()
        for page in (self._skeleton, lanes, self.message):
            self.pages.addWidget(page)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.pages, 1)
        row.addWidget(self.detail)
        self.views = QStackedWidget()
        for view in (body, self.load_panel):
            self.views.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        below = QHBoxLayout()
        below.addWidget(self.load)
        below.addStretch(1)
        below.addWidget(self.hidden_note)
        column.addLayout(below)
        column.addWidget(self.views, 1)

    def take_focus(self) -> None:
        """The list of patients' alarms, or that of the equipment when it has none."""
        if self.views.currentWidget() is self.load_panel:
            self.load_panel.actors.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        first = next((rows for rows in (self._active, self.list, self.technical) if _has_rows(rows)), self.list)
        target = first if first.isVisible() or not self.message.isVisible() else self.message.button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose an alarm, now or when it has been read; or show a part of the screen (see VIEW)."""
        if entity_id.startswith(VIEW):
            part = entity_id.removeprefix(VIEW)
            self.load_button.setChecked(part == "load")
            self.choose_filter(next((item for item in FILTERS if item.filter_id == part), ALL))
            self._show_view()
            return
        self._wanted = entity_id
        self._choose_wanted()

    def refresh(self) -> None:
        """Read again."""
        self._read.ask()
        self._read_loads.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when an alarm changed."""
        if changes.touches("alarm", "shelf", "limit", "patient", "user"):
            self._read.ask()

    def on_latest(self, rows: tuple[LatestVitals, ...]) -> None:
        """Keep what the vitals are now beside what raised the alarms."""
        self.presenter.take_latest(rows)

    def on_tick(self, now: datetime) -> None:
        """Ages; after midnight the list begins anew."""
        self._ticks += 1
        if self._day.turned(now):
            self._read.ask()
        if self._ticks % LOAD_ROUND_TICKS == 0 and self.views.currentWidget() is self.load_panel:
            self._read_loads.ask()
        if self._ticks % STRIP_ROUND_TICKS == 0 and self._strip_grows(now):
            self._read_strip.ask()
        self._show(now)

    def _strip_grows(self, now: datetime) -> bool:
        row = self.chosen()
        return row is not None and row.patient_id is not None and now - row.raised_at < STRIP_GROWS

    def restyle(self, desk: Desk) -> None:
        """Take another language, theme or set of rules."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        self.acts.desk = desk
        for part in (self.list, self.technical, self._skeleton, self.load_button, self.load_panel):
            part.restyle(desk.theme)
        self.detail.restyle(desk)
        self._write_texts()
        self._evidence_of = ""
        self._read_loads.ask()
        self._show(desk.ctx.clock.now())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.take_focus()

    def choose_filter(self, wanted: AlarmFilter) -> None:
        """Show only some alarms, and say so."""
        self.presenter.filter = wanted
        for filter_id, button in self.filters.items():
            button.setChecked(filter_id == wanted.filter_id)
        self._show(self.desk.ctx.clock.now())
        announce(self.list, self.filters[wanted.filter_id].accessibleName())

    def chosen(self) -> AlarmRow | None:
        """The alarm in sight at the right."""
        return self.presenter.find(self._key())

    def acknowledge(self) -> None:
        """Take over the chosen alarm as it stands on the screen."""
        own = self.presenter.find_own(self._key())
        if own is not None:
            self.desk.own.acknowledge(AlarmId(own.alarm_id))
            self._show(self.desk.ctx.clock.now())
        else:
            self._do("acknowledge")

    def shelve(self) -> None:
        """Keep the chosen alarm quiet for a while, or let it be heard again."""
        row = self.chosen()
        if row is None or not self.presenter.may("shelve", row):
            return
        if row.shelf is not None:
            self.acts.do("end_shelf", row, self.presenter.name(row))
            return
        dialog = ShelveDialog(self.desk, row, self.presenter.name(row), self)
        name = self.presenter.name(row)
        dialog.saved.connect(lambda: self._say(self.desk.texts("alarms.done.shelve", alarm=name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def set_limit(self) -> None:
        """Set a limit of the chosen alarm's patient."""
        row = self.chosen()
        if row is None or row.patient_id is None or not self.presenter.may("limit", row):
            return
        dialog = LimitDialog(self.desk, row.patient_id, row.name, self, Vital(row.subject))
        dialog.saved.connect(lambda: self._say(self.desk.texts("alarms.done.limit", name=row.name)))
        dialog.ended.connect(lambda: self._say(self.desk.texts("alarms.done.limit_ended", name=row.name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def respond(self) -> None:
        """Open the response desk of the patient of the chosen alarm."""
        row = self.chosen()
        if row is not None and row.patient_id is not None:
            self.desk.navigate("response", row.patient_id)

    def open_patient(self) -> None:
        """Go to the patient of the chosen alarm."""
        row = self.chosen()
        if row is not None and row.patient_id is not None:
            self.desk.navigate("patient", row.patient_id)

    def _do(self, act: str) -> None:
        row = self.chosen()
        if row is not None and self.presenter.may(act, row):
            self.detail.buttons[act].setEnabled(False)
            self.acts.do(act, row, self.presenter.name(row))

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        announce(self.list, sentence, assertive=True)
        self._read.ask()

    def _key(self) -> str:
        return self._active.key() if self.pages.currentIndex() == 1 else ""

    def _choose(self, rows: RowList) -> None:
        if rows.hasFocus() or not _has_rows(self._active):
            self._activate(rows)
        if rows is self._active:
            self._show_detail()

    def _activate_focused(self) -> None:
        self._activate(self.technical if self.technical.hasFocus() else self.list)
        self._show_detail()

    def _activate(self, rows: RowList) -> None:
        """The list whose row stands at the right; only there a row is shown as chosen."""
        self._active = rows
        for one in (self.list, self.technical):
            one.keeps_selection = one is rows
            one.viewport().update()

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("alarms.title"))
        self.list.setAccessibleName(texts("alarms.list"))
        self.technical.setAccessibleName(texts("alarms.technical_list"))
        self.load_button.say(texts("alarms.act.load"))
        self.rules_button.setText(texts("alarms.act.rules"))
        self._show_counts()
        self.rules_button.setAccessibleName(texts("alarms.act.rules"))
        self.detail.write_texts()
        self._show_detail()

    def _read_alarms(self) -> AlarmList:
        rules = self.desk.ports.rules
        return read_alarm_list(self.desk.ctx, rules.alarms, rules.programme.days)

    def _on_alarms(self, alarms: AlarmList) -> None:
        first = self.presenter.alarms is None
        self.presenter.alarms = alarms
        self._show(alarms.at)
        self._choose_wanted()
        self._evidence_of = ""
        self._show_detail()
        if first and self.isVisible():
            self.take_focus()

    def _read_evidence(self) -> tuple[str, Evidence | None]:
        alarm_id = self._evidence_of
        return alarm_id, read_evidence(self.desk.ctx, AlarmId(alarm_id)) if alarm_id else None

    def _on_evidence(self, found: tuple[str, Evidence | None]) -> None:
        if found[0] == self._evidence_of and found[0]:
            self.detail.show_evidence(*found)

    def _on_no_evidence(self, error: Exception) -> None:
        self.detail.strip.say(self.desk.texts.error(error))

    def _read_load(self) -> LoadHistory:
        return read_alarm_load(self.desk.ctx, self.desk.ports.rules.alarms)

    def _on_load(self, load: LoadHistory) -> None:
        self.load_panel.show_load(self.desk, load)

    def _show_view(self) -> None:
        self.views.setCurrentIndex(1 if self.load_button.isChecked() else 0)
        if self.isVisible():
            self.take_focus()

    def _choose_wanted(self) -> None:
        for rows in (self.list, self.technical):
            if self._wanted and rows.choose(self._wanted):
                self._wanted = ""
                self._activate(rows)
                self._show_detail()

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
        self.presenter.own = self.desk.own.chips()
        shown = sum(self._show_lane(lane, now) for lane in self.lanes.values())
        self.summary.setText(self.presenter.summary())
        self.load.setText(self.presenter.load())
        self.hidden_note.setText(self.presenter.hidden())
        self.hidden_note.setAccessibleName(self.hidden_note.text())
        self._show_counts()
        self._show_page(shown > 0)
        if not _has_rows(self._active):
            self._activate(self.technical if self._active is self.list else self.list)
        self._show_detail()

    def _show_lane(self, lane: LaneList, now: datetime) -> int:
        texts, lines = self.desk.texts, self.presenter.lines(lane.lane, now)
        lane.rows.show_rows(lines)
        lane.heading.setText(texts(f"alarms.lane.{lane.lane.value}", count=len(lines)))
        lane.empty.setText(texts(f"alarms.lane_empty.{lane.lane.value}"))
        lane.pages.setCurrentWidget(lane.rows if lines else lane.empty)
        return len(lines)

    # i18n: alarms.lane.*
    # i18n: alarms.lane_empty.*
    def _show_counts(self) -> None:
        texts, counts = self.desk.texts, self.presenter.counts()
        read = self.presenter.alarms is not None
        for item in FILTERS:
            button, name = self.filters[item.filter_id], texts(item.text)
            count = counts[item.filter_id] if read else NOTHING
            button.setText(f"{name} {count}")
            button.setAccessibleName(texts("alarms.filter_spoken", name=name, count=count))

    def _show_page(self, any_rows: bool) -> None:
        if not any_rows:
            texts, filtered = self.desk.texts, self.presenter.filter is not ALL
            key = "alarms.empty_filter" if filtered else "alarms.empty"
            self.message.say(texts(key), texts("alarms.show_all") if filtered else texts("alarms.retry"))
        self.pages.setCurrentIndex(1 if any_rows else 2)

    def _show_detail(self) -> None:
        row, own = self.chosen(), self.presenter.find_own(self._key())
        self.detail.show_alarm(row, own, self.desk.ctx.clock.now())
        if row is not None and row.alarm_id != self._evidence_of and row.patient_id is not None:
            if self._in_sight != row.alarm_id:
                self.detail.forget_evidence()
            self._evidence_of = self._in_sight = row.alarm_id
            self._read_strip.ask()


def _has_rows(rows: RowList) -> bool:
    return rows.rows.rowCount() > 0
