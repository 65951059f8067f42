"""What is said where a person is admitted: what stands in the way, who she may be, the physician's cap; no Qt."""

from collections.abc import Iterator, Mapping
from datetime import tzinfo

from hah_console.domain.calendar import parse_moment
from hah_console.domain.claims.caps import CapCount, CapState
from hah_console.domain.ids import KitId, StaffId
from hah_console.domain.person_match import PersonMatch
from hah_console.services.admission import AdmissionPlan
from hah_console.services.admission_board import AdmissionPreview
from hah_console.ui.forms.spec import Option
from hah_console.ui.i18n import LANGUAGES, Texts

# i18n: intake.cap.*
# i18n: referrals.field.*


def status_text(texts: Texts, preview: AdmissionPreview, *, may_admit: bool) -> str:
    """Whether she can be admitted, and if not why; who she is or may be."""
    return "\n".join(_status(texts, preview, may_admit=may_admit))


def _status(texts: Texts, preview: AdmissionPreview, *, may_admit: bool) -> Iterator[str]:
    if preview.intake.episode_id is not None:
        yield f"✓ {texts('intake.admit.done')}"
        return
    if preview.in_care is not None and preview.patient is not None:
        yield f"✕ {texts('intake.admit.in_care', name=preview.patient.name)}"
    elif preview.ready:
        yield f"✓ {texts('intake.admit.ready')}" if may_admit else f"○ {texts('intake.admit.physician')}"
    else:
        yield f"○ {texts('intake.admit.not_ready')}"
    if preview.patient is not None:
        number = preview.patient.medical_record_number
        yield texts("intake.admit.known", name=preview.patient.name, number=number)
    for match in preview.likely:
        yield f"! {likely_text(texts, match)}"


def likely_text(texts: Texts, match: PersonMatch) -> str:
    """A patient she may be, with what agrees and what differs."""
    patient = match.patient
    joint = texts("referrals.list_joint")
    agrees, differs = (
        joint.join(texts.word("referrals.field", name) for name in names) for names in (match.agrees, match.differs)
    )
    born, number = patient.birth_date.isoformat(), patient.medical_record_number
    key = "intake.admit.likely_differs" if differs else "intake.admit.likely"
    return texts(key, name=patient.name, born=born, number=number, agrees=agrees, differs=differs)


def cap_text(texts: Texts, count: CapCount | None) -> str:
    """How many the physician would care for with her; whether that is near, at or beyond the limit."""
    if count is None:
        return ""
    said = texts("intake.admit.cases", count=count.count, limit=count.limit)
    return said if count.state is CapState.BELOW else f"! {said} · {texts.word('intake.cap', count.state)}"


def physician_options(preview: AdmissionPreview) -> tuple[Option, ...]:
    """Each physician with her count, so that a limit is seen before it breaks."""
    return tuple(_physician(one.staff_id, one.name, preview.cases.get(one.staff_id)) for one in preview.physicians)


def _physician(staff_id: StaffId, name: str, count: CapCount | None) -> Option:
    mark = "! " if count and count.state is not CapState.BELOW else ""
    words = f"{name}  {mark}{count.count}/{count.limit}" if count else name
    return plain_option(staff_id, words)


def plain_option(code: str, words: str) -> Option:
    """A name, the same in every language."""
    return Option(code, dict.fromkeys(LANGUAGES, words))


def in_sight(preview: AdmissionPreview, fields: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that are asked of this person: a reason only beyond the limit, a number only of somebody new."""
    count = preview.cases.get(StaffId(fields.get("physician_id", "")))
    broken = count is not None and count.state is CapState.BROKEN
    unnumbered = preview.patient is None and not preview.referral.person.record_number
    extra = (
        ("cap_reason", broken or bool(fields.get("cap_reason"))),
        ("record_number", unnumbered),
        ("new_person", bool(preview.likely)),
    )
    return ("owner_id", "physician_id", "kit_id", "begins_at", *(name for name, wanted in extra if wanted))


def plan_of(fields: Mapping[str, str], zone: tzinfo) -> AdmissionPlan:
    """The plan a form tells of. Raises InvalidInput for a moment that cannot be read."""
    begins = fields["begins_at"].strip()
    return AdmissionPlan(
        owner_id=StaffId(fields["owner_id"]),
        physician_id=StaffId(fields["physician_id"]),
        begins_at=parse_moment(begins, zone, "begins_at") if begins else None,
        kit_id=KitId(fields["kit_id"]) if fields["kit_id"] else None,
        record_number=fields["record_number"],
        new_person=fields["new_person"] == "yes",
        cap_reason=fields["cap_reason"],
    )
