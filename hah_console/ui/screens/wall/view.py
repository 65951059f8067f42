"""The wall board: stands alone in the window, needs no hand, turns its pages itself, and says when it is old."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent

from hah_console.domain.reading import LatestVitals
from hah_console.services.board import Census
from hah_console.services.board_reading import TICK
from hah_console.services.board_rules import board_rules
from hah_console.services.changes import Changes
from hah_console.ui.board_reader import BoardReader
from hah_console.ui.bridge import LinkState
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.wall.layout import WallLayout
from hah_console.ui.screens.wall.painter import WallPainter
from hah_console.ui.screens.wall.presenter import PAGE_S, WallPresenter
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.link_notice import LinkAge
from hah_console.ui.widgets.shapes import FLASH_MS
from hah_console.ui.wording import weekday

READ_EVERY_S, SORT_EVERY_S = 5, 5


class WallScreen(Screen):
    """Always dark, whatever the desk's theme; sizes follow ``wall_font_pt``. Esc leaves."""

    screen_id = "wall"
    covers = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("wall")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.presenter = WallPresenter(desk.ctx, desk.texts, board_rules(desk.ports.rules))
        self.age = LinkAge()
        self.page, self._ticks = 0, 0
        self._bright, self.trouble = False, ""
        self._theme = Theme.load("dark")
        self._read = BoardReader(desk, self.presenter.rules, self._on_board, self._on_failed, self)
        self._flashes = QTimer(self)
        self._flashes.setInterval(FLASH_MS)
        self._flashes.timeout.connect(self._flash)
        self._name()

    @property
    def layout_of_now(self) -> WallLayout:
        """How the board is divided at its present size."""
        return WallLayout.of(self.desk.preferences.wall_font_pt, self.size())

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self.layout_of_now.pages(len(self.presenter.patient_ids()))

    def refresh(self) -> None:
        """Read everything again."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when anything on the board was committed."""
        self._read.note(changes)

    def on_latest(self, rows: tuple[LatestVitals, ...]) -> None:
        """Take new last values; the board is painted once a second."""
        self.presenter.take_latest(rows, self.desk.ctx.clock.now())

    def on_link(self, link: LinkState) -> None:
        """Say at once when the board no longer follows."""
        before = self.age.follows
        self.age.take(link)
        if self.age.follows != before:
            self.update()

    def on_tick(self, now: datetime) -> None:
        """Ages, order of need, the next page."""
        self._ticks += 1
        if self.presenter.loaded_at is not None:
            self.presenter.age(now)
            if self._ticks % READ_EVERY_S == 0:
                self._read.ask(TICK)
            if self._ticks % PAGE_S == 0:
                self._turn()
        self._name()
        self.update()

    def restyle(self, desk: Desk) -> None:
        """Take another language, size of type or motion setting."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        self._bright = False
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(1280, 720)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._flashes.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._flashes.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        ctx, texts = self.desk.ctx, self.desk.texts
        now = ctx.clock.now()
        local, layout = ctx.local(now), self.layout_of_now
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("ground"))
        self.presenter.of_nobody = self.desk.own.of_nobody()
        board = WallPainter(painter, self._theme, layout, bright=self._bright, old=not self.age.follows)
        board.head(self.presenter.head(now), f"{local:%H:%M:%S}", f"{local:%m-%d} ({weekday(texts, local)})")
        board.alarms(self.presenter.alarms(now), self.presenter.none(), texts("wall.more"))
        if not layout.alarms.contains(event.rect()):  # PERF: what flashes is painted without the rest
            self._paint_cells(board, layout, now)
        page = texts("wall.page", page=self.page + 1, pages=self.pages)
        sound = self.desk.own.sound_words(texts, ctx)
        board.foot("　".join(part for part in (page, sound) if part), (texts("wall.units"), texts("wall.keys")))
        words = self.age.words(texts, local)
        if words:
            board.notice(words)
        painter.end()

    def _paint_cells(self, board: WallPainter, layout: WallLayout, now: datetime) -> None:
        count = layout.columns * layout.rows
        cells = self.presenter.cells(now, self.page * count, count)
        if not cells:
            board.sentence(self.trouble or self.desk.texts(self._empty_key()))
        for place, cell in enumerate(cells):
            board.cell(layout.cell(place, len(self.presenter.patient_ids())), cell)

    def _empty_key(self) -> str:
        return "wall.loading" if self.presenter.loaded_at is None else "wall.empty"

    def _turn(self) -> None:
        """The next page; at the first one the order of need is made anew."""
        self.page = (self.page + 1) % self.pages
        if self.page == 0:
            self.presenter.resort()

    def _name(self) -> None:
        now = self.desk.ctx.clock.now()
        words = self.age.words(self.desk.texts, self.desk.ctx.local(now))
        self.presenter.of_nobody = self.desk.own.of_nobody()
        said = self.presenter.spoken(now, self.page + 1, self.pages)
        sound = self.desk.own.sound_words(self.desk.texts, self.desk.ctx)
        self.setAccessibleName(" ".join(part for part in (words, said, sound) if part))

    def _flash(self) -> None:
        if not self.desk.preferences.reduced_motion:
            self._bright = not self._bright
            self.update(self.layout_of_now.alarms)

    def _on_board(self, census: Census) -> None:
        self.trouble = ""
        self.presenter.take(census)
        self.page = min(self.page, self.pages - 1)
        self._name()
        self.update()

    def _on_failed(self, error: Exception) -> None:
        self.trouble = self.desk.texts.error(error)
        self.update()
