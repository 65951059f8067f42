"""Indicators left, the patients above and below the line of the chosen one right; Enter opens the patient."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from hah_console.services.changes import Changes
from hah_console.services.indicators import indicators_of_month
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.indicators.presenter import CaseLine, IndicatorBoard, IndicatorLine, IndicatorsPresenter
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate, RowList
from hah_console.ui.widgets.states import Message, Skeleton

PAD, GROUP_WIDTH, VALUE_WIDTH, CASES_WIDTH = 12, 84, 250, 360


class IndicatorDelegate(RowDelegate):
    """Group on the first of it, name, value at the right."""

    height = 34

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, IndicatorLine):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        self.text(painter, QRect(inner.left(), inner.top(), GROUP_WIDTH, 22), row.group, "ink-2", LABEL_PX, bold=True)
        left = inner.left() + GROUP_WIDTH
        width = inner.width() - GROUP_WIDTH - VALUE_WIDTH
        self.text(painter, QRect(left, inner.top(), width, 22), row.name, "ink", BODY_PX)
        value = QRect(inner.right() - VALUE_WIDTH, inner.top(), VALUE_WIDTH, 22)
        self.text(painter, value, row.value, "ink", BODY_PX, bold=True, right=True)


class CaseDelegate(RowDelegate):
    """Name, part of the fraction, minutes."""

    height = 32

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, CaseLine):
            return
        inner = box.adjusted(PAD, 5, -PAD, -5)
        self.text(painter, QRect(inner.left(), inner.top(), 120, 22), row.name, "ink", BODY_PX, bold=row.counted)
        self.text(painter, QRect(inner.left() + 128, inner.top(), 120, 22), row.part, "ink-2", LABEL_PX)
        self.text(painter, QRect(inner.right() - 80, inner.top(), 80, 22), row.minutes, "ink", BODY_PX, right=True)


class IndicatorsScreen(Screen):
    """By command bar."""

    screen_id = "indicators"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = IndicatorsPresenter(desk.ctx, desk.texts)
        self._build()
        self._read = Requery(desk.tasks, self._read_board, self._on_board, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self._title, self._month_label, self._heading = QLabel(), QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._heading.setProperty("role", "heading")
        self._heading.setWordWrap(True)
        self.month = QComboBox()
        self.month.setObjectName("indicators.month")
        self.month.addItems(self.presenter.months())
        self.month.currentIndexChanged.connect(lambda _: self.refresh())
        self._month_label.setBuddy(self.month)
        self.list = RowList("indicators.list", IndicatorDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(self._on_chosen)
        self.cases = RowList("indicators.cases", CaseDelegate(theme))
        self.cases.opened.connect(lambda key: self.desk.navigate("patient", self.presenter.patient_of(key)))
        self._skeleton, self.message = Skeleton(theme), Message("indicators.message")
        self.message.asked.connect(self.refresh)
        self._lay_out()

    def _lay_out(self) -> None:
        head, self._body = QHBoxLayout(), QWidget()
        for widget in (self._title, self._month_label, self.month):
            head.addWidget(widget)
        head.addStretch(1)
        body = QHBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(_panel(self.list), 1)
        side = _panel(self._heading, self.cases)
        side.setFixedWidth(CASES_WIDTH)
        body.addWidget(side)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self._body, self.message):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.pages, 1)

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the month again."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when a transfer or a closure changed."""
        if changes.touches("transfer", "closure", "episode"):
            self._read.ask()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        for part in (self.list, self.cases, self._skeleton):
            part.restyle(desk.theme)
        self._write_texts()
        self._show()

    def _read_board(self) -> IndicatorBoard:
        desk, month = self.desk, self.month.currentText()
        found = indicators_of_month(desk.ctx, desk.actor, desk.ports.rules, month)
        ids = {case.patient_id for one in found for case in one.cases}
        with desk.ctx.store() as uow:
            people = {one.patient_id: one for one in uow.patients.some(ids)}
        return IndicatorBoard(month, found, people)

    def _on_board(self, board: IndicatorBoard) -> None:
        first = self.presenter.board is None
        self.presenter.board = board
        self._show()
        if first and self.isVisible():
            self.take_focus()

    def _on_failed(self, error: Exception) -> None:
        texts = self.desk.texts
        self.message.say(texts.error(error), texts("indicators.retry"))
        self.pages.setCurrentWidget(self.message)

    def _on_chosen(self, key: str) -> None:
        self.presenter.chosen = key
        self._show_cases()

    def _show(self) -> None:
        if self.presenter.board is not None:
            self.list.show_rows(self.presenter.lines())
            self.pages.setCurrentWidget(self._body)
            self._show_cases()

    def _show_cases(self) -> None:
        lines = self.presenter.cases()
        self.cases.show_rows(lines)
        nobody = self.desk.texts("indicators.nobody_listed") if self.presenter.chosen and not lines else ""
        self._heading.setText(" ".join(part for part in (self.presenter.heading(), nobody) if part))

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("indicators.title"))
        self._month_label.setText(texts("indicators.month"))
        self.month.setAccessibleName(texts("indicators.month"))
        self.list.setAccessibleName(texts("indicators.group_list"))
        self.cases.setAccessibleName(texts("indicators.counted"))


def _panel(*widgets: QWidget) -> QFrame:
    panel = QFrame()
    panel.setProperty("role", "panel")
    column = QVBoxLayout(panel)
    column.setContentsMargins(8, 8, 8, 8)
    for widget in widgets:
        column.addWidget(widget)
    return panel
