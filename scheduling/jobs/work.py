"""One job in the process that does it: read, search, check, write; told to stop from outside at any moment."""

from collections.abc import Callable

import msgspec

from scheduling.solve import solve_document
from scheduling.stop import StopAfter


class Job(msgspec.Struct, frozen=True):
    """What a worker has to know."""

    job_id: str
    document: bytes
    backend: str
    seconds: float
    seed: int


def do_job(job: Job, cancelled: Callable[[], bool], tell: Callable[[float, int, int], None]) -> bytes:
    """The answer document; raises SchedulingError. ``tell`` gets seconds, cost and number left out of better plans."""
    stop = StopAfter(job.seconds, cancel=cancelled)
    return solve_document(job.document, job.backend, stop=stop, seed=job.seed, on_progress=tell)
