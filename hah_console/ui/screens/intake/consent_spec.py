"""The form of a consent: who explained, who signed and for whom, when, and the signed paper."""

from hah_console.domain.consent import Relation
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, SectionSpec, options_of

# i18n: intake.relation.*
FORM = "consent"


def consent_form() -> FormSpec:
    """The fields of ``CONSENT_FIELDS`` and the file; the people who may have explained are set when they are known."""
    fields = (
        FieldSpec("explained_by", "intake.consent_form.explained_by", Kind.CHOICE, needed=True),
        FieldSpec("explained_at", "intake.consent_form.explained_at", Kind.MOMENT, needed=True),
        FieldSpec("signer_name", "intake.consent_form.signer_name", needed=True),
        FieldSpec("relation", "intake.consent_form.relation", Kind.CHOICE,
                  options_of("intake.relation", Relation), needed=True),
        FieldSpec("why_not_self", "intake.consent_form.why_not_self", hint="intake.consent_form.why_hint"),
        FieldSpec("signed_at", "intake.consent_form.signed_at", Kind.MOMENT, needed=True),
        FieldSpec("file", "intake.consent_form.file", hint="intake.consent_form.file_hint", needed=True, wide=True),
    )  # fmt: skip
    section = SectionSpec("sign", "intake.consent_form.title", fields, hint="intake.consent_form.hint", columns=2)
    return FormSpec(FORM, (section,))
