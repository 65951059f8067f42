"""The table of planning jobs in PostgreSQL: documents, how far they are, answers."""

from typing import Any

from procrastinate import SyncPsycopgConnector

from scheduling.jobs.queue import JobFailed, JobProgress, JobState, JobUnknown
from scheduling.jobs.work import Job

_CREATE = """
CREATE TABLE IF NOT EXISTS planning_job (
    job_id text PRIMARY KEY, document bytea NOT NULL, backend text NOT NULL, seconds double precision NOT NULL,
    seed integer NOT NULL, state text NOT NULL DEFAULT 'waiting', attempts integer NOT NULL DEFAULT 0,
    cancelled boolean NOT NULL DEFAULT false, spent double precision NOT NULL DEFAULT 0, cost bigint, left_out integer,
    answer bytea, reason text NOT NULL DEFAULT '', sent timestamptz NOT NULL DEFAULT now()
)
"""
MOST_ATTEMPTS = 3
"""A job whose workers died so often is given up: it may be what kills them."""


class JobTable:
    """Rows by job id; every call is one statement."""

    def __init__(self, database: SyncPsycopgConnector) -> None:
        self._database = database

    def create(self) -> None:
        """Make the table where it is not there yet."""
        self._database.execute_query(_CREATE)

    def add(self, job: Job) -> None:
        """A new job that waits."""
        self._database.execute_query(
            "INSERT INTO planning_job (job_id, document, backend, seconds, seed)"
            " VALUES (%(job_id)s, %(document)s, %(backend)s, %(seconds)s, %(seed)s)",
            job_id=job.job_id, document=job.document, backend=job.backend, seconds=job.seconds, seed=job.seed,
        )  # fmt: skip

    def begin(self, job_id: str) -> Job | None:
        """The job for the worker that begins it; None when it has ended or is given up."""
        row = self._one(
            "UPDATE planning_job SET attempts = attempts + 1,"
            " state = CASE WHEN state IN ('done', 'failed') THEN state"
            " WHEN attempts >= %(most)s THEN 'failed' ELSE 'running' END,"
            " reason = CASE WHEN attempts >= %(most)s AND state = 'running'"
            " THEN 'The workers of this job died again and again.' ELSE reason END"
            " WHERE job_id = %(job_id)s RETURNING *",
            job_id, most=MOST_ATTEMPTS,
        )  # fmt: skip
        if row["state"] != JobState.RUNNING:
            return None
        return Job(job_id, bytes(row["document"]), row["backend"], row["seconds"], row["seed"])

    def tell(self, job_id: str, seconds: float, cost: int, left_out: int) -> None:
        """The best plan so far."""
        self._database.execute_query(
            "UPDATE planning_job SET spent = %(spent)s, cost = %(cost)s, left_out = %(left_out)s"
            " WHERE job_id = %(job_id)s AND state = 'running'",
            job_id=job_id, spent=seconds, cost=cost, left_out=left_out,
        )  # fmt: skip

    def end(self, job_id: str, *, answer: bytes | None = None, reason: str = "") -> None:
        """Done with an answer, failed without."""
        state = JobState.FAILED if answer is None else JobState.DONE
        self._database.execute_query(
            "UPDATE planning_job SET state = %(state)s, answer = %(answer)s, reason = %(reason)s"
            " WHERE job_id = %(job_id)s AND state NOT IN ('done', 'failed')",
            job_id=job_id, state=state.value, answer=answer, reason=reason,
        )  # fmt: skip

    def cancel(self, job_id: str) -> None:
        """Ask whoever does the job to stop."""
        self._one("UPDATE planning_job SET cancelled = true WHERE job_id = %(job_id)s RETURNING job_id", job_id)

    def cancelled(self, job_id: str) -> bool:
        """Whether somebody asked to stop."""
        return bool(self._one("SELECT cancelled FROM planning_job WHERE job_id = %(job_id)s", job_id)["cancelled"])

    def progress(self, job_id: str) -> JobProgress:
        """Where the job is; raises JobUnknown."""
        row = self._one("SELECT state, spent, cost, left_out FROM planning_job WHERE job_id = %(job_id)s", job_id)
        return JobProgress(JobState(row["state"]), row["spent"], row["cost"], row["left_out"])

    def result(self, job_id: str) -> bytes:
        """The answer; raises JobFailed, JobUnknown."""
        row = self._one("SELECT state, answer, reason FROM planning_job WHERE job_id = %(job_id)s", job_id)
        if row["state"] != JobState.DONE:
            raise JobFailed(row["reason"] or f"The job {job_id} has not ended.")
        return bytes(row["answer"])

    def _one(self, statement: str, job_id: str, **facts: object) -> dict[str, Any]:
        rows = self._database.execute_query_all(statement, job_id=job_id, **facts)
        if not rows:
            raise JobUnknown(f"There is no job {job_id}.")
        return dict(rows[0])
