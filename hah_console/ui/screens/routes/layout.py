"""Where the parts of the dispatch desk stand: list, map and tabs above, the time line below, each as wide as wanted."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from hah_console.services.desk_layout import Sizes

ACROSS, DOWN = "across", "down"
KEEP_MS = 800
"""After the last move of a handle."""
WIDEST_LIST, WIDEST_TABS, HANDLES = 400, 360, 16
NARROW_TABS = "QTabBar::tab, QTabBar::tab:selected:focus { padding: 6px 7px; }"
"""Four of them stand side by side in a quarter of the smallest window."""
LINE_SHARE = 0.46
"""The time line takes this much of the height, and no more than its rows need."""


class DeskLayout(QWidget):
    """Signals: ``moved`` with the sizes a person has left, a moment after she let go."""

    moved = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._across, self._down = QSplitter(Qt.Orientation.Horizontal), QSplitter(Qt.Orientation.Vertical)
        for name, splitter in self._splitters().items():
            splitter.setObjectName(f"routes.{name}")
            splitter.setChildrenCollapsible(False)
            splitter.splitterMoved.connect(self._on_moved)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("routes.tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setStyleSheet(NARROW_TABS)
        self.tabs.setTabBarAutoHide(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.currentChanged.connect(self._name_bar)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab would stop before a bar that is hidden
        self._down.addWidget(self._across)
        self._arranged = set[str]()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._down)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(KEEP_MS)
        self._later.timeout.connect(lambda: self.moved.emit(self.sizes()))

    def place(self, left: QWidget, middle: QWidget) -> None:
        """Put the list and the map beside the tabs."""
        for part, stretch in ((left, 0), (middle, 1), (self.tabs, 0)):
            self._across.addWidget(part)
            self._across.setStretchFactor(self._across.indexOf(part), stretch)
        self.share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Until somebody moves a handle the map has half of the width, or more, and the larger part of the height."""
        super().resizeEvent(event)
        self.share()

    def share(self) -> None:
        """Divide the room anew where nobody has moved a handle."""
        if ACROSS not in self._arranged and self._across.count():
            side = max(0, (self.width() // 2 - HANDLES) // 2)
            left, right = min(WIDEST_LIST, side), min(WIDEST_TABS, side)
            self._across.setSizes([left, max(0, self.width() - left - right - HANDLES), right])
        below = self._down.widget(1)
        if DOWN not in self._arranged and below is not None:
            lower = min(below.sizeHint().height(), round(LINE_SHARE * self.height()))
            self._down.setSizes([max(0, self.height() - lower), lower])

    def place_below(self, lower: QWidget) -> None:
        """Put something under all of it."""
        self._down.addWidget(lower)
        self._down.setStretchFactor(0, 1)
        self.share()

    def add_tab(self, page: QWidget, title: str) -> None:
        """One more tab; its words follow by ``name_tab``."""
        self.tabs.addTab(page, title)
        self._name_bar()

    def name_tab(self, page: QWidget, title: str) -> None:
        """Other words for a tab."""
        self.tabs.setTabText(self.tabs.indexOf(page), title)
        self._name_bar()

    def _name_bar(self) -> None:
        """The row of tabs speaks as the one in sight, and says that there are others by its role."""
        self.tabs.tabBar().setAccessibleName(self.tabs.tabText(self.tabs.currentIndex()))

    def sizes(self) -> Mapping[str, tuple[int, ...]]:
        """Pixels of the parts of each splitter."""
        return {name: tuple(splitter.sizes()) for name, splitter in self._splitters().items()}

    def take_sizes(self, sizes: Sizes) -> None:
        """Arrange the parts as they were left; what does not fit these parts is not looked at."""
        for name, splitter in self._splitters().items():
            row = sizes.get(name, ())
            if len(row) == splitter.count() and any(row):
                splitter.setSizes(list(row))
                self._arranged.add(name)

    def _splitters(self) -> dict[str, QSplitter]:
        return {ACROSS: self._across, DOWN: self._down}

    def _on_moved(self) -> None:
        splitter = self.sender()
        self._arranged |= {name for name, one in self._splitters().items() if one is splitter}
        self._later.start()
