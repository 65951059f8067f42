"""A laboratory result: what was measured in which unit, when the specimen was taken and when it was reported."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
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


class Side(StrEnum):
    """Where a value lies against its range; what a comparator leaves open has none."""

    LOW = "low"
    WITHIN = "within"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class ReferenceRange:
    """As whoever measured printed it, in the unit of the result; both ends belong to it, None for an open end."""

    low: Decimal | None = None
    high: Decimal | None = None

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise InvalidInput(field="range_low", value="", reason="empty")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InvalidInput(field="range_high", value=self.high, reason="below_low_end")

    def side(self, value: Decimal, comparator: Comparator) -> Side | None:
        """SAFETY(reference range): what was printed as less or more than a value is said to be out of range only when
        it must be; None when it cannot be told."""
        if comparator is Comparator.EXACT:
            return self._side(value)
        if comparator is Comparator.BELOW:
            if self.low is not None and value <= self.low:
                return Side.LOW
            return Side.WITHIN if self.low is None and self.high is not None and value <= self.high else None
        if self.high is not None and value >= self.high:
            return Side.HIGH
        return Side.WITHIN if self.high is None and self.low is not None and value >= self.low else None

    def _side(self, value: Decimal) -> Side:
        if self.low is not None and value < self.low:
            return Side.LOW
        return Side.HIGH if self.high is not None and value > self.high else Side.WITHIN


@dataclass(frozen=True, slots=True)
class LabResult:
    """One result of one analyte. ``confirmed_by``: who has looked at an unusual value and its unit and says it is so.

    ``specimen_at`` is what its age counts from; ``specimen_id`` is there when the console ordered the specimen.
    ``reference`` is the range printed with it: there is no other, and None where none was told.
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
    reference: ReferenceRange | None = None
    version: int = 0

    @property
    def side(self) -> Side | None:
        """Against its range; None without one, or when a comparator leaves it open."""
        return None if self.reference is None else self.reference.side(self.quantity.value, self.comparator)


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
