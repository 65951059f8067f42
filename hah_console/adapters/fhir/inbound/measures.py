"""What the codes of Observations measure, in our own names; what no code tells stays unnamed."""

from collections.abc import Mapping, Sequence

from hah_console.adapters.fhir.inbound.parts import Unusable
from hah_console.adapters.fhir.mapping.lab import CODES
from hah_console.adapters.fhir.mapping.terms import LOINC
from hah_console.domain.hospital_facts import Code

VITALS: Mapping[str, str] = {
    "8867-4": "pulse",  # Heart rate
    "9279-1": "respiratory_rate",  # Respiratory rate
    "8310-5": "temperature",  # Body temperature
    "59408-5": "spo2",  # Oxygen saturation in Arterial blood by Pulse oximetry
    "2708-6": "spo2",  # Oxygen saturation in Arterial blood
    "8480-6": "systolic",  # Systolic blood pressure
    "8462-4": "diastolic",  # Diastolic blood pressure
    "8478-0": "map",  # Mean blood pressure
    "3151-8": "oxygen_flow",  # Inhaled oxygen flow rate
}
LABS: Mapping[str, str] = {code: analyte.value for analyte, code in CODES.items()} | {
    "30522-7": "crp",  # C reactive protein [Mass/volume] in Serum or Plasma by High sensitivity method
    "75241-0": "procalcitonin",  # Procalcitonin [Mass/volume] in Serum or Plasma by Immunoassay
    "26464-8": "wbc",  # Leukocytes [#/volume] in Blood
    "20570-8": "haematocrit",  # Hematocrit [Volume Fraction] of Blood
    "26515-7": "platelets",  # Platelets [#/volume] in Blood
    "2947-0": "sodium",  # Sodium [Moles/volume] in Blood
    "6298-4": "potassium",  # Potassium [Moles/volume] in Blood
    "2345-7": "glucose",  # Glucose [Mass/volume] in Serum or Plasma
    "15074-8": "glucose",  # Glucose [Moles/volume] in Blood
    "14749-6": "glucose",  # Glucose [Moles/volume] in Serum or Plasma
    "14682-9": "creatinine",  # Creatinine [Moles/volume] in Serum or Plasma
    "14631-6": "bilirubin",  # Bilirubin.total [Moles/volume] in Serum or Plasma
    "32693-4": "lactate",  # Lactate [Moles/volume] in Blood
    "22664-7": "urea",  # Urea [Moles/volume] in Serum or Plasma
}
"""LOINC 2.x; codes that report the same analyte by another property or specimen beside those we send ourselves.

Beside each its long common name, looked up 2026-11-30 in public copies of LOINC (tables of laboratory systems, value
sets of HL7 and MII guides, concept maps of TW Core users); a code whose name could not be found is not listed.
"""
VITAL_NAMES = frozenset(VITALS.values())
Targets = Mapping[tuple[str, str], str]


def measured_by(codes: Sequence[Code], targets: Targets) -> tuple[str, str]:
    """Our name of what is measured, and the LOINC code it was told by; empty where nobody knows.

    What a person said of a code stands before what the code says by itself. Raises Unusable (``codes_differ``) when two
    codes of one value are two different things.
    """
    said = {targets[each.system, each.code] for each in codes if (each.system, each.code) in targets}
    loinc = [each.code for each in codes if each.system == LOINC]
    known = {name for code in loinc if (name := VITALS.get(code) or LABS.get(code))}
    found = (said or known) - {""}
    if len(found) > 1 or (said - {""} and known and said - {""} != known):
        raise Unusable("codes_differ", codes=", ".join(sorted(found | known)))
    name = found.pop() if found else ""
    return name, next((code for code in loinc if (VITALS.get(code) or LABS.get(code)) == name), "")
