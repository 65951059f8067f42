"""The fields of a note as they are written, and what is refused before anything is sent; no Qt."""

from collections.abc import Mapping

from hah_console.domain.chart.note import Note, NoteKind, Section
from hah_console.domain.chart.snippet import BLANK
from hah_console.domain.errors import InvalidFields, InvalidInput
from hah_console.services.chart_reading import NOTE_FORM
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, SectionSpec, options_of

# i18n: notes.kind.*
KIND, REASON = "kind", "reason"
LINES = 5
"""Of a section in sight; longer ones scroll."""
WHOLE = "note"
"""The field by which the store names the note as a whole."""


def note_spec() -> FormSpec:
    """Kind, or reason of a correction, above the four sections beside each other."""
    head = (
        FieldSpec(KIND, "notes.form.kind", Kind.CHOICE, options_of("notes.kind", NoteKind), needed=True),
        FieldSpec(REASON, "notes.form.reason", hint="notes.form.reason_hint"),
    )
    sections = tuple(FieldSpec(s.value, f"notes.section.{s.value}", Kind.NOTE, rows=LINES) for s in Section)
    return FormSpec(NOTE_FORM, (SectionSpec("note", "", (*head, *sections), "notes.form.hint", columns=2),))


def shown_fields(*, correcting: bool) -> tuple[str, ...]:
    """A new note has a kind, a correction a reason."""
    return (REASON if correcting else KIND, *(section.value for section in Section))


def fields_of(note: Note) -> dict[str, str]:
    """A stored note as the form shows it."""
    return {KIND: note.kind.value, **{section.value: words for section, words in note.text.sections}}


def sections_of(fields: Mapping[str, str]) -> dict[Section, str]:
    """The sections as typed."""
    return {section: fields.get(section.value, "") for section in Section}


def kind_of(fields: Mapping[str, str]) -> NoteKind:
    """The kind chosen; raises InvalidInput for none."""
    code = fields.get(KIND, "")
    if code not in {kind.value for kind in NoteKind}:
        raise InvalidInput(field=KIND, value=code, reason="empty")
    return NoteKind(code)


def require_no_blanks(fields: Mapping[str, str]) -> None:
    """SAFETY(blank): a snippet with a blank nobody filled says something nobody found. Raises InvalidFields."""
    faults = tuple(
        InvalidInput(field=section.value, value=BLANK, reason="blank_left")
        for section, words in sections_of(fields).items()
        if BLANK in words
    )
    if faults:
        raise InvalidFields(faults)


def at_a_field(error: Exception, fields: Mapping[str, str]) -> Exception:
    """A fault of the whole note is said beside its longest section, or the first when nothing is written."""
    if not isinstance(error, InvalidInput) or error.facts.get("field") != WHOLE:
        return error
    longest = max(Section, key=lambda section: len(fields.get(section.value, "").encode("utf-8", "surrogatepass")))
    return InvalidInput(field=longest.value, value=error.facts.get("value", ""), reason=error.facts.get("reason", ""))
