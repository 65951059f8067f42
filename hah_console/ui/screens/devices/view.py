"""The board of monitors and gateways: what needs somebody first, and what stands there when nothing was heard yet."""

import time
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from hah_console.services.changes import Changes
from hah_console.services.device_board import DeviceBoard, read_device_board
from hah_console.ui.announce import announce
from hah_console.ui.bridge import LinkState
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.devices.device_list import (
    DeviceDelegate,
    DeviceHeader,
    GatewayDelegate,
    RefusedDelegate,
)
from hah_console.ui.screens.devices.presenter import ALL, FILTERS, DeviceFilter, DevicesPresenter
from hah_console.ui.widgets.link_notice import LinkNotice
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton
from hah_console.ui.wording import NOTHING

READ_EVERY_S = 5
HANDS_OFF_S = 10.0
"""Rows keep their place for this long after the last key or click in the list."""
SIDE_WIDTH = 300


class DevicesScreen(Screen):
    """Enter opens the patient whose monitor it is."""

    screen_id = "devices"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = DevicesPresenter(desk.ctx, desk.texts)
        self._touched_s = float("-inf")
        self._ticks = 0
        self._build()
        self._read = Requery(desk.tasks, self._read_board, self._on_board, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        desk = self.desk
        self._title, self._summary, self._side_title = QLabel(), QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._side_title.setProperty("role", "heading")
        self._summary.setProperty("role", "hint")
        self._summary.setObjectName("devices.summary")
        self.filters = {item.filter_id: self._filter_button(item) for item in FILTERS}
        self.devices = RowList("devices.list", DeviceDelegate(desk.theme), keeps_selection=True)
        self.header = DeviceHeader(desk.texts, desk.theme, self.devices)
        self.devices.opened.connect(self._open)
        self.devices.installEventFilter(self)
        self.devices.viewport().installEventFilter(self)
        self.gateways = RowList("devices.gateways", GatewayDelegate(desk.theme))
        self.refused = RowList("devices.refused", RefusedDelegate(desk.theme))
        self._refused_title, self._refused_empty, self._gateways_empty = QLabel(), QLabel(), QLabel()
        self._refused_title.setProperty("role", "heading")
        for empty in (self._refused_empty, self._gateways_empty):
            empty.setProperty("role", "hint")
            empty.setWordWrap(True)
            empty.setMargin(10)
        for unread in (self.refused, self._refused_empty, self._gateways_empty):
            unread.hide()  # nothing is said of what was not read yet
        self.register = QPushButton()
        self.register.setObjectName("devices.register")
        self.register.clicked.connect(lambda: self.desk.navigate("equipment", ""))
        self.notice = LinkNotice("devices.link", desk)
        self._skeleton, self.message = Skeleton(desk.theme), Message("devices.message")
        self.message.asked.connect(self._on_message)
        self._lists = self._panel(self.header, self.devices)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self._lists, self.message):
            self.pages.addWidget(page)
        self._lay_out()

    def _filter_button(self, item: DeviceFilter) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setChecked(item is ALL)
        button.setObjectName(f"devices.filter.{item.filter_id}")
        button.clicked.connect(partial(self._on_filter, item))
        return button

    def _panel(self, *widgets: QWidget) -> QFrame:
        panel = QFrame()
        panel.setProperty("role", "panel")
        column = QVBoxLayout(panel)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for widget in widgets:
            column.addWidget(widget)
        return panel

    def _lay_out(self) -> None:
        head, body, side = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        head.setSpacing(6)
        for label in (self._title, self._summary):
            head.addWidget(label)
        head.addStretch(1)
        for button in self.filters.values():
            head.addWidget(button)
        head.addSpacing(12)
        head.addWidget(self.register)
        side.setSpacing(6)
        side.addWidget(self._side_title)
        gateways = self._panel(self.gateways, self._gateways_empty)
        gateways.setFixedWidth(SIDE_WIDTH)
        refused = self._panel(self.refused, self._refused_empty)
        refused.setFixedWidth(SIDE_WIDTH)
        side.addWidget(gateways, 3)
        side.addSpacing(6)
        side.addWidget(self._refused_title)
        side.addWidget(refused, 2)
        body.setSpacing(12)
        body.addWidget(self.pages, 1)
        body.addLayout(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(body, 1)
        column.addWidget(self.notice)

    def take_focus(self) -> None:
        """The list of monitors."""
        self.devices.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read everything again."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when kits or admissions change hands."""
        if changes.touches("kit", "episode", "patient", "transfer", "site"):
            self._read.ask()

    def on_link(self, link: LinkState) -> None:
        """Say when what is shown may not be of now."""
        self.notice.show_link(link)

    def on_tick(self, now: datetime) -> None:
        """A reading every few seconds; ages are written with it."""
        self._ticks += 1
        self.notice.refresh()
        if self._ticks % READ_EVERY_S == 0:
            self._read.ask()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        self.header.restyle(desk.texts, desk.theme)
        self.notice.restyle(desk)
        self._skeleton.restyle(desk.theme)
        for rows in (self.devices, self.gateways, self.refused):
            rows.restyle(desk.theme)
        self._write_texts()
        self._show(desk.ctx.clock.now())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            self._touched_s = time.monotonic()
        return super().eventFilter(watched, event)

    def choose_filter(self, wanted: DeviceFilter) -> None:
        """Show only the monitors of one count, and say so."""
        self.presenter.filter = wanted
        for filter_id, button in self.filters.items():
            button.setChecked(filter_id == wanted.filter_id)
        self._show(self.desk.ctx.clock.now())
        announce(self.devices, f"{self.desk.texts(wanted.text)} {self.presenter.counts()[wanted.filter_id]}")

    def _on_filter(self, item: DeviceFilter, _checked: bool = False) -> None:
        self.choose_filter(item)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("devices.title"))
        self._side_title.setText(texts("devices.gateways"))
        self.devices.setAccessibleName(texts("devices.list"))
        self.gateways.setAccessibleName(texts("devices.gateways"))
        self.refused.setAccessibleName(texts("devices.refused"))
        self._refused_title.setText(texts("devices.refused"))
        self._refused_empty.setText(texts("devices.refused_none"))
        self._gateways_empty.setText(texts("devices.gateways_none"))
        self.register.setText(texts("devices.register"))
        self.register.setAccessibleName(texts("devices.register"))
        self._write_counts()

    def _write_counts(self) -> None:
        counts, read = self.presenter.counts(), self.presenter.board is not None
        for item in FILTERS:
            words = f"{self.desk.texts(item.text)} {counts[item.filter_id] if read else NOTHING}"
            button = self.filters[item.filter_id]
            if button.text() != words:
                button.setText(words)
                button.setAccessibleName(words)
        self._summary.setText(self.presenter.summary())

    def _read_board(self) -> DeviceBoard:
        return read_device_board(self.desk.ctx, self.desk.ports.rules.alarms)

    def _on_board(self, board: DeviceBoard) -> None:
        first = self.presenter.board is None
        self.presenter.take(board)
        untouched = time.monotonic() - self._touched_s > HANDS_OFF_S
        if self.presenter.misplaced() and untouched and not self.devices.underMouse():
            self.presenter.resort()
        self._show(board.at)
        if first and self.isVisible():
            self.take_focus()

    def _on_failed(self, error: Exception) -> None:
        if self.presenter.board is None:
            texts = self.desk.texts
            self.message.say(texts.error(error), texts("census.retry"))
            self.pages.setCurrentWidget(self.message)

    def _on_message(self) -> None:
        self.choose_filter(ALL)
        self.refresh()

    def _open(self, key: str) -> None:
        patient_id = self.presenter.patient_of(key)
        if patient_id:
            self.desk.navigate("patient", patient_id)

    def _show(self, now: datetime) -> None:
        if self.presenter.board is None:
            return
        lines = self.presenter.lines(now)
        self.devices.show_rows(lines)
        gateways, refused = self.presenter.gateways(now), self.presenter.refused(now)
        self.gateways.show_rows(gateways)
        self.gateways.setVisible(bool(gateways))
        self._gateways_empty.setVisible(not gateways)
        self.refused.show_rows(refused)
        self.refused.setVisible(bool(refused))
        self._refused_empty.setVisible(not refused)
        self._write_counts()
        if not lines:
            texts, filtered = self.desk.texts, self.presenter.filter is not ALL
            key = "devices.empty_filter" if filtered else "devices.empty"
            self.message.say(texts(key), texts("devices.all") if filtered else texts("census.retry"))
        self.pages.setCurrentWidget(self._lists if lines else self.message)
