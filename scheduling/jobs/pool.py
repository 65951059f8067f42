"""Jobs by processes of this machine: a fixed number of them, each doing one job at a time."""

import queue
import threading
import time
import uuid
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from scheduling.jobs.child import serve
from scheduling.jobs.queue import JobFailed, JobProgress, JobState, JobUnknown
from scheduling.jobs.work import Job
from scheduling.solve import DEFAULT_BACKEND

POLL_S = 0.05
GRACE_S = 5.0
"""Seconds a process gets to end by itself."""


@dataclass(slots=True)
class _Entry:
    """What is known of one job."""

    job: Job
    progress: JobProgress = field(default_factory=lambda: JobProgress(JobState.WAITING))
    answer: bytes = b""
    reason: str = ""
    cancelled: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True)
class _Child:
    """One process and the pipe to it."""

    process: BaseProcess
    pipe: Connection

    @staticmethod
    def start() -> "_Child":
        context = get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=serve, args=(there,), name="planning", daemon=True)
        process.start()
        there.close()
        return _Child(process, here)

    def end(self) -> None:
        """Close the pipe, which ends the process; kill it when it does not."""
        self.pipe.close()
        self.process.join(GRACE_S)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class ProcessPool:
    """A JobQueue of ``processes`` processes. A process that dies fails its job only; the next job gets a new one."""

    def __init__(self, processes: int = 2) -> None:
        self._jobs: dict[str, _Entry] = {}
        self._waiting: queue.SimpleQueue[_Entry | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._lanes = [
            threading.Thread(target=self._lane, args=(_Child.start(),), name=f"planning-{n}", daemon=True)
            for n in range(max(1, processes))
        ]
        for lane in self._lanes:
            lane.start()

    def submit(self, document: bytes, *, backend: str = DEFAULT_BACKEND, seconds: float = 10.0, seed: int = 0) -> str:
        """See JobQueue."""
        entry = _Entry(Job(uuid.uuid4().hex, document, backend, seconds, seed))
        self._jobs[entry.job.job_id] = entry
        self._waiting.put(entry)
        return entry.job.job_id

    def progress(self, job_id: str) -> JobProgress:
        """See JobQueue."""
        return self._entry(job_id).progress

    def cancel(self, job_id: str) -> None:
        """See JobQueue."""
        self._entry(job_id).cancelled.set()

    def wait(self, job_id: str, timeout_s: float) -> JobProgress:
        """See JobQueue."""
        entry = self._entry(job_id)
        entry.ended.wait(timeout_s)
        return entry.progress

    def result(self, job_id: str) -> bytes:
        """See JobQueue."""
        entry = self._entry(job_id)
        if entry.progress.state is not JobState.DONE:
            raise JobFailed(entry.reason or f"The job {job_id} has not ended.")
        return entry.answer

    def close(self) -> None:
        """See JobQueue."""
        self._closing.set()
        for entry in self._jobs.values():
            entry.cancelled.set()
        for _ in self._lanes:
            self._waiting.put(None)
        for lane in self._lanes:
            lane.join()

    def _entry(self, job_id: str) -> _Entry:
        if job_id not in self._jobs:
            raise JobUnknown(f"There is no job {job_id}.")
        return self._jobs[job_id]

    def _lane(self, first: _Child) -> None:
        child: _Child | None = first
        while (entry := self._waiting.get()) is not None:
            if self._closing.is_set():
                _fail(entry, "The queue was closed before the job began.")
                continue
            child = child or _Child.start()
            if not self._do(entry, child):
                child.end()
                child = None
        if child is not None:
            child.end()

    def _do(self, entry: _Entry, child: _Child) -> bool:
        """Have the child do the job; False when it is of no use any more."""
        began, told = time.monotonic(), False
        entry.progress = JobProgress(JobState.RUNNING)
        try:
            child.pipe.send(entry.job)
            while not entry.ended.is_set():
                if entry.cancelled.is_set() and not told:
                    child.pipe.send("cancel")
                    told = True
                if child.pipe.poll(POLL_S):
                    _hear(entry, child.pipe.recv(), began)
        except (EOFError, OSError):
            child.process.join(GRACE_S)
            _fail(entry, f"The planning process ended with status {child.process.exitcode}; the job can be sent again.")
            return False
        return True


def _hear(entry: _Entry, message: tuple[object, ...], began: float) -> None:
    what, *facts = message
    spent = round(time.monotonic() - began, 3)
    if what == "progress":
        _, cost, left_out = facts
        entry.progress = JobProgress(JobState.RUNNING, spent, int(str(cost)), int(str(left_out)))
    elif what == "done" and isinstance(facts[0], bytes):
        entry.answer = facts[0]
        best = entry.progress
        entry.progress = JobProgress(JobState.DONE, spent, best.cost, best.left_out)
        entry.ended.set()
    else:
        _fail(entry, str(facts[0]))


def _fail(entry: _Entry, reason: str) -> None:
    entry.reason = reason
    entry.progress = JobProgress(JobState.FAILED, entry.progress.seconds)
    entry.ended.set()
