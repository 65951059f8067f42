"""The ward: header counts that filter, all patients in care as tiles, and what stands there when there are none."""

import time
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout

from hah_console.domain.ids import PatientId
from hah_console.domain.reading import LatestVitals
from hah_console.services.board import Census, CensusRow
from hah_console.services.board_reading import TICK
from hah_console.services.board_rules import board_rules
from hah_console.services.changes import Changes
from hah_console.services.ward import SparkHistory, read_sparks
from hah_console.ui.announce import announce
from hah_console.ui.board_reader import BoardReader
from hah_console.ui.board_rows import ALL, Filter
from hah_console.ui.bridge import LinkState
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.ward.canvas import WardCanvas
from hah_console.ui.screens.ward.courses import Courses
from hah_console.ui.screens.ward.legend import Legend
from hah_console.ui.screens.ward.model import WardModel
from hah_console.ui.screens.ward.presenter import Tile, WardPresenter
from hah_console.ui.screens.ward.tile_painter import Sparks, TilePainter
from hah_console.ui.screens.ward.tile_places import Part
from hah_console.ui.widgets.filter_bar import FilterBar
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.link_notice import LinkNotice
from hah_console.ui.widgets.states import Message, Skeleton

READ_EVERY_S, SORT_EVERY_S = 5, 5
HANDS_OFF_S = 10.0
"""Tiles keep their place for this long after the last key, click or movement of the pointer on them."""
AT_ONCE = 8
"""PERF: so many courses are read in one query; more would keep others waiting."""
SWITCH_KEY, WALL_KEY, FIND_KEY = "Ctrl+T", "Shift+F11", "Ctrl+F"


class WardScreen(Screen):
    """The tiles of everybody in care; opening a patient goes through ``desk.navigate``."""

    screen_id = "ward"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = WardPresenter(desk.ctx, desk.texts, board_rules(desk.ports.rules))
        self.courses = Courses()
        self._touched_s = float("-inf")
        self._ticks = 0
        self._to_choose = ""
        self._asked: set[PatientId] = set()
        self._wanted: tuple[tuple[PatientId, datetime], ...] = ()
        self._asked_at = desk.ctx.clock.now()
        self._build()
        self._read = BoardReader(desk, self.presenter.rules, self._on_board, self._on_failed, self)
        self._read_sparks = Requery(desk.tasks, self._read_courses, self._on_courses, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        desk = self.desk
        self.model = WardModel(self._tile, self._spoken, self)
        self.tiles = WardCanvas(self.model, desk.theme, self._sparks, still=desk.preferences.reduced_motion)
        self.tiles.patient_opened.connect(lambda patient_id: self.desk.navigate("patient", patient_id))
        self.tiles.sliced.connect(self.make_slice)
        for watched in (self.tiles, self.tiles.viewport()):
            watched.installEventFilter(self)
        self.filters = FilterBar(desk.texts, desk.theme, "ward")
        self.filters.chosen.connect(self.choose_filter)
        self._title, self._summary = QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._summary.setProperty("role", "hint")
        self._summary.setObjectName("ward.summary")
        self.clear = self._quiet("ward.clear", self.clear_filters)
        self.sort = self._quiet("ward.sort", self.resort)
        self.switch = KeyButton("ward.list", SWITCH_KEY, desk.theme, self)
        self.switch.clicked.connect(lambda: self.desk.navigate("census", self.tiles.chosen()))
        self.wall = KeyButton("ward.wall", WALL_KEY, desk.theme, None)
        self.wall.clicked.connect(lambda: self.desk.navigate("wall", ""))
        self.search = QLineEdit()
        self.search.setObjectName("ward.find")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(220)
        self.search.textChanged.connect(self._on_find)
        self.search.returnPressed.connect(self.take_focus)
        QShortcut(QKeySequence(FIND_KEY), self).activated.connect(self.search.setFocus)
        self.legend, self.notice = Legend(desk.texts, desk.theme), LinkNotice("ward.link", desk)
        self._skeleton, self.message = Skeleton(desk.theme), Message("ward.message")
        self.message.asked.connect(self._on_message)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self.tiles, self.message):
            self.pages.addWidget(page)
        self._lay_out()

    def _quiet(self, name: str, do: object) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setProperty("kind", "quiet")
        button.clicked.connect(do)
        button.hide()
        return button

    def _lay_out(self) -> None:
        head, below = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        for widget in (self._title, self._summary, self.clear, self.sort):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.filters)
        below.setSpacing(8)
        below.addWidget(self.legend, 1)
        below.addWidget(self.notice, 1)
        below.addWidget(self.search)
        below.addWidget(self.switch)
        below.addWidget(self.wall)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(below)
        column.addWidget(self.pages, 1)

    def take_focus(self) -> None:
        """The tiles."""
        self.tiles.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read rows again, and of the courses what is missing."""
        self._asked.clear()
        self._read.ask()
        self._ask_courses()

    def show_entity(self, entity_id: str) -> None:
        """Select a patient, as soon as she is there."""
        self._to_choose = entity_id
        self.tiles.choose(entity_id)

    def on_changes(self, changes: Changes) -> None:
        """Read again when anything the tiles show was committed."""
        self._read.note(changes)

    def on_latest(self, rows: tuple[LatestVitals, ...]) -> None:
        """Take new last values; the tiles are painted in their turn."""
        now = self.desk.ctx.clock.now()
        self.presenter.take_latest(rows, now)
        self.courses.take_latest(rows, now)

    def on_link(self, link: LinkState) -> None:
        """Say when what is shown may not be of now."""
        self.notice.show_link(link)
        self.legend.setVisible(self.notice.follows)
        self.tiles.set_old(not self.notice.follows)

    def on_tick(self, now: datetime) -> None:
        """Ages, stale values, slow readings, order of need."""
        self._ticks += 1
        self.notice.refresh()
        if self.presenter.loaded_at is None:
            return
        self.presenter.age(now)
        if self._ticks % READ_EVERY_S == 0:
            self._read.ask(TICK)
        if self._ticks % SORT_EVERY_S == 0:
            self._sort_if_nobody_points()
        self._show(now)
        self._show_head(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language, theme or motion setting."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        self.model.restyle()
        self.tiles.restyle(desk.theme, still=desk.preferences.reduced_motion)
        self.filters.restyle(desk.texts, desk.theme)
        self.legend.restyle(desk.texts, desk.theme)
        self.notice.restyle(desk)
        self._skeleton.restyle(desk.theme)
        for button in (self.switch, self.wall):
            button.restyle(desk.theme)
        self._write_texts()
        if self.presenter.loaded_at is not None:
            self._show_head(desk.ctx.clock.now())

    def choose_filter(self, wanted: Filter) -> None:
        """Show only the tiles of one header count, and say so."""
        self.presenter.filter = wanted
        self.filters.mark(wanted)
        self._show_all()
        announce(self.tiles, self.presenter.found(self.desk.ctx.clock.now()))

    def clear_filters(self) -> None:
        """Show everybody."""
        self.search.clear()
        self.choose_filter(ALL)

    def resort(self) -> None:
        """Put the tiles in order of need now."""
        self.presenter.resort()
        self._show_all()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            self._touched_s = time.monotonic()
        return super().eventFilter(watched, event)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("ward.title"))
        self.tiles.setAccessibleName(texts("ward.tiles"))
        self.search.setPlaceholderText(f"{texts('ward.find')}  {FIND_KEY}")
        self.search.setAccessibleName(texts("ward.find"))
        self.switch.say(texts("ward.list"))
        self.wall.say(texts("ward.wall"))
        for button, key in ((self.clear, "census.clear"), (self.sort, "census.sort")):
            button.setText(texts(key))
            button.setAccessibleName(texts(key))

    def _tile(self, row: CensusRow) -> Tile:
        return self.presenter.tile(row, self.desk.ctx.clock.now())

    def _spoken(self, row: CensusRow) -> str:
        now = self.desk.ctx.clock.now()
        return self.presenter.spoken(self.presenter.settled(row.patient_id, now), now)

    def _sparks(self, patient_id: PatientId, tiles: TilePainter, box: QRect) -> Sparks:
        return self.courses.of(patient_id, tiles, box, self.desk.ctx.clock.now())

    def make_slice(self, number: int) -> None:
        """A tenth of the tiles in sight is made anew."""
        now = self.desk.ctx.clock.now()
        for position in self.tiles.slice_in_sight(number):
            patient_id = self.model.patient_at(position)
            if patient_id is not None:
                self.model.put(position, self.presenter.settled(patient_id, now))
                self.model.tell(position)
                if self.courses.outdated(patient_id, now):
                    self.tiles.touch(position, Part.COURSES)

    def _read_courses(self) -> tuple[SparkHistory, ...]:
        return read_sparks(self.desk.ctx, self._wanted)

    def _ask_courses(self) -> None:
        """Ask for the courses that are missing, the neediest first, a few at a time, each once while in sight."""
        now = self.desk.ctx.clock.now()
        ids = self.presenter.patient_ids()
        missing = [pid for pid in ids if pid not in self._asked and self._missing(pid)][:AT_ONCE]
        self._asked.update(missing)
        self._asked_at = now
        self._wanted = tuple((pid, self.courses.ring.since(pid, now)) for pid in missing)
        if self._wanted:
            self._read_sparks.ask()

    def _missing(self, patient_id: PatientId) -> bool:
        row = self.presenter.row_of(patient_id)
        return self.courses.lacks(patient_id, row.last_received_at if row else None)

    def _on_courses(self, histories: tuple[SparkHistory, ...]) -> None:
        self.courses.take_histories(histories, self._asked_at)
        if self.isVisible():
            self._ask_courses()

    def _on_board(self, census: Census) -> None:
        first = self.presenter.loaded_at is None
        self.presenter.take(census)
        self.courses.keep(self.presenter.patient_ids())
        self._show_all()
        if first:
            self._ask_courses()
            self.tiles.setCurrentIndex(self.model.index(0))
            self.tiles.choose(self._to_choose)
            self._take_focus_if_free()

    def _take_focus_if_free(self) -> None:
        """The tiles were hidden while loading, so the shell's focus could not reach them."""
        if self.isVisible() and not isinstance(self.window().focusWidget(), QLineEdit):
            self.take_focus()

    def _on_failed(self, error: Exception) -> None:
        if self.presenter.loaded_at is None:
            texts = self.desk.texts
            self.message.say(texts.error(error), texts("census.retry"))
            self.pages.setCurrentWidget(self.message)

    def _on_message(self) -> None:
        self.clear_filters()
        self.refresh()

    def _on_find(self, text: str) -> None:
        self.presenter.find = text
        self._show_all()

    def _sort_if_nobody_points(self) -> None:
        untouched = time.monotonic() - self._touched_s > HANDS_OFF_S
        if self.presenter.misplaced() and untouched and not self.tiles.underMouse():
            self.presenter.resort()

    def _show_all(self) -> None:
        if self.presenter.loaded_at is not None:
            now = self.desk.ctx.clock.now()
            self._show(now)
            self._show_head(now)

    def _show(self, now: datetime) -> None:
        if self.presenter.loaded_at is None:
            return
        chosen = self.tiles.chosen()
        rows = self.presenter.rows(now)
        self.model.show_rows(rows)
        if chosen and self.tiles.chosen() != chosen:
            self.tiles.choose(chosen)
        self._show_page(bool(rows))

    def _show_head(self, now: datetime) -> None:
        """The counts, the filter in force, and whether the order is still that of need."""
        self.filters.show_counts(self.presenter.counts(now))
        self._summary.setText(self.presenter.found(now))
        self.clear.setVisible(self.presenter.filtered)
        self.sort.setVisible(bool(self.presenter.misplaced()))

    def _show_page(self, any_rows: bool) -> None:
        if not any_rows:
            texts, filtered = self.desk.texts, self.presenter.filtered
            key = "census.empty_filter" if filtered else "census.empty"
            self.message.say(texts(key), texts("census.clear") if filtered else texts("census.retry"))
        self.pages.setCurrentWidget(self.tiles if any_rows else self.message)
