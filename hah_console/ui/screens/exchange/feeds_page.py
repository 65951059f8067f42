"""The connections: how every feed stands, and what is not told yet, each with what a person can do."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout

from hah_console.domain.decision_catalogue import ServiceCatalogue
from hah_console.domain.errors import HahError
from hah_console.domain.exchange import EntryState
from hah_console.services.decision_support import ServiceRow, read_lists, read_services
from hah_console.services.exchange_board import FeedBoard, read_exchange
from hah_console.services.outbox import park_entry, retry_entry, start_feed
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.exchange.exchange_line import ExchangeLine
from hah_console.ui.screens.exchange.page import ExchangePage
from hah_console.ui.screens.exchange.presenter import ExchangePresenter
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowDelegate, RowList
from hah_console.ui.widgets.states import Message, Skeleton

PAD, INDENT, LEFT_SHARE = 12, 20, 0.42
READ_AGAIN_S = 5.0
Read = tuple[tuple[FeedBoard, ...], tuple[ServiceRow, ...], tuple[tuple[ServiceCatalogue, ...], HahError | None]]


class ExchangeDelegate(RowDelegate):
    """A feed in bold, its entries indented below it; what needs a person says so in words, in bold."""

    height = 56

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, ExchangeLine):
            return
        inner = box.adjusted(PAD + (0 if row.head else INDENT), 7, -PAD, -7)
        width = int(inner.width() * LEFT_SHARE)
        right = inner.left() + width + 12
        rest = inner.right() - right
        size = HEADING_PX if row.head else BODY_PX
        self.text(painter, QRect(inner.left(), inner.top(), width, 22), row.title, "ink", size, bold=row.head)
        self.text(painter, QRect(inner.left(), inner.top() + 22, width, 18), row.about, "ink-2", LABEL_PX)
        self.text(painter, QRect(right, inner.top(), rest, 22), row.state, "ink", BODY_PX, bold=row.bad)
        self.text(painter, QRect(right, inner.top() + 22, rest, 18), row.facts, "ink-2", LABEL_PX)


class FeedsPage(ExchangePage):
    """What the service sends changes without a note in the change log, so it is read again by time."""

    page_id = "feeds"
    entities = ("outbox_entry", "exchange_feed")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.presenter = ExchangePresenter(desk.actor, desk.texts)
        self._read_at: datetime | None = None
        self._build()
        self._read = Requery(desk.tasks, self._read_all, self._on_board, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self._summary, self.said = QLabel(), QLabel()
        for label, role in ((self._summary, "hint"), (self.said, "error")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setObjectName("exchange.said")
        self.said.hide()
        self.list = RowList("exchange.list", ExchangeDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(lambda _: self._offer())
        self.send_button = KeyButton("exchange.send", "Alt+F9", theme, self, kind="primary")
        self.send_button.clicked.connect(self.send)
        self.park_button = KeyButton("exchange.park", "Alt+F10", theme, self)
        self.park_button.clicked.connect(self.park)
        self._skeleton, self.message = Skeleton(theme), Message("exchange.message")
        self.message.asked.connect(self.refresh)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self.list, self.message):
            self.pages.addWidget(page)
        head = QHBoxLayout()
        head.addWidget(self._summary)
        head.addStretch(1)
        for button in (self.send_button, self.park_button):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.said)
        column.addWidget(self.pages, 1)

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read it again."""
        self._read.ask()

    def on_tick(self, now: datetime) -> None:
        """Ages go on; what the service sent is read every few seconds."""
        if self._read_at is not None and (now - self._read_at).total_seconds() >= READ_AGAIN_S:
            self._read.ask()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        for part in (self.list, self.send_button, self.park_button, self._skeleton):
            part.restyle(desk.theme)
        self._write_texts()
        self._show()

    def send(self) -> None:
        """Let a feed that stands still go on, or have an entry sent now."""
        key = self.list.key()
        feed, entry = self.presenter.feed_of(key), self.presenter.entry_of(key)
        ctx, actor = self.desk.ctx, self.desk.actor
        if feed:
            self._run(lambda: start_feed(ctx, actor, feed))
        elif entry is not None:
            self._run(lambda: retry_entry(ctx, actor, entry.number))

    def park(self) -> None:
        """Keep an entry that waits back."""
        entry = self.presenter.entry_of(self.list.key())
        if entry is not None and entry.state is EntryState.WAITING:
            self._run(lambda: park_entry(self.desk.ctx, self.desk.actor, entry.number))

    def _run(self, command: Callable[[], object]) -> None:
        if self.presenter.may_act():
            self.desk.tasks.run_command(command, lambda _: self._said(""), lambda error: self._said(self._words(error)))

    def _words(self, error: Exception) -> str:
        return self.desk.texts.error(error)

    def _said(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self._read.ask()

    def _read_all(self) -> Read:
        decisions = self.desk.ports.decisions
        lists = read_lists(decisions) if decisions is not None else ((), None)
        return read_exchange(self.desk.ctx), read_services(self.desk.ctx), lists

    def _on_board(self, read: Read) -> None:
        first = self.presenter.boards is None
        self.presenter.boards, self.presenter.services, (self.presenter.catalogues, fault) = read
        if fault is not None:
            self.said.setText(self._words(fault))
            self.said.show()
        self._read_at = self.desk.ctx.clock.now()
        self._show()
        self.counted.emit(self.presenter.waiting_for_people())
        if first and self.isVisible():
            self.take_focus()

    def _on_failed(self, error: Exception) -> None:
        self.message.say(self._words(error), self.desk.texts("exchange.again"))
        self.pages.setCurrentWidget(self.message)

    def _show(self) -> None:
        if self.presenter.boards is None:
            return
        lines = self.presenter.lines(self.desk.ctx.clock.now())
        self.list.show_rows(lines)
        self._summary.setText(self.presenter.summary())
        if not lines:
            self.message.say(self.desk.texts("exchange.empty"), self.desk.texts("exchange.again"))
        self.pages.setCurrentWidget(self.list if lines else self.message)
        self._offer()

    def _offer(self) -> None:
        """Only what can be done with the row that is chosen."""
        key, may = self.list.key(), self.presenter.may_act()
        entry = self.presenter.entry_of(key)
        self.send_button.say(self.desk.texts("exchange.start" if self.presenter.feed_of(key) else "exchange.send"))
        self.send_button.setEnabled(may and (bool(self.presenter.feed_of(key)) or entry is not None))
        self.park_button.setEnabled(may and entry is not None and entry.state is EntryState.WAITING)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.list.setAccessibleName(texts("exchange.title"))
        self.park_button.say(texts("exchange.park"))
        self._offer()
