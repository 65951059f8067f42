"""Questionnaires of a patient: which there are, the trend of one with its table, and one question after the other."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from hah_console.services.questionnaires import PatientAnswers
from hah_console.ui.announce import announce
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.questionnaires.ask_panel import AskPanel
from hah_console.ui.screens.patient.questionnaires.lists import AnswerDelegate, FormDelegate
from hah_console.ui.screens.patient.questionnaires.presenter import QuestionnairesPresenter
from hah_console.ui.screens.patient.questionnaires.trend_view import TrendView
from hah_console.ui.screens.patient.read_tab import ReadTab
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.panes import list_pane
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

LIST_WIDTH = 320


class QuestionnairesTab(ReadTab):
    """SAFETY(identity): nothing of the patient before is shown; answers begun stay hers, as a draft."""

    tab_id = "questionnaires"

    entities = ("answers", "patient", "episode", "user")
    presenter: QuestionnairesPresenter

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.presenter = QuestionnairesPresenter(desk)
        self._build()
        self._lay_out()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_answers, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self._body, self._right, self._reading = QWidget(), QStackedWidget(), QFrame()
        self._reading.setProperty("role", "panel")
        self.list = RowList("questionnaires.list", FormDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(lambda _: self.begin_asking())
        self.ask = KeyButton("questionnaires.ask", "Alt+F5", theme, self._reading, kind="primary")
        self.ask.clicked.connect(self.begin_asking)
        self.trend = TrendView(theme)
        self.table = RowList("questionnaires.table", AnswerDelegate(theme))
        self.panel: AskPanel = AskPanel(self.desk, self.presenter)
        self.panel.left.connect(self._show_reading)
        self.panel.stored.connect(self._on_stored)
        self.about, self.who, self.empty, self.notice = QLabel(), QLabel(), QLabel(), QLabel()
        roles = {self.about: "heading", self.who: "hint", self.empty: "hint", self.notice: "error"}
        for label, role in roles.items():
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.notice.setObjectName("questionnaires.notice")
        self.notice.hide()
        self._skeleton, self.message = Skeleton(theme), Message("questionnaires.message")
        self.message.asked.connect(self.refresh)

    def _lay_out(self) -> None:
        left = list_pane(self.list, LIST_WIDTH)
        head = QHBoxLayout()
        title = QVBoxLayout()
        title.addWidget(self.about)
        title.addWidget(self.who)
        head.addLayout(title, 1)
        head.addWidget(self.ask)
        column = QVBoxLayout(self._reading)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(head)
        for widget in (self.notice, self.empty, self.trend):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        for side in (self._reading, self.panel):
            self._right.addWidget(side)
        body = QHBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(left)
        body.addWidget(self._right, 1)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self._body, self.message):
            self.pages.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pages)

    @property
    def asking(self) -> bool:
        """Whether somebody is being asked."""
        return self._right.currentWidget() is self.panel

    def on_tick(self, now: datetime) -> None:
        """Ages."""
        self.list.show_rows(self.presenter.lines(now))

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.desk = desk
        for part in (self.list, self.table, self.trend, self._skeleton):
            part.restyle(desk.theme)
        self.ask.restyle(desk.theme)
        self.panel.restyle(desk)
        self._write_texts()
        self._show()

    def take_focus(self) -> None:
        """The answers to choose from, else the list."""
        (self.panel.list if self.asking else self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_asking(self) -> None:
        """Ask the questionnaire in sight."""
        presenter = self.presenter
        found, form = presenter.found, presenter.form
        if found is not None and form is not None and found.episode_id is not None and presenter.can_ask():
            self._right.setCurrentWidget(self.panel)
            self.panel.begin(found.patient_id, found.episode_id, form)

    def _show_reading(self) -> None:
        self._right.setCurrentWidget(self._reading)
        self._read.ask()
        self.take_focus()

    def _on_stored(self, sentence: str) -> None:
        announce(self.list, sentence)
        self._show_reading()

    def _on_answers(self, found: PatientAnswers | None) -> None:
        first = self.presenter.found is None
        if self.presenter.take(found):
            self.notice.hide()
            self._show()
            self._choose_wanted()
            if first and self.isVisible():
                self.take_focus()

    def _on_failed(self, error: Exception) -> None:
        texts, sentence = self.desk.texts, self.desk.texts.error(error)
        if self.presenter.found is None:
            self.message.say(sentence, texts("questionnaires.retry"))
            self.pages.setCurrentWidget(self.message)
        else:
            self.notice.setText(texts("questionnaires.stale", reason=sentence))
            self.notice.show()
            announce(self.notice, self.notice.text(), assertive=True)

    def _choose_wanted(self) -> None:
        if self._wanted and self.list.choose(self._wanted):
            self._wanted = ""

    def _on_chosen(self, key: str) -> None:
        if key != self.presenter.chosen_id:
            self.presenter.chosen_id = key
            if self.asking:
                self.panel.close_asking()
            self._show_form()

    def _show(self) -> None:
        if self.presenter.found is not None:
            self.list.show_rows(self.presenter.lines(self.desk.ctx.clock.now()))
            self.pages.setCurrentWidget(self._body)
            self._show_form()

    def _show_form(self) -> None:
        presenter = self.presenter
        trend, rows = presenter.trend(), presenter.table()
        self.about.setText(presenter.about())
        self.who.setText(presenter.who())
        self.trend.show_data(trend, self._days(), presenter.least(), presenter.trend_spoken())
        self.table.show_rows(rows)
        for part in (self.trend, self.table):
            part.setVisible(bool(rows))
        why = presenter.why_not_ask()
        self.empty.setText(why or self.desk.texts("questionnaires.empty"))
        self.empty.setVisible(bool(why) or not rows)
        self.ask.setVisible(presenter.can_ask())

    def _days(self) -> tuple[str, str]:
        rows, local = self.presenter.answers(), self.desk.ctx.local
        if not rows:
            return "", ""
        first, last = (f"{local(row.answers.answered_at):%m-%d %H:%M}" for row in (rows[0], rows[-1]))
        return ("", last) if len(rows) == 1 else (first, last)

    def _clear(self) -> None:
        self.panel.forget()
        self._right.setCurrentWidget(self._reading)
        self.list.show_rows(())
        self.presenter.chosen_id = ""
        self._show_form()
        self.pages.setCurrentWidget(self._skeleton)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.list.setAccessibleName(texts("questionnaires.list"))
        self.table.setAccessibleName(texts("questionnaires.table"))
        self.ask.say(texts("questionnaires.ask_button"))
