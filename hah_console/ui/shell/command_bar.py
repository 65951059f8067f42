"""The command bar: type a command's first letters or a patient's name; arrows choose, Enter does it."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from hah_console.services.patient_finder import PatientHit, find_patients
from hah_console.ui.actions import Actions, ActionSpec
from hah_console.ui.announce import announce
from hah_console.ui.screen import Desk
from hah_console.ui.shell.commands import PATIENT_ACTION, Typed, read_line
from hah_console.ui.theme.icons import icon

WIDTH, LIST_WIDTH, SEARCH_DELAY_MS, MOST_ROWS, GLASS_PX = 236, 420, 120, 16, 16


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list: what it says, and what Enter does."""

    text: str
    action_id: str
    argument: str


class CommandBar(QFrame):
    """Signals: ``chosen`` with an action id and its argument, ``refused`` with a sentence, ``left`` when it closes."""

    chosen = Signal(str, str)
    refused = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self._desk, self._actions = desk, actions
        self._suggestions: tuple[Suggestion, ...] = ()
        self._typed = read_line("", ())
        self.setFixedWidth(WIDTH)
        self.edit = QLineEdit()
        self.edit.setObjectName("command_bar")
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._on_text)
        self.edit.setTextMargins(GLASS_PX + 4, 0, 0, 0)
        self._glass = QLabel(self.edit)
        self._glass.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit)
        self._key = QLabel("/", self.edit)
        self._key.setProperty("role", "keycap")
        self._popup = _SuggestionList(self)
        self._popup.list.itemClicked.connect(self._on_item)
        self._search = QTimer(self)
        self._search.setSingleShot(True)
        self._search.setInterval(SEARCH_DELAY_MS)
        self._search.timeout.connect(self._look_for_patients)
        self.restyle(desk)

    def open(self) -> None:
        """Take the keyboard focus and list the commands."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()
        self._on_text(self.edit.text())

    def close_list(self) -> None:
        """Close the list and forget the line."""
        self._popup.hide()
        self.edit.clear()
        self._popup.hide()
        self.left.emit()

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """The lines of the list."""
        return self._suggestions

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self._desk = desk
        self._glass.setPixmap(icon(desk.theme, "search", size_px=GLASS_PX).pixmap(GLASS_PX, GLASS_PX))
        self._glass.setGeometry(9, 7, GLASS_PX, GLASS_PX)
        self.edit.setPlaceholderText(desk.texts("shell.command.placeholder"))
        self.edit.setAccessibleName(desk.texts("shell.command.name"))
        self.edit.setToolTip(desk.texts("shell.command.hint"))
        self._popup.list.setAccessibleName(desk.texts("shell.command.list"))
        self._place_key()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_key()

    def _place_key(self) -> None:
        self._key.ensurePolished()
        self._key.adjustSize()
        self._key.move(WIDTH - self._key.width() - 12, (self.edit.height() - self._key.height()) // 2)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and watched is self.edit:
            self._popup.hide()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._on_key(event):
            return True
        return bool(super().eventFilter(watched, event))  # type: ignore[arg-type]

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._popup.move_by(1 if key == Qt.Key.Key_Down else -1)
            announce(self.edit, self._popup.current_text())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run()
        elif key == Qt.Key.Key_Escape:
            self.close_list()
        else:
            return False
        return True

    def _on_text(self, text: str) -> None:
        self._key.setVisible(not text)
        self._typed = read_line(text, self._actions.available())
        self._suggestions = self._command_lines()
        self._search.start() if self._typed.patient_text else self._search.stop()
        self._show()

    def _command_lines(self) -> tuple[Suggestion, ...]:
        typed = self._typed
        specs = (typed.chosen,) if typed.chosen else typed.matches
        if typed.chosen and typed.chosen.action_id == PATIENT_ACTION and typed.argument:
            return ()
        return tuple(Suggestion(self._line(spec), spec.action_id, typed.argument) for spec in specs)

    def _line(self, spec: ActionSpec) -> str:
        texts = self._desk.texts
        argument = f" {texts(spec.argument)}" if spec.argument else ""
        return f"{spec.command}{argument}  ·  {texts(spec.text)}"

    def _look_for_patients(self) -> None:
        wanted, ctx = self._typed.patient_text, self._desk.ctx
        typed = self._typed

        def done(hits: tuple[PatientHit, ...]) -> None:
            self._on_hits(typed, hits)

        self._desk.tasks.run_query(lambda: find_patients(ctx, wanted), done)

    def _on_hits(self, typed: Typed, hits: tuple[PatientHit, ...]) -> None:
        if typed != self._typed:
            return
        self._suggestions = tuple(Suggestion(self._hit(hit), PATIENT_ACTION, hit.patient_id) for hit in hits)
        self._show()

    def _hit(self, hit: PatientHit) -> str:
        texts = self._desk.texts
        sex = texts.word("words.sex", hit.sex)
        return texts("shell.command.patient", name=hit.name, age=hit.age_years, sex=sex, number=hit.record_number)

    def _show(self) -> None:
        if not self.edit.hasFocus():
            return
        empty = self._desk.texts("shell.command.nothing") if self._typed.word else ""
        self._popup.show_lines([s.text for s in self._suggestions[:MOST_ROWS]], empty, self)

    def _run(self) -> None:
        row = self._popup.current_row()
        if not 0 <= row < len(self._suggestions) or (not self._typed.word and not self._popup.moved):
            self.refused.emit(self._desk.texts("shell.command.nothing"))
            return
        self._choose(self._suggestions[row])

    def _on_item(self, item: QListWidgetItem) -> None:
        row = self._popup.list.row(item)
        if 0 <= row < len(self._suggestions):
            self._choose(self._suggestions[row])

    def _choose(self, suggestion: Suggestion) -> None:
        spec = self._typed.chosen
        if suggestion.action_id == PATIENT_ACTION and not suggestion.argument:
            self.edit.setText("pt ")  # i18n: not text
            return
        if spec is None and len(self._typed.matches) > 1 and self._typed.word and not self._popup.moved:
            self.refused.emit(self._desk.texts("shell.command.ambiguous", word=self._typed.word))
            return
        self.close_list()
        self.chosen.emit(suggestion.action_id, suggestion.argument)


class _SuggestionList(QFrame):
    """The list under the command bar; the keyboard focus stays in the line."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self.hide()
        self.setProperty("role", "popup")
        self.moved = False
        self.list = QListWidget()
        self.list.setObjectName("command_bar.list")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._empty = QLabel()
        self._empty.setProperty("role", "hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self._empty)
        column.addWidget(self.list)

    def show_lines(self, lines: list[str], empty: str, anchor: QWidget) -> None:
        """Show the lines, the first one selected; ``empty`` is said when there are none."""
        self.moved = False
        self.list.clear()
        for line in lines:
            item = QListWidgetItem(line)
            item.setSizeHint(QSize(LIST_WIDTH - 24, 28))
            self.list.addItem(item)
        self.list.setVisible(bool(lines))
        self._empty.setVisible(not lines and bool(empty))
        self._empty.setText(empty)
        self.list.setCurrentRow(0)
        if not lines and not empty:
            self.hide()
            return
        self.setFixedSize(LIST_WIDTH, 16 + (28 * len(lines) + 4 if lines else 28))
        if self.parentWidget() is not anchor.window():
            self.setParent(anchor.window())
        self.move(anchor.mapTo(anchor.window(), QPoint(anchor.width() - LIST_WIDTH, anchor.height() + 6)))
        self.show()
        self.raise_()

    def move_by(self, step: int) -> None:
        """Select the next or previous line."""
        self.moved = True
        self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))

    def current_row(self) -> int:
        """The selected line, -1 when the list is closed."""
        return self.list.currentRow() if self.isVisible() else -1

    def current_text(self) -> str:
        """The selected line's text."""
        item = self.list.currentItem()
        return item.text() if item else ""
