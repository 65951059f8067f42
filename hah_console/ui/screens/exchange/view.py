"""The exchange with hospitals: the connections, what was not taken in, and what codes mean; each a page."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QTabBar, QVBoxLayout

from hah_console.services.changes import Changes
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.exchange.codes_page import CodesPage
from hah_console.ui.screens.exchange.feeds_page import FeedsPage
from hah_console.ui.screens.exchange.page import ExchangePage
from hah_console.ui.screens.exchange.refusals_page import RefusalsPage

# i18n: exchange.page.*
PAGES: tuple[Callable[[Desk], ExchangePage], ...] = (FeedsPage, RefusalsPage, CodesPage)


class ExchangeScreen(Screen):
    """By command bar. Keys: Ctrl+1 … in the order of the pages. ``show_entity`` takes a page, or page and thing."""

    screen_id = "exchange"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.pages = {page.page_id: page for page in (make(desk) for make in PAGES)}
        self._counts = dict.fromkeys(self.pages, 0)
        self._build()
        self._write_texts()

    def _build(self) -> None:
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._bar, self._stack = QTabBar(), QStackedWidget()
        self._bar.setObjectName("exchange.pages")
        self._bar.setDrawBase(False)
        self._bar.setExpanding(False)
        for position, (page_id, page) in enumerate(self.pages.items()):
            self._bar.addTab("")
            self._stack.addWidget(page)
            page.counted.connect(partial(self._on_counted, page_id))
            QShortcut(QKeySequence(_keys(position)), self).activated.connect(partial(self.open, page_id))
        self._bar.currentChanged.connect(self._on_turned)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addSpacing(16)
        head.addWidget(self._bar, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._stack, 1)

    @property
    def front(self) -> ExchangePage:
        """The page in sight."""
        return tuple(self.pages.values())[self._bar.currentIndex()]

    def open(self, page_id: str) -> None:
        """Bring a page in front, with the keyboard on it."""
        self._bar.setCurrentIndex(tuple(self.pages).index(page_id))
        self.front.take_focus()

    def take_focus(self) -> None:
        """Work begins on the page in front."""
        super().take_focus()
        self.front.take_focus()

    def show_entity(self, entity_id: str) -> None:
        """``refusals`` or ``refusals/7``; anything else changes nothing."""
        page_id, _, thing = entity_id.partition("/")
        if page_id in self.pages:
            self.open(page_id)
            if thing:
                self.front.show_entity(thing)

    def refresh(self) -> None:
        """Read every page again."""
        for page in self.pages.values():
            page.refresh()

    def on_changes(self, changes: Changes) -> None:
        """Tell every page."""
        for page in self.pages.values():
            page.on_changes(changes)

    def on_tick(self, now: datetime) -> None:
        """Tell the page in front."""
        self.front.on_tick(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self._write_texts()
        for page in self.pages.values():
            page.restyle(desk)

    def _on_turned(self, position: int) -> None:
        self._stack.setCurrentIndex(position)

    def _on_counted(self, page_id: str, count: int) -> None:
        if self._counts[page_id] != count:
            self._counts[page_id] = count
            self._write_texts()

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("exchange.title"))
        self._bar.setAccessibleName(texts("exchange.pages"))
        for position, (page_id, count) in enumerate(self._counts.items()):
            name = texts.word("exchange.page", page_id)
            shown = texts("exchange.page_count", name=name, count=count) if count else name
            self._bar.setTabText(position, shown)
            self._bar.setAccessibleTabName(position, shown)
            self._bar.setTabToolTip(position, f"{name}  {_keys(position)}")


def _keys(position: int) -> str:
    return f"Ctrl+{position + 1}"
