"""Shelving: one alarm of one patient is kept quiet by a named person, for a reason, until a stated end."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.alarm import Priority
from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import PatientId, ShelfId


class ShelfReason(StrEnum):
    """Why an alarm may be kept quiet for a while."""

    BEING_TREATED = "being_treated"
    KNOWN_CONDITION = "known_condition"
    CARE_IN_PROGRESS = "care_in_progress"
    EQUIPMENT_FAULT = "equipment_fault"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Keeps the alarms with ``key`` (alarms.finding.alarm_key) of one patient, or of the system, quiet until ``until``.

    It is of one alarm, never of a patient or of all; a more urgent priority than ``priority`` breaks it.
    """

    shelf_id: ShelfId
    patient_id: PatientId | None
    key: str
    rule_id: str
    subject: str
    priority: Priority
    reason: ShelfReason
    note: str
    shelved_by: str
    shelved_at: datetime
    until: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None
    version: int = 0

    def holds(self, now: datetime) -> bool:
        """Whether it is in force."""
        return self.ended_at is None and self.shelved_at <= now < self.until

    def ended(self, by: str, at: datetime) -> "Shelf":
        """Taken back before its end. Raises IllegalTransition when it has ended."""
        if not self.holds(at):
            raise IllegalTransition(entity="shelf", state="ended", move="end")
        return replace(self, ended_by=by, ended_at=at)
