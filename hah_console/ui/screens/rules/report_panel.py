"""A replay report on the screen: figures side by side, what was missed, and bars by rule, hour and patient."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from hah_console.services.replay.report import ReplayReport
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.rules.pair_bars import PairBars
from hah_console.ui.screens.rules.report_text import (
    FIGURES,
    REACH,
    Forecast,
    figure_rows,
    forecast_text,
    head_text,
    hour_pairs,
    legend_text,
    missed_lines,
    missed_text,
    rule_pairs,
    set_name,
    worst_pairs,
)
from hah_console.ui.theme.theme import Theme

ROWS = len(FIGURES) + len(REACH)


class ReportPanel(QScrollArea):
    """Layout only; ``show_report`` fills it. Scrolls by the arrow keys."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("rules.report")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head, self.missed, self.missed_list, self.forecast = QLabel(), QLabel(), QLabel(), QLabel()
        self.titles = {key: QLabel() for key in ("figures", "missed", "rules", "hours", "worst", "forecast")}
        self.bars = {
            "rules": PairBars("rules.bars.rules", theme),
            "hours": PairBars("rules.bars.hours", theme, upright=True),
            "worst": PairBars("rules.bars.worst", theme, percent=True),
        }
        self.legends = {key: QLabel() for key in self.bars}
        for label in self.legends.values():
            label.setProperty("role", "label")
            label.setWordWrap(True)
        self.cells = [(QLabel(), QLabel(), QLabel()) for _ in range(ROWS + 1)]
        for label in self.titles.values():
            label.setProperty("role", "heading")
        for label in (self.head, self.missed_list):
            label.setProperty("role", "hint")
        for label in (self.head, self.missed, self.missed_list, self.forecast):
            label.setWordWrap(True)
        self.setWidget(self._inside())

    def _inside(self) -> QWidget:
        inside = QWidget()
        inside.setObjectName("rules.report.inside")
        grid = QGridLayout(inside)
        grid.setContentsMargins(16, 12, 16, 16)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.head, 0, 0, 1, 2)
        left = (self.titles["figures"], self._figure_grid(), self.titles["missed"], self.missed, self.missed_list)
        right = tuple(part[key] for key in self.bars for part in (self.titles, self.legends, self.bars))
        for column, widgets in enumerate((left, right)):
            stack = QVBoxLayout()
            stack.setSpacing(8)
            for widget in widgets:
                stack.addWidget(widget)
            stack.addStretch(1)
            grid.addLayout(stack, 1, column)
        grid.addWidget(self.titles["forecast"], 2, 0, 1, 2)
        grid.addWidget(self.forecast, 3, 0, 1, 2)
        grid.setRowStretch(4, 1)
        return inside

    def _figure_grid(self) -> QFrame:
        frame = QFrame()
        grid = QGridLayout(frame)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setHorizontalSpacing(20)
        grid.setColumnStretch(0, 1)
        for row, (name, one, other) in enumerate(self.cells):
            name.setWordWrap(True)
            for column, label in enumerate((name, one, other)):
                grid.addWidget(label, row, column)
            for label in (one, other):
                label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            other.setProperty("role", "hint")
        return frame

    def show_report(self, texts: Texts, report: ReplayReport, forecast: Forecast, zone: ZoneInfo) -> None:
        """Show a report, and the figures of the risk forecast that ships."""
        for key, label in self.titles.items():
            label.setText(texts(f"rules.title.{key}"))
        self.head.setText(head_text(texts, report))
        self._show_figures(texts, report)
        self.missed.setText(missed_text(texts, report))
        lines = missed_lines(texts, report)
        self.missed_list.setText("\n".join(lines))
        self.missed_list.setVisible(bool(lines))
        rules, hours = rule_pairs(texts, report), hour_pairs(report, zone)
        shown = {"rules": rules, "hours": hours, "worst": worst_pairs(texts, report)}
        for key, pairs in shown.items():
            self.bars[key].show_pairs(texts(f"rules.title.{key}"), pairs)
            self.bars[key].setVisible(any(pair.one or pair.other for pair in pairs))
            self.legends[key].setText(legend_text(texts, report, pairs, upright=key == "hours"))
            for label in (self.titles[key], self.legends[key]):
                label.setVisible(self.bars[key].isVisibleTo(self))
        self.forecast.setText(forecast_text(texts, forecast))
        self.setAccessibleName(f"{self.head.text()} {self.missed.text()}")

    # i18n: rules.title.*
    def _show_figures(self, texts: Texts, report: ReplayReport) -> None:
        names = (set_name(texts, report.rules), set_name(texts, report.against))
        rows = [("", *names), *((row.name, row.one, row.other) for row in figure_rows(texts, report))]
        rows += [("", "", "")] * (len(self.cells) - len(rows))
        for labels, row in zip(self.cells, rows, strict=True):
            for label, text in zip(labels, row, strict=True):
                label.setText(text)
                label.setVisible(any(row))

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        for bars in self.bars.values():
            bars.restyle(theme)
