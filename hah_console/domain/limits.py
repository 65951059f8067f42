"""Alarm limits of one patient, set by a named person, with an end."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.ids import PatientId
from hah_console.domain.reading import Vital


@dataclass(frozen=True, slots=True)
class PatientLimit:
    """Replaces the rule pack's limit for one vital and one side (``low`` or ``high``) until ``expires_at``."""

    patient_id: PatientId
    vital: Vital
    side: str
    value: float
    author: str
    reason: str
    set_at: datetime
    expires_at: datetime
