"""The fields of a form in sections, in one column that scrolls; faults beside their fields."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from hah_console.ui.announce import announce
from hah_console.ui.forms.field_row import FieldRow
from hah_console.ui.forms.inputs import ChoiceInput
from hah_console.ui.forms.spec import FormSpec, Option, SectionSpec, words
from hah_console.ui.i18n import Texts
from hah_console.ui.theme.theme import Theme

WIDEST = 960
MARGIN = 60
"""Pixels kept in sight around the field that is jumped to."""


class FormSection(QFrame):
    """A heading, an optional word below it, and the fields in columns. ``body`` takes what else belongs here."""

    def __init__(self, spec: SectionSpec, form: str, theme: Theme) -> None:
        super().__init__()
        self.spec = spec
        self.setProperty("role", "panel")
        self.setObjectName(f"{form}.section.{spec.section_id}")
        self.heading, self.hint = QLabel(), QLabel()
        self.heading.setProperty("role", "heading")
        self.hint.setProperty("role", "hint")
        self.hint.setWordWrap(True)
        self.rows = {field.name: FieldRow(field, f"{form}.{field.name}", theme) for field in spec.fields}
        self.others: list[QWidget] = []
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 16)
        self.body.setSpacing(10)
        for widget in (self.heading, self.hint):
            self.body.addWidget(widget)
        self.body.addLayout(self._grid())

    def parts(self) -> list[QWidget]:
        """What takes the keyboard, in order."""
        return [*(part for row in self.rows.values() for part in row.input.parts), *self.others]

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(12)
        row = column = 0
        for field in self.spec.fields:
            if column and field.wide:
                row, column = row + 1, 0
            span = self.spec.columns if field.wide else 1
            grid.addWidget(self.rows[field.name], row, column, 1, span)
            column += span
            if column >= self.spec.columns:
                row, column = row + 1, 0
        for position in range(self.spec.columns):
            grid.setColumnStretch(position, 1)
        return grid

    def write_texts(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        self.heading.setText(words(texts, self.spec.text))
        self.heading.setVisible(bool(self.spec.text))
        self.say(words(texts, self.spec.hint))
        for row in self.rows.values():
            row.write_texts(texts, theme)

    def say(self, sentence: str) -> None:
        """The word below the heading, or none."""
        self.hint.setText(sentence)
        self.hint.setVisible(bool(sentence))


class Form(QScrollArea):
    """Signals: ``typed`` with the name of the field that a person changed."""

    typed = Signal(str)

    def __init__(self, spec: FormSpec, texts: Texts, theme: Theme) -> None:
        super().__init__()
        self.spec, self._texts, self._theme = spec, texts, theme
        self.setObjectName(spec.form)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sections = {section.section_id: FormSection(section, spec.form, theme) for section in spec.sections}
        self.rows: dict[str, FieldRow] = {}
        column = self._column()
        for section in self.sections.values():
            column.addWidget(section)
            self.rows |= section.rows
        column.addStretch(1)
        for row in self.rows.values():
            row.typed.connect(self.typed)
        self.restyle(texts, theme)
        self.order_tabs()

    def _column(self) -> QVBoxLayout:
        inner = QWidget()
        inner.setMaximumWidth(WIDEST)
        self.setWidget(inner)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        return column

    def order_tabs(self) -> None:
        """Tab goes through the fields in their order."""
        for before, after in pairwise(part for section in self.sections.values() for part in section.parts()):
            QWidget.setTabOrder(before, after)

    def add(self, section_id: str, widget: QWidget, parts: Sequence[QWidget] = ()) -> None:
        """Put something else below the fields of a section; ``parts`` of it take the keyboard."""
        section = self.sections[section_id]
        section.body.addWidget(widget)
        section.others += parts
        self.order_tabs()

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme; what was typed stays."""
        self._texts, self._theme = texts, theme
        for section in self.sections.values():
            section.write_texts(texts, theme)

    def fields(self) -> dict[str, str]:
        """What is written, by field name."""
        return {name: row.input.value() for name, row in self.rows.items()}

    def show_fields(self, fields: Mapping[str, str]) -> None:
        """Write all fields; one that is not told of becomes empty. Faults are taken away."""
        for name, row in self.rows.items():
            row.input.show_value(fields.get(name, ""))
            row.show_fault("")

    def set_options(self, name: str, options: Sequence[Option]) -> None:
        """Other options of a choice; what was chosen stays. Raises KeyError for no such field."""
        box = self.rows[name].input
        if isinstance(box, ChoiceInput):
            box.set_options(options, self._texts)

    def set_read_only(self, read_only: bool) -> None:
        """Show without letting anybody change anything."""
        for row in self.rows.values():
            row.input.set_read_only(read_only)

    def show_only(self, names: Sequence[str]) -> None:
        """Keep only some fields in sight; the others keep what was typed."""
        for name, row in self.rows.items():
            row.setVisible(name in names)

    def show_faults(self, faults: Mapping[str, str]) -> tuple[str, ...]:
        """Say beside each field what is wrong with it; the focus goes to the first. Returns the fields in order."""
        for name, row in self.rows.items():
            row.show_fault(faults.get(name, ""), self._texts)
        faulty = tuple(name for name in self.rows if name in faults)
        if faulty:
            self.focus_field(faulty[0])
            self._announce(faulty, faults)
        return faulty

    def _announce(self, faulty: tuple[str, ...], faults: Mapping[str, str]) -> None:
        first = faulty[0]
        name = words(self._texts, self.rows[first].spec.text)
        sentence = self._texts("forms.spoken", count=len(faulty), name=name, reason=faults[first])
        announce(self.rows[first], sentence, assertive=True)

    def focus_field(self, name: str) -> bool:
        """Bring a field into sight and the keyboard to it; False when there is no such field."""
        row = self.rows.get(name)
        if row is None:
            return False
        row.input.take_focus()
        self._bring(row)
        return True

    def focus_first(self) -> None:
        """The keyboard to the first field in sight."""
        name = next((name for name, row in self.rows.items() if not row.isHidden()), "")
        self.focus_field(name)

    def focus_section(self, section_id: str) -> None:
        """Bring a section into sight and the keyboard to its first field."""
        section = self.sections[section_id]
        name = next((name for name, row in section.rows.items() if not row.isHidden()), "")
        self.focus_field(name)
        self._bring_to_top(section)

    def show_section(self, section_id: str) -> None:
        """Bring a section into sight; the keyboard stays where it is."""
        self._bring_to_top(self.sections[section_id])

    def _bring(self, widget: QWidget) -> None:
        """After the layout has made room for the fault."""
        QTimer.singleShot(0, widget, lambda: self.ensureWidgetVisible(widget, 0, MARGIN))

    def _bring_to_top(self, widget: QWidget) -> None:
        QTimer.singleShot(0, widget, lambda: self.verticalScrollBar().setValue(widget.y()))

    def label(self, name: str) -> str:
        """The words of a field, or its name when there is none such."""
        row = self.rows.get(name)
        return words(self._texts, row.spec.text) if row else name
