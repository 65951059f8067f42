"""Patient (HAHPatient where all it asks for is known, else TW Core) with the person to call."""

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import IDENTIFIER_TYPE, LTC, TW, Resource, coded, filled, resource
from hah_console.domain.patient import Patient

MOI = "http://www.moi.gov.tw"
SUFFIX = f"{TW}identifier-suffix"
RELATIONSHIP = "http://terminology.hl7.org/CodeSystem/v2-0131"


def patient_resource(patient: Patient, naming: Naming, phone: str = "") -> Resource:
    """The person. ``phone`` is the patient's own; the caregiver's is never given out as hers."""
    contact = _contact(patient)
    complete = bool(phone and patient.home.address and contact)
    parts = {
        "identifier": _identifiers(patient, naming),
        "name": [{"use": "official", "text": patient.name}],
        "telecom": [{"system": "phone", "value": phone}] if phone else [],
        "gender": patient.sex.value,
        "birthDate": patient.birth_date.isoformat(),
        "address": [{"use": "home", "text": patient.home.address}] if patient.home.address else [],
        "contact": [contact] if contact else [],
        "managingOrganization": naming.own,
    }
    profile = f"{LTC}HAHPatient" if complete else f"{TW}Patient-twcore"
    return resource("Patient", local_id(patient.patient_id), profile, parts)


def caregiver_resource(patient: Patient, naming: Naming) -> Resource | None:
    """RelatedPerson of the caregiver, None when nobody is named."""
    if not patient.caregiver_name:
        return None
    phone = patient.caregiver_phone
    parts = {
        "identifier": [naming.identifier("caregiver", patient.patient_id)],
        "active": True,
        "patient": reference("Patient", patient.patient_id),
        "relationship": [{"text": patient.caregiver_relationship}] if patient.caregiver_relationship else [],
        "name": [{"text": patient.caregiver_name}],
        "telecom": [{"system": "phone", "value": phone}] if phone else [],
    }
    return resource("RelatedPerson", f"caregiver-{local_id(patient.patient_id)}"[:64], "", parts)


def home_resource(patient: Patient, naming: Naming) -> Resource:
    """Location of the home: where, and how to get in is not told to anybody outside."""
    parts = {
        "identifier": [naming.identifier("home", patient.patient_id)],
        "status": "active",
        "name": f"住家 {patient.medical_record_number}".strip(),
        "type": [coded("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "PTRES", "Patient's Residence")],
        "address": {"use": "home", "text": patient.home.address} if patient.home.address else None,
        "position": {"longitude": patient.home.lon, "latitude": patient.home.lat},
        "managingOrganization": naming.own,
    }
    return resource("Location", f"home-{local_id(patient.patient_id)}"[:64], f"{TW}Location-twcore", parts)


def _identifiers(patient: Patient, naming: Naming) -> list[object]:
    record = {"use": "official", "type": coded(IDENTIFIER_TYPE, "MR"), "system": naming.record_system,
              "value": patient.medical_record_number}  # fmt: skip
    known = bool(patient.medical_record_number and naming.record_system)
    return filled([
        naming.typed("PRN", "patient", patient.patient_id),
        _national_id(patient.national_id) if patient.national_id else None,
        record if known else None,
    ])  # fmt: skip


def _national_id(number: str) -> Resource:
    """The national identity number with the country the type's code leaves open (TW Core, identifier-suffix)."""
    country: Resource = {"url": SUFFIX, "extension": [
        {"url": "suffix", "valueString": "TWN"},
        {"url": "valueSet", "valueCanonical": "http://hl7.org/fhir/ValueSet/iso3166-1-3"},
    ]}  # fmt: skip
    code = {"system": IDENTIFIER_TYPE, "code": "NNxxx", "_code": {"extension": [country]}}
    return {"use": "official", "type": {"coding": [code]}, "system": MOI, "value": number}


def _contact(patient: Patient) -> Resource | None:
    if not patient.caregiver_name or not patient.caregiver_phone:
        return None
    relation = coded(RELATIONSHIP, "C", text=patient.caregiver_relationship)
    return {
        "relationship": [relation],
        "name": {"text": patient.caregiver_name},
        "telecom": [{"system": "phone", "value": patient.caregiver_phone}],
    }
