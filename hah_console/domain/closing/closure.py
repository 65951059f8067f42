"""The end of an admission: outcome, discharge summary, where care goes on, and the watch after it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.closing.summary import DischargeSummary
from hah_console.domain.episode import Outcome
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput, NotReady
from hah_console.domain.ids import ClosureId, EpisodeId, PatientId, TaskId, UserId


class TransferOpen(HahError):
    """The patient is on her way into a hospital: nothing is closed meanwhile. Facts: name, stage."""

    code = "transfer_open"


class OpenWork(HahError):
    """Open work that whoever closes has not named as withdrawn. Facts: count, tasks."""

    code = "open_work"

    def __init__(self, task_ids: tuple[TaskId, ...]) -> None:
        self.task_ids = task_ids
        super().__init__(count=len(task_ids), tasks=", ".join(task_ids))


class ReturnPath(StrEnum):
    """Where care goes on."""

    HOME_CARE = "home_care"
    CLINIC = "clinic"
    LTC_REFERRAL = "ltc_referral"
    HOSPITAL = "hospital"
    NOWHERE = "nowhere"


class HomeCareStage(StrEnum):
    """The stages of the integrated home-care plan: 居家醫療 (E1), 重度居家醫療 (A1), 安寧療護 (A5)."""

    HOME_MEDICAL = "E1"
    SEVERE = "A1"
    HOSPICE = "A5"


_WITHOUT_PATH = frozenset({Outcome.DEATH, Outcome.WITHDRAWN})
WATCHED_EVENTS = frozenset({CaseEventKind.EMERGENCY_DEPARTMENT, CaseEventKind.READMITTED})
"""What counts after closure: an emergency department, a hospital."""


@dataclass(frozen=True, slots=True)
class ClosureForm:
    """What whoever closes has decided. ``reason`` are the words an outcome ``other`` needs."""

    outcome: Outcome | None = None
    reason: str = ""
    summary: DischargeSummary = field(default_factory=DischargeSummary)
    path: ReturnPath | None = None
    stage: HomeCareStage | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of what is still needed, in the order of the form; ``summary.…`` for a section."""
        return tuple(self._missing())

    def _missing(self) -> Iterator[str]:
        if self.outcome is None:
            yield "outcome"
        if self.outcome is Outcome.OTHER and not self.reason.strip():
            yield "reason"
        yield from (f"summary.{section.value}" for section in self.summary.missing)
        if self.path is None:
            yield "path"
        if self.path is ReturnPath.HOME_CARE and self.stage is None:
            yield "stage"

    def require_whole(self) -> Outcome:
        """The outcome of a whole form; raises NotReady with what is missing, InvalidInput for a path that cannot be."""
        if self.missing or self.outcome is None:
            raise NotReady("close_episode", self.missing)
        if not _goes_together(self.outcome, self.path):
            raise InvalidInput(field="path", value=self.path, reason="contradiction")
        return self.outcome


@dataclass(frozen=True, slots=True)
class WatchEvent:
    """What was heard of somebody after closure."""

    kind: CaseEventKind
    at: datetime
    by: UserId


@dataclass(frozen=True, slots=True)
class Closure:
    """How one admission ended. The watch runs until ``watch_until`` (None: the patient died, nothing is watched).

    ``withdrawn`` names the tasks that were open, ``withdrawn_for`` says why they are no longer needed.
    """

    closure_id: ClosureId
    episode_id: EpisodeId
    patient_id: PatientId
    form: ClosureForm
    closed_at: datetime
    closed_by: UserId
    signed_at: datetime
    watch_until: datetime | None
    withdrawn: tuple[TaskId, ...] = ()
    withdrawn_for: str = ""
    heard: tuple[WatchEvent, ...] = ()
    watch_ended_at: datetime | None = None
    version: int = 0

    @property
    def watching(self) -> bool:
        """Whether the watch goes on."""
        return self.watch_until is not None and self.watch_ended_at is None

    def noted(self, event: WatchEvent) -> "Closure":
        """With an event of the watch; raises IllegalTransition unless it happened within it."""
        outside = self.watch_until is None or not self.closed_at <= event.at < self.watch_until
        if event.kind not in WATCHED_EVENTS or outside or not self.watching:
            raise IllegalTransition(entity="closure", state=self._state, move=event.kind.value)
        return replace(self, heard=(*self.heard, event))

    def watch_ended(self, at: datetime) -> "Closure":
        """The watch is over; raises IllegalTransition before its time, or when it is over already."""
        if self.watch_until is None or not self.watching or at < self.watch_until:
            raise IllegalTransition(entity="closure", state=self._state, move=CaseEventKind.WATCH_ENDED.value)
        return replace(self, watch_ended_at=at)

    @property
    def _state(self) -> str:
        return "watching" if self.watching else "ended"


def watch_end(outcome: Outcome, closed_at: datetime, watch: timedelta) -> datetime | None:
    """When the watch after a closure ends; None for a death."""
    return None if outcome is Outcome.DEATH else closed_at + watch


def _goes_together(outcome: Outcome, path: ReturnPath | None) -> bool:
    if path is ReturnPath.NOWHERE:
        return outcome in _WITHOUT_PATH
    if outcome is Outcome.DEATH:
        return False
    return path is ReturnPath.HOSPITAL or outcome is not Outcome.HOSPITAL_TRANSFER
