"""Laboratory: Observation, Specimen and the DiagnosticReport that holds them together."""

from collections.abc import Sequence

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import CATEGORY, LOINC, LTC, TW, Resource, coded, quantity, resource
from hah_console.domain.ids import EpisodeId, StaffId
from hah_console.domain.lab import Analyte, Comparator, LabResult, LabSource, Side
from hah_console.domain.specimen import Specimen

CODES = {
    Analyte.CRP: "1988-5",  # C reactive protein [Mass/volume] in Serum or Plasma
    Analyte.PROCALCITONIN: "33959-8",  # Procalcitonin [Mass/volume] in Serum or Plasma
    Analyte.WBC: "6690-2",  # Leukocytes [#/volume] in Blood by Automated count
    Analyte.NEUTROPHILS: "770-8",  # Neutrophils/100 leukocytes in Blood by Automated count
    Analyte.HAEMOGLOBIN: "718-7",  # Hemoglobin [Mass/volume] in Blood
    Analyte.HAEMATOCRIT: "4544-3",  # Hematocrit [Volume Fraction] of Blood by Automated count
    Analyte.PLATELETS: "777-3",  # Platelets [#/volume] in Blood by Automated count
    Analyte.CREATININE: "2160-0",  # Creatinine [Mass/volume] in Serum or Plasma
    Analyte.SODIUM: "2951-2",  # Sodium [Moles/volume] in Serum or Plasma
    Analyte.POTASSIUM: "2823-3",  # Potassium [Moles/volume] in Serum or Plasma
    Analyte.GLUCOSE: "2339-0",  # Glucose [Mass/volume] in Blood
    Analyte.BILIRUBIN: "1975-2",  # Bilirubin.total [Mass/volume] in Serum or Plasma
    Analyte.LACTATE: "2524-7",  # Lactate [Moles/volume] in Serum or Plasma
    Analyte.PH: "2744-1",  # pH of Arterial blood
    Analyte.PAO2: "2703-7",  # Oxygen [Partial pressure] in Arterial blood
    Analyte.PACO2: "2019-8",  # Carbon dioxide [Partial pressure] in Arterial blood
    Analyte.UREA: "3094-0",  # Urea nitrogen [Mass/volume] in Serum or Plasma
    Analyte.BANDS: "764-1",  # Band form neutrophils/100 leukocytes in Blood by Manual count
}
"""LOINC 2.x codes of the tests as they are commonly reported; the analyte's own word is always told beside.

Beside each its long common name, looked up 2026-11-30 in public copies of LOINC.
"""
LABORATORY = coded(CATEGORY, "laboratory", "Laboratory")
INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_SIDES = {Side.LOW: "L", Side.WITHIN: "N", Side.HIGH: "H"}
INTERPRETED_AS = {Comparator.BELOW: "<", Comparator.ABOVE: ">"}


def lab_resource(result: LabResult, episode_id: EpisodeId, naming: Naming) -> Resource:
    """One result in the unit it was reported in; nothing is converted."""
    value = quantity(result.quantity.value, result.quantity.unit.value)
    if result.comparator in INTERPRETED_AS:
        value["comparator"] = INTERPRETED_AS[result.comparator]
    parts = {
        "identifier": [naming.identifier("lab", result.result_id)],
        "status": "final",
        "category": [LABORATORY],
        "code": coded(LOINC, CODES[result.analyte], text=result.analyte.value),
        "subject": reference("Patient", result.patient_id),
        "encounter": reference("Encounter", episode_id),
        "effectiveDateTime": naming.at(result.specimen_at),
        "issued": naming.at(result.reported_at),
        "performer": [naming.own] if result.source is LabSource.POINT_OF_CARE else [{"display": result.source.value}],
        "valueQuantity": value,
        "specimen": reference("Specimen", result.specimen_id) if result.specimen_id else None,
        **_range(result),
    }
    return resource("Observation", local_id(result.result_id), f"{LTC}HAHObservationLab", parts)


def _range(result: LabResult) -> Resource:
    """The range printed with it, and what it says of the value; nothing where none was told."""
    if result.reference is None:
        return {}
    unit = result.quantity.unit.value
    ends = {"low": result.reference.low, "high": result.reference.high}
    told = {name: quantity(value, unit) for name, value in ends.items() if value is not None}
    said = [coded(INTERPRETATION, _SIDES[result.side])] if result.side else []
    return {"referenceRange": [told], "interpretation": said}


def specimen_resource(specimen: Specimen, naming: Naming, by: StaffId | None = None) -> Resource | None:
    """The specimen; None before it was taken."""
    if specimen.taken_at is None:
        return None
    collection = {"collectedDateTime": naming.at(specimen.taken_at)}
    parts = {
        "identifier": [naming.identifier("specimen", specimen.specimen_id)],
        "status": "available",
        "type": {"text": specimen.kind},
        "subject": reference("Patient", specimen.patient_id),
        "collection": collection | ({"collector": reference("Practitioner", by)} if by else {}),
    }
    return resource("Specimen", local_id(specimen.specimen_id), f"{TW}Specimen-twcore", parts)


def report_resource(results: Sequence[LabResult], episode_id: EpisodeId, naming: Naming) -> Resource:
    """The report of results of one specimen; ``results`` is not empty."""
    first = results[0]
    number = f"report-{first.specimen_id or first.result_id}"
    specimens = [reference("Specimen", first.specimen_id)] if first.specimen_id else []
    parts = {
        "identifier": [naming.identifier("report", number)],
        "status": "final",
        "category": [coded("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB")],
        "code": {"text": "、".join(dict.fromkeys(each.analyte.value for each in results))},
        "subject": reference("Patient", first.patient_id),
        "encounter": reference("Encounter", episode_id),
        "effectiveDateTime": naming.at(min(each.specimen_at for each in results)),
        "issued": naming.at(max(each.reported_at for each in results)),
        "performer": [naming.own],
        "specimen": specimens,
        "result": [reference("Observation", each.result_id) for each in results],
    }
    return resource("DiagnosticReport", local_id(number), f"{LTC}HAHDiagnosticReport", parts)
