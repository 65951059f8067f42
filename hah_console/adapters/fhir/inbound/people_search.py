"""How a patient of the house is looked for at a hospital: by numbers in every way their systems are written."""

from collections.abc import Mapping

from hah_console.adapters.fhir.inbound.identity import NATIONAL_SYSTEMS, OwnSystems, same_system
from hah_console.adapters.fhir.inbound.parts import dicts, word
from hah_console.domain.patient import Patient

RESIDENT_SYSTEMS = ("http://www.immigration.gov.tw", "http://www.immigration.gov.tw/")
Numbers = tuple[tuple[str, str], ...]
"""Pairs of system and value."""


def asked_numbers(patient: Patient, systems: OwnSystems) -> Numbers:
    """Her national ID or resident number, the record number both sides share, and our own; a name is never asked."""
    number = patient.national_id
    resident = number[1:2].isalpha() or number[1:2] in ("8", "9")
    numbers = [(system, number) for system in (*NATIONAL_SYSTEMS, *(RESIDENT_SYSTEMS if resident else ()))]
    found = numbers if number else []
    if systems.records and patient.medical_record_number:
        found = [*found, (systems.records, patient.medical_record_number)]
    if systems.patients:
        found = [*found, (systems.patients, patient.patient_id)]
    return tuple(found)


def search_value(numbers: Numbers) -> str:
    """The value of ``identifier``: any of the numbers."""
    return ",".join(f"{system}|{_escaped(value)}" for system, value in numbers)


def is_asked_for(patient: Mapping[str, object], numbers: Numbers) -> bool:
    """SAFETY(dropped parameter): whether a Patient has one of the numbers asked for; else nobody looked for it."""
    asked = {(same_system(system), value.upper()) for system, value in numbers}
    told = (
        (same_system(word(each, "system")), word(each, "value").upper()) for each in dicts(patient.get("identifier"))
    )
    return any(each in asked for each in told)


def _escaped(value: str) -> str:
    """A value in a search: backslash, comma, dollar and bar stand for themselves (FHIR R4, search)."""
    for sign in ("\\", ",", "$", "|"):
        value = value.replace(sign, "\\" + sign)
    return value
