"""An order of a physician: what shall be done for a patient, when, until when; from draft to its end."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, OrderId, PatientId, StaffId, UserId
from hah_console.domain.medication_check import CheckRecord, Medication, Severity
from hah_console.domain.timing import Timing


class OrderKind(StrEnum):
    """What can be ordered."""

    IV_DOSE = "iv_dose"
    ORAL_DOSE = "oral_dose"
    OBSERVATION_SET = "observation_set"
    SPECIMEN = "specimen"
    WOUND_CARE = "wound_care"
    IMAGING = "imaging"
    VIDEO_FOLLOW_UP = "video_follow_up"
    PHYSICIAN_VISIT = "physician_visit"
    EQUIPMENT = "equipment"

    @property
    def medication(self) -> bool:
        """Whether it has doses."""
        return self in _MEDICATION


_MEDICATION = frozenset({OrderKind.IV_DOSE, OrderKind.ORAL_DOSE})


class OrderState(StrEnum):
    """FHIR MedicationRequest.status, the part used here."""

    DRAFT = "draft"
    ACTIVE = "active"
    STOPPED = "stopped"
    COMPLETED = "completed"


_MOVES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.DRAFT: frozenset({OrderState.ACTIVE, OrderState.STOPPED}),
    OrderState.ACTIVE: frozenset({OrderState.STOPPED, OrderState.COMPLETED}),
    OrderState.STOPPED: frozenset(),
    OrderState.COMPLETED: frozenset(),
}


class StopReason(StrEnum):
    """Why an order was ended before its end."""

    CHANGED = "changed"
    ORAL_SWITCH = "oral_switch"
    DE_ESCALATED = "de_escalated"
    ADVERSE_REACTION = "adverse_reaction"
    NOT_NEEDED = "not_needed"
    ENTERED_IN_ERROR = "entered_in_error"
    EPISODE_ENDED = "episode_ended"


class OrderBlocked(HahError):
    """The check found something that must not be ordered. Facts: drug, against."""

    code = "order_blocked"


class ReasonNeeded(HahError):
    """The check found something that is ordered only with a reason. Facts: drug, count."""

    code = "order_reason_needed"


@dataclass(frozen=True, slots=True)
class WorkWish:
    """What the order wants of a visit beyond its kind: who, how long, how many, within how many minutes.

    ``window_minutes`` replaces the window of the rule pack when the prescriber widens or narrows it.
    """

    skills: frozenset[str] = frozenset()
    minutes: int | None = None
    staff_needed: int = 1
    staff_id: StaffId | None = None
    window_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """``subject`` is the kind's own code: a specimen kind, a kit kind, a view of imaging. ``check`` is there for every
    medication once active. ``replaces``: the order it takes the place of. ``ordered_by`` is the physician."""

    order_id: OrderId
    episode_id: EpisodeId
    patient_id: PatientId
    kind: OrderKind
    timing: Timing
    prepared_by: UserId
    prepared_at: datetime
    state: OrderState = OrderState.DRAFT
    medication: Medication | None = None
    subject: str = ""
    note: str = ""
    wish: WorkWish = field(default_factory=WorkWish)
    ordered_by: UserId | None = None
    ordered_at: datetime | None = None
    check: CheckRecord | None = None
    replaces: OrderId | None = None
    ended_at: datetime | None = None
    ended_by: UserId | None = None
    stop_reason: StopReason | None = None
    stop_note: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        if self.kind.medication != (self.medication is not None):
            raise InvalidInput(field="drug", value="", reason="empty")

    def activated(self, by: UserId, at: datetime, check: CheckRecord | None = None) -> "Order":
        """Ordered by a physician. Raises IllegalTransition, OrderBlocked, ReasonNeeded, and InvalidInput for a
        medication nobody has checked.

        SAFETY(checked order): no medication becomes active without a check that is not blocking and, when it asks for
        one, has a reason with its author.
        """
        self._require(OrderState.ACTIVE)
        if self.medication is not None:
            _require_passed(self.medication, check)
        return replace(self, state=OrderState.ACTIVE, ordered_by=by, ordered_at=at, check=check)

    def stopped(self, by: UserId, at: datetime, reason: StopReason, note: str = "") -> "Order":
        """Nothing is due from ``at`` on; what was due before stays. Raises IllegalTransition."""
        self._require(OrderState.STOPPED)
        timing = self.timing.ended_at(at)
        return replace(
            self, state=OrderState.STOPPED, ended_at=at, ended_by=by, stop_reason=reason, stop_note=note, timing=timing
        )

    def completed(self, by: UserId, at: datetime) -> "Order":
        """Everything it asked for has been settled. Raises IllegalTransition."""
        self._require(OrderState.COMPLETED)
        return replace(self, state=OrderState.COMPLETED, ended_at=at, ended_by=by)

    def reopened(self) -> "Order":
        """Active again, because something it asked for was not settled after all. Raises IllegalTransition."""
        if self.state is not OrderState.COMPLETED:
            raise IllegalTransition(entity="order", state=self.state.value, move="reopen")
        return replace(self, state=OrderState.ACTIVE, ended_at=None, ended_by=None)

    def _require(self, to: OrderState) -> None:
        if to not in _MOVES[self.state]:
            raise IllegalTransition(entity="order", state=self.state.value, move=to.value)


def _require_passed(medication: Medication, check: CheckRecord | None) -> None:
    if check is None:
        raise InvalidInput(field="check", value="", reason="empty")
    heaviest = [finding for finding in check.findings if finding.severity is check.worst]
    if check.worst is Severity.BLOCKING:
        raise OrderBlocked(drug=medication.drug_id, against=heaviest[0].against)
    if check.worst is Severity.NEEDS_REASON and (check.override is None or not check.override.reason.strip()):
        raise ReasonNeeded(drug=medication.drug_id, count=len(heaviest))
