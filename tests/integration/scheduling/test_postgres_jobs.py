"""Planning by two worker processes on a real PostgreSQL: shared, taken over from a worker that dies, never lost."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scheduling import codec
from scheduling.check import check
from scheduling.jobs import JobFailed, JobState, JobUnknown
from scheduling.jobs.postgres import DatabaseUnusable, PostgresQueue
from scheduling.synthetic import synthetic_day

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).resolve().parents[3]
LONG_S = 120.0
Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def start_worker(postgres_url: str) -> Iterator[Start]:
    """Workers that are patient for a second only; all are stopped at the end."""
    running: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "scheduling", "worker", "--database", postgres_url]
        worker = subprocess.Popen(
            [*command, "--heartbeat", "0.5", "--silence", "2"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        running.append(worker)
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "ready"
        return worker

    yield start
    for worker in running:
        worker.terminate()
    for worker in running:
        worker.wait(60)
        assert worker.stdout is not None
        worker.stdout.close()


@pytest.fixture
def jobs(postgres_url: str) -> Iterator[PostgresQueue]:
    queue = PostgresQueue(postgres_url)
    yield queue
    queue.close()


def day(visits: int = 20, seed: int = 1) -> bytes:
    return codec.write_problem(synthetic_day(visits, max(3, visits // 5), 1, seed))


def until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_two_workers_share_the_jobs_and_every_answer_passes_the_check(jobs: PostgresQueue, start_worker: Start) -> None:
    documents = [day(seed=seed) for seed in range(4)]
    start_worker()
    start_worker()
    ids = [jobs.submit(document, seconds=1.5, seed=1) for document in documents]
    until(lambda: sum(jobs.progress(job_id).state is JobState.RUNNING for job_id in ids) == 2)
    for document, job_id in zip(documents, ids, strict=True):
        assert jobs.wait(job_id, LONG_S).state is JobState.DONE
        answer = codec.read_answer(jobs.result(job_id))
        assert answer.check.violations == ()
        assert check(codec.read_problem(document), answer.solution).ok


def test_the_job_of_a_worker_that_is_killed_is_done_by_the_other(jobs: PostgresQueue, start_worker: Start) -> None:
    first = start_worker()
    job_id = jobs.submit(day(60), seconds=4.0)
    until(lambda: jobs.progress(job_id).cost is not None)
    start_worker()
    first.kill()
    assert jobs.wait(job_id, LONG_S).state is JobState.DONE
    assert codec.read_answer(jobs.result(job_id)).check.violations == ()


def test_a_job_is_cancelled_while_it_waits_and_while_it_goes_on(jobs: PostgresQueue, start_worker: Start) -> None:
    waiting = jobs.submit(day(60), seconds=LONG_S)
    jobs.cancel(waiting)
    start_worker()
    going_on = jobs.submit(day(60), seconds=LONG_S)
    until(lambda: jobs.progress(going_on).cost is not None)
    jobs.cancel(going_on)
    for job_id in (waiting, going_on):
        assert jobs.wait(job_id, 60).state is JobState.DONE
        assert codec.read_answer(jobs.result(job_id)).solution.status == "cancelled"


def test_a_document_that_cannot_be_used_fails_and_the_worker_goes_on(jobs: PostgresQueue, start_worker: Start) -> None:
    bad, good = jobs.submit(b"{}", seconds=0.2), jobs.submit(day(), seconds=0.2)
    start_worker()
    assert jobs.wait(bad, LONG_S).state is JobState.FAILED
    with pytest.raises(JobFailed, match=r"\w"):
        jobs.result(bad)
    assert jobs.wait(good, LONG_S).state is JobState.DONE


def test_an_unknown_job_and_one_that_waits_have_no_result(jobs: PostgresQueue) -> None:
    with pytest.raises(JobUnknown):
        jobs.progress("nothing")
    with pytest.raises(JobFailed, match="has not ended"):
        jobs.result(jobs.submit(day()))


def test_a_second_queue_on_the_same_database_sees_the_same_jobs(jobs: PostgresQueue, postgres_url: str) -> None:
    job_id = jobs.submit(day())
    other = PostgresQueue(postgres_url)
    assert other.progress(job_id).state is JobState.WAITING
    other.close()


@pytest.mark.expected_log("error connecting in")
def test_a_database_that_does_not_answer_is_said_to_be_unusable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduling.jobs.postgres.CONNECT_S", 1.0)
    with pytest.raises(DatabaseUnusable, match="cannot be used"):
        PostgresQueue("postgresql://nobody@127.0.0.1:1/nothing")
