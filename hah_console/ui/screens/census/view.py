"""The census board: header counts that filter, the table, and what stands there when there are no rows."""

import time
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout

from hah_console.domain.ids import PatientId
from hah_console.domain.reading import LatestVitals
from hah_console.services.board import Census, CensusRow, Trends, read_trends
from hah_console.services.board_reading import TICK
from hah_console.services.board_rules import board_rules
from hah_console.services.changes import Changes
from hah_console.ui.announce import announce
from hah_console.ui.board_reader import BoardReader
from hah_console.ui.board_rows import ALL, Filter
from hah_console.ui.bridge import LinkState
from hah_console.ui.delegates.census_delegate import CensusDelegate
from hah_console.ui.models.census_model import CensusModel
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.census.presenter import CensusLine, CensusPresenter, Column
from hah_console.ui.screens.census.table import CensusTable
from hah_console.ui.widgets.filter_bar import FilterBar
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.link_notice import LinkNotice
from hah_console.ui.widgets.states import Message, Skeleton

READ_EVERY_S, TRENDS_EVERY_S, SORT_EVERY_S = 5, 60, 5
SWITCH_KEY = "Ctrl+T"
HANDS_OFF_S = 10.0
"""Rows keep their place for this long after the last key or click in the table."""


class CensusScreen(Screen):
    """Signals of its own: none; opening a patient goes through ``desk.navigate``."""

    screen_id = "census"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = CensusPresenter(desk.ctx, desk.texts, board_rules(desk.ports.rules))
        self._trends: Trends = {}
        self._wanted: tuple[PatientId, ...] = ()
        self._touched_s = float("-inf")
        self._ticks = 0
        self._build()
        self._read = BoardReader(desk, self.presenter.rules, self._on_board, self._on_failed, self)
        self._read_trends = Requery(desk.tasks, self._read_history, self._on_trends, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        desk = self.desk
        self.model = CensusModel(desk.texts, self._line, self._spoken, self)
        self._delegate = CensusDelegate(desk.theme)
        self.table = CensusTable(self.model, self._delegate)
        self._delegate.pictures.keep_for(self.table)
        self.table.patient_opened.connect(lambda patient_id: self.desk.navigate("patient", patient_id))
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.table.viewport().installEventFilter(self)
        self.table.installEventFilter(self)
        self.filters = FilterBar(desk.texts, desk.theme)
        self.filters.chosen.connect(self.choose_filter)
        self._title, self._summary = QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._summary.setProperty("role", "hint")
        self._summary.setObjectName("census.summary")
        self.clear = self._button("census.clear", lambda: self.choose_filter(ALL))
        self.sort = self._button("census.sort", self.resort)
        self.switch = KeyButton("census.tiles", SWITCH_KEY, desk.theme, self)
        self.switch.clicked.connect(lambda: self.desk.navigate("ward", self.chosen()))
        self._skeleton, self.message = Skeleton(desk.theme), Message("census.message")
        self.notice = LinkNotice("census.link", desk)
        self.message.asked.connect(self._on_message)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self.table, self.message):
            self.pages.addWidget(page)
        self._lay_out()

    def take_focus(self) -> None:
        """The table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _button(self, name: str, do: object) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setProperty("kind", "quiet")
        button.clicked.connect(do)
        button.hide()
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self._title, self._summary, self.clear, self.sort):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.filters)
        head.addWidget(self.switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        column.addWidget(self.notice)

    def refresh(self) -> None:
        """Read rows and histories again."""
        self._read.ask()
        self._ask_trends(self._in_sight())

    def chosen(self) -> str:
        """The id of the selected patient, or empty."""
        return self.model.patient_at(self.table.currentIndex().row()) or ""

    def show_entity(self, entity_id: str) -> None:
        """Select a patient."""
        self.table.choose(entity_id)

    def on_changes(self, changes: Changes) -> None:
        """Read again when anything the board shows was committed."""
        self._read.note(changes)

    def on_latest(self, rows: tuple[LatestVitals, ...]) -> None:
        """Take new last values."""
        now = self.desk.ctx.clock.now()
        self.presenter.take_latest(rows, now)
        self._show(now)

    def on_link(self, link: LinkState) -> None:
        """SAFETY(stale board): say below the rows, which keep their place, that they may not be of now."""
        self.notice.show_link(link)
        if self._delegate.old == self.notice.follows:
            self._delegate.old = not self.notice.follows
            self.table.viewport().update()

    def on_tick(self, now: datetime) -> None:
        """Ages, stale values, slow readings, order of need."""
        self._ticks += 1
        self.notice.refresh()
        if self.presenter.loaded_at is None:
            return
        self.presenter.age(now)
        if self._ticks % READ_EVERY_S == 0:
            self._read.ask(TICK)
        if self._ticks % TRENDS_EVERY_S == 0:
            self._ask_trends(self._in_sight())
        if self._ticks % SORT_EVERY_S == 0:
            self._sort_if_nobody_points()
        self._show(now)
        self._show_head(now)
        self.model.tick(*self._span())

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        self.model.restyle(desk.texts)
        self._delegate.restyle(desk.theme)
        self.filters.restyle(desk.texts, desk.theme)
        self._skeleton.restyle(desk.theme)
        self.switch.restyle(desk.theme)
        self.notice.restyle(desk)
        self._write_texts()
        now = desk.ctx.clock.now()
        self._show(now)
        if self.presenter.loaded_at is not None:
            self._show_head(now)
        self.table.viewport().update()

    def choose_filter(self, wanted: Filter) -> None:
        """Show only the rows of one header count, and say so."""
        self.presenter.filter = wanted
        self.filters.mark(wanted)
        now = self.desk.ctx.clock.now()
        self._show(now)
        self._show_head(now)
        announce(self.table, self.presenter.summary(now))

    def resort(self) -> None:
        """Put the rows in order of need now."""
        self.presenter.resort()
        now = self.desk.ctx.clock.now()
        self._show(now)
        self._show_head(now)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            self._touched_s = time.monotonic()
        return super().eventFilter(watched, event)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("census.title"))
        self.table.setAccessibleName(texts("census.table"))
        self.switch.say(texts("census.tiles"))
        self.table.set_samples({column: texts(key) for column, key in _SAMPLES.items()})
        for button, key in ((self.clear, "census.clear"), (self.sort, "census.sort")):
            button.setText(texts(key))
            button.setAccessibleName(texts(key))

    def _line(self, row: CensusRow) -> CensusLine:
        now = self.desk.ctx.clock.now()
        return self.presenter.line(self.presenter.settled(row.patient_id, now), now)

    def _spoken(self, line: CensusLine) -> str:
        return self.presenter.spoken(line)

    def _read_history(self) -> Trends:
        return read_trends(self.desk.ctx, self._wanted, self._trends)

    def _span(self) -> tuple[int, int]:
        """The first and the last row in sight."""
        height = self.table.viewport().height()
        last = self.table.rowAt(height - 1)
        return max(0, self.table.rowAt(0)), last if last >= 0 else self.model.rowCount() - 1

    def _in_sight(self) -> tuple[PatientId, ...]:
        first, last = self._span()
        found = (self.model.patient_at(row) for row in range(first, last + 1))
        return tuple(patient_id for patient_id in found if patient_id is not None)

    def _ask_trends(self, patient_ids: tuple[PatientId, ...]) -> None:
        """PERF: the course of a score is read for rows in sight only; for 1,000 patients it is 1,000 queries."""
        self._wanted = patient_ids
        if patient_ids:
            self._read_trends.ask()

    def _on_scrolled(self) -> None:
        self._ask_trends(tuple(pid for pid in self._in_sight() if pid not in self._trends))

    def _on_board(self, census: Census) -> None:
        first = self.presenter.loaded_at is None
        self.presenter.take(census)
        now = self.desk.ctx.clock.now()
        self._show(now)
        self._show_head(now)
        if first:
            self._ask_trends(self._in_sight())
            self.table.selectRow(0)
            self._take_focus_if_free()

    def _take_focus_if_free(self) -> None:
        """The table was hidden while loading, so the shell's focus could not reach it."""
        if self.isVisible() and not isinstance(self.window().focusWidget(), QLineEdit):
            self.take_focus()

    def _on_trends(self, trends: Trends) -> None:
        self._trends = {**self._trends, **trends}
        self.presenter.take_trends(trends)
        self._show(self.desk.ctx.clock.now())

    def _on_failed(self, error: Exception) -> None:
        if self.presenter.loaded_at is None:
            texts = self.desk.texts
            self.message.say(texts.error(error), texts("census.retry"))
            self.pages.setCurrentWidget(self.message)

    def _on_message(self) -> None:
        self.choose_filter(ALL)
        self.refresh()

    def _sort_if_nobody_points(self) -> None:
        untouched = time.monotonic() - self._touched_s > HANDS_OFF_S
        if self.presenter.misplaced() and untouched and not self.table.underMouse():
            self.presenter.resort()

    def _show(self, now: datetime) -> None:
        if self.presenter.loaded_at is None:
            return
        chosen = self.model.patient_at(self.table.currentIndex().row())
        self._delegate.now_s = now.timestamp()
        self.presenter.settle(self._in_sight(), now)
        rows = self.presenter.rows(now)
        self.model.show_rows(rows)
        if chosen is not None and self.model.patient_at(self.table.currentIndex().row()) != chosen:
            self.table.choose(chosen)
        self._show_page(bool(rows))

    def _show_head(self, now: datetime) -> None:
        """The counts, the filter in force, and whether the order is still that of need."""
        if self.presenter.loaded_at is None:
            return
        self.filters.show_counts(self.presenter.counts(now))
        self._summary.setText(self.presenter.summary(now))
        self.clear.setVisible(self.presenter.filter is not ALL)
        self.sort.setVisible(bool(self.presenter.misplaced()))

    def _show_page(self, any_rows: bool) -> None:
        if not any_rows:
            texts, filtered = self.desk.texts, self.presenter.filter is not ALL
            key = "census.empty_filter" if filtered else "census.empty"
            self.message.say(texts(key), texts("census.clear") if filtered else texts("census.retry"))
        self.pages.setCurrentWidget(self.table if any_rows else self.message)


_SAMPLES = {
    Column.PATIENT: "census.sample.patient",
    Column.CONDITION: "census.sample.condition",
    Column.UPDATED: "census.sample.updated",
    Column.TASKS: "census.column.tasks",
    Column.OWNER: "census.sample.owner",
}
