"""The results tab: specimens at the left, the table of results and the scores at the right."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.order import OrderKind
from hah_console.services.results_page import ResultsPage
from hah_console.ui.announce import announce
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.orders.order_form import open_order_form
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.read_tab import ReadTab
from hah_console.ui.screens.patient.results.answer_dialog import AnswerDialog
from hah_console.ui.screens.patient.results.lab_table import LabTable
from hah_console.ui.screens.patient.results.presenter import ResultsPresenter
from hah_console.ui.screens.patient.results.result_dialog import ResultDialog
from hah_console.ui.screens.patient.results.score_list import ItemDelegate, ScoreDelegate
from hah_console.ui.screens.patient.results.specimen_dialogs import (
    CultureDialog,
    EndDialog,
    ReceiveDialog,
    TakeDialog,
)
from hah_console.ui.screens.patient.results.specimen_list import LIST_WIDTH, SpecimenDelegate
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

SCORES_WIDTH = 330
_LOADING, _PAGE, _MESSAGE = range(3)


class ResultsTab(ReadTab):
    """Every act sends the version in sight; a refusal says why and keeps what was typed."""

    tab_id = "results"
    entities = ("specimen", "lab_result", "score", "order", "observation", "patient", "episode")
    ends_forms = True
    presenter: ResultsPresenter

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = ResultsPresenter(desk.ctx, desk.actor, desk.texts, desk.ports.rules)
        self._build()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_page, self._on_failed, self)
        self._write_texts()
        self._show(desk.ctx.clock.now())

    def _build(self) -> None:
        theme = self.desk.theme
        self.specimens = RowList("results.specimens", SpecimenDelegate(theme), keeps_selection=True)
        self.specimens.chosen.connect(self._choose_specimen)
        self.specimens.opened.connect(lambda _: self._open_next())
        self.labs = LabTable("results.labs", theme)
        self.labs.chosen.connect(self._choose_result)
        self.scores = RowList("results.scores", ScoreDelegate(theme), keeps_selection=True)
        self.scores.chosen.connect(self._choose_score)
        self.scores.opened.connect(lambda _: self.open_answer())
        self.items = RowList("results.items", ItemDelegate(theme))
        self.take = self._button("results.take.open", "Alt+F5", self.open_take)
        self.receive = self._button("results.receive.open", "Alt+F7", self.open_receive)
        self.enter = self._button("results.enter.open", "Alt+F10", self.open_enter, "primary")
        self.order = self._button("results.order", "Alt+F11", self.open_order)
        self.answer = self._button("results.answer.open", "Alt+F12", self.open_answer)
        self.plain = {name: QPushButton() for name in ("culture", "end")}
        for (name, button), act in zip(self.plain.items(), (self.open_culture, self.open_end), strict=True):
            button.setObjectName(f"results.{name}.open")
            button.clicked.connect(act)
        self.labels = {name: QLabel() for name in ("specimens", "labs", "scores", "none", "result", "foot", "said",
                                                   "no_labs")}  # fmt: skip
        for name, label in self.labels.items():
            role = "heading" if name in ("specimens", "labs", "scores") else "error" if name == "said" else "hint"
            label.setProperty("role", "small" if name == "foot" else role)
            label.setObjectName(f"results.{name}_text")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(role != "heading")
        self._skeleton, self.message = Skeleton(theme), Message("results.message")
        self.message.asked.connect(self.refresh)
        self._lay_out()

    def _button(self, name: str, keys: str, do: Callable[[], None], kind: str = "") -> KeyButton:
        button = KeyButton(name, keys, self.desk.theme, self, kind=kind)
        button.clicked.connect(do)
        return button

    def _lay_out(self) -> None:
        page = QWidget()
        body = QHBoxLayout(page)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        left = _panel(self.labels["specimens"], self.labels["none"], self.specimens, self.labels["said"])
        left.setFixedWidth(LIST_WIDTH + 2)
        _foot(left, (self.take, self.receive), (self.plain["culture"], self.plain["end"]))
        body.addWidget(left)
        right = QVBoxLayout()
        right.setSpacing(12)
        labs = _panel(_head(self.labels["labs"], self.enter, self.order), self.labels["no_labs"], self.labs,
                      self.labels["result"])  # fmt: skip
        right.addWidget(labs, 5)
        right.addWidget(self._score_panel(), 4)
        body.addLayout(right, 1)
        self.pages = QStackedWidget()
        for widget in (self._skeleton, page, self.message):
            self.pages.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages, 1)

    def _score_panel(self) -> QFrame:
        panel = _panel(_head(self.labels["scores"], self.answer))
        both = QHBoxLayout()
        both.setSpacing(0)
        self.scores.setFixedWidth(SCORES_WIDTH)
        both.addWidget(self.scores)
        right = QVBoxLayout()
        right.addWidget(self.items, 1)
        self.labels["foot"].setContentsMargins(12, 2, 12, 6)
        right.addWidget(self.labels["foot"])
        both.addLayout(right, 1)
        column = panel.layout()
        assert isinstance(column, QVBoxLayout)
        column.addLayout(both, 1)
        return panel

    def on_tick(self, now: datetime) -> None:
        """Ages and time left."""
        self.count_tick()
        if self.presenter.page is not None:
            self._show(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts, self.presenter.packs = desk.texts, desk.ports.rules
        for part in (self.specimens, self.scores, self.items):
            part.restyle(desk.theme)
        for button in (self.take, self.receive, self.enter, self.order, self.answer):
            button.restyle(desk.theme)
        self.labs.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self._write_texts()
        self._show(desk.ctx.clock.now())

    def take_focus(self) -> None:
        """The specimens, or the scores when there is none."""
        target = self.specimens if self.presenter.specimens(self.desk.ctx.clock.now()) else self.scores
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_take(self) -> None:
        """Record the chosen specimen as taken."""
        if self.presenter.may_take():
            self._about(TakeDialog)

    def open_receive(self) -> None:
        """Record it as received."""
        if self.presenter.may_receive():
            self._about(ReceiveDialog)

    def open_end(self) -> None:
        """Record that it was not taken, or rejected."""
        if self.presenter.may_end():
            self._about(EndDialog)

    def open_culture(self) -> None:
        """Enter a report of the culture."""
        if self.presenter.may_report():
            self._about(CultureDialog)

    def open_enter(self) -> None:
        """Enter a result."""
        page, patient_id = self.presenter.page, self.presenter.patient_id
        if page is not None and patient_id is not None and self.presenter.may_enter():
            self._open(ResultDialog(self.desk, patient_id, page.episode_id, self.presenter.who(), self))

    def open_answer(self) -> None:
        """Answer what the chosen score asks a person."""
        sheet, patient_id = self.presenter.sheet(), self.presenter.patient_id
        if sheet is not None and patient_id is not None and self.presenter.may_answer():
            self._open(AnswerDialog(self.desk, patient_id, sheet.score, self.presenter.who(), self))

    def open_order(self) -> None:
        """Order a specimen."""
        if self.presenter.may_order() and self.presenter.patient_id is not None:
            form = open_order_form(self.desk, self.presenter.patient_id, self, OrderKind.SPECIMEN.value)
            form.ordered.connect(lambda _: self._on_saved())

    def _open_next(self) -> None:
        """Enter on a specimen: the next step it can take."""
        for act in (self.open_take, self.open_receive, self.open_culture):
            act()

    def _about(self, kind: type[TakeDialog | ReceiveDialog | EndDialog | CultureDialog]) -> None:
        specimen = self.presenter.specimen()
        if specimen is not None:
            self._open(kind(self.desk, self.presenter.who(), specimen, self))

    def _open(self, form: FormDialog) -> None:
        form.saved.connect(self._on_saved)
        form.finished.connect(form.deleteLater)
        form.open()

    def _on_saved(self) -> None:
        announce(self, self.desk.texts("medication.saved"))
        self._read.ask()

    def _clear(self) -> None:
        self.labels["said"].hide()
        self._show(self.desk.ctx.clock.now())

    def _on_page(self, page: ResultsPage | None) -> None:
        if not self.presenter.take(page):
            return
        first = self.pages.currentIndex() == _LOADING
        self.labels["said"].hide()
        self._show(self.desk.ctx.clock.now())
        if first and (self.hasFocus() or self.scores.hasFocus()):
            self.take_focus()
        if self._wanted:
            self.specimens.choose(self._wanted)
            self.scores.choose(self._wanted)
            self._wanted = ""

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.page is None:
            self.message.say(sentence, self.desk.texts("medication.again"))
            self.pages.setCurrentIndex(_MESSAGE)
            return
        self.labels["said"].setText(sentence)
        self.labels["said"].show()
        announce(self, sentence, assertive=True)

    def _choose_specimen(self, specimen_id: str) -> None:
        self.presenter.specimen_id = specimen_id
        self._show_acts()

    def _choose_result(self, result_id: str) -> None:
        self.presenter.result_id = result_id
        self.labels["result"].setText(self.presenter.result_words(self.desk.ctx.clock.now()))

    def _choose_score(self, name: str) -> None:
        self.presenter.score = name
        self._show_items(self.desk.ctx.clock.now())
        self._show_acts()

    def _show(self, now: datetime) -> None:
        presenter = self.presenter
        self.pages.setCurrentIndex(_LOADING if presenter.page is None else _PAGE)
        specimens, labs = presenter.specimens(now), presenter.labs()
        self.specimens.show_rows(specimens)
        self.labels["none"].setVisible(not specimens)
        self.labs.show_grid(labs)
        self.labs.setVisible(bool(labs.rows))
        self.labels["no_labs"].setVisible(not labs.rows)
        self.labels["result"].setVisible(bool(labs.rows))
        self.labels["result"].setText(presenter.result_words(now))
        self.scores.show_rows(presenter.scores())
        self._show_items(now)
        self._show_acts()

    def _show_items(self, now: datetime) -> None:
        self.items.show_rows(self.presenter.items(now))
        sheet = self.presenter.sheet()
        self.labels["foot"].setText(self.presenter.foot(now))
        self.labels["foot"].setToolTip(sheet.table_source if sheet else "")

    def _show_acts(self) -> None:
        presenter = self.presenter
        self.take.setEnabled(presenter.may_take())
        self.receive.setEnabled(presenter.may_receive())
        self.enter.setEnabled(presenter.may_enter())
        self.order.setEnabled(presenter.may_order())
        self.answer.setEnabled(presenter.may_answer())
        self.plain["culture"].setEnabled(presenter.may_report())
        self.plain["end"].setEnabled(presenter.may_end())

    def _write_texts(self) -> None:
        texts = self.desk.texts
        for name in ("specimens", "labs", "scores", "none", "no_labs"):
            self.labels[name].setText(texts(f"results.panel.{name}"))
        for widget, name in ((self.specimens, "specimens"), (self.labs, "labs"), (self.scores, "scores"),
                             (self.items, "items")):  # fmt: skip
            widget.setAccessibleName(texts(f"results.panel.{name}"))
        self.take.say(texts("results.act.take"))
        self.receive.say(texts("results.act.receive"))
        self.enter.say(texts("results.act.enter"))
        self.order.say(texts("results.act.order"))
        self.answer.say(texts("results.act.answer"))
        for name, button in self.plain.items():
            button.setText(texts(f"results.act.{name}"))
            button.setAccessibleName(texts(f"results.act.{name}"))


# i18n: results.panel.*  # i18n: results.act.*
def _panel(*widgets: QWidget) -> QFrame:
    panel = QFrame()
    panel.setProperty("role", "panel")
    column = QVBoxLayout(panel)
    column.setContentsMargins(1, 1, 1, 1)
    column.setSpacing(0)
    for widget in widgets:
        if isinstance(widget, QLabel):
            widget.setContentsMargins(12, 8, 12, 8)
        still = isinstance(widget, QLabel) or widget.minimumHeight() == widget.maximumHeight()
        column.addWidget(widget, 0 if still else 1)
    return panel


def _head(label: QLabel, *buttons: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(12, 6, 12, 6)
    row.setSpacing(8)
    row.addWidget(label)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    holder.setFixedHeight(44)
    return holder


def _foot(panel: QFrame, *rows: tuple[QWidget, ...]) -> None:
    column = panel.layout()
    assert isinstance(column, QVBoxLayout)
    column.addStretch(0)
    for buttons in rows:
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 12, 6)
        row.setSpacing(8)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
