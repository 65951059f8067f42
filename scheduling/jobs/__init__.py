"""Several teams or days at once: planning as jobs, by processes of this machine or by a queue in PostgreSQL."""

from scheduling.jobs.queue import JobFailed, JobProgress, JobQueue, JobState, JobUnknown

__all__ = ["JobFailed", "JobProgress", "JobQueue", "JobState", "JobUnknown"]
