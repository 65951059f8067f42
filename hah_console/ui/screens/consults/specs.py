"""The forms of a consultation's steps as data; no Qt."""

from collections.abc import Iterable

from hah_console.domain.chart.contact import IdentityMark
from hah_console.domain.consult import ConsultAdvice
from hah_console.domain.ids import StaffId
from hah_console.services.contact_entry import FROM_AFAR, mark_field
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, Option, SectionSpec, options_of

# i18n: contact.mode.* contact.mark.* consults.advice.* consults.how.*
MODES = tuple(Option(mode.value, f"contact.mode.{mode.value}") for mode in FROM_AFAR)
MARKS = tuple(FieldSpec(mark_field(mark), f"contact.mark.{mark.value}", Kind.CHECK) for mark in IdentityMark)
HOWS = tuple(Option(how, f"consults.how.{how}") for how in ("declined", "cancelled"))

ACCEPT = FormSpec(
    "consult_accept",
    (SectionSpec("who", "consults.section.accept", (
        FieldSpec("specialist", "consults.field.specialist", needed=True, hint="consults.field.specialist_hint"),
    )),),
)  # fmt: skip
END = FormSpec(
    "consult_end",
    (SectionSpec("end", "consults.section.end", (
        FieldSpec("how", "consults.field.how", Kind.CHOICE, options=HOWS, needed=True),
        FieldSpec("reason", "consults.field.reason", Kind.NOTE, rows=2, needed=True),
    )),),
)  # fmt: skip
ADVISE = FormSpec(
    "consult_advice",
    (SectionSpec("advice", "consults.section.advice", (
        FieldSpec("advice", "consults.field.advice", Kind.CHOICE,
                  options=options_of("consults.advice", ConsultAdvice), needed=True),
        FieldSpec("advice_text", "consults.field.advice_text", Kind.NOTE, rows=4, needed=True),
    )),),
)  # fmt: skip
RECORD = FormSpec(
    "consult_record",
    (SectionSpec("note", "consults.section.record", (
        FieldSpec("subjective", "consults.field.subjective", Kind.NOTE, rows=3),
        FieldSpec("assessment", "consults.field.assessment", Kind.NOTE, rows=3),
        FieldSpec("plan", "consults.field.plan", Kind.NOTE, rows=3, needed=True),
    )),),
)  # fmt: skip


def hold_spec(physicians: Iterable[tuple[StaffId, str]]) -> FormSpec:
    """The meeting of the three, with the physicians of the team to choose from."""
    team = tuple(Option(str(staff_id), {"zh_TW": name, "en": name}) for staff_id, name in physicians)
    return FormSpec(
        "consult_hold",
        (
            SectionSpec("parties", "consults.section.parties", (
                FieldSpec("mode", "consults.field.mode", Kind.CHOICE, options=MODES, needed=True),
                FieldSpec("physician", "consults.field.physician", Kind.CHOICE, options=team, needed=True),
                FieldSpec("patient_side", "consults.field.patient_side", needed=True,
                          hint="consults.field.patient_side_hint"),
                FieldSpec("specialist", "consults.field.specialist", needed=True),
            ), columns=2),
            SectionSpec("marks", "contact.section.marks", MARKS, hint="contact.section.marks_hint", columns=3),
            SectionSpec("consent", "consults.section.consent", (
                FieldSpec("consented", "consults.field.consented", Kind.CHECK),
                FieldSpec("urgent", "consults.field.urgent", Kind.CHECK),
            ), columns=2),
        ),
    )  # fmt: skip
