"""The form of one field of an ISBAR: words, or that there is none; what is typed is a draft until it is put in."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from hah_console.domain.closing.isbar import IsbarField
from hah_console.domain.errors import InvalidInput
from hah_console.domain.written import written_note
from hah_console.services.changes import Changes
from hah_console.ui.closing.isbar_text import field_name
from hah_console.ui.forms.draft_dialog import Command, DialogSpec, DraftDialog
from hah_console.ui.forms.inputs import YES
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, SectionSpec
from hah_console.ui.screen import Desk

FORM, WORDS, NONE = "handover.field", "words", "none"
HEIGHT, LINES = 440, 5
Rewrite = Callable[[str, bool], Callable[[], Changes] | None]


class FieldDialog(DraftDialog):
    """``subject`` names handover, patient and field; ``text`` is what stands there. SAFETY(own draft)."""

    def __init__(
        self, desk: Desk, field: IsbarField, who: str, text: str, subject: str, rewrite: Rewrite, parent: QWidget
    ) -> None:
        name, texts = field_name(desk.texts, field), desk.texts
        self._rewrite = rewrite
        spec = DialogSpec(
            _form({texts.language: name}), texts("handover.edit.title", field=name), who, "handover.edit.submit",
            subject, fields={WORDS: text}, hint=texts("handover.edit.hint"), height=HEIGHT,
        )  # fmt: skip
        super().__init__(spec, desk, self._command, parent)
        self.form.form.sections["field"].heading.hide()
        self.form.typed.connect(lambda _: self._show())
        self.form.ready.connect(self._show)

    def _show(self) -> None:
        """Words count for nothing beside "none", and wait."""
        self.form.form.rows[WORDS].input.setEnabled(self.form.fields()[NONE] != YES)

    def _command(self, fields: Mapping[str, str]) -> Command:
        """Put the words into the handover. Raises InvalidInput: empty words are no words."""
        none = fields[NONE] == YES
        text = "" if none else written_note(fields[WORDS], WORDS, needed=True)
        command = self._rewrite(text, none)
        if command is None:
            raise InvalidInput(field=WORDS, value="", reason="taken")
        return command


def _form(name: Mapping[str, str]) -> FormSpec:
    fields = (
        FieldSpec(WORDS, name, Kind.NOTE, hint="handover.edit.empty", rows=LINES),
        FieldSpec(NONE, "handover.edit.none", Kind.CHECK),
    )
    return FormSpec(FORM, (SectionSpec("field", "", fields),))
