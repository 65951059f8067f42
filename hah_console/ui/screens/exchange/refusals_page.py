"""What was not taken in: what came, why not, and the resource as it came; taken again or set aside with a reason."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from hah_console.services.refusal_board import ENTITIES, RefusalBoard
from hah_console.ui.announce import announce
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.raw_lines import RawText
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.exchange.refusals_presenter import Command, RefusalLine, RefusalsPresenter
from hah_console.ui.screens.exchange.two_panes import ThreeLineDelegate, TwoPanes
from hah_console.ui.widgets.raw_view import RawView
from hah_console.ui.widgets.spoken_label import SpokenLabel

NOTE_HEIGHT = 64


class RefusalDelegate(ThreeLineDelegate):
    """What came and whose it is; why it was refused."""

    def parts(self, row: object) -> tuple[str, str, str, bool] | None:
        return (row.title, row.reason, row.about, row.waits) if isinstance(row, RefusalLine) else None


class AsideDialog(FormDialog):
    """Asks why it is not needed."""

    def __init__(self, desk: Desk, presenter: RefusalsPresenter, parent: QWidget) -> None:
        super().__init__("refusals.aside_dialog", desk, parent)
        texts = desk.texts
        self._set_aside = presenter.set_aside()
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(NOTE_HEIGHT)
        self.title(texts("refusals.act.aside"), texts("refusals.act.aside"))
        self.who.setText(presenter.which())
        self.who.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setText(texts("refusals.aside_hint"))
        self.field("note", texts("refusals.note"), self.note)
        self.keep_typed(*presenter.subject())

    def send(self) -> None:
        """Set it aside; as it stood on the screen."""
        command: Command = self._set_aside(self.note.toPlainText())
        self.run(command)


class RefusalsPage(TwoPanes):
    """The resource itself is read when a person opens it, for that is a look into a record."""

    page_id, name, entities = "refusals", "refusals", ENTITIES

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, RefusalDelegate(desk.theme))
        self.presenter = RefusalsPresenter(desk.ctx, desk.actor, desk.texts)
        self.why, self.facts = SpokenLabel("refusals.why", desk.theme), SpokenLabel("refusals.facts", desk.theme)
        self.why.setProperty("role", "heading")
        self.place = QLabel()
        self.place.setProperty("role", "hint")
        self.place.setWordWrap(True)
        self.raw = RawView("refusals.raw", desk.theme)
        self.again_button = self.button("again", "Alt+F9", self.take_again, "primary")
        self.aside_button = self.button("aside", "Alt+F10", self.open_aside)
        self.open_button = self.button("open", "Alt+F6", self.open_raw)
        self.lay_out(((self.why, 0), (self.facts, 0), (self.place, 0), (self.raw, 1)))
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(lambda _: self.open_raw())
        self._read = Requery(desk.tasks, self.presenter.read, self._on_board, self.on_failed, self)
        self._read_raw = Requery(desk.tasks, self.presenter.read_content, self._on_content, self.on_failed, self)
        self._write_texts()

    def refresh(self) -> None:
        """Read the list again."""
        self._read.ask()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        for part in (self.why, self.facts, self.raw):
            part.restyle(desk.theme)
        self._write_texts()
        self._show()

    def open_raw(self) -> None:
        """Read the resource as it came; the look is in the audit trail."""
        if self.presenter.row() is not None:
            self._read_raw.ask()

    def take_again(self) -> None:
        """Have the chosen one tried again."""
        if self.presenter.may_take_again():
            self.run(self.presenter.take_again(), self.desk.texts("refusals.asked_again"))

    def open_aside(self) -> None:
        """Set the chosen one aside."""
        if self.presenter.may_set_aside():
            form = AsideDialog(self.desk, self.presenter, self)
            form.saved.connect(self.refresh)
            form.finished.connect(form.deleteLater)
            form.open()

    def _on_chosen(self, refusal_id: str) -> None:
        self.presenter.choose(refusal_id)
        self._show_chosen()

    def _on_board(self, board: RefusalBoard) -> None:
        self.presenter.board = board
        self.counted.emit(self.presenter.waiting())
        self._show()

    def _on_content(self, read: tuple[str, str]) -> None:
        if self.presenter.take(read):
            self._show_chosen()
            self.raw.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self.raw, self.presenter.place_words())

    def _show(self) -> None:
        if self.presenter.board is None:
            return
        lines, texts = self.presenter.lines(), self.desk.texts
        self.list.show_rows(lines)
        self.presenter.choose(self.list.key())
        self.summary.setText(texts("refusals.summary", count=self.presenter.waiting()))
        self.show_body(rows=bool(lines), empty=texts("refusals.empty"))
        self._show_chosen()

    def _show_chosen(self) -> None:
        """SAFETY(identity): the resource of another row never stays in sight."""
        presenter, texts = self.presenter, self.desk.texts
        self.why.say(presenter.why())
        self.facts.say(presenter.facts())
        opened = presenter.content is not None
        self.place.setText(presenter.place_words() if opened else texts("refusals.not_opened"))
        self.raw.show_raw(presenter.raw() if opened else RawText(()))
        self.raw.setEnabled(opened)
        self.again_button.setEnabled(presenter.may_take_again())
        self.aside_button.setEnabled(presenter.may_set_aside())
        self.open_button.setEnabled(presenter.row() is not None)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.list.setAccessibleName(texts("exchange.page.refusals"))
        self.raw.setAccessibleName(texts("refusals.raw"))
        self.again_button.say(texts("refusals.act.again"))
        self.aside_button.say(texts("refusals.act.aside"))
        self.open_button.say(texts("refusals.act.open"))
