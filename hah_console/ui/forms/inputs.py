"""The inputs of a form, one class per kind, all with the same face: a text in, a text out, typed as it was."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from hah_console.ui.forms.spec import FieldSpec, Kind, Option, words
from hah_console.ui.i18n import Texts
from hah_console.ui.theme.fonts import BODY_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.choice import Choice

LONGEST_TYPED = 1_000_000
"""SAFETY(nothing typed is lost): a line edit cuts what is pasted at 32767 characters unless told otherwise."""
NARROW_PX = {Kind.NUMBER: 120, Kind.DATE: 180, Kind.MOMENT: 220}
YES, NO = "yes", "no"


class FieldInput(QWidget):
    """Signals: ``typed`` when a person changed it. ``parts`` are the widgets that take the keyboard, in order."""

    typed = Signal()

    def __init__(self, spec: FieldSpec, name: str) -> None:
        super().__init__()
        self.spec, self.name, self.read_only = spec, name, False
        self.parts: tuple[QWidget, ...] = ()

    def value(self) -> str:
        """What is written in it."""
        raise NotImplementedError

    def show_value(self, value: str) -> None:
        """Write a text into it; says nothing of it."""
        raise NotImplementedError

    def set_read_only(self, read_only: bool) -> None:
        """Show it without letting anybody change it; it is still reached and read by keyboard."""
        self.read_only = read_only

    def write_texts(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""

    def name_parts(self, name: str, description: str) -> None:
        """What a screen reader says of it."""
        for part in self.parts:
            part.setAccessibleName(name)
            part.setAccessibleDescription(description)

    def take_focus(self) -> None:
        """Put the keyboard focus where it is filled in."""
        self.parts[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def mark(self, *, faulty: bool) -> None:
        """Draw a stronger edge round what cannot be used."""
        for part in self.parts:
            part.setProperty("faulty", faulty)
            part.style().unpolish(part)
            part.style().polish(part)

    def _row(self, *widgets: QWidget) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in widgets:
            row.addWidget(widget)


class LineInput(FieldInput):
    """One line: text, number with its unit, date, or date and time, as typed. Full-width digits stay as they are."""

    def __init__(self, spec: FieldSpec, name: str) -> None:
        super().__init__(spec, name)
        self.line, self.unit = QLineEdit(), QLabel()
        self.line.setObjectName(name)
        self.line.setMaxLength(LONGEST_TYPED)
        self.unit.setProperty("role", "hint")
        self.line.textEdited.connect(lambda _: self.typed.emit())
        self.parts = (self.line,)
        self._row(self.line, self.unit)
        self.unit.setVisible(bool(spec.unit))
        if spec.kind in NARROW_PX:
            self.line.setFixedWidth(NARROW_PX[spec.kind])
            self.layout().addStretch(1)  # type: ignore[union-attr]

    def value(self) -> str:
        return self.line.text()

    def show_value(self, value: str) -> None:
        if value != self.line.text():
            self.line.setText(value)
            self.line.setCursorPosition(0)

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self.line.setReadOnly(read_only)

    def write_texts(self, texts: Texts, theme: Theme) -> None:
        self.unit.setText(words(texts, self.spec.unit))
        if self.spec.kind in (Kind.DATE, Kind.MOMENT):
            self.line.setPlaceholderText(texts(f"forms.pattern.{self.spec.kind.value}"))


class NoteInput(FieldInput):
    """Many lines; Tab leaves it."""

    def __init__(self, spec: FieldSpec, name: str) -> None:
        super().__init__(spec, name)
        self.note = QPlainTextEdit()
        self.note.setObjectName(name)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(spec.rows * QFontMetrics(font(BODY_PX)).lineSpacing() + 22)
        self._showing = False
        self.note.textChanged.connect(self._on_changed)
        self.parts = (self.note,)
        self._row(self.note)

    def value(self) -> str:
        return self.note.toPlainText()

    def show_value(self, value: str) -> None:
        if value != self.note.toPlainText():
            self._showing = True
            self.note.setPlainText(value)
            self._showing = False

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self.note.setReadOnly(read_only)

    def _on_changed(self) -> None:
        if not self._showing:
            self.typed.emit()


class ChoiceInput(FieldInput):
    """One of several codes, none at first. The wheel scrolls the form and never changes the choice."""

    def __init__(self, spec: FieldSpec, name: str, theme: Theme) -> None:
        super().__init__(spec, name)
        self.box = Choice(theme)
        self.box.setObjectName(name)
        self.box.setMinimumContentsLength(8)
        self.box.installEventFilter(self)
        self._options: tuple[Option, ...] = spec.options
        self._strange = ""
        self.box.activated.connect(lambda _: self.typed.emit())
        self.parts = (self.box,)
        self._row(self.box)

    def value(self) -> str:
        return str(self.box.currentData() or "")

    def show_value(self, value: str) -> None:
        """A code that is none of the options is kept and shown as it is."""
        if self.box.findData(value) < 0:
            self.box.addItem(value, value)
            self._strange = value
        self.box.setCurrentIndex(self.box.findData(value))

    def set_options(self, options: Sequence[Option], texts: Texts) -> None:
        """Take other options and keep what was chosen."""
        self._options = tuple(options)
        self._fill(texts)

    def write_texts(self, texts: Texts, theme: Theme) -> None:
        self.box.restyle(theme)
        self._fill(texts)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Wheel or (self.read_only and changes_a_choice(event)):
            event.ignore()
            return True
        return False

    def _fill(self, texts: Texts) -> None:
        chosen = self.value()
        self.box.clear()
        self.box.addItem(texts("forms.not_chosen"), "")
        for option in self._options:
            self.box.addItem(words(texts, option.text), option.code)
        self.show_value(chosen)


class AnswerInput(FieldInput):
    """Yes, no, or not assessed, which is what stands there before anybody has answered."""

    def __init__(self, spec: FieldSpec, name: str) -> None:
        super().__init__(spec, name)
        self.group = QButtonGroup(self)
        self.buttons = {code: self._button(code, part) for code, part in ((YES, YES), (NO, NO), ("", "unknown"))}
        self.group.buttonToggled.connect(self._on_toggled)
        self.buttons[""].setChecked(True)
        self.parts = tuple(self.buttons.values())
        self._row(*self.parts)

    def _button(self, code: str, part: str) -> QRadioButton:
        button = QRadioButton()
        button.setObjectName(f"{self.name}.{part}")
        button.clicked.connect(self.typed)
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.group.addButton(button)
        return button

    def _on_toggled(self, button: QAbstractButton, checked: bool) -> None:
        """Tab comes to the answer that stands, the arrow keys go to the others."""
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if checked else Qt.FocusPolicy.ClickFocus)

    def value(self) -> str:
        return next((code for code, button in self.buttons.items() if button.isChecked()), "")

    def show_value(self, value: str) -> None:
        self.buttons.get(value, self.buttons[""]).setChecked(True)
        self.set_read_only(self.read_only)

    def set_read_only(self, read_only: bool) -> None:
        """The answer that stands stays within reach."""
        super().set_read_only(read_only)
        for button in self.buttons.values():
            button.setEnabled(not read_only or button.isChecked())

    def write_texts(self, texts: Texts, theme: Theme) -> None:
        for code, button in self.buttons.items():
            button.setText(texts(_ANSWERS[code]))

    def name_parts(self, name: str, description: str) -> None:
        for button in self.buttons.values():
            button.setAccessibleName(f"{name} {button.text()}")
            button.setAccessibleDescription(description)

    def take_focus(self) -> None:
        self.buttons[self.value()].setFocus(Qt.FocusReason.OtherFocusReason)


_ANSWERS = {YES: "forms.answer.yes", NO: "forms.answer.no", "": "forms.answer.unknown"}


class CheckInput(FieldInput):
    """A mark that something is so, with its own words beside it."""

    def __init__(self, spec: FieldSpec, name: str) -> None:
        super().__init__(spec, name)
        self.box = QCheckBox()
        self.box.setObjectName(name)
        self.box.clicked.connect(self.typed)
        self.box.installEventFilter(self)
        self.parts = (self.box,)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)

    def value(self) -> str:
        return YES if self.box.isChecked() else ""

    def show_value(self, value: str) -> None:
        self.box.setChecked(value == YES)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return self.read_only and changes_a_choice(event)

    def write_texts(self, texts: Texts, theme: Theme) -> None:
        self.box.setText(words(texts, self.spec.text))


_LEAVING = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape}
_CHANGING = {Qt.Key.Key_Up, Qt.Key.Key_Down}


def changes_a_choice(event: QEvent) -> bool:
    """Whether a choice or a mark would take this as another choice: mouse, and every key that does not lead away."""
    if not isinstance(event, QKeyEvent):
        return event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
    held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    return event.key() in _CHANGING or (event.key() not in _LEAVING and not held)


def make_input(spec: FieldSpec, name: str, theme: Theme) -> FieldInput:
    """The input of a field; ``name`` becomes its object name."""
    if spec.kind is Kind.CHOICE:
        return ChoiceInput(spec, name, theme)
    return _INPUTS.get(spec.kind, LineInput)(spec, name)


_INPUTS: dict[Kind, type[LineInput | NoteInput | AnswerInput | CheckInput]] = {
    Kind.NOTE: NoteInput,
    Kind.ANSWER: AnswerInput,
    Kind.CHECK: CheckInput,
}
