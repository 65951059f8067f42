"""The board of equipment: sets on their way and pieces at the left, stock and one card at the right."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from hah_console.services.changes import Changes
from hah_console.services.equipment_board import EquipmentBoard, HistoryLine
from hah_console.ui.announce import announce
from hah_console.ui.bridge import LinkState
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.equipment.dialogs import (
    BrokenDialog,
    CancelDialog,
    ReceiptDialog,
    RegisterDialog,
    SwapDialog,
)
from hah_console.ui.screens.equipment.equipment_lists import (
    ColumnHeader,
    PieceDelegate,
    SetDelegate,
    StepDelegate,
    StockDelegate,
)
from hah_console.ui.screens.equipment.presenter import ALL, FILTERS, Act, Command, EquipmentPresenter
from hah_console.ui.widgets.facts_panel import FactsPanel
from hah_console.ui.widgets.flow import FlowLayout
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.link_notice import LinkNotice
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

SIDE_WIDTH = 430
SETS_HEIGHT, STOCK_HEIGHT, FACTS_HEIGHT = 192, 206, 176
_LOADING, _BOARD, _MESSAGE = range(3)


class EquipmentScreen(Screen):
    """Enter opens the patient; the next step of what is in sight has a key of its own."""

    screen_id = "equipment"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = EquipmentPresenter(desk.ctx, desk.actor, desk.texts, desk.ports.rules.equipment)
        self._wanted = ""
        self._build()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_board, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        desk, theme = self.desk, self.desk.theme
        self.title, self.summary, self.sets_title = QLabel(), QLabel(), QLabel()
        self.card_title, self.steps_title, self.said = QLabel(), QLabel(), QLabel()
        for label, role in (
            (self.title, "title"), (self.summary, "hint"), (self.sets_title, "heading"), (self.card_title, "title"),
            (self.steps_title, "small"), (self.said, "error"),
        ):  # fmt: skip
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setObjectName("equipment.said")
        self.said.setWordWrap(True)
        self.said.hide()
        self.filters = {name: self._filter_button(name) for name in FILTERS}
        self.sets = RowList("equipment.sets", SetDelegate(theme), keeps_selection=True)
        self.pieces = RowList("equipment.pieces", PieceDelegate(theme), keeps_selection=True)
        self.stock = RowList("equipment.stock", StockDelegate(theme))
        self.steps = RowList("equipment.steps", StepDelegate(theme))
        for rows in (self.sets, self.pieces):
            rows.chosen.connect(partial(self._choose, rows))
            rows.focused.connect(partial(self._choose_current, rows))
            rows.opened.connect(self._open)
        self.piece_header = ColumnHeader(desk.texts, theme, self.pieces, stock=False)
        self.stock_header = ColumnHeader(desk.texts, theme, self.stock, stock=True)
        self.facts = FactsPanel("equipment.facts")
        self.next = KeyButton("equipment.next", "Alt+F9", theme, self, kind="primary")
        self.broken = KeyButton("equipment.broken", "Alt+F8", theme, self)
        self.other = KeyButton("equipment.other", "Alt+F7", theme, self)
        self.give_up = KeyButton("equipment.cancel", "Alt+F6", theme, self)
        self.register = KeyButton("equipment.register", "Ctrl+N", theme, self)
        for button, act in (
            (self.next, self.do_next), (self.broken, self.open_broken), (self.other, self.do_other),
            (self.give_up, self.open_cancel), (self.register, self.open_register),
        ):  # fmt: skip
            button.clicked.connect(act)
        self.notice = LinkNotice("equipment.link", desk)
        self._skeleton, self.message = Skeleton(theme), Message("equipment.message")
        self.message.asked.connect(self._on_message)
        self._lay_out()

    def _filter_button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setChecked(name == ALL)
        button.setObjectName(f"equipment.filter.{name}")
        button.clicked.connect(partial(self._on_filter, name))
        return button

    def _lay_out(self) -> None:
        head, filters, body = QHBoxLayout(), FlowLayout(4), QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.title)
        head.addWidget(self.summary)
        head.addStretch(1)
        head.addWidget(self.register)
        for button in self.filters.values():
            filters.addWidget(button)
        self.sets_panel, self.pieces_panel = _panel(self.sets), _panel(self.piece_header, self.pieces)
        self.sets_panel.setFixedHeight(SETS_HEIGHT)
        self.lists = QStackedWidget()
        for page in (self._skeleton, self.pieces_panel, self.message):
            self.lists.addWidget(page)
        left = QVBoxLayout()
        left.setSpacing(6)
        for part in (self.sets_title, self.sets_panel):
            left.addWidget(part)
        left.addLayout(filters)
        left.addWidget(self.lists, 1)
        body.setSpacing(12)
        body.addLayout(left, 1)
        body.addWidget(self._side())
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(body, 1)
        column.addWidget(self.notice)

    def _side(self) -> QWidget:
        side, column = QWidget(), QVBoxLayout()
        side.setFixedWidth(SIDE_WIDTH)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        stock = _panel(self.stock_header, self.stock)
        stock.setFixedHeight(STOCK_HEIGHT)
        column.addWidget(stock)
        column.addWidget(self._card(), 1)
        side.setLayout(column)
        return side

    def _card(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "panel")
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 10, 8, 10)
        column.setSpacing(6)
        self.facts.setFixedHeight(FACTS_HEIGHT)
        acts = QHBoxLayout()
        acts.setSpacing(6)
        for button in (self.broken, self.other, self.give_up):
            acts.addWidget(button)
        acts.addStretch(1)
        for part in (self.card_title, self.facts, self.next):
            column.addWidget(part)
        column.addLayout(acts)
        for part in (self.said, self.steps_title):
            column.addWidget(part)
        column.addWidget(self.steps, 1)
        return card

    def take_focus(self) -> None:
        """The sets that wait, or the pieces when there are none."""
        rows = self.sets if self.sets.model().rowCount() else self.pieces
        rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose a set or a piece, now or when it has been read."""
        self._wanted = entity_id
        self._show_wanted()

    def refresh(self) -> None:
        """Read everything again."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when equipment or those who have it changed."""
        if changes.touches("kit", "equipment_set", "episode", "patient", "site"):
            self._read.ask()

    def on_link(self, link: LinkState) -> None:
        """Say when what is shown may not be of now."""
        self.notice.show_link(link)

    def on_tick(self, now: datetime) -> None:
        """Clocks."""
        self.notice.refresh()
        if self.presenter.board is not None:
            self._show(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts, self.presenter.rules = desk.texts, desk.ports.rules.equipment
        for header in (self.piece_header, self.stock_header):
            header.restyle(desk.texts, desk.theme)
        self.notice.restyle(desk)
        for part in (
            self._skeleton, self.sets, self.pieces, self.stock, self.steps, self.next, self.broken, self.other,
            self.give_up, self.register,
        ):  # fmt: skip
            part.restyle(desk.theme)
        self._write_texts()
        if self.presenter.board is not None:
            self._show(desk.ctx.clock.now())

    def choose_filter(self, name: str) -> None:
        """Show only the pieces of one count, and say so."""
        now = self.desk.ctx.clock.now()
        self.presenter.filter = name
        self.presenter.resort()
        for key, button in self.filters.items():
            button.setChecked(key == name)
        self._show(now)
        announce(self.pieces, f"{self.desk.texts.word('equipment.filter', name)} {self.presenter.counts(now)[name]}")

    def do_next(self) -> None:
        """The next step of what is in sight; a delivery has a form."""
        act, one = self.presenter.next_act(), self.presenter.set()
        if act is Act.DELIVER and one is not None:
            self._open_form(ReceiptDialog(self.desk, self.presenter, one, self))
        elif act is not None:
            self._run(self.presenter.command(act))

    def do_other(self) -> None:
        """Another piece instead of the one in sight; or take the set apart."""
        piece = self.presenter.piece()
        if self.presenter.may_unpack():
            self._run(self.presenter.unpack())
        elif piece is not None and self.presenter.may_swap():
            self._open_form(SwapDialog(self.desk, self.presenter, piece, self))

    def open_broken(self) -> None:
        """Say what is wrong with the piece in sight."""
        piece = self.presenter.piece()
        if piece is not None and self.presenter.may_break():
            self._open_form(BrokenDialog(self.desk, self.presenter, piece, self))

    def open_cancel(self) -> None:
        """Say why the set in sight is given up."""
        one = self.presenter.set()
        if one is not None and self.presenter.may_cancel():
            self._open_form(CancelDialog(self.desk, self.presenter, one, self))

    def open_register(self) -> None:
        """Enter a new piece."""
        self._open_form(RegisterDialog(self.desk, self.presenter, self))

    def _open_form(self, form: QDialog) -> None:
        form.accepted.connect(self._read.ask)
        form.finished.connect(form.deleteLater)
        form.open()

    def _run(self, command: Command | None) -> None:
        if command is not None and self.next.isEnabled():
            self.next.setEnabled(False)
            self.desk.tasks.run_command(command, self._on_done, self._on_refused)

    def _on_done(self, _: Changes) -> None:
        self._say("")
        self._read.ask()

    def _on_refused(self, error: Exception) -> None:
        self._say(self.presenter.refusal(error))
        self._read.ask()

    def _on_board(self, board: EquipmentBoard) -> None:
        first = self.presenter.board is None
        self.presenter.take(board)
        self._show(board.at)
        self._show_wanted()
        self._ask_history()
        if first and self.isVisible():
            self.take_focus()

    def _on_failed(self, error: Exception) -> None:
        if self.presenter.board is None:
            self.message.say(self.desk.texts.error(error), self.desk.texts("census.retry"))
            self.lists.setCurrentIndex(_MESSAGE)
        else:
            self._say(self.desk.texts.error(error))

    def _on_message(self) -> None:
        self.choose_filter(ALL)
        self.refresh()

    def _on_filter(self, name: str, _checked: bool = False) -> None:
        self.choose_filter(name)

    def _on_history(self, found: tuple[str, tuple[HistoryLine, ...]]) -> None:
        if self.presenter.take_history(found):
            self._show_card(self.desk.ctx.clock.now())

    def _choose(self, rows: RowList, key: str) -> None:
        """A row of the list that is worked in; another list's first row is not taken for a choice."""
        if rows.hasFocus() or not self.presenter.chosen or key == self._wanted:
            self._take(key)

    def _choose_current(self, rows: RowList) -> None:
        if rows.key():
            self._take(rows.key())

    def _take(self, key: str) -> None:
        if key != self.presenter.chosen:
            self.presenter.chosen = key
            for rows in (self.sets, self.pieces):
                rows.keeps_selection = rows.key() == key
                rows.viewport().update()
            self._say("")
            self._show_card(self.desk.ctx.clock.now())
            self._ask_history()

    def _ask_history(self) -> None:
        key = self.presenter.chosen
        if key and self.presenter.piece() is not None:
            self.desk.tasks.run_query(partial(self.presenter.read_history, key), self._on_history)

    def _show_wanted(self) -> None:
        for rows in (self.sets, self.pieces) if self._wanted else ():
            if rows.choose(self._wanted):
                self._take(self._wanted)
                self._wanted = ""
                rows.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _open(self, key: str) -> None:
        patient_id = self.presenter.patient_of(key)
        if patient_id:
            self.desk.navigate("patient", patient_id)

    def _show(self, now: datetime) -> None:
        presenter, texts = self.presenter, self.desk.texts
        sets, pieces = presenter.sets(now), presenter.pieces(now)
        self.sets.show_rows(sets)
        self.pieces.show_rows(pieces)
        self.stock.show_rows(presenter.stock())
        self.summary.setText(presenter.summary(now))
        self.sets_title.setText(texts("equipment.sets_title" if sets else "equipment.no_sets", count=len(sets)))
        self.sets_panel.setVisible(bool(sets))
        for name, count in presenter.counts(now).items():
            self._write_filter(name, count)
        if not pieces:
            filtered = presenter.filter != ALL
            key = "equipment.empty_filter" if filtered else "equipment.empty"
            self.message.say(texts(key), texts("equipment.all") if filtered else texts("census.retry"))
        self.lists.setCurrentIndex(_BOARD if pieces else _MESSAGE)
        self._show_card(now)

    def _show_card(self, now: datetime) -> None:
        presenter, texts = self.presenter, self.desk.texts
        facts, one = presenter.facts(now), presenter.set()
        self.card_title.setText(presenter.title() or texts("equipment.nothing"))
        self.facts.show_facts(presenter.title(), facts)
        self.facts.setVisible(bool(facts))
        self.steps_title.setText(texts("equipment.check_list" if one else "equipment.history") if facts else "")
        self.steps.show_rows(presenter.steps(now))
        self.next.say(presenter.next_word())
        self.next.setEnabled(presenter.next_act() is not None)
        self.other.say(texts("equipment.unpack" if one else "equipment.swap_it"))
        for button, may in (
            (self.broken, presenter.may_break()), (self.other, presenter.may_swap() or presenter.may_unpack()),
            (self.give_up, presenter.may_cancel()),
        ):  # fmt: skip
            button.setEnabled(may)

    def _write_filter(self, name: str, count: int) -> None:
        words = f"{self.desk.texts.word('equipment.filter', name)} {count}"
        button = self.filters[name]
        if button.text() != words:
            button.setText(words)
            button.setAccessibleName(words)

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        if sentence:
            announce(self.said, sentence, assertive=True)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.title.setText(texts("equipment.title"))
        for rows, key in (
            (self.sets, "equipment.sets"), (self.pieces, "equipment.list"), (self.stock, "equipment.stock"),
            (self.steps, "equipment.history"),
        ):  # fmt: skip
            rows.setAccessibleName(texts(key))
        self.broken.say(texts("equipment.break_it"))
        self.give_up.say(texts("equipment.give_up"))
        self.register.say(texts("equipment.new"))
        self.next.say(texts("equipment.act.none"))
        self.other.say(texts("equipment.swap_it"))


def _panel(*widgets: QWidget) -> QFrame:
    panel = QFrame()
    panel.setProperty("role", "panel")
    column = QVBoxLayout(panel)
    column.setContentsMargins(1, 1, 1, 1)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget)
    return panel
