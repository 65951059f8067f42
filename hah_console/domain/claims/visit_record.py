"""A visit as it really was, to the minute; a plan or a notification is never one."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, PatientId, StaffId, TaskId, VisitRecordId
from hah_console.domain.staff import Profession


class VisitMode(StrEnum):
    """How a visit was made (TW LTC IG, mode of a hospital-at-home visit)."""

    IN_PERSON = "in-person"
    VIDEO = "video"
    TELEPHONE = "telephone"


LONGEST = timedelta(hours=12)
"""A visit longer than this is a mistyped day."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """Why a visit was an emergency visit, and the physician's assessment that came before it, where there was one."""

    indication: str
    assessed_by: StaffId | None = None
    assessed_at: datetime | None = None
    standing_order: bool = False


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """Who was with whom from when to when. A time that nobody noted is None, never guessed.

    ``noted_at`` is when the record was begun; ``card_read`` whether the patient's card was read and written;
    ``in_vain`` why nobody could be seen although somebody came: then it is no visit, for no clock and no claim.
    """

    visit_record_id: VisitRecordId
    episode_id: EpisodeId
    patient_id: PatientId
    staff_id: StaffId
    profession: Profession
    noted_at: datetime
    mode: VisitMode = VisitMode.IN_PERSON
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    emergency: Emergency | None = None
    task_id: TaskId | None = None
    card_read: bool = False
    note: str = ""
    in_vain: str = ""
    version: int = 0

    @property
    def complete(self) -> bool:
        """Whether both times are known."""
        return self.arrived_at is not None and self.left_at is not None

    @property
    def when(self) -> datetime:
        """Its arrival, else its leaving, else when it was noted."""
        return self.arrived_at or self.left_at or self.noted_at

    def arrived(self, at: datetime) -> "VisitRecord":
        """The visit once somebody is there; raises IllegalTransition when an arrival is noted already."""
        if self.arrived_at is not None:
            raise IllegalTransition(entity="visit_record", state="arrived", move="arrive")
        return replace(self, arrived_at=to_the_minute(at))

    def left(self, at: datetime) -> "VisitRecord":
        """The visit once it is over. Raises IllegalTransition without an arrival or when it is over already."""
        if self.arrived_at is None or self.left_at is not None:
            state = "planned" if self.arrived_at is None else "left"
            raise IllegalTransition(entity="visit_record", state=state, move="leave")
        return self.with_times(self.arrived_at, at)

    def was_in_vain(self, reason: str) -> "VisitRecord":
        """Somebody came and could see nobody. Raises IllegalTransition without an arrival or when it is over."""
        if self.arrived_at is None or self.left_at is not None or self.in_vain:
            raise IllegalTransition(entity="visit_record", state="left" if self.left_at else "planned", move="in_vain")
        return replace(self, in_vain=reason)

    def with_times(self, arrived_at: datetime, left_at: datetime) -> "VisitRecord":
        """The visit with times put right; raises InvalidInput when they cannot be those of one visit."""
        arrived_at, left_at = to_the_minute(arrived_at), to_the_minute(left_at)
        if left_at < arrived_at:
            raise InvalidInput(field="left_at", value=left_at.isoformat(), reason="before_arrival")
        if left_at - arrived_at > LONGEST:
            raise InvalidInput(field="left_at", value=left_at.isoformat(), reason="too_long")
        return replace(self, arrived_at=arrived_at, left_at=left_at)


def to_the_minute(moment: datetime) -> datetime:
    """The minute a moment lies in."""
    return moment.replace(second=0, microsecond=0)
