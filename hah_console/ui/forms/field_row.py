"""One field of a form in sight: its label, its input, and below it a hint and why it cannot be used."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from hah_console.ui.forms.inputs import FieldInput, make_input
from hah_console.ui.forms.spec import FieldSpec, Kind, Side, words
from hah_console.ui.i18n import Texts
from hah_console.ui.theme.theme import Theme

NARROWEST, WIDEST = 240, 520
"""Of a label at the left, which is a question."""
GAP_PX = 4


class FieldRow(QWidget):
    """Signals: ``typed`` with the field's name. A fault is shown until the field is changed."""

    typed = Signal(str)

    def __init__(self, spec: FieldSpec, name: str, theme: Theme) -> None:
        super().__init__()
        self.spec, self.fault = spec, ""
        self.label, self.hint, self.error = QLabel(), QLabel(), QLabel()
        self.input: FieldInput = make_input(spec, name, theme)
        self.error.setObjectName(f"{name}.error")
        self._spoken = ""
        for label, role in ((self.label, ""), (self.hint, "small"), (self.error, "error")):
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.input.typed.connect(self._on_typed)
        self._lay_out()
        self.label.setVisible(spec.kind is not Kind.CHECK)
        self.hint.setVisible(bool(spec.hint))
        self.error.hide()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(GAP_PX)
        if self.spec.side is Side.LEFT:
            self._lay_beside(grid)
        else:
            for row, widget in enumerate((self.label, self.input, self.hint, self.error)):
                grid.addWidget(widget, row, 0)
            grid.setRowStretch(4, 1)

    def _lay_beside(self, grid: QGridLayout) -> None:
        self.label.setMinimumWidth(NARROWEST)
        self.label.setMaximumWidth(WIDEST)
        grid.addWidget(self.label, 0, 0)
        grid.addWidget(self.input, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.hint, 1, 0, 1, 3)
        grid.addWidget(self.error, 2, 0, 1, 3)
        grid.setColumnStretch(0, 100)
        grid.setColumnStretch(2, 1)

    def write_texts(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme; a fault in the former language is taken away."""
        name = words(texts, self.spec.text)
        self.label.setText(texts("forms.needed", name=name) if self.spec.needed else name)
        self.hint.setText(words(texts, self.spec.hint))
        self.input.write_texts(texts, theme)
        self._spoken = ", ".join(part for part in (self.label.text(), words(texts, self.spec.unit)) if part)
        self.show_fault("")

    def show_fault(self, sentence: str, texts: Texts | None = None) -> None:
        """Say beside the field why it cannot be used, or take that away."""
        self.fault = sentence
        self.error.setText(texts("forms.fault", reason=sentence) if texts and sentence else sentence)
        self.error.setVisible(bool(sentence))
        self.input.mark(faulty=bool(sentence))
        self._describe()

    def say(self, sentence: str) -> None:
        """Another hint than that of the spec: what the present answer leads to; empty for none."""
        if sentence != self.hint.text():
            self.hint.setText(sentence)
            self.hint.setVisible(bool(sentence))
            self._describe()

    def _describe(self) -> None:
        """What is wrong with a field is part of its description, so it is heard with the field."""
        description = " ".join(part for part in (self.fault, self.hint.text()) if part)
        self.input.name_parts(self._spoken, description)

    def _on_typed(self) -> None:
        if self.fault:
            self.show_fault("")
        self.typed.emit(self.spec.name)
