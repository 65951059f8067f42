"""What the form of a contact is made of, and the statement in the chart that it was by telecommunication; no Qt."""

from collections.abc import Mapping

from hah_console.domain.chart.contact import Advice, ContactReason, IdentityMark, Outcome
from hah_console.services.contact_entry import FROM_AFAR, ContactSubject, TypedContact, mark_field
from hah_console.services.context import Context
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, Option, SectionSpec, options_of
from hah_console.ui.i18n import Texts

# i18n: contact.mode.* contact.reason.* contact.outcome.* contact.advice.* contact.mark.*
FORM = "contact"
MODES = tuple(Option(mode.value, f"contact.mode.{mode.value}") for mode in FROM_AFAR)
MARKS = tuple(FieldSpec(mark_field(mark), f"contact.mark.{mark.value}", Kind.CHECK) for mark in IdentityMark)
SPEC = FormSpec(
    FORM,
    (
        SectionSpec(
            "when",
            "contact.section.when",
            (
                FieldSpec("mode", "contact.field.mode", Kind.CHOICE, options=MODES, needed=True),
                FieldSpec(
                    "reason", "contact.field.reason", Kind.CHOICE,
                    options=options_of("contact.reason", ContactReason), needed=True,
                ),
                FieldSpec("started_at", "contact.field.started_at", Kind.MOMENT, needed=True),
                FieldSpec("ended_at", "contact.field.ended_at", Kind.MOMENT, hint="contact.field.ended_hint"),
            ),
            columns=2,
        ),
        SectionSpec("marks", "contact.section.marks", MARKS, hint="contact.section.marks_hint", columns=3),
        SectionSpec(
            "result",
            "contact.section.result",
            (
                FieldSpec("consented", "contact.field.consented", Kind.CHECK, wide=True),
                FieldSpec(
                    "outcome", "contact.field.outcome", Kind.CHOICE,
                    options=options_of("contact.outcome", Outcome), needed=True,
                ),
                FieldSpec("advice", "contact.field.advice", Kind.CHOICE, options=options_of("contact.advice", Advice)),
                FieldSpec("spoke_with", "contact.field.spoke_with", wide=True),
                FieldSpec("unfit_advice", "contact.field.unfit_advice", Kind.NOTE, rows=2, wide=True),
                FieldSpec("note", "contact.field.note", Kind.NOTE, rows=3, wide=True),
            ),
            columns=2,
        ),
    ),
)  # fmt: skip


def first_fields(ctx: Context) -> dict[str, str]:
    """What stands in the form when it is opened: that it begins now, and nothing else."""
    return {"started_at": f"{ctx.local(ctx.clock.now()):%Y-%m-%d %H:%M}"}


def statement(ctx: Context, texts: Texts, subject: ContactSubject, typed: TypedContact) -> str:
    """One paragraph for the chart, as the rule on telecommunication asks: how, when, by what she was known, consent."""
    how = typed.contacted
    start, end = (f"{ctx.local(moment):%Y-%m-%d %H:%M}" for moment in (typed.started_at, typed.ended_at))
    marks = "、".join(texts.word("contact.mark", mark) for mark in how.marks) or texts(
        "contact.no_marks"
    )  # i18n: not text
    consent = "contact.consent.given" if how.consented else "contact.consent.urgent"
    parts = [
        texts(
            "contact.statement", mode=texts.word("contact.mode", typed.mode), start=start, end=end,
            who=subject.staff_name, reason=texts.word("contact.reason", how.reason),
        ),
        texts("contact.known_by", marks=marks),
        texts(consent),
        texts("contact.spoken_with", who=how.spoke_with) if how.spoke_with.strip() else "",
        texts.word("contact.outcome", how.outcome),
    ]  # fmt: skip
    return " ".join(part for part in parts if part)


def advice_words(texts: Texts, fields: Mapping[str, str]) -> str:
    """What was advised, in words; empty for nothing."""
    code = fields.get("advice", "")
    parts = (texts.word("contact.advice", code) if code else "", fields.get("unfit_advice", "").strip())
    return " ".join(part for part in parts if part)
