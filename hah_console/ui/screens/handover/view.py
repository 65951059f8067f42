"""The shift handover: what I give at the left, what I am given beside it, what is said of one patient at the right."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hah_console.domain.closing.isbar import IsbarField
from hah_console.domain.ids import EpisodeId, HandoverId
from hah_console.services.changes import Changes
from hah_console.services.handover_board import HandoverBoard, read_handover_board
from hah_console.services.handover_page import HandoverPage, read_handover_page, read_handover_pages
from hah_console.services.page_openings import PageOpenings
from hah_console.ui.announce import announce
from hah_console.ui.closing.isbar_text import entry_text, missing_keys, unsaid_names
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.handover.dialogs import SignDialog
from hah_console.ui.screens.handover.field_dialog import FieldDialog
from hah_console.ui.screens.handover.paper_run import PaperRun
from hah_console.ui.screens.handover.presenter import Command, HandoverPresenter, Side, Step
from hah_console.ui.screens.handover.reason_note import ReasonNote
from hah_console.ui.screens.handover.row_list import MarkList, PatientDelegate, field_list
from hah_console.ui.widgets.choice import Choice
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

COLUMN_WIDTH = 318
TOUCHED = ("handover", "episode", "patient", "task", "alarm", "transfer", "dose", "user")


class HandoverScreen(Screen):
    """Every step sends the version in sight; who answers for a patient is decided by the service alone."""

    screen_id = "handover"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = HandoverPresenter(desk.ctx, desk.actor, desk.texts, desk.ports.rules.clocks)
        self._moving = False
        self._wanted = ""
        self._asked: tuple[EpisodeId, HandoverId | None] = (EpisodeId(""), None)
        self._openings = PageOpenings(desk.ctx, desk.actor)
        self._build()
        self._read = Requery(desk.tasks, self._read_board, self._on_board, self._on_failed, self)
        self._read_one = Requery(desk.tasks, self._read_page, self._on_page, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.fields = field_list(theme)
        self.fields.opened.connect(self.edit)
        self.mine = MarkList("handover.mine", PatientDelegate(theme), keeps_selection=True)
        self.hers = RowList("handover.hers", PatientDelegate(theme), keeps_selection=True)
        for side, column in self._columns():
            column.chosen.connect(partial(self._on_chosen, side))
            column.focused.connect(partial(self._on_focused, side))
            column.opened.connect(lambda _: self.fields.setFocus(Qt.FocusReason.OtherFocusReason))
        self.mine.marked.connect(self._on_marked)
        self.receiver = Choice(theme)
        self.receiver.setObjectName("handover.receiver")
        self.receiver.currentIndexChanged.connect(lambda _: self._show_actions())
        self.note = ReasonNote(self.desk)
        self.note.textChanged.connect(self._on_typed)
        self.read_back = QCheckBox()
        self.read_back.setObjectName("handover.read_back")
        self._make_buttons()
        self._label_widgets()
        self._paper = PaperRun(self.desk, self.presenter.book, self._say, self)
        self._skeleton, self.message = Skeleton(theme), Message("handover.message")
        self.message.asked.connect(self._on_message)
        self._lay_out()

    def _make_buttons(self) -> None:
        self.next_button = self._button("handover.next", "Alt+F9", self.step_forward, kind="primary")
        self.back_button = self._button("handover.refuse", "Alt+F7", self.give_back)
        self.keep_button = self._button("handover.keep", "Alt+F8", self.keep)
        self.open_button = self._button("handover.open_patient", "Alt+F6", self.open_patient)
        self.print_button = self._button("handover.print", "Alt+F10", self.print_out)

    def _button(self, name: str, keys: str, do: object, kind: str = "") -> KeyButton:
        button = KeyButton(name, keys, self.desk.theme, self, kind=kind)
        button.clicked.connect(do)
        return button

    def _label_widgets(self) -> None:
        self._title, self.who, self.about, self.said = QLabel(), QLabel(), QLabel(), QLabel()
        self._mine_title, self._hers_title, self._mine_hint = QLabel(), QLabel(), QLabel()
        self._receiver_label, self._note_label = QLabel(), QLabel()
        self.empty_mine, self.empty_hers = QLabel(), QLabel()
        roles = {
            "title": (self._title,),
            "heading": (self.who, self._mine_title, self._hers_title),
            "hint": (self.about, self._mine_hint, self.empty_mine, self.empty_hers),
            "label": (self._receiver_label, self._note_label),
            "error": (self.said,),
        }
        for role, labels in roles.items():
            for label in labels:
                label.setProperty("role", role)
                label.setWordWrap(role != "title")
                label.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setObjectName("handover.said")
        self._receiver_label.setBuddy(self.receiver)
        self._note_label.setBuddy(self.note)

    def _lay_out(self) -> None:
        self._body = QWidget()
        body = QHBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        mine = (self._mine_title, self.empty_mine, self.mine, self._mine_hint, self._receiver_label, self.receiver)
        body.addWidget(_panel(*mine, width=COLUMN_WIDTH))
        body.addWidget(_panel(self._hers_title, self.empty_hers, self.hers, width=COLUMN_WIDTH))
        body.addWidget(self._detail(), 1)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self._body, self.message):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.print_button)
        column.addLayout(head)
        column.addWidget(self.pages, 1)

    def _detail(self) -> QFrame:
        panel = _panel(self.who, self.about, self.fields, self._note_label, self.note, self.read_back, self.said)
        column = panel.layout()
        assert isinstance(column, QVBoxLayout)
        column.setStretchFactor(self.fields, 1)
        column.addWidget(self.next_button)
        rest = QHBoxLayout()
        for button in (self.back_button, self.keep_button, self.open_button):
            rest.addWidget(button)
        rest.addStretch(1)
        column.addLayout(rest)
        return panel

    def take_focus(self) -> None:
        """The column in which somebody waits."""
        self._list(self.presenter.side).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose a patient by the id of her admission, now or when it has been read."""
        self._wanted = entity_id
        self._choose_wanted()

    def refresh(self) -> None:
        """Read everything again."""
        self._read.ask()
        self._ask_page()

    def on_changes(self, changes: Changes) -> None:
        """Read again when anything of a handover changed."""
        if changes.touches(*TOUCHED):
            self._read.ask()
            self._ask_page()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme; what was typed stays."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        self._paper.desk = desk
        for part in (self.mine, self.hers, self.fields):
            part.restyle(desk.theme)
        for button in self._buttons():
            button.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self._say("")
        self._write_texts()
        self._show()

    def step_forward(self) -> None:
        """Begin, sign or accept, as the patient in sight wants it."""
        step = self.presenter.step()
        if self._moving or step is None:
            return
        if step is Step.START:
            self._run(self.presenter.start(str(self.receiver.currentData() or "")), self._on_started)
        elif step is Step.SIGN:
            self._ask_signature()
        else:
            command = self.presenter.accept(read_back=self.read_back.isChecked())
            if command is not None:
                self._run(command, self._on_answered)

    def give_back(self) -> None:
        """Refuse, or take back, with the reason that was written."""
        if not self._moving:
            self._run(self.presenter.give_back(), self._on_answered)

    def keep(self) -> None:
        """Answer for the patient in sight, as the charge nurse."""
        command = self.presenter.keep()
        if command is not None and not self._moving:
            self._run(command, self._on_answered)

    def open_patient(self) -> None:
        """Go to the patient in sight."""
        row = self.presenter.row()
        if row is not None:
            self.desk.navigate("patient", row.patient_id)

    def edit(self, key: str) -> None:
        """Write one field, or say why it cannot be written."""
        why = self.presenter.editing(key)
        page = self.presenter.page
        if why or page is None:
            self._say(why)
            return
        field = IsbarField(key)
        entry = page.isbar.entry(field)
        text = entry_text(self.desk.texts, self.desk.ctx.local, entry, page.at) if entry and entry.values else ""
        subject = f"{page.handover_id}:{page.episode.episode_id}:{field.value}"
        who, rewrite = self.presenter.title(), partial(self._rewriting, field)
        dialog = FieldDialog(self.desk, field, who, text, subject, rewrite, self)
        dialog.sent.connect(lambda _: self._on_written(key))
        dialog.open()

    def print_out(self) -> None:
        """Put the patients of the handover in sight on paper."""
        self._paper.ask(self.presenter.on_paper())

    def _columns(self) -> tuple[tuple[Side, RowList], ...]:
        return (Side.MINE, self.mine), (Side.HERS, self.hers)

    def _list(self, side: Side) -> RowList:
        return self.mine if side is Side.MINE else self.hers

    def _rewriting(self, field: IsbarField, text: str, none: bool) -> Command | None:
        return self.presenter.rewrite(field, text, none=none)

    def _ask_signature(self) -> None:
        command = self.presenter.sign()
        wanted = [(row.episode_id, row.handover_id) for row in self.presenter.together()]
        if command is None:
            return
        ctx, book = self.desk.ctx, self.presenter.book
        self.desk.tasks.run_query(
            lambda: read_handover_pages(ctx, book, wanted), partial(self._open_signature, command), self._on_failed
        )

    def _open_signature(self, command: Command, pages: tuple[HandoverPage, ...]) -> None:
        if not pages or not self.isVisible():
            return
        patients = tuple((page.identity.name, unsaid_names(self.desk.texts, page.isbar)) for page in pages)
        dialog = SignDialog(self.desk, pages[0].receiver, patients, command, self)
        dialog.saved.connect(partial(self._say, self.desk.texts("handover.say.sent", receiver=pages[0].receiver)))
        dialog.saved.connect(self.refresh)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _run(self, command: Command | str, done: object) -> None:
        if isinstance(command, str):
            self._say(command)
            (self.note if self.presenter.may_refuse or self.presenter.may_take_back else self.receiver).setFocus()
            return
        self._moving = True
        self._show_actions()
        self.desk.tasks.run_command(command, done, self._on_refused)  # type: ignore[arg-type]

    def _on_started(self, _: Changes) -> None:
        self._moving = False
        self._say(self.desk.texts("handover.say.started"))
        self.refresh()
        self.fields.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_answered(self, _: Changes) -> None:
        """The next who waits comes in sight."""
        self._moving = False
        answered = self.presenter.chosen_id
        self.presenter.notes.pop(answered, None)
        self.note.sent()
        self.read_back.setChecked(False)
        self._say(self.desk.texts("handover.say.answered"))
        following = self.presenter.next_offered(answered) if self.presenter.side is Side.HERS else ""
        if following:
            self.hers.choose(following)
        self.refresh()

    def _on_refused(self, error: Exception) -> None:
        self._moving = False
        self._say(self.presenter.failed(error))
        self.refresh()

    def _on_written(self, key: str) -> None:
        """On to the next field that is still to be said."""
        keys = [line.key for line in self.presenter.fields(self.desk.ctx.clock.now())]
        after = keys[keys.index(key) + 1 :] if key in keys else keys
        missing = set(missing_keys(self.presenter.fields(self.desk.ctx.clock.now())))
        following = next((one for one in after if one in missing), "")
        if following:
            self.fields.choose(following)
        self.refresh()
        self.fields.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_typed(self) -> None:
        if self.presenter.chosen_id:
            self.presenter.notes[self.presenter.chosen_id] = self.note.toPlainText()

    def _on_marked(self, key: str) -> None:
        self.presenter.toggle(key)
        self._show()

    def _on_focused(self, side: Side) -> None:
        if side is not self.presenter.side and self._list(side).key():
            self._on_chosen(side, self._list(side).key())

    def _on_chosen(self, side: Side, key: str) -> None:
        own = self._list(side).hasFocus() or side is self.presenter.side
        if not own or (side, key) == (self.presenter.side, self.presenter.chosen_id):
            return
        self.presenter.side, self.presenter.chosen_id, self.presenter.page = side, key, None
        self.read_back.setChecked(False)
        self._say("")
        self._show_detail()
        self._ask_page()

    def _show_note(self) -> None:
        """The reason typed for the patient in sight, never that of another."""
        note = self.presenter.notes.get(self.presenter.chosen_id, "")
        self.note.open(*self.presenter.reason_subject(), note)

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        if sentence:
            announce(self.fields, sentence, assertive=True)

    def _read_board(self) -> HandoverBoard:
        days = self.desk.ports.rules.programme.days
        return read_handover_board(self.desk.ctx, self.desk.actor, days)

    def _on_board(self, board: HandoverBoard) -> None:
        first = self.presenter.board is None
        self.presenter.board = board
        if first and self.presenter.next_offered(""):
            self.presenter.side = Side.HERS
        self._show_receivers()
        self._show()
        self._choose_wanted()
        if not self.presenter.chosen_id:
            self._on_first(self._list(self.presenter.side).key() or self.mine.key())
        self._ask_page()
        if first and self.isVisible():
            self.take_focus()

    def _on_first(self, key: str) -> None:
        self.presenter.chosen_id = key
        self._show_detail()

    def _choose_wanted(self) -> None:
        for side, column in self._columns():
            if self._wanted and column.rows.position(self._wanted) is not None:
                self.presenter.side = side
                column.choose(self._wanted)
                self._on_chosen(side, self._wanted)
                self._wanted = ""

    def _ask_page(self) -> None:
        row = self.presenter.row()
        if row is not None:
            self._asked = (row.episode_id, row.handover_id)
            self._read_one.ask()

    def _read_page(self) -> HandoverPage:
        self._openings.note("handover_page", self._asked[0])
        return read_handover_page(self.desk.ctx, self.presenter.book, *self._asked)

    def _on_page(self, page: HandoverPage) -> None:
        """SAFETY(right handover): an answer about a patient who is no longer in sight is dropped."""
        row = self.presenter.row()
        if row is None or (page.episode.episode_id, page.handover_id) != (row.episode_id, row.handover_id):
            self._ask_page()
            return
        self.presenter.page = page
        self._show_detail()

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.board is not None:
            self._say(sentence)
            return
        self.message.say(sentence, self.desk.texts("handover.retry"))
        self.pages.setCurrentWidget(self.message)

    def _on_message(self) -> None:
        if self.presenter.board is None:
            self.refresh()
        else:
            self.desk.navigate("census", "")

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("handover.title"))
        self._mine_hint.setText(texts("handover.mark_hint"))
        self._receiver_label.setText(texts("handover.receiver"))
        self.receiver.setAccessibleName(texts("handover.receiver"))
        self._note_label.setText(texts("handover.note"))
        self.note.setAccessibleName(texts("handover.note"))
        self.note.setPlaceholderText(texts("handover.note_hint"))
        self.read_back.setText(texts("handover.read_back"))
        self.read_back.setAccessibleName(texts("handover.read_back"))
        self.mine.setAccessibleName(texts("handover.list.mine"))
        self.hers.setAccessibleName(texts("handover.list.hers"))
        self.fields.setAccessibleName(texts("handover.list.fields"))
        self.empty_mine.setText(texts("handover.empty_mine"))
        self.empty_hers.setText(texts("handover.empty_hers"))
        self.keep_button.say(texts("handover.do.keep"))
        self.open_button.say(texts("handover.do.open_patient"))
        self.print_button.say(texts("handover.do.print"))
        self._show_receivers()
        self._show_actions()

    def _buttons(self) -> tuple[KeyButton, ...]:
        return self.next_button, self.back_button, self.keep_button, self.open_button, self.print_button

    def _show_receivers(self) -> None:
        """Everybody who may be handed a patient; the one chosen stays chosen."""
        texts, chosen = self.desk.texts, self.receiver.currentData()
        people = self.presenter.board.receivers if self.presenter.board else ()
        self.receiver.blockSignals(True)
        self.receiver.clear()
        self.receiver.addItem(texts("handover.choose_receiver"), "")
        for person in people:
            role = texts.word("words.role", person.role)
            self.receiver.addItem(texts("handover.person", name=person.name, role=role), person.user_id)
        self.receiver.setCurrentIndex(max(0, self.receiver.findData(chosen)))
        self.receiver.blockSignals(False)

    def _show(self) -> None:
        presenter = self.presenter
        if presenter.board is None:
            return
        for side, column in self._columns():
            column.show_rows(presenter.lines(side))
        self._mine_title.setText(presenter.heading(Side.MINE))
        self._hers_title.setText(presenter.heading(Side.HERS))
        self.empty_mine.setVisible(not presenter.board.mine)
        self.empty_hers.setVisible(not presenter.board.hers)
        empty = not (presenter.board.mine or presenter.board.hers)
        if empty:
            self.message.say(self.desk.texts("handover.empty"), self.desk.texts("handover.empty_button"))
        self.pages.setCurrentWidget(self.message if empty else self._body)
        self._show_detail()

    def _show_detail(self) -> None:
        now = self.desk.ctx.clock.now()
        self._show_note()
        if self.presenter.row() is None:
            self.presenter.page = None
        self.who.setText(self.presenter.title())
        self.about.setText(self.presenter.about())
        self.fields.show_rows((*self.presenter.fields(now), *self.presenter.carried(now)))
        self._show_actions()

    def _show_actions(self) -> None:
        presenter, texts = self.presenter, self.desk.texts
        self.next_button.say(presenter.step_text())
        self.next_button.setEnabled(presenter.step() is not None and not self._moving)
        self.back_button.say(texts("handover.do.refuse" if presenter.may_refuse else "handover.do.take_back"))
        giving_back = presenter.may_refuse or presenter.may_take_back
        for widget in (self.back_button, self.note, self._note_label):
            widget.setVisible(giving_back)
        self.keep_button.setVisible(presenter.may_keep)
        self.read_back.setVisible(presenter.may_refuse)
        self.open_button.setEnabled(presenter.row() is not None)
        self.said.setVisible(bool(self.said.text()))


def _panel(*widgets: QWidget, width: int = 0) -> QFrame:
    panel = QFrame()
    panel.setProperty("role", "panel")
    column = QVBoxLayout(panel)
    column.setContentsMargins(12, 12, 12, 12)
    column.setSpacing(8)
    for widget in widgets:
        column.addWidget(widget)
    if width:
        panel.setFixedWidth(width)
    return panel
