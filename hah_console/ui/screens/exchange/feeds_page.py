"""The connections: how every feed stands at the left, at the right what of one is not told yet and what can be done."""

from datetime import datetime

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel

from hah_console.domain.decision_catalogue import ServiceCatalogue
from hah_console.domain.errors import HahError
from hah_console.services.decision_support import ServiceRow, read_lists, read_services
from hah_console.services.exchange_board import FeedBoard, read_exchange
from hah_console.services.outbox import outgoing_text, park_entry, retry_entry, start_feed
from hah_console.ui.raw_dialog import RawDialog
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.exchange.exchange_line import ExchangeLine
from hah_console.ui.screens.exchange.presenter import ExchangePresenter
from hah_console.ui.screens.exchange.two_panes import ThreeLineDelegate, TwoPanes
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate, RowList
from hah_console.ui.widgets.spoken_label import SpokenLabel

PAD, LEFT_SHARE = 12, 0.4
READ_AGAIN_S = 5.0
Read = tuple[tuple[FeedBoard, ...], tuple[ServiceRow, ...], tuple[tuple[ServiceCatalogue, ...], HahError | None]]


class FeedDelegate(ThreeLineDelegate):
    """A feed or service, how it stands, and how much of it waits; what needs a person in bold."""

    def parts(self, row: object) -> tuple[str, str, str, bool] | None:
        return (row.title, row.state, row.facts, row.bad) if isinstance(row, ExchangeLine) else None


class EntryDelegate(RowDelegate):
    """What it is and whose; at the right why it waits, in bold where it waits for a person."""

    height = 50

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, ExchangeLine):
            return
        inner = box.adjusted(PAD, 5, -PAD, -5)
        width = int(inner.width() * LEFT_SHARE)
        right = inner.left() + width + 12
        rest = inner.right() - right
        self.text(painter, QRect(inner.left(), inner.top(), width, 20), row.title, "ink", BODY_PX)
        self.text(painter, QRect(inner.left(), inner.top() + 21, width, 17), row.about, "ink-2", LABEL_PX)
        self.text(painter, QRect(right, inner.top(), rest, 20), row.state, "ink", BODY_PX, bold=row.bad)
        self.text(painter, QRect(right, inner.top() + 21, rest, 17), row.facts, "ink-2", LABEL_PX)


class FeedsPage(TwoPanes):
    """What the service sends changes without a note in the change log, so it is read again by time."""

    page_id, name = "feeds", "exchange"
    entities = ("outbox_entry", "exchange_feed")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, FeedDelegate(desk.theme))
        self.presenter = ExchangePresenter(desk.actor, desk.texts)
        self._read_at: datetime | None = None
        self._unread = False
        self.heading, self.none = QLabel(), QLabel()
        self.facts = SpokenLabel("exchange.facts", desk.theme)
        for label, role in ((self.heading, "heading"), (self.none, "hint")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.entries = RowList("exchange.entries", EntryDelegate(desk.theme), keeps_selection=True)
        self.send_button = self.button("send", "Alt+F9", self.send, "primary")
        self.park_button = self.button("park", "Alt+F10", self.park)
        self.open_button = self.button("open", "Alt+F6", self.open_entry)
        self.start_button = self.button("start", "Alt+F7", self.start)
        self.lay_out(((self.heading, 0), (self.facts, 0), (self.none, 1), (self.entries, 1)))
        self.list.chosen.connect(self._on_head)
        self.list.opened.connect(lambda _: self.entries.setFocus(Qt.FocusReason.OtherFocusReason))
        self.entries.chosen.connect(lambda _: self._offer())
        self.entries.opened.connect(lambda _: self.open_entry())
        self._read = Requery(desk.tasks, self._read_all, self._on_board, self._on_unread, self)
        self._read_content = Requery(desk.tasks, self._read_entry, self._on_content, self.on_failed, self)
        self._write_texts()

    def show_entity(self, entity_id: str) -> None:
        """Choose a feed, or an entry of one."""
        self.list.choose(self.presenter.head_of(entity_id) or entity_id)
        self.entries.choose(entity_id)

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
        for part in (self.facts, self.entries):
            part.restyle(desk.theme)
        self._write_texts()
        self._show()

    def start(self) -> None:
        """Let a feed that stands still go on."""
        feed, desk = self.presenter.feed_of(self.list.key()), self.desk
        if feed and self.presenter.may_act():
            self.run(lambda: start_feed(desk.ctx, desk.actor, feed), desk.texts("exchange.started"))

    def send(self) -> None:
        """Have an entry sent now."""
        entry, desk = self.presenter.entry_of(self.entries.key()), self.desk
        if entry is not None and self.presenter.may_act():
            self.run(lambda: retry_entry(desk.ctx, desk.actor, entry.number), desk.texts("exchange.sends"))

    def park(self) -> None:
        """Keep an entry that waits back."""
        entry, desk = self.presenter.entry_of(self.entries.key()), self.desk
        if entry is not None and self.presenter.may_park(entry):
            self.run(lambda: park_entry(desk.ctx, desk.actor, entry.number), desk.texts("exchange.keeps"))

    def open_entry(self) -> None:
        """Read the resource as it is to be sent; the look is in the audit trail."""
        if self.presenter.entry_of(self.entries.key()) is not None:
            self._read_content.ask()

    def _read_entry(self) -> tuple[str, str]:
        key = self.entries.key()
        entry = self.presenter.entry_of(key)
        return (key, outgoing_text(self.desk.ctx, self.desk.actor, entry.number)) if entry is not None else ("", "")

    def _on_content(self, read: tuple[str, str]) -> None:
        """SAFETY(identity): an answer about another entry than the one in sight is dropped."""
        key, content = read
        entry = self.presenter.entry_of(key)
        if entry is None or key != self.entries.key():
            return
        if not content:
            self.say(self.desk.texts("exchange.sent_meanwhile"))
            return
        raw = self.presenter.raw(entry, content)
        form = RawDialog("exchange", self.desk, self.presenter.about(entry), raw, self)
        form.finished.connect(form.deleteLater)
        form.open()

    def _read_all(self) -> Read:
        decisions = self.desk.ports.decisions
        lists = read_lists(decisions) if decisions is not None else ((), None)
        return read_exchange(self.desk.ctx), read_services(self.desk.ctx), lists

    def _on_board(self, read: Read) -> None:
        self.presenter.boards, self.presenter.services, (self.presenter.catalogues, fault) = read
        self._read_at = self.desk.ctx.clock.now()
        if self._unread or fault is not None:
            self.say(self.desk.texts.error(fault) if fault is not None else "")
        self._unread = fault is not None
        self._show()
        self.counted.emit(self.presenter.waiting_for_people())

    def _on_unread(self, error: Exception) -> None:
        """What was read before stays, and says how old it is."""
        if not self._unread:
            self.on_failed(error)
        self._unread = True
        if self._read_at is not None:
            self.summary.setText(self.presenter.old(self._read_at, self.desk.ctx.clock.now()))

    def _show(self) -> None:
        if self.presenter.boards is None:
            return
        heads = self.presenter.heads(self.desk.ctx.clock.now())
        self.list.show_rows(heads)
        self.summary.setText(self.presenter.summary())
        self.show_body(rows=bool(heads), empty=self.desk.texts("exchange.empty"))
        self._show_chosen()

    def _on_head(self, _: str) -> None:
        """Another feed begins with its first entry."""
        self.entries.show_rows(())
        self._show_chosen()

    def _show_chosen(self) -> None:
        head, now = self.list.row(), self.desk.ctx.clock.now()
        if not isinstance(head, ExchangeLine):
            return
        self.heading.setText(head.title)
        self.facts.say(self.presenter.details(head, now))
        children = self.presenter.children(head.key, now)
        self.entries.show_rows(children)
        self.entries.setVisible(bool(children))
        self.none.setVisible(not children)
        self._offer()

    def _offer(self) -> None:
        """Only what can be done with the feed and the entry that are chosen."""
        presenter, may = self.presenter, self.presenter.may_act()
        entry = presenter.entry_of(self.entries.key())
        self.start_button.setEnabled(may and bool(presenter.feed_of(self.list.key())))
        self.send_button.setEnabled(may and entry is not None)
        self.park_button.setEnabled(entry is not None and presenter.may_park(entry))
        self.open_button.setEnabled(entry is not None)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.list.setAccessibleName(texts("exchange.title"))
        self.entries.setAccessibleName(texts("exchange.entries"))
        self.none.setText(texts("exchange.no_entries"))
        for button, act in zip(self.buttons, ("send", "park", "open", "start"), strict=True):
            button.say(texts(f"exchange.act.{act}"))


# i18n: exchange.act.*
