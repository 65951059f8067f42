"""What a made-up hospital knows of two patients of the demo site, as FHIR R4; every name and number is invented."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hah_console.domain.patient import Patient

Json = dict[str, Any]
RECORDS = "https://hospital.example.tw/mrn"
"""The system of the record number both sides share."""
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
_HL7 = "http://terminology.hl7.org/CodeSystem"
KNOWN, ALIKE = "771", "902"
"""Ids of the patient who is surely ours, and of one who only might be."""


def told_of(patient: Patient, now: datetime) -> Sequence[Json]:
    """The record of a patient who is linked by her number: what agrees with ours, what does not, what cannot be used,
    and what nobody has mapped."""
    whose = {"subject": {"reference": f"Patient/{KNOWN}"}}
    return (
        _patient(KNOWN, patient, patient.birth_date.isoformat()),
        _allergy("a1", "碘顯影劑", now - timedelta(days=900)),
        _with("Condition", "c1", whose, now, code=_code("http://hl7.org/fhir/sid/icd-10-cm", "J18.9", "肺炎"),
              clinicalStatus=_code(f"{_HL7}/condition-clinical", "active", ""),
              recordedDate=_at(now - timedelta(days=4))),
        _with("Encounter", "e1", whose, now, status="finished",
              **{"class": {"system": f"{_HL7}/v3-ActCode", "code": "EMER", "display": "急診"}},
              period={"start": _at(now - timedelta(days=4, hours=6)), "end": _at(now - timedelta(days=4))}),
        _lab("o1", whose, now, _code(LOINC, "1988-5", "C reactive protein"), 8.6, "mg/dL"),
        _lab("o2", whose, now, _code(LOINC, "6690-2", "Leukocytes"), 13.2, "10*3/uL"),
        _lab("o3", whose, now, _code("urn:oid:2.16.886.101.example", "K01", "降鈣素原 PCT"), 0.42, "ng/mL"),
        _lab("o4", whose, now, _code(LOINC, "2823-3", "Potassium"), 3.1, "furlong"),
        _with("Observation", "o5", whose, now, status="final", category=[_code(f"{_HL7}/observation-category",
              "laboratory", "")], code=_code(LOINC, "2951-2", "Sodium"),
              valueQuantity={"value": 139, "unit": "mmol/L", "system": UCUM, "code": "mmol/L"}),
        _with("MedicationRequest", "m1", whose, now, status="active", intent="order",
              medicationCodeableConcept={"text": "Amlodipine 5 mg 每日一次"}, authoredOn=_at(now - timedelta(days=30))),
    )  # fmt: skip


def alike(patient: Patient) -> Json:
    """A record with a number of ours and another birth date: a person has to look."""
    born = patient.birth_date.replace(day=patient.birth_date.day % 28 + 1)
    return _patient(ALIKE, patient, born.isoformat())


def _patient(identity: str, patient: Patient, born: str) -> Json:
    return {
        "resourceType": "Patient", "id": identity, "meta": {"versionId": "1"}, "active": True,
        "identifier": [{"system": RECORDS, "value": patient.medical_record_number}],
        "name": [{"text": patient.name}], "gender": patient.sex.value, "birthDate": born,
        "telecom": [{"system": "phone", "value": "0900-000-902"}],
    }  # fmt: skip


def _allergy(identity: str, words: str, at: datetime) -> Json:
    return {
        "resourceType": "AllergyIntolerance", "id": identity, "meta": {"versionId": "2"},
        "patient": {"reference": f"Patient/{KNOWN}"}, "code": {"text": words}, "recordedDate": _at(at),
        "clinicalStatus": _code(f"{_HL7}/allergyintolerance-clinical", "active", ""),
        "verificationStatus": _code(f"{_HL7}/allergyintolerance-verification", "confirmed", ""),
    }  # fmt: skip


def _lab(identity: str, whose: Json, now: datetime, code: Json, value: float, unit: str) -> Json:
    return _with(
        "Observation", identity, whose, now, status="final", code=code,
        category=[_code(f"{_HL7}/observation-category", "laboratory", "")],
        effectiveDateTime=_at(now - timedelta(hours=5)),
        valueQuantity={"value": value, "unit": unit, "system": UCUM, "code": unit},
    )  # fmt: skip


def _with(kind: str, identity: str, whose: Json, now: datetime, **parts: object) -> Json:
    meta = {"versionId": "1", "lastUpdated": _at(now - timedelta(hours=1))}
    return {"resourceType": kind, "id": identity, "meta": meta, **whose, **parts}


def _code(system: str, code: str, words: str) -> Json:
    return {"coding": [{"system": system, "code": code} | ({"display": words} if words else {})]}


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
