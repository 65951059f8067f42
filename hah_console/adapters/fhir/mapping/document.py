"""The discharge or transfer document: a Bundle whose Composition has seven sections, each with words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import (
    HAH_DOCUMENT,
    LOINC,
    LTC,
    Resource,
    coded,
    coding,
    concept,
    narrative,
    resource,
)
from hah_console.domain.closing.summary import DischargeSummary, Said, SummarySection
from hah_console.domain.episode import Episode
from hah_console.domain.ids import StaffId

TITLES = {
    SummarySection.COURSE: "療程經過", SummarySection.PROBLEMS: "診斷與問題", SummarySection.ALLERGIES: "過敏資訊",
    SummarySection.MEDICATIONS: "藥物與給藥", SummarySection.RESULTS: "檢查結果", SummarySection.CARE: "照護計畫與措施",
    SummarySection.FOLLOW_UP: "後續照護與交班",
}  # fmt: skip
SAID = {Said.UNKNOWN: "不明", Said.NONE: "無", Said.NOT_ASSESSED: "未評估"}
NOT_PROVIDED = "未提供"
EMPTY_REASON = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
EMPTY_CODES = {Said.UNKNOWN: "unavailable", Said.NONE: "nilknown", Said.NOT_ASSESSED: "notasked"}


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """Code of the guide, LOINC code and title."""

    code: str
    loinc: str
    title: str


DISCHARGE = DocumentKind("discharge-summary", "18842-5", "在宅急症結案摘要")
TRANSFER = DocumentKind("transfer-summary", "18761-7", "在宅急症後送摘要")


def document_bundle(
    kind: DocumentKind,
    episode: Episode,
    summary: DischargeSummary,
    first: tuple[Resource, Resource, Resource],
    others: Sequence[Resource],
    author: StaffId,
    at: datetime,
    naming: Naming,
) -> Resource:
    """The document. ``first`` are Patient, EpisodeOfCare and admission Encounter, ``others`` what it refers to."""
    number = f"{kind.code}-{episode.episode_id}-{episode.version}"
    composition = _composition(kind, episode, summary, others, author, at, naming)
    entries = [_entry(each, naming) for each in (composition, *first, *others)]
    known = {key: entry["fullUrl"] for each, entry in zip((composition, *first, *others), entries, strict=True)
             for key in [f"{each['resourceType']}/{each['id']}"]}  # fmt: skip
    return {
        "resourceType": "Bundle",
        "id": local_id(number),
        "meta": {"profile": [f"{LTC}HAHBundleSummary"]},
        "identifier": naming.identifier("document", number),
        "type": "document",
        "timestamp": naming.at(at),
        "entry": [{**entry, "resource": within(entry["resource"], known)} for entry in entries],
    }


def _composition(
    kind: DocumentKind,
    episode: Episode,
    summary: DischargeSummary,
    others: Sequence[Resource],
    author: StaffId,
    at: datetime,
    naming: Naming,
) -> Resource:
    parts = {
        "identifier": naming.identifier("composition", f"{kind.code}-{episode.episode_id}"),
        "status": "final",
        "type": concept(coding(HAH_DOCUMENT, kind.code), coding(LOINC, kind.loinc)),
        "subject": reference("Patient", episode.patient_id),
        "encounter": reference("Encounter", episode.episode_id),
        "date": naming.at(at),
        "author": [reference("Practitioner", author)],
        "title": kind.title,
        "custodian": naming.own,
        "section": [_section(section, summary, others) for section in SummarySection],
    }
    identity = f"{kind.code}-{local_id(episode.episode_id)}"[:64]
    return resource("Composition", identity, f"{LTC}HAHCompositionSummary", parts)


KINDS = {
    SummarySection.PROBLEMS: {"Condition"}, SummarySection.ALLERGIES: {"AllergyIntolerance"},
    SummarySection.MEDICATIONS: {"MedicationRequest", "MedicationAdministration"},
    SummarySection.RESULTS: {"Observation", "DiagnosticReport"},
    SummarySection.CARE: {"CarePlan", "Procedure", "Device"},
    SummarySection.FOLLOW_UP: {"Communication", "ServiceRequest", "Task"},
    SummarySection.COURSE: {"ClinicalImpression"},
}  # fmt: skip


def _section(section: SummarySection, summary: DischargeSummary, others: Sequence[Resource]) -> Resource:
    """SAFETY(not provided): a section nobody has written says so in words and is never left out; "none" is only said
    where somebody said it."""
    told = summary.section(section)
    if told is None:
        words, empty = NOT_PROVIDED, "unavailable"
    else:
        words = told.text if told.said is Said.TEXT else SAID[told.said]
        empty = EMPTY_CODES.get(told.said, "")
    entries = [reference(str(each["resourceType"]), str(each["id"])) for each in others
               if each["resourceType"] in KINDS[section]]  # fmt: skip
    body: Resource = {
        "title": TITLES[section],
        "code": coded(HAH_DOCUMENT, section.value),
        "text": narrative(words, "additional"),
    }
    if entries:
        return body | {"entry": entries}
    return body | ({"emptyReason": coded(EMPTY_REASON, empty)} if empty else {})


def _entry(each: Resource, naming: Naming) -> Resource:
    address = f"{naming.root}/{each['resourceType']}/{each['id']}"
    return {"fullUrl": f"urn:uuid:{uuid5(NAMESPACE_URL, address)}", "resource": each}


def within(value: object, known: dict[str, object]) -> object:
    """A copy in which references to entries of the document are their addresses there; others stay."""
    if isinstance(value, dict):
        return {
            key: known.get(str(each), each) if key == "reference" else within(each, known)
            for key, each in value.items()
        }
    return [within(each, known) for each in value] if isinstance(value, list) else value
