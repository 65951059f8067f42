"""What a queue of planning jobs is: the same calls, whoever does the work."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from scheduling.errors import SchedulingError
from scheduling.solve import DEFAULT_BACKEND


class JobState(StrEnum):
    """Where a job is. ``done`` and ``failed`` are for good."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self in (JobState.DONE, JobState.FAILED)


class JobUnknown(SchedulingError):
    """No job has this id."""


class JobFailed(SchedulingError):
    """The job ended without a plan: a problem that cannot be used, or a worker that died."""


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is; ``cost`` and ``left_out`` are of the best plan so far, None before the first."""

    state: JobState
    seconds: float = 0.0
    cost: int | None = None
    left_out: int | None = None


class JobQueue(Protocol):
    """Plans problem documents (``scheduling.codec``). Every answer has passed the check; its verdict is in it."""

    def submit(self, document: bytes, *, backend: str = DEFAULT_BACKEND, seconds: float = 10.0, seed: int = 0) -> str:
        """Put a job at the end of the queue; its id. Nothing is read yet: a bad document fails the job."""

    def progress(self, job_id: str) -> JobProgress:
        """Where the job is. Raises JobUnknown."""

    def cancel(self, job_id: str) -> None:
        """Stop the job with the best plan so far; without any it is done with an empty or a first plan, never lost."""

    def wait(self, job_id: str, timeout_s: float) -> JobProgress:
        """Return as soon as the job has ended, or after ``timeout_s`` seconds as it is then. Raises JobUnknown."""

    def result(self, job_id: str) -> bytes:
        """The answer document of a job that is done. Raises JobFailed with the reason, also for one that goes on."""

    def close(self) -> None:
        """End the work; jobs that go on are stopped."""
