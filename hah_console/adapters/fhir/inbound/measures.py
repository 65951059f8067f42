"""What the codes of Observations measure, in our own names; what no code tells stays unnamed."""

from collections.abc import Mapping, Sequence

from hah_console.adapters.fhir.inbound.parts import Unusable
from hah_console.adapters.fhir.mapping.lab import CODES
from hah_console.adapters.fhir.mapping.terms import LOINC
from hah_console.domain.hospital_facts import Code

VITALS: Mapping[str, str] = {
    "8867-4": "pulse", "9279-1": "respiratory_rate", "8310-5": "temperature", "59408-5": "spo2", "2708-6": "spo2",
    "8480-6": "systolic", "8462-4": "diastolic", "8478-0": "map", "3151-8": "oxygen_flow",
}  # fmt: skip
LABS: Mapping[str, str] = {code: analyte.value for analyte, code in CODES.items()} | {
    "30522-7": "crp", "75241-0": "procalcitonin", "26464-8": "wbc", "20570-8": "haematocrit", "26515-7": "platelets",
    "2947-0": "sodium", "6298-4": "potassium", "2345-7": "glucose", "15074-8": "glucose", "14749-6": "glucose",
    "14682-9": "creatinine", "14631-6": "bilirubin", "32693-4": "lactate", "22664-7": "urea",
}  # fmt: skip
"""LOINC 2.x; codes that report the same analyte by another property or specimen beside those we send ourselves."""
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
