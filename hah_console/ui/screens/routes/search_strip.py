"""What stands on the screen while a search runs: how far it is, the best plan so far, stop and cancel."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from hah_console.ui.i18n import Texts
from hah_console.ui.screens.routes.best_chart import BestChart
from hah_console.ui.screens.routes.search import BestSoFar
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.key_button import KeyButton

STEPS = 1000


class SearchStrip(QFrame):
    """Signals: ``stop_asked`` (keep the best plan) and ``discard_asked``."""

    stop_asked = Signal()
    discard_asked = Signal()

    def __init__(self, texts: Texts, theme: Theme, screen: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setObjectName("routes.search")
        self.chart = BestChart(theme)
        self._title, self.progress = QLabel(), QLabel()
        self._title.setProperty("role", "heading")
        self.progress.setObjectName("routes.progress")
        self.bar = QProgressBar()
        self.bar.setObjectName("routes.bar")
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.stop = KeyButton("routes.stop", "Alt+F7", theme, screen)
        self.discard = KeyButton("routes.discard", "Alt+F8", theme, screen)
        self.stop.clicked.connect(self.stop_asked)
        self.discard.clicked.connect(self.discard_asked)
        self._lay_out()
        self.restyle(texts, theme)

    def _lay_out(self) -> None:
        words = QHBoxLayout()
        words.setSpacing(12)
        words.addWidget(self._title)
        words.addWidget(self.progress, 1)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addLayout(words)
        left.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addLayout(left, 1)
        row.addWidget(self.chart)
        row.addWidget(self.stop)
        row.addWidget(self.discard)

    def show_progress(
        self, words: str, share: float, *, ending: bool, trace: tuple[BestSoFar, ...] = (), limit_s: float = 0.0
    ) -> None:
        """``share`` of the time is over; nothing can be asked of a search that is ending."""
        self.chart.show_trace(trace, limit_s)
        self.progress.setText(words)
        self.bar.setValue(round(share * STEPS))
        for button in (self.stop, self.discard):
            button.setEnabled(not ending)

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        self._title.setText(texts("routes.progress.title"))
        self.bar.setAccessibleName(texts("routes.progress.bar"))
        self.stop.say(texts("routes.stop"))
        self.discard.say(texts("routes.discard"))
        self.chart.restyle(texts, theme)
        for button in (self.stop, self.discard):
            button.restyle(theme)
