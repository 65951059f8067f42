"""A referral as a form or a document tells it: its fields, how they are read, and what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hah_console.domain.episode import Condition, Mode
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.identity import parse_phone
from hah_console.domain.person import PERSON_FIELDS, Person, missing_for_admission, person_fields, read_person
from hah_console.domain.referral import Referral, Sender
from hah_console.domain.written import written_line, written_note

CASE_FIELDS = ("mode", "condition", "problem", "sender_organisation", "sender_name", "sender_phone")
REFERRAL_FIELDS = (*CASE_FIELDS, *PERSON_FIELDS)
"""The names of the fields, in the order of a form."""


@dataclass(frozen=True, slots=True)
class ReferralForm:
    """What a form or a document says: who is referred by whom, how, and for what."""

    mode: Mode
    sender: Sender
    person: Person
    condition: Condition | None = None
    problem: str = ""


def read_referral(check: FieldCheck, today: date) -> ReferralForm:
    """The referral of a form's fields; what is wrong is noted in ``check``. Mode, organisation and name are needed."""
    if not check.text("mode"):
        check.add("mode", "empty")
    return ReferralForm(
        mode=check.choice("mode", Mode, Mode.HOME_CARE),
        sender=Sender(
            check.read("sender_organisation", lambda text, field: written_line(text, field, needed=True), ""),
            check.read("sender_name", written_line, ""),
            check.read_if_written("sender_phone", parse_phone, ""),
        ),
        person=read_person(check, today),
        condition=check.choice("condition", Condition, Condition.UTI) if check.text("condition") else None,
        problem=check.read("problem", written_note, ""),
    )


def referral_fields(referral: Referral | ReferralForm) -> Mapping[str, str]:
    """The fields of a form that tell of this referral, as ``read_referral`` reads them."""
    return {
        "mode": referral.mode.value,
        "condition": referral.condition.value if referral.condition else "",
        "problem": referral.problem,
        "sender_organisation": referral.sender.organisation,
        "sender_name": referral.sender.name,
        "sender_phone": referral.sender.phone,
        **person_fields(referral.person),
    }


def missing_in(referral: Referral) -> tuple[str, ...]:
    """The fields nobody has told yet without which it cannot end in an admission, in the order of the form."""
    missing = (() if referral.condition else ("condition",), missing_for_admission(referral.person))
    return tuple(name for part in missing for name in part)
