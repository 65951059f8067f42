"""The merge screen: who was told of at the left, both records and what to decide at the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout

from hah_console.services.changes import Changes
from hah_console.services.match_board import ENTITIES, MatchPage, MatchRow
from hah_console.services.page_openings import PageOpenings
from hah_console.ui.announce import announce
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.matches.detail import MatchDetail
from hah_console.ui.screens.matches.dialogs import Deciding, LinkDialog, WhyDialog
from hah_console.ui.screens.matches.lists import MatchDelegate
from hah_console.ui.screens.matches.page_text import heading, known_who, told_who
from hah_console.ui.screens.matches.presenter import MatchesPresenter
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.panes import beside, list_pane
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

LIST_WIDTH = 320


class MatchesScreen(Screen):
    """By command bar. Every decision sends the version in sight; the service refuses what may not become one."""

    screen_id = "matches"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        openings = PageOpenings(desk.ctx, desk.actor)
        self.presenter = MatchesPresenter(desk.ctx, desk.actor, desk.texts, openings)
        self._build()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_rows, self._on_failed, self)
        self._read_page = Requery(desk.tasks, self.presenter.read_page, self._on_page, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.link_button = self._button("link", "Alt+F9", self.open_link, "primary")
        self.apart_button = self._button("apart", "Alt+F7", self.open_apart)
        self.new_button = self._button("new", "Alt+F10", self.open_new)
        self.undo_button = self._button("undo", "Alt+F8", self.open_undo)
        self.open_button = self._button("open", "Alt+F6", self.open_patient)
        self.buttons = (self.link_button, self.apart_button, self.new_button, self.undo_button, self.open_button)
        self._title, self._summary = QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._summary.setProperty("role", "hint")
        self.list = RowList("matches.list", MatchDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(lambda _: self._to_fields())
        self.detail = MatchDetail(self.desk, self.buttons)
        self.detail.candidates.chosen.connect(self._on_candidate)
        self._skeleton, self.message = Skeleton(theme), Message("matches.message")
        self.message.asked.connect(self.refresh)
        self._lay_out()

    def _button(self, part: str, keys: str, do: object, kind: str = "") -> KeyButton:
        button = KeyButton(f"matches.{part}", keys, self.desk.theme, self, kind=kind)
        button.clicked.connect(do)
        return button

    def _lay_out(self) -> None:
        body = beside(list_pane(self.list, LIST_WIDTH), self.detail)
        self.pages = QStackedWidget()
        for page in (self._skeleton, body, self.message):
            self.pages.addWidget(page)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._summary)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.pages, 1)

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose a case, now or when it has been read."""
        self.presenter.wanted = entity_id
        if entity_id and not self._choose_wanted():
            self._read.ask()

    def refresh(self) -> None:
        """Read the list and the case in sight again."""
        self._read.ask()
        if self.presenter.chosen_id:
            self._read_page.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when a case or a patient changed."""
        if changes.touches(*ENTITIES, "patient"):
            self.refresh()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        for part in (self.list, self._skeleton, *self.buttons):
            part.restyle(desk.theme)
        self._write_texts()
        self._show()

    def open_link(self) -> None:
        """The second look before both become one."""
        page, candidate, patient = self.presenter.page, self.presenter.candidate(), self.presenter.patient()
        if page is None or candidate is None or patient is None or not self.presenter.may_link():
            return
        texts = self.desk.texts
        joint = texts("referrals.list_joint")
        differs = joint.join(texts.word("matches.field", name) for name in candidate.differs)
        both = (told_who(texts, page.case.incoming), known_who(texts, patient))
        self._open(LinkDialog(self.desk, self.presenter.subject(), both, differs, self.presenter.link(), self))

    def open_apart(self) -> None:
        """Why they are two."""
        if self.presenter.may_decide():
            self._ask("apart", self.presenter.apart())

    def open_new(self) -> None:
        """Why it is somebody new."""
        if self.presenter.may_decide():
            self._ask("new", self.presenter.as_new())

    def open_undo(self) -> None:
        """Why the decision is taken back."""
        if self.presenter.may_undo():
            self._ask("undo", self.presenter.undo())

    def open_patient(self) -> None:
        """The page of the patient it is compared with."""
        if self.presenter.patient_id:
            self.desk.navigate("patient", self.presenter.patient_id)

    def _to_fields(self) -> None:
        self.detail.fields.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self, act: str, deciding: Deciding) -> None:
        page = self.presenter.page
        if page is not None:
            who = heading(self.desk.texts, page)
            self._open(WhyDialog(self.desk, act, self.presenter.subject(), who, deciding, self))

    def _open(self, form: FormDialog) -> None:
        form.saved.connect(self._on_saved)
        form.finished.connect(form.deleteLater)
        form.open()

    def _on_saved(self) -> None:
        said = self.desk.texts("matches.saved")
        self.detail.say("")
        announce(self, said)
        self.refresh()

    def _on_chosen(self, case_id: str) -> None:
        if case_id != self.presenter.chosen_id:
            for form in self.findChildren(QDialog):
                form.reject()
        self.presenter.choose(case_id)
        self._show_page()
        self._read_page.ask()

    def _on_candidate(self, patient_id: str) -> None:
        self.presenter.patient_id = patient_id
        self.detail.show_compared(self.presenter)
        self._offer()

    def _on_rows(self, rows: tuple[MatchRow, ...]) -> None:
        first = self.presenter.rows is None
        self.presenter.rows = rows
        self._show()
        self._choose_wanted()
        if first and self.isVisible():
            self.take_focus()

    def _choose_wanted(self) -> bool:
        wanted = self.presenter.wanted
        found = bool(wanted) and self.list.choose(wanted)
        if found:
            self.presenter.wanted = ""
        return found

    def _on_page(self, page: MatchPage | None) -> None:
        if self.presenter.take(page):
            self._show_page()

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.rows is None:
            self.message.say(sentence, self.desk.texts("matches.again"))
            self.pages.setCurrentWidget(self.message)
            return
        self.detail.say(sentence)
        announce(self, sentence, assertive=True)

    def _show(self) -> None:
        if self.presenter.rows is None:
            return
        lines, texts = self.presenter.lines(), self.desk.texts
        self.list.show_rows(lines)
        self._summary.setText(texts("matches.summary", count=self.presenter.waiting()))
        if lines:
            self.pages.setCurrentIndex(1)
        else:
            self.message.say(texts("matches.empty"), texts("matches.again"))
            self.pages.setCurrentWidget(self.message)
        self._show_page()

    def _show_page(self) -> None:
        self.detail.show_page(self.presenter)
        self._offer()

    def _offer(self) -> None:
        """Only what may be decided."""
        presenter = self.presenter
        self.link_button.setEnabled(presenter.may_link())
        for button in (self.apart_button, self.new_button):
            button.setEnabled(presenter.may_decide())
        self.undo_button.setEnabled(presenter.may_undo())
        self.open_button.setEnabled(bool(presenter.patient_id))

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("matches.title"))
        self.list.setAccessibleName(texts("matches.title"))
        for button, act in zip(self.buttons, ("link", "apart", "new", "undo", "open"), strict=True):
            button.say(texts(f"matches.act.{act}"))
        self.detail.write_texts(self.desk)
