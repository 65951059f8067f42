"""What codes of hospitals mean: those seen and not known, an example, and our meanings to choose from by keyboard."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from hah_console.services.code_board import ENTITIES, CodeRow
from hah_console.ui.announce import announce
from hah_console.ui.raw_lines import RawText
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.exchange.codes_presenter import CodeLine, CodesPresenter, MeaningLine
from hah_console.ui.screens.exchange.two_panes import ThreeLineDelegate, TwoPanes
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.raw_view import RawView
from hah_console.ui.widgets.row_list import RowDelegate, RowList
from hah_console.ui.widgets.spoken_label import SpokenLabel


class CodeDelegate(ThreeLineDelegate):
    """The hospital's words, what it means here, and how often it came."""

    def parts(self, row: object) -> tuple[str, str, str, bool] | None:
        return (row.title, row.said, row.about, row.waits) if isinstance(row, CodeLine) else None


class MeaningDelegate(RowDelegate):
    """Our name with its unit; at the right whether the code's unit can be its."""

    height = 30

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, MeaningLine):
            return
        inner = box.adjusted(12, 0, -12, 0)
        used = self.text(painter, inner, row.fits, "ink-2", LABEL_PX, right=True)
        ink = "ink" if row.possible else "ink-3"
        self.text(painter, inner.adjusted(0, 0, -used - 12, 0), row.name, ink, BODY_PX)


class LookFor(QLineEdit):
    """The arrow keys go to the list below while one types."""

    def __init__(self, name: str, below: RowList) -> None:
        super().__init__()
        self.setObjectName(name)
        self._below = below

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        rows = self._below.rows
        position = min(max(self._below.currentIndex().row() + step, 0), rows.rowCount() - 1)
        self._below.setCurrentIndex(rows.index(position))


class CodesPage(TwoPanes):
    """Enter on a code goes to the search, Enter there says that the meaning chosen is its."""

    page_id, name, entities = "codes", "codes", ENTITIES

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, CodeDelegate(desk.theme))
        self.presenter = CodesPresenter(desk.ctx, desk.actor, desk.texts, desk.ports.rules.units)
        self.heading, self.facts = QLabel(), SpokenLabel("codes.facts", desk.theme)
        self.heading.setProperty("role", "heading")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self.meanings = RowList("codes.meanings", MeaningDelegate(desk.theme), keeps_selection=True)
        self.look_for = LookFor("codes.look_for", self.meanings)
        self.none, self.example_title = QLabel(), QLabel()
        for label in (self.none, self.example_title):
            label.setProperty("role", "hint")
            label.setWordWrap(True)
        self.example = RawView("codes.example", desk.theme)
        self.map_button = self.button("map", "Alt+F9", self.map_chosen, "primary")
        self.ignore_button = self.button("ignore", "Alt+F10", self.ignore)
        self.unmap_button = self.button("unmap", "Alt+F8", self.unmap)
        self.open_button = self.button("open", "Alt+F6", self.open_example)
        self.lay_out(((self.heading, 0), (self.facts, 0), (self.example_title, 0), (self._choosing(), 1)))
        self._connect()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_rows, self.on_failed, self)
        self._read_raw = Requery(desk.tasks, self.presenter.read_example, self._on_example, self.on_failed, self)
        self._write_texts()

    def _choosing(self) -> QWidget:
        both = QWidget()
        left = QVBoxLayout()
        left.addWidget(self.look_for)
        left.addWidget(self.none)
        left.addWidget(self.meanings, 1)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(left, 3)
        row.addWidget(self.example, 2)
        return both

    def _connect(self) -> None:
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(lambda _: self.look_for.setFocus(Qt.FocusReason.OtherFocusReason))
        self.look_for.textChanged.connect(self._on_typed)
        self.look_for.returnPressed.connect(self.map_chosen)
        self.meanings.opened.connect(lambda _: self.map_chosen())
        self.meanings.chosen.connect(lambda _: self._offer())

    def refresh(self) -> None:
        """Read the list again."""
        self._read.ask()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts, self.presenter.units = desk.texts, desk.ports.rules.units
        for part in (self.facts, self.meanings, self.example):
            part.restyle(desk.theme)
        self._write_texts()
        self._show()

    def map_chosen(self) -> None:
        """The code in sight is the meaning chosen; one that cannot have its unit is said to be none."""
        meaning, target = self.meanings.row(), self.meanings.key()
        if isinstance(meaning, MeaningLine) and target and not meaning.possible:
            self.say(meaning.spoken)
            announce(self, meaning.spoken, assertive=True)
        elif self.presenter.may_map() and target:
            self.run(self.presenter.map_to(target), self.desk.texts("codes.saved"))
            self.take_focus()

    def ignore(self) -> None:
        """The code in sight is nothing we count."""
        if self.presenter.may_map():
            self.run(self.presenter.ignore(), self.desk.texts("codes.saved"))

    def unmap(self) -> None:
        """Take back what was said of the code in sight."""
        if self.presenter.may_unmap():
            self.run(self.presenter.unmap(), self.desk.texts("codes.saved"))

    def open_example(self) -> None:
        """Read a resource with this code; the look is in the audit trail."""
        if self.presenter.row() is not None:
            self._read_raw.ask()

    def _on_chosen(self, mapping_id: str) -> None:
        self.presenter.choose(mapping_id)
        self._show_chosen()

    def _on_typed(self, text: str) -> None:
        self.presenter.wanted = text
        self._show_meanings()

    def _on_rows(self, rows: tuple[CodeRow, ...]) -> None:
        self.presenter.rows = rows
        self.counted.emit(self.presenter.waiting())
        self._show()

    def _on_example(self, read: tuple[str, str]) -> None:
        if self.presenter.take(read):
            self._show_chosen()
            self.example.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        if self.presenter.rows is None:
            return
        lines, texts = self.presenter.lines(), self.desk.texts
        self.list.show_rows(lines)
        self.presenter.choose(self.list.key())
        self.summary.setText(texts("codes.summary", count=self.presenter.waiting()))
        self.show_body(rows=bool(lines), empty=texts("codes.empty"))
        self._show_chosen()

    def _show_chosen(self) -> None:
        presenter, texts = self.presenter, self.desk.texts
        self.heading.setText(presenter.heading())
        self.facts.say(presenter.facts())
        if self.look_for.text() != presenter.wanted:
            self.look_for.setText(presenter.wanted)
        opened = presenter.content is not None
        self.example.show_raw(presenter.example() if opened else RawText(()))
        self.example.setVisible(bool(presenter.content))
        key = "codes.example" if presenter.content else "codes.no_example" if opened else "codes.example_closed"
        self.example_title.setText(texts(key))
        self._show_meanings()
        self.ignore_button.setEnabled(presenter.may_map())
        self.unmap_button.setEnabled(presenter.may_unmap())
        self.open_button.setEnabled(presenter.row() is not None)

    def _show_meanings(self) -> None:
        lines = self.presenter.meanings()
        self.meanings.show_rows(lines)
        self.meanings.setVisible(bool(lines))
        self.none.setVisible(not lines)
        self._offer()

    def _offer(self) -> None:
        """Something can be said once a meaning is chosen that the code's unit fits."""
        meaning = self.meanings.row()
        fits = isinstance(meaning, MeaningLine) and bool(meaning.key) and meaning.possible
        self.map_button.setEnabled(self.presenter.may_map() and fits)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.list.setAccessibleName(texts("exchange.page.codes"))
        self.look_for.setAccessibleName(texts("codes.look_for"))
        self.look_for.setPlaceholderText(texts("codes.look_for"))
        self.meanings.setAccessibleName(texts("codes.meanings"))
        self.none.setText(texts("codes.no_meaning"))
        self.example.setAccessibleName(texts("codes.example"))
        for button, act in zip(self.buttons, ("map", "ignore", "unmap", "open"), strict=True):
            button.say(texts(f"codes.act.{act}"))


# i18n: codes.act.*
