"""A laboratory result: what was measured in which unit, when the specimen was taken and when it was reported."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import LabResultId, PatientId, SpecimenId
from hah_console.domain.quantity import Doubt, Quantity, UnitRules


class Analyte(StrEnum):
    """What a laboratory or a point-of-care device measures; UREA is also reported as its nitrogen (BUN)."""

    CRP = "crp"
    PROCALCITONIN = "procalcitonin"
    WBC = "wbc"
    BANDS = "bands"
    NEUTROPHILS = "neutrophils"
    HAEMOGLOBIN = "haemoglobin"
    HAEMATOCRIT = "haematocrit"
    PLATELETS = "platelets"
    UREA = "urea"
    CREATININE = "creatinine"
    SODIUM = "sodium"
    POTASSIUM = "potassium"
    GLUCOSE = "glucose"
    BILIRUBIN = "bilirubin"
    LACTATE = "lactate"
    PH = "ph"
    PAO2 = "pao2"
    PACO2 = "paco2"


class LabSource(StrEnum):
    """Where a result comes from."""

    LABORATORY = "laboratory"
    POINT_OF_CARE = "point_of_care"
    BROUGHT = "brought"


class Comparator(StrEnum):
    """Beyond what the device measures: less or more than the value printed."""

    EXACT = "="
    BELOW = "<"
    ABOVE = ">"


@dataclass(frozen=True, slots=True)
class LabResult:
    """One result of one analyte. ``confirmed_by``: who has looked at an unusual value and its unit and says it is so.

    ``specimen_at`` is what its age counts from; ``specimen_id`` is there when the console ordered the specimen.
    """

    result_id: LabResultId
    patient_id: PatientId
    analyte: Analyte
    quantity: Quantity
    specimen_at: datetime
    reported_at: datetime
    source: LabSource
    comparator: Comparator = Comparator.EXACT
    confirmed_by: str = ""
    specimen_id: SpecimenId | None = None
    version: int = 0


def doubt_of(result: LabResult, rules: UnitRules) -> Doubt | None:
    """What has to be asked before the result may be used; None when nothing has, or somebody has confirmed it.

    Raises InvalidInput for a unit that is not listed for the analyte and for a value no listed unit makes possible.
    """
    doubt = rules.scale(result.analyte).doubt(result.quantity)
    return None if result.confirmed_by else doubt


def check_times(result: LabResult, now: datetime) -> None:
    """Raises InvalidInput when the specimen lies in the future or was reported before it was taken."""
    if result.specimen_at > now:
        raise InvalidInput(field="specimen_at", value=result.specimen_at, reason="in_the_future")
    if result.reported_at < result.specimen_at:
        raise InvalidInput(field="reported_at", value=result.reported_at, reason="before_specimen")
