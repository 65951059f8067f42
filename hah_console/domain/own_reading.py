"""What patients measure with their own things and bring in a file: unverified, and never a reading of a monitor."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hah_console.domain.ids import PatientId, UserId
from hah_console.domain.reading import Vital

LONGEST_SOURCE = 80


class OwnKind(StrEnum):
    """Of what kind the file was."""

    APPLE_HEALTH = "apple_health"
    CSV = "csv"
    FHIR = "fhir"


@dataclass(frozen=True, slots=True)
class OwnReading:
    """One value, in the unit of ``reading.UNITS``. ``source`` is what the file says measured it, or the file's name.

    A type of its own in a table of its own, so that no alarm and no score can take one for a
    monitor's; a person reads it, and measures again.
    """

    patient_id: PatientId
    measured_at: datetime
    vital: Vital
    value: float
    source: str
    kind: OwnKind
    imported_at: datetime
    imported_by: UserId
