"""The middle of the patient page: ranges, the plot or its text twin, the line of the focus, the badge."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from hah_console.ui.announce import announce
from hah_console.ui.plots.device_item import MarkLabel
from hah_console.ui.plots.scales import ROWS
from hah_console.ui.plots.trend_plot import TrendPlot
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.presenter import PatientPresenter
from hah_console.ui.screens.patient.ranges import RANGES, Range
from hah_console.ui.screens.patient.trend_text import MarkWords, row_name, said_mark
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.wording import clock_text

_HEADERS = (
    "patient.twin.vital",
    "patient.twin.last",
    "patient.twin.age",
    "patient.twin.lowest",
    "patient.twin.highest",
    "patient.twin.change",
    "patient.twin.gaps",
)
MOST_EVENTS = 200
READOUT_HEIGHT = 34
"""Two lines, so that nothing below moves with what is read out."""


class TrendPanel(QFrame):
    """Signals: ``range_chosen`` with a Range, ``waves_asked`` with whether the waveforms are wanted."""

    range_chosen = Signal(object)
    waves_asked = Signal(bool)

    def __init__(self, desk: Desk, presenter: PatientPresenter) -> None:
        super().__init__()
        self._desk, self._presenter = desk, presenter
        self.setProperty("role", "panel")
        self.setObjectName("patient.trends")
        self.plot = TrendPlot(desk.theme, desk.ctx.zone)
        self.plot.setObjectName("patient.plot")
        self.plot.focus_moved.connect(self._on_focus_moved)
        self.plot.pointed.connect(self._on_pointed)
        self.plot.measured.connect(lambda: self._on_focus_moved(self.plot.focus_s))
        self.twin = self._make_twin()
        self.events = self._make_events()
        self.pages = QStackedWidget()
        self.readout, self.badge = self._label("patient.readout", "small"), self._label("patient.badge", "label")
        self.readout.setWordWrap(True)
        self.readout.setFixedHeight(READOUT_HEIGHT)
        self._build()
        self.restyle(desk)

    def _build(self) -> None:
        text_page = QWidget()
        stack = QVBoxLayout(text_page)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self.twin)
        stack.addWidget(self.events, 1)
        self.pages.addWidget(self.plot)
        self.pages.addWidget(text_page)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 4, 4)
        column.setSpacing(4)
        column.addLayout(self._head())
        column.addWidget(self.readout)
        column.addWidget(self.pages, 1)
        column.addWidget(self.badge)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(6)
        self.title = self._label("patient.trends.title", "heading")
        head.addWidget(self.title)
        head.addStretch(1)
        self.views = {name: self._toggle(f"patient.view.{name}") for name in ("chart", "table")}
        self.ranges = {r.range_id: self._toggle(f"patient.range.{r.range_id}") for r in RANGES}
        self.views["chart"].clicked.connect(lambda: self.show_view("chart"))
        self.views["table"].clicked.connect(lambda: self.show_view("table"))
        for item in RANGES:
            self.ranges[item.range_id].clicked.connect(lambda _=False, r=item: self.range_chosen.emit(r))
        self.waves = KeyButton("patient.view.waves", "Alt+F7", self._desk.theme, self)
        self.waves.setCheckable(True)
        self.waves.clicked.connect(self.waves_asked)
        for button in (self.waves, None, *self.views.values(), None, *self.ranges.values()):
            head.addSpacing(12) if button is None else head.addWidget(button)
        self.views["chart"].setChecked(True)
        return head

    def _toggle(self, name: str) -> QPushButton:
        """Not in a button group, which would let Tab reach only one of its buttons."""
        button = QPushButton()
        button.setObjectName(name)
        button.setCheckable(True)
        return button

    def _label(self, name: str, role: str) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setProperty("role", role)
        return label

    def _make_twin(self) -> QTableWidget:
        table = QTableWidget(0, len(_HEADERS))
        table.setObjectName("patient.twin")
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        head = table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(len(_HEADERS) - 1, QHeaderView.ResizeMode.ResizeToContents)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setFixedHeight(240)
        return table

    def _make_events(self) -> QTableWidget:
        table = self._make_twin()
        table.setObjectName("patient.events")
        table.setColumnCount(1)
        table.setMinimumHeight(0)
        table.setMaximumHeight(16_777_215)
        return table

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self._desk = desk
        texts = desk.texts
        self.title.setText(texts("patient.trend.title"))
        for name, key in (("chart", "patient.range.chart"), ("table", "patient.range.table")):
            self.views[name].setText(texts(key))
            self.views[name].setAccessibleName(texts("patient.range.view", view=texts(key)))
        for item in RANGES:
            self.ranges[item.range_id].setText(texts(item.text))
            self.ranges[item.range_id].setAccessibleName(texts("patient.range.name", range=texts(item.text)))
        self.twin.setHorizontalHeaderLabels([texts(key) for key in _HEADERS])
        self.events.setHorizontalHeaderLabels([texts("patient.twin.events")])
        self.events.setAccessibleName(texts("patient.twin.events"))
        self.waves.restyle(desk.theme)
        self.waves.say(texts("waves.open"))
        self.plot.setToolTip(texts("patient.trend.how"))
        self.plot.restyle(desk.theme)
        self.mark_range(self._presenter.range)
        self.show_picture()

    def mark_range(self, chosen: Range) -> None:
        """Show which range is in force."""
        for range_id, button in self.ranges.items():
            button.setChecked(range_id == chosen.range_id and self._presenter.view is None)
        name = self._desk.texts(chosen.text)
        self.plot.setAccessibleName(self._desk.texts("patient.trend.plot", range=name))
        self.twin.setAccessibleName(self._desk.texts("patient.twin.name", range=name))

    def mark_waves(self, opened: bool) -> None:
        """Show whether the waveforms are asked for."""
        self.waves.setChecked(opened)

    def show_view(self, name: str) -> None:
        """Show the chart or its text twin."""
        for view, button in self.views.items():
            button.setChecked(view == name)
        self.pages.setCurrentIndex(0 if name == "chart" else 1)
        self.readout.setVisible(name == "chart")

    def show_picture(self) -> None:
        """Draw what the presenter holds; nothing when it holds nothing."""
        picture = self._presenter.picture
        self.pages.setVisible(picture is not None)
        self.badge.setText("")
        if picture is None:
            self._write_readout(None)
            return
        words = self._presenter.marks()
        names = {spec.lead: row_name(self._desk.texts, spec.lead) for spec in ROWS}
        self.plot.show_picture(picture, [self._mark(mark) for mark in words], names)
        self._show_twin(words)
        self.plot.setAccessibleDescription("\n".join(row.spoken for row in self._presenter.twin()))
        at = f"{self._local(picture.window.now):%H:%M:%S}"
        updated = self._desk.texts("patient.trend.updated", at=at)
        legend = self._presenter.own_legend()
        self.badge.setText(" · ".join(filter(None, (legend, self._presenter.badge(), updated))))
        self._write_readout(self.plot.focus_s)

    def _mark(self, mark: MarkWords) -> MarkLabel:
        theme = self._desk.theme
        colour = edge = theme.color("ink-2")
        if mark.priority is not None:
            colour, edge = theme.priority(mark.priority)[0], theme.edge(mark.priority)
        return MarkLabel(mark.mark_id, mark.at.timestamp(), mark.shape, mark.text, colour, edge, mark.priority or 0)

    def _show_twin(self, words: tuple[MarkWords, ...]) -> None:
        rows = self._presenter.twin()
        self.twin.setRowCount(len(rows))
        for position, row in enumerate(rows):
            for column, text in enumerate(row.cells):
                self.twin.setItem(position, column, QTableWidgetItem(text))
        shown = words[-MOST_EVENTS:]
        self.events.setRowCount(len(shown))
        for position, mark in enumerate(reversed(shown)):
            at = f"{self._local(mark.at):%m-%d} {clock_text(self._local(mark.at))}"
            text = self._desk.texts("patient.twin.event", at=at, text=said_mark(self._desk.texts, mark))
            self.events.setItem(position, 0, QTableWidgetItem(text))

    def _local(self, moment: datetime) -> datetime:
        return self._desk.ctx.local(moment)

    def _on_focus_moved(self, time_s: float | None) -> None:
        self._write_readout(time_s)
        if time_s is not None:
            announce(self.plot, self.readout.text())

    def _on_pointed(self, time_s: float | None) -> None:
        self._write_readout(time_s if time_s is not None else self.plot.focus_s)

    def _write_readout(self, time_s: float | None) -> None:
        how, anchor_s = self._desk.texts("patient.trend.keys"), self.plot.anchor_s
        values = self._presenter.readout(time_s, anchor_s) if time_s is not None else how
        own = self._presenter.own_readout(time_s) if time_s is not None else ""
        where = " · ".join(filter(None, (self._presenter.where(), own)))
        self.readout.setText(f"{where}\n{values}" if where else values)
        self.readout.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
