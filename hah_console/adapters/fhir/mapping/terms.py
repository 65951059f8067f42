"""Systems, profiles and the small data types of FHIR as JSON."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

Resource = dict[str, object]

TW = "https://twcore.mohw.gov.tw/ig/twcore/StructureDefinition/"
LTC = "http://ltc-ig.fhir.tw/StructureDefinition/"
HAH_ACTIVITY = "http://ltc-ig.fhir.tw/CodeSystem/hah-activity"
HAH_OUTCOME = "http://ltc-ig.fhir.tw/CodeSystem/hah-outcome"
HAH_DOCUMENT = "http://ltc-ig.fhir.tw/CodeSystem/hah-document"
HAH_ELIGIBILITY = "http://ltc-ig.fhir.tw/CodeSystem/hah-eligibility"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
IDENTIFIER_TYPE = "http://terminology.hl7.org/CodeSystem/v2-0203"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ICD_TW = "https://twcore.mohw.gov.tw/ig/twcore/CodeSystem/icd-10-cm-2023-tw"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
XHTML = "http://www.w3.org/1999/xhtml"


def coding(system: str, code: str, display: str = "") -> Resource:
    """A Coding."""
    found: Resource = {"system": system, "code": code}
    return found | ({"display": display} if display else {})


def concept(*codings: Resource, text: str = "") -> Resource:
    """A CodeableConcept."""
    return ({"coding": list(codings)} if codings else {}) | ({"text": text} if text else {})


def coded(system: str, code: str, display: str = "", text: str = "") -> Resource:
    """A CodeableConcept with one Coding."""
    return concept(coding(system, code, display), text=text)


def quantity(value: Decimal | float | int, unit: str, shown: str = "") -> Resource:
    """A Quantity in a UCUM unit; a float is written as its shortest digits."""
    number = Decimal(str(value)) if isinstance(value, float) else value
    return {"value": number, "unit": shown or unit, "system": UCUM, "code": unit}


def period(start: str, end: str = "") -> Resource:
    """A Period."""
    found: Resource = {"start": start}
    return found | ({"end": end} if end else {})


def extension(name: str, **value: object) -> Resource:
    """An extension of the hospital-at-home guide."""
    return {"url": LTC + name} | value


def narrative(text: str, status: str = "generated") -> Resource:
    """A Narrative of plain words."""
    return {"status": status, "div": f'<div xmlns="{XHTML}"><p>{escaped(text)}</p></div>'}


def escaped(text: str) -> str:
    """Words as XHTML text, lines as breaks."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "<br/>".join(safe.splitlines())


def moment(at: datetime) -> str:
    """A moment to the second, with its offset. Raises ValueError for one without a zone."""
    if at.tzinfo is None:
        raise ValueError(at)
    return at.replace(microsecond=0).isoformat()


def resource(kind: str, identity: str, profile: str, parts: Mapping[str, object]) -> Resource:
    """A resource of a profile (empty: base) without parts that are None or empty."""
    head: Resource = {"resourceType": kind, "id": identity}
    if profile:
        head["meta"] = {"profile": [profile]}
    return head | {key: value for key, value in parts.items() if value not in (None, "", [], {})}


def filled(values: Sequence[object]) -> list[object]:
    """The values that are there."""
    return [value for value in values if value]
