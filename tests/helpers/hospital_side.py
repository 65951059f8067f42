"""A hospital with one of our patients in its records, and the feed that reads it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.inbound.identity import OwnSystems
from hah_console.app.exchange.inbound import Inbound
from hah_console.domain.ids import PatientId
from hah_console.domain.patient import Patient
from helpers.bedside import CHEN, Bedside
from helpers.fhir_reading import READER

ROOT, RECORDS, MOI = "https://hah.example.tw", "https://hospital.example.tw/mrn", "http://www.moi.gov.tw/"
SYSTEMS = OwnSystems(f"{ROOT}/patient", RECORDS)
LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def national_id(number: int) -> str:
    """A number with its check digit, another for each of nine million."""
    head = f"A2{number % 9_999_999:07d}"
    digits = [1, 0, *map(int, head[1:])]
    total = sum(digit * weight for digit, weight in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1), strict=True))
    return head + str(-total % 10)


def numbered(bedside: Bedside, patient_id: PatientId = CHEN) -> Patient:
    """One of the patients with a national ID nobody had before, so that servers may be shared."""
    with bedside.ctx.store() as uow:
        number = national_id(uuid.uuid4().int)
        patient = uow.patients.save(replace(uow.patients.get(patient_id), national_id=number))
        uow.commit()
    return patient


def as_told(patient: Patient, **parts: object) -> dict[str, object]:
    """The patient in the hospital's own words."""
    return {
        "resourceType": "Patient", "identifier": [{"system": MOI, "value": patient.national_id}],
        "name": [{"text": patient.name}], "gender": patient.sex.value, "birthDate": patient.birth_date.isoformat(),
        **parts,
    }  # fmt: skip


def crp(subject: str, value: object, number: int = 0, **parts: object) -> dict[str, object]:
    """A result of hers."""
    coding = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}
    return {
        "resourceType": "Observation", "status": "final", "subject": {"reference": subject},
        "category": [{"coding": [coding]}],
        "identifier": [{"system": "https://hospital.example.tw/obs", "value": f"{subject}-{number}"}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "1988-5"}]},
        "effectiveDateTime": f"2026-11-{1 + number % 22:02d}T01:00:00+08:00",
        "valueQuantity": {"value": value, "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL"},
        **parts,
    }  # fmt: skip


def no_known_allergy(subject: str, **parts: object) -> dict[str, object]:
    """The statement that there is none."""
    base = "http://terminology.hl7.org/CodeSystem/allergyintolerance-"
    return {
        "resourceType": "AllergyIntolerance", "patient": {"reference": subject},
        "identifier": [{"system": "https://hospital.example.tw/allergy", "value": uuid.uuid4().hex}],
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "716186003"}], "text": "No known allergy"},
        "clinicalStatus": {"coding": [{"system": f"{base}clinical", "code": "active"}]},
        "verificationStatus": {"coding": [{"system": f"{base}verification", "code": "confirmed"}]},
        **parts,
    }  # fmt: skip


@dataclass
class Read:
    """A feed named ``h`` of one server, over the store of a bedside."""

    bedside: Bedside
    client: FhirClient
    systems: OwnSystems = SYSTEMS

    def __post_init__(self) -> None:
        self.feed = Inbound(self.bedside.ctx, "h", self.client, READER, self.systems, ROOT)

    def turn(self, minutes: float = 10) -> int:
        """Let time pass, then read what is due."""
        self.bedside.advance(minutes)
        return self.feed.turn()


def entry(resource: Mapping[str, object]) -> dict[str, object]:
    """A resource to be created in a Bundle."""
    return {"resource": resource, "request": {"method": "POST", "url": str(resource["resourceType"])}}
