"""A message that could not be used and lies in the quarantine: when it came, for whom, and why."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.ids import PatientId
from hah_console.domain.refusal import Reason

_PLACES, _OF_PATIENT, _NOBODY = 5, 3, "gateway"


@dataclass(frozen=True, slots=True)
class RefusedMessage:
    """``topic`` is where the message was published."""

    received_at: datetime
    topic: str
    reason: Reason

    @property
    def patient_id(self) -> PatientId | None:
        """Whom it was said to be about; None where the topic names nobody."""
        parts = self.topic.split("/")
        named = len(parts) >= _PLACES and parts[_OF_PATIENT] not in ("", _NOBODY)
        return PatientId(parts[_OF_PATIENT]) if named else None
