"""A dated task of a patient: what has to be done, by when, by whom able."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import EpisodeId, OrderId, PatientId, StaffId, TaskId


class TaskKind(StrEnum):
    """Kinds of work at home."""

    NURSE_VISIT = "nurse_visit"
    IV_DOSE = "iv_dose"
    WOUND_CARE = "wound_care"
    SPECIMEN = "specimen"
    PHYSICIAN_VISIT = "physician_visit"
    KIT_DELIVERY = "kit_delivery"
    KIT_RETRIEVAL = "kit_retrieval"
    MEDICINE_DELIVERY = "medicine_delivery"
    OBSERVATION_SET = "observation_set"
    IMAGING = "imaging"
    VIDEO_FOLLOW_UP = "video_follow_up"

    @property
    def on_site(self) -> bool:
        """Whether somebody has to go there; a route is planned for no other work."""
        return self is not TaskKind.VIDEO_FOLLOW_UP


class TaskState(StrEnum):
    """FHIR Task.status, the part used here."""

    REQUESTED = "requested"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


OPEN_TASKS = frozenset({TaskState.REQUESTED, TaskState.IN_PROGRESS})
"""Nobody has said yet what became of them."""


class Withdrawal(StrEnum):
    """Why work is no longer needed."""

    PATIENT_TRANSFERRED = "patient_transferred"
    ORDER_STOPPED = "order_stopped"
    EPISODE_CLOSED = "episode_closed"


@dataclass(frozen=True, slots=True)
class Task:
    """Work due in [earliest, latest]; ``hard`` windows may not be missed. Priority 1 (may wait) to 3 (must).

    An optional task may be left out of a plan at ``leave_out_penalty`` (cost units of the planning profile).
    ``withdrawn_for`` says why it is no longer needed; work that had begun by then stays in progress until reported.
    ``order_id`` names the order it comes from, None for work nobody ordered singly.
    """

    task_id: TaskId
    episode_id: EpisodeId
    patient_id: PatientId
    kind: TaskKind
    earliest: datetime
    latest: datetime
    duration_minutes: int
    required_skills: frozenset[str] = frozenset()
    priority: int = 2
    optional: bool = False
    hard_window: bool = True
    staff_needed: int = 1
    preferred_staff_id: StaffId | None = None
    note: str = ""
    state: TaskState = TaskState.REQUESTED
    version: int = 0
    withdrawn_for: Withdrawal | None = None
    order_id: OrderId | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet what became of it."""
        return self.state in OPEN_TASKS

    def completed(self) -> "Task":
        """Done; raises IllegalTransition when it has ended."""
        if not self.is_open:
            raise IllegalTransition(entity="task", state=self.state.value, move=TaskState.COMPLETED.value)
        return replace(self, state=TaskState.COMPLETED)

    def withdrawn(self, why: Withdrawal) -> "Task":
        """No longer needed: cancelled, or still in progress when somebody is at work. Raises IllegalTransition when
        it has ended."""
        if self.state is TaskState.REQUESTED:
            return replace(self, state=TaskState.CANCELLED, withdrawn_for=why)
        if self.state is TaskState.IN_PROGRESS:
            return replace(self, withdrawn_for=why)
        raise IllegalTransition(entity="task", state=self.state.value, move="withdraw")
