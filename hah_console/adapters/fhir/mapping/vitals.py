"""Vital signs as Observations of TW Core: single values and medians of an interval, never the raw stream."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import (
    CATEGORY,
    LOINC,
    TW,
    Resource,
    coded,
    coding,
    concept,
    quantity,
    resource,
)
from hah_console.domain.ids import DeviceId, EpisodeId, PatientId
from hah_console.domain.reading import Vital

ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
VITAL_SIGNS = coded(CATEGORY, "vital-signs", "Vital Signs")
SINGLE: Mapping[Vital, tuple[str, str, str, tuple[tuple[str, str], ...]]] = {
    Vital.HEART_RATE: ("Observation-heart-rate-twcore", "/min", "次/分", (("8867-4", "Heart rate"),)),
    Vital.RESPIRATORY_RATE: (
        "Observation-respiratory-rate-twcore", "/min", "次/分", (("9279-1", "Respiratory rate"),),
    ),
    Vital.TEMPERATURE: ("Observation-body-temperature-twcore", "Cel", "°C", (("8310-5", "Body temperature"),)),
    Vital.SPO2: (
        "Observation-pulse-oximetry-twcore", "%", "%",
        (
            ("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
            ("2708-6", "Oxygen saturation in Arterial blood"),
        ),
    ),
}  # fmt: skip
"""Profile, UCUM unit, unit as shown, LOINC codes (TW Core asks for both of the pulse oximeter)."""
PRESSURE = (Vital.SYSTOLIC, Vital.DIASTOLIC)
PRESSURE_CODES = {
    Vital.SYSTOLIC: ("8480-6", "Systolic blood pressure"),
    Vital.DIASTOLIC: ("8462-4", "Diastolic blood pressure"),
}


@dataclass(frozen=True, slots=True)
class VitalSet:
    """What is told of a patient at a moment, or as medians from ``at`` until ``until``.

    A vital that is None was asked for and not obtained. ``oxygen_l_min`` is set when it is known how much she had.
    """

    patient_id: PatientId
    episode_id: EpisodeId
    at: datetime
    values: Mapping[Vital, float | None]
    until: datetime | None = None
    device_id: DeviceId | None = None
    oxygen_l_min: float | None = None


def vital_resources(told: VitalSet, naming: Naming) -> tuple[Resource, ...]:
    """One Observation per vital, blood pressure as one of both."""
    single = [_single(told, vital, naming) for vital in SINGLE if vital in told.values]
    return (*single, *([_pressure(told, naming)] if any(vital in told.values for vital in PRESSURE) else []))


def _single(told: VitalSet, vital: Vital, naming: Naming) -> Resource:
    profile, unit, shown, codes = SINGLE[vital]
    oxygen = told.oxygen_l_min if vital is Vital.SPO2 else None
    parts = _common(told, vital.value, naming) | {
        "code": concept(*(coding(LOINC, code, display) for code, display in codes)),
        **_value(told.values[vital], unit, shown),
        "component": [_oxygen(oxygen)] if oxygen is not None else [],
    }
    return resource("Observation", _identity(told, vital.value), f"{TW}{profile}", parts)


def _pressure(told: VitalSet, naming: Naming) -> Resource:
    components = [
        {"code": coded(LOINC, *PRESSURE_CODES[vital])} | _value(told.values.get(vital), "mm[Hg]", "mmHg")
        for vital in PRESSURE
    ]
    parts = _common(told, "bp", naming) | {
        "code": coded(LOINC, "85354-9", "Blood pressure panel with all children optional"),
        "component": components,
    }
    return resource("Observation", _identity(told, "bp"), f"{TW}Observation-bloodPressure-twcore", parts)


def _common(told: VitalSet, what: str, naming: Naming) -> Resource:
    """What every one has. The identifier is made of patient, device, vital and time: sent again it is the same one."""
    when = (
        {"effectivePeriod": naming.span(told.at, told.until)}
        if told.until
        else {"effectiveDateTime": naming.at(told.at)}
    )
    return {
        "identifier": [naming.identifier("observation", _identity(told, what))],
        "status": "final",
        "category": [VITAL_SIGNS],
        "subject": reference("Patient", told.patient_id),
        "encounter": reference("Encounter", told.episode_id),
        **when,
        "performer": [naming.own],
        "method": {"text": "median"} if told.until else None,
        "device": reference("Device", told.device_id) if told.device_id else None,
    }


def _identity(told: VitalSet, what: str) -> str:
    stamp = told.at.strftime("%Y%m%dT%H%M%SZ") if told.until is None else f"{told.at:%Y%m%dT%H%M}-{told.until:%H%M}"
    return local_id(f"{told.patient_id}.{what}.{stamp}.{told.device_id or 'x'}")


def _value(value: float | None, unit: str, shown: str) -> Resource:
    """SAFETY(not obtained): a value nobody has is told as absent, never as a number."""
    if value is None:
        return {"dataAbsentReason": coded(ABSENT, "unknown")}
    number = int(value) if float(value).is_integer() and unit != "Cel" else round(float(value), 1)
    return {"valueQuantity": quantity(number, unit, shown)}


def _oxygen(litres: float) -> Resource:
    return {"code": coded(LOINC, "3151-8", "Inhaled oxygen flow rate"), "valueQuantity": quantity(litres, "L/min")}
