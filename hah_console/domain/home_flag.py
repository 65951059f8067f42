"""What makes a home unsafe for those who go there: never alone, or never after dark; with author and reason."""

from dataclasses import dataclass, replace
from datetime import datetime

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import HomeFlagId, PatientId, UserId


@dataclass(frozen=True, slots=True)
class HomeFlag:
    """A rule for all visits to one patient's home; the planner may not break it."""

    flag_id: HomeFlagId
    patient_id: PatientId
    two_persons: bool
    daylight_only: bool
    reason: str
    set_by: UserId
    set_at: datetime
    ended_at: datetime | None = None
    ended_by: UserId | None = None
    end_reason: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        if not (self.two_persons or self.daylight_only):
            raise InvalidInput(field="rule", value="", reason="empty")
        if not self.reason.strip():
            raise InvalidInput(field="reason", value="", reason="empty")

    @property
    def holds(self) -> bool:
        """Whether it is in force."""
        return self.ended_at is None

    def ended(self, by: UserId, at: datetime, reason: str) -> "HomeFlag":
        """No longer needed. Raises IllegalTransition when it has ended, InvalidInput without a reason."""
        if not self.holds:
            raise IllegalTransition(entity="home_flag", state="ended", move="end")
        if not reason.strip():
            raise InvalidInput(field="reason", value="", reason="empty")
        return replace(self, ended_at=at, ended_by=by, end_reason=reason.strip())
