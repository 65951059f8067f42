"""A planned visit as it goes in the field: from assigned to done or could not, report by report."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, FieldReportId, PatientId, StaffId, TaskId, VisitId, VisitRecordId


class FieldState(StrEnum):
    """Where the worker is with a visit; COULD_NOT has a reason."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    ON_THE_WAY = "on_the_way"
    ARRIVED = "arrived"
    LEFT = "left"
    DONE = "done"
    COULD_NOT = "could_not"


class CouldNot(StrEnum):
    """Why a visit could not be made; OTHER needs words."""

    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    NO_ACCESS = "no_access"
    WENT_TO_HOSPITAL = "went_to_hospital"
    UNSAFE = "unsafe"
    NO_EQUIPMENT = "no_equipment"
    OTHER = "other"


_AHEAD = frozenset({FieldState.ACCEPTED, FieldState.ON_THE_WAY, FieldState.ARRIVED})
_MOVES: dict[FieldState, frozenset[FieldState]] = {
    FieldState.ASSIGNED: _AHEAD | {FieldState.COULD_NOT},
    FieldState.ACCEPTED: frozenset({FieldState.ON_THE_WAY, FieldState.ARRIVED, FieldState.COULD_NOT}),
    FieldState.ON_THE_WAY: frozenset({FieldState.ARRIVED, FieldState.COULD_NOT}),
    FieldState.ARRIVED: frozenset({FieldState.LEFT, FieldState.DONE, FieldState.COULD_NOT}),
    FieldState.LEFT: frozenset({FieldState.DONE, FieldState.COULD_NOT}),
    FieldState.DONE: frozenset(),
    FieldState.COULD_NOT: _AHEAD,
}
"""From COULD_NOT on it is another attempt."""
WITH_PATIENT = FieldState.ARRIVED
BEGUN = frozenset({FieldState.ARRIVED, FieldState.LEFT, FieldState.DONE, FieldState.COULD_NOT})
"""No longer to be given to somebody else."""
ENDED = frozenset({FieldState.LEFT, FieldState.DONE, FieldState.COULD_NOT})
LONGEST_REMARK = 200
LONGEST_DELAY = timedelta(hours=16)
"""A report older than this is of another shift."""


@dataclass(frozen=True, slots=True)
class FieldReport:
    """What somebody said of a visit, once. ``at`` is by the service's clock, ``told_at`` what the phone's clock showed;
    ``received_at`` is later for what waited on a phone without a network. ``source``: the phone's pass, or the desk.
    Without ``effect`` the visit had gone on meanwhile, and nothing followed from it.
    """

    report_id: FieldReportId
    visit_id: VisitId
    staff_id: StaffId
    state: FieldState
    at: datetime
    received_at: datetime
    by: str
    source: str
    told_at: datetime | None = None
    reason: str = ""
    remark: str = ""
    card_read: bool = False
    effect: bool = True

    def says_the_same(self, other: "FieldReport") -> bool:
        """Whether a report under the same id is this one once more, and not an altered one."""
        return self == replace(
            other, at=self.at, received_at=self.received_at, by=self.by, effect=self.effect
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldVisit:
    """Where one visit of one worker stands since when. Its times of arrival and leaving are those of ``visit_record``.

    ``attempt`` counts from 1; ``arrived_at`` is there while somebody is with the patient, or was;
    until ``safe_until`` the visit may last longer than its kind usually does, for somebody has spoken with the worker.
    """

    visit_id: VisitId
    task_id: TaskId
    patient_id: PatientId
    episode_id: EpisodeId
    staff_id: StaffId
    day: date
    since: datetime
    state: FieldState = FieldState.ASSIGNED
    reason: str = ""
    remark: str = ""
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    safe_until: datetime | None = None
    visit_record_id: VisitRecordId | None = None
    attempt: int = 1
    version: int = 0

    def may(self, to: FieldState) -> bool:
        """Whether it can go on to this state."""
        return to in _MOVES[self.state]

    def moved(self, to: FieldState, at: datetime, reason: str = "", remark: str = "") -> "FieldVisit":
        """The visit in its next state since ``at``, never earlier than it was in its last. Raises IllegalTransition,
        and InvalidInput for one that could not be made without a reason, or for another reason without words."""
        if not self.may(to):
            raise IllegalTransition(entity="field_visit", state=self.state.value, move=to.value)
        reason, remark = _reasoned(to, reason, remark)
        at = max(at, self.since)
        again = self.state is FieldState.COULD_NOT
        begun = replace(
            self, attempt=self.attempt + 1, arrived_at=None, left_at=None, safe_until=None, visit_record_id=None
        )
        moved = replace(begun if again else self, state=to, since=at, reason=reason, remark=remark)
        if to is FieldState.ARRIVED:
            return replace(moved, arrived_at=at)
        if to in ENDED and moved.arrived_at is not None and moved.left_at is None:
            return replace(moved, left_at=at)
        return moved

    def _tried_again(self) -> "FieldVisit":
        return replace(
            self, attempt=self.attempt + 1, arrived_at=None, left_at=None, safe_until=None, visit_record_id=None
        )

    def given_to(self, staff_id: StaffId, at: datetime) -> "FieldVisit":
        """Assigned to somebody else. Raises IllegalTransition when it has begun and is not to be tried again."""
        if self.state in BEGUN - {FieldState.COULD_NOT}:
            raise IllegalTransition(entity="field_visit", state=self.state.value, move="give")
        if self.state is FieldState.COULD_NOT:
            return replace(self, staff_id=staff_id)
        return replace(self, staff_id=staff_id, state=FieldState.ASSIGNED, since=at)


def _reasoned(to: FieldState, reason: str, remark: str) -> tuple[str, str]:
    if to is not FieldState.COULD_NOT:
        return "", remark
    if reason not in set(CouldNot):
        raise InvalidInput(field="reason", value=reason, reason="empty" if not reason else "unknown_kind")
    if reason == CouldNot.OTHER and not remark:
        raise InvalidInput(field="remark", value="", reason="empty")
    return reason, remark


def moment_of(received_at: datetime, waited: timedelta) -> datetime:
    """When something was, by the service's clock, that a phone kept for ``waited`` by its own before it sent it.

    SAFETY(phone clock): a phone's clock may be wrong by hours; only how long it waited is taken from it.
    """
    return received_at - min(max(waited, timedelta(0)), LONGEST_DELAY)
