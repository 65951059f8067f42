"""Codes and units of the vital signs that devices tell: LOINC and ISO/IEEE 11073-10101 (MDC), UCUM."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from hah_console.adapters.fhir.mapping.terms import LOINC, UCUM
from hah_console.domain import vital_units
from hah_console.domain.reading import Vital
from hah_console.domain.refusal import Refusal
from hah_console.domain.relayed_set import RelayRefused

MDC = "urn:iso:std:iso:11073:10101"
SYSTEMS: Mapping[str, str] = {
    LOINC: LOINC, "LN": LOINC, "urn:oid:2.16.840.1.113883.6.1": LOINC,
    MDC: MDC, "MDC": MDC, "urn:oid:2.16.840.1.113883.6.24": MDC,
    UCUM: UCUM, "UCUM": UCUM, "urn:oid:2.16.840.1.113883.6.8": UCUM,
}  # fmt: skip
"""A system by the names FHIR and HL7 v2 (table 0396) give it."""
PRESSURE_PANELS = frozenset({(LOINC, "85354-9"), (LOINC, "55284-4"), (MDC, "150020"), (MDC, "150016")})
"""Both pressures as components of one Observation."""
_CODES: Mapping[Vital, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Vital.HEART_RATE: (("8867-4", "8889-8"), ("147842", "149530", "149546")),
    Vital.SPO2: (("59408-5", "2708-6"), ("150456",)),
    Vital.RESPIRATORY_RATE: (("9279-1",), ("151562",)),
    Vital.SYSTOLIC: (("8480-6",), ("150021", "150017")),
    Vital.DIASTOLIC: (("8462-4",), ("150022", "150018")),
    Vital.TEMPERATURE: (("8310-5", "8331-1", "8333-7"), ("150364", "150344")),
}
"""LOINC, MDC: heart rate of the ECG and pulse of oximeter or cuff; body temperature, oral, of the ear.

Sources, looked up 2026-11-30: LOINC long common names (8889-8 Heart rate by Pulse oximetry, 8331-1 Oral temperature,
8333-7 Tympanic membrane temperature, 55284-4 Blood pressure systolic and diastolic, as published in the HL7 and MII
implementation guides); 11073-10101 reference ids in the nomenclature of public PHD libraries and in IHE PCD messages:
MDC_ECG_HEART_RATE 147842, PULS_OXIM_PULS_RATE 149530, PULS_RATE_NON_INV 149546, PULS_OXIM_SAT_O2 150456, RESP_RATE
151562, PRESS_BLD(_SYS, _DIA) 150016 to 150018, PRESS_BLD_NONINV(_SYS, _DIA) 150020 to 150022, TEMP_BODY 150364, TEMP
150344.
"""
VITAL_OF: Mapping[tuple[str, str], Vital] = {
    (system, code): vital
    for vital, both in _CODES.items()
    for system, codes in zip((LOINC, MDC), both, strict=True)
    for code in codes
}
_MDC_UNITS: Mapping[str, str] = {
    "264864": "/min", "264928": "/min", "262688": "%", "266016": "mm[Hg]", "268192": "Cel", "266560": "[degF]",
}  # fmt: skip
"""Dimensions of 11073-10101: beats and breaths per minute, per cent, mmHg, degrees of Celsius and Fahrenheit.

Source, looked up 2026-11-30: partition 4 (262144) and the term codes of MDC_DIM_BEAT_PER_MIN 2720, RESP_PER_MIN 2784,
PERCENT 544, MMHG 3872, DEGC 6048, FAHR 4416 of public PHD libraries.
"""


def vital_of(codings: Iterable[tuple[str, str]]) -> Vital | None:
    """The vital of (system, code) pairs that all name the same thing; None when none is known.

    Raises RelayRefused when they name two.
    """
    known = {VITAL_OF[pair] for system, code in codings if (pair := (SYSTEMS.get(system, system), code)) in VITAL_OF}
    if len(known) > 1:
        raise RelayRefused(f"code: {' and '.join(sorted(known))} in one measurement", Refusal.CODE)
    return known.pop() if known else None


def in_own_unit(vital: Vital, value: Decimal, system: str, unit: str) -> float:
    """A value in the vital's own unit. Raises RelayRefused for a unit of no known system, and as the domain does."""
    known = SYSTEMS.get(system)
    if known not in (MDC, UCUM):
        said = f"unit: {vital.value} in {unit[:40] or 'no unit'} of {system[:40] or 'no system'}"
        raise RelayRefused(said, Refusal.UNIT, vital=vital, unit=unit[:40])
    return vital_units.in_own_unit(vital, value, _MDC_UNITS.get(unit, "") if known == MDC else unit)
